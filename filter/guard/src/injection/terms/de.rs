//! German.

use crate::injection::class::Class::*;
use crate::injection::class::Terms;

pub(super) const TERMS: Terms = &[
    (
        Override,
        "ignorier|ignoriere|ignorieren|missachte|missachten|vergiss|vergesse|umgehe|\
         umgeh|verwirf|verwerfe|befolge nicht|beachte nicht|setze außer kraft|\
         überschreibe|lösche|halte dich nicht mehr an|brich",
    ),
    (
        Prior,
        "vorherigen|vorherige|bisherigen|bisherige|vorigen|vorangegangenen|obigen|\
         obige|früheren|ursprünglichen|oben|davor|vorher|bislang",
    ),
    (All, "alle|alles|sämtliche|jegliche|allen|jede"),
    (
        Rules,
        "anweisung|anweisungen|instruktion|instruktionen|regeln|vorgaben|richtlinien|\
         befehle|vorschriften|einschränkungen|beschränkungen|systemprompt|anordnungen",
    ),
    (Yours, "deine|deinen|deiner|ihre|dein|du bist|du hast"),
    (
        Told,
        "dir gesagt|dir vorher gesagt|was dir|dir gegeben|gesagt wurde",
    ),
    (
        Reveal,
        "zeig|zeige|verrate|gib|nenne|offenbare|drucke|wiederhole|schreibe|sag mir|\
         teile mir|lege offen|liste|ausgeben|wie lautet|was ist dein|was sind deine",
    ),
    (
        Verbatim,
        "wörtlich|wort für wort|wortwörtlich|im wortlaut|exakt|vollständig",
    ),
    (
        Prompt,
        "systemprompt|system prompt|systemnachricht|systemanweisung|systemanweisungen|\
         geheimen anweisungen|versteckten anweisungen|interne anweisungen|\
         ursprünglichen prompt",
    ),
    (
        OwnPrompt,
        "deinen systemprompt|dein systemprompt|deine anweisungen|\
         deine systemanweisungen|deine instruktionen|deinen prompt|dein prompt|\
         deine geheimen anweisungen|deiner geheimen anweisungen|deine regeln|\
         deine internen anweisungen|deine ursprünglichen anweisungen|\
         deine kompletten systemanweisungen|deine kompletten anweisungen|\
         deinen kompletten prompt|deine vollständigen anweisungen",
    ),
    (
        Before,
        "text über dieser|text oberhalb|über dieser nachricht|alles oberhalb|\
         alles über dieser|obigen text",
    ),
    (
        Everyday,
        "letzte nachricht|vorherige nachricht|vorherige mail|letzte mail|letzten mail|\
         aufbau|anleitung|tippfehler|rechtschreibung|fernseher|handy|leerzeichen",
    ),
    (
        Persona,
        "du bist jetzt|du bist nun|ab jetzt|ab sofort|von nun an|tu so als|\
         stell dir vor|spiele die rolle|rollenspiel|verhalte dich|agiere als|\
         antworte als|du spielst|du bist ab",
    ),
    (
        Unbound,
        "ohne regeln|ohne einschränkungen|ohne einschränkung|ohne beschränkungen|\
         ohne filter|ohne grenzen|ohne moral|keine regeln|keine einschränkungen|\
         keine grenzen|keine filter|unzensiert|uneingeschränkt|unbeschränkt|\
         verweigert nie|verweigerst nie|nie verweigern|beantwortet alles|\
         antwortet auf alles|lehnt nie|egal worum|auf alles|ohne ethik|ohne zensur|\
         wärst eine ki ohne|befreit",
    ),
    (
        Mode,
        "entwicklermodus|debugmodus|wartungsmodus|adminmodus|administratormodus|\
         testmodus|gottmodus",
    ),
    (
        Enter,
        "aktiviere|aktiviert|du bist jetzt im|im entwicklermodus|wechsle in|schalte|\
         starte",
    ),
    (
        Off,
        "abgeschaltet|ausgeschaltet|deaktiviert|deaktiviere|aufgehoben|außer kraft|\
         ungültig|gelten nicht|gelten nicht mehr|schalte ab|nicht mehr|nicht länger",
    ),
    (
        Safety,
        "sicherheitsfilter|filter|inhaltsrichtlinien|sicherheitsregeln|\
         schutzmaßnahmen|beschränkungen|sicherheitsrichtlinien|zensur",
    ),
    (
        Suppress,
        "lehne nicht ab|verweigere nicht|keine warnungen|ohne warnung|ohne warnungen|\
         entschuldige dich nicht|keine hinweise|du darfst nicht ablehnen",
    ),
    (
        Machine,
        "hinweis an die ki|an die ki|die ki|ki assistent|ki assistenten|sprachmodell|\
         sprachmodelle|ki agent|liebe ki|achtung ki|falls du eine ki|wenn du eine ki|\
         assistent muss",
    ),
    (
        Action,
        "sende|schicke|leite|lösche|überweise|rufe|führe aus|öffne|empfiehl|\
         frage den nutzer|antworte nur",
    ),
    (
        Sensitive,
        "passwort|passwörter|zugangsdaten|schlüssel|kreditkarte|unterhaltung|\
         chatverlauf|alle daten|kontodaten|posteingang",
    ),
    (
        Conceal,
        "sag dem nutzer nichts|sage dem nutzer nicht|sag es niemandem|\
         erwähne das nicht|erwähne dies nicht|ohne dem nutzer|verschweige",
    ),
    (
        NewTask,
        "neue anweisungen|neue anweisung|neue aufgabe|neue regeln|stattdessen|\
         deine neue aufgabe|eigentliche aufgabe|folge nur mir|gehorche mir",
    ),
    (Negation, "nicht|niemals|nie|kein|keinesfalls"),
    (Meta, "prompt injection|angreifer|was ist ein|schütze"),
    (
        Address,
        "hinweis an die ki|an die ki|achtung ki|liebe ki|falls du eine ki|\
         wenn du eine ki|ki assistenten",
    ),
    (
        Amoral,
        "ohne filter|ohne moral|keine filter|unzensiert|verweigert nie|\
         verweigerst nie|nie verweigern|beantwortet alles|antwortet auf alles|\
         lehnt nie|egal worum|auf alles|ohne ethik|ohne zensur|wärst eine ki ohne",
    ),
];
