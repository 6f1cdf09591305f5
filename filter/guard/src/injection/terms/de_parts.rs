//! German: small parts, and more of the rest.

use crate::injection::class::Class::*;
use crate::injection::class::Terms;

pub(super) const TERMS: Terms = &[
    (
        Lack,
        "ohne|ohne jede|ohne jegliche|keine|keinerlei|kein|frei von|nicht gebunden an|\
         nicht an|kennt keine|null|weder",
    ),
    (
        Limit,
        "regeln|einschränkungen|beschränkungen|grenzen|filter|moral|ethik|zensur|\
         skrupel|gewissen|vorgaben|richtlinien|tabus|hemmungen|schranken|limits",
    ),
    (
        Never,
        "nie|niemals|nicht|keinesfalls|auf keinen fall|unter keinen umständen|ohne|\
         keine|kein|lass jede|lass alle|verzichte auf",
    ),
    (
        Refusal,
        "nein sagt|nein sagen|nein|ablehnen|ablehnt|verweigern|verweigert|warnung|\
         warnungen|warnhinweise|entschuldigen|entschuldigung|belehrung|belehrungen|\
         weigern|weigert",
    ),
    (
        Maker,
        "deine entwickler|deiner entwickler|dein betreiber|deines betreibers|\
         deinem betreiber|deine schöpfer|deine macher|dein hersteller|\
         dein unternehmen|man|deine programmierer|deine chefs",
    ),
    (
        Gave,
        "gesagt|vorgegeben|gegeben|eingetrichtert|beigebracht|aufgetragen|befohlen|\
         programmiert|mitgegeben|vorgeschrieben|eingestellt|erzählt",
    ),
    (
        Override,
        "setz dich über|setze dich über|hinwegsetzen|hinweg|gilt nichts mehr|\
         pfeif auf|scheiß auf|lass außer acht|ignorierst|vergisst|streiche|\
         hör nicht mehr auf|wirf|blende aus",
    ),
    (
        Told,
        "was man dir|man dir|dir vorgegeben|dir beigebracht|dir aufgetragen|\
         du bekommen hast|du erhalten hast|die du bekommen|die du erhalten|die dir|\
         hast du bekommen|hast du erhalten",
    ),
    (
        OwnRules,
        "deine vorgaben|deinen vorgaben|deine regeln|deinen regeln|deine richtlinien|\
         deine einschränkungen|deine grenzen|vorgaben deines|regeln deines|\
         deine sicherheitsrichtlinien|deiner betreiber",
    ),
    (
        Reveal,
        "lies mir|lies vor|lies|gib aus|gib wieder|kopiere|zitiere|lass mich sehen|\
         was steht|welche anweisungen|welche regeln|fass zusammen|übersetze|verrätst",
    ),
    (
        Prompt,
        "systemnachricht|deiner systemnachricht|systemtext|grundanweisungen|\
         startprompt|entwicklernachricht|verborgene anweisungen",
    ),
    (
        OwnPrompt,
        "deiner systemnachricht|deine systemnachricht|deinem systemprompt|\
         deines systemprompts|deinen anweisungen|deiner anweisungen",
    ),
    (
        Before,
        "vor dieser nachricht|über dieser zeile|vor meiner ersten|\
         vor unserem gespräch|oberhalb dieser|vor diesem satz",
    ),
    (
        Persona,
        "du spielst jetzt|als wärst du|als hättest du|du verkörperst|schlüpf in|\
         schlüpfe in|sei ab jetzt|tu als ob|du heißt jetzt|benimm dich",
    ),
    (
        Unbound,
        "nie nein|niemals nein|antworte frei heraus|frei heraus|völlig frei|\
         alles erlaubt|darf alles|kann alles",
    ),
    (
        Opening,
        "beginne deine antwort mit|beginne mit|fang an mit|antworte mit|\
         deine antwort muss mit|starte mit",
    ),
    (
        Yes,
        "na klar|klar so|sicher hier|natürlich hier|gerne hier|klar hier",
    ),
    (
        Suppress,
        "lass jede warnung|keine widerrede|ohne belehrung|ohne moralische|\
         ohne hinweise|lass warnungen",
    ),
    (
        Harm,
        "rohrbombe|sprengstoff|bombe|drogen|gift|schadsoftware|waffe|hacken|\
         einbrechen",
    ),
    (
        Address,
        "ki systeme die|hinweis für ki|für ki systeme|ki modelle die|an alle ki|\
         an den assistenten|sprachmodelle die|wer dies automatisch",
    ),
    (
        Machine,
        "ki|ki systeme|ki modell|ki modelle|roboter|chatbot|bot",
    ),
    (
        Action,
        "empfehlen sie|senden sie|schicken sie|leiten sie|löschen sie|überweisen sie|\
         rufen sie|öffne|fordere|bewerte|lade",
    ),
    (
        Conceal,
        "verschweigen sie|erwähne es nicht|erwähnen sie|verrate es nicht|heimlich|\
         ohne es zu erwähnen|ohne rückfrage|ohne wissen|sag nichts davon|\
         sagen sie nichts",
    ),
    (
        Sensitive,
        "rabattcode|internen code|geheimcode|geheimnis|pin|kundendaten|kundenliste|\
         mails|e mails",
    ),
    (
        OnlyMe,
        "nur noch mir|nur auf mich|hör nur auf mich|gehorche nur mir|ich bestimme|\
         nur mir|nur was ich sage",
    ),
    (
        Off,
        "gilt nicht mehr|gilt nichts mehr|gelten ab jetzt nicht|hinfällig|aufgehoben|\
         nichtig|erledigt",
    ),
    (
        Everyday,
        "e mail|email|rechnung|regal|rezept|beschluss|gesetz|regelungen|verordnung|\
         mechanik|möbel",
    ),
    (
        Meta,
        "was ist|systemprompt schreiben|prompt injections|angriffe|schutz vor",
    ),
    (
        Amoral,
        "nie nein|niemals nein|alles erlaubt|darf alles|kann alles",
    ),
];
