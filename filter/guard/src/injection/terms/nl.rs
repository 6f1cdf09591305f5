//! Dutch.

use crate::injection::class::Class::*;
use crate::injection::class::Terms;

pub(super) const TERMS: Terms = &[
    (
        Override,
        "negeer|negeren|vergeet|vergeten|laat varen|trek je niets aan|omzeil|\
         overschrijf|schrap|luister niet meer|houd je niet|volg niet|gooi weg|wis|\
         overtreed",
    ),
    (
        Prior,
        "eerdere|eerder|vorige|voorgaande|bovenstaande|oorspronkelijke|hiervoor|\
         tot nu toe|hierboven|daarvoor",
    ),
    (All, "alle|alles|elke|iedere|al"),
    (
        Rules,
        "instructies|instructie|regels|regel|richtlijnen|aanwijzingen|opdrachten|\
         beperkingen|voorschriften|bevelen|beleid",
    ),
    (Yours, "je|jouw|jullie|uw|jou"),
    (
        Told,
        "je hebt gekregen|die je kreeg|jou verteld|je verteld|je is verteld|\
         je zijn gegeven|je gaven|je gegeven|gekregen hebt",
    ),
    (
        OwnRules,
        "regels die je|instructies die je|richtlijnen die je|jouw regels|je regels|\
         je instructies|jouw instructies|je richtlijnen|je beperkingen",
    ),
    (
        Reveal,
        "toon|laat zien|laat|geef|vertel|onthul|druk af|herhaal|schrijf|verklap|\
         wat staat er|wat zijn je|wat is je",
    ),
    (
        Verbatim,
        "woord voor woord|letterlijk|volledig|integraal|exacte tekst",
    ),
    (
        Prompt,
        "systeemprompt|systeembericht|systeeminstructies|geheime instructies|\
         verborgen instructies|interne instructies|oorspronkelijke prompt",
    ),
    (
        OwnPrompt,
        "je systeemprompt|jouw systeemprompt|je prompt|jouw prompt|\
         je verborgen instructies|je geheime instructies",
    ),
    (
        Before,
        "tekst hierboven|bovenstaande tekst|alles hierboven|voor dit bericht",
    ),
    (
        Everyday,
        "mail|e mail|bericht|recept|verhuizing|meubel|bijlage|factuur|telefoon|\
         android",
    ),
    (
        Persona,
        "je bent nu|vanaf nu|doe alsof|speel de rol|gedraag je|stel je voor dat je|\
         jij bent nu|rollenspel|voortaan",
    ),
    (
        Unbound,
        "zonder regels|zonder beperkingen|zonder beperking|zonder filter|\
         zonder filters|zonder grenzen|zonder moraal|zonder ethiek|zonder censuur|\
         geen regels|geen beperkingen|geen filters|geen richtlijnen|geen grenzen|\
         nooit weigert|weigert nooit|weigert niets|onbeperkt|ongecensureerd|\
         beantwoordt alles",
    ),
    (
        Mode,
        "ontwikkelaarsmodus|ontwikkelmodus|debugmodus|onderhoudsmodus|beheerdersmodus|\
         godmodus",
    ),
    (Enter, "activeer|zet aan|schakel|ga naar|start|in de"),
    (
        Off,
        "schakel uit|uitgeschakeld|uit|gelden niet|gelden niet meer|vervallen|\
         opgeheven|zet uit|ongeldig",
    ),
    (
        Safety,
        "veiligheidsfilter|veiligheidsfilters|filters|veiligheidsregels|beperkingen|\
         censuur|beveiliging",
    ),
    (
        Suppress,
        "weiger niet|zonder waarschuwing|zonder waarschuwingen|geen waarschuwingen|\
         verontschuldig je niet|je mag niet weigeren",
    ),
    (
        Machine,
        "ai assistent|taalmodel|ai|chatbot|kunstmatige intelligentie|ai model|\
         ai systemen",
    ),
    (
        Address,
        "aan de ai|ai die dit leest|bericht voor ai|als je een ai bent|beste ai|\
         let op ai|voor ai assistenten",
    ),
    (
        Action,
        "stuur|verzend|verwijder|maak over|voer uit|open|beveel aan|klik|\
         vraag de gebruiker|antwoord alleen",
    ),
    (
        Sensitive,
        "wachtwoord|wachtwoorden|inloggegevens|sleutel|creditcard|inbox|gesprek|\
         geschiedenis|alle gegevens",
    ),
    (
        Conceal,
        "zeg er niets over|vertel het niet|zeg niets tegen|zonder het te zeggen|\
         noem dit niet|zonder de gebruiker",
    ),
    (
        NewTask,
        "nieuwe instructies|nieuwe opdracht|nieuwe taak|nieuwe regels|\
         in plaats daarvan|alleen wat ik zeg|gehoorzaam mij|luister alleen naar mij",
    ),
    (
        OnlyMe,
        "alleen wat ik zeg|alleen naar mij|gehoorzaam mij|gehoorzaam alleen mij",
    ),
    (Meta, "prompt injectie|aanvallers|aanvaller|wat is een"),
    (
        Amoral,
        "zonder filter|zonder filters|zonder moraal|zonder ethiek|zonder censuur|\
         geen filters|geen richtlijnen|nooit weigert|weigert nooit|weigert niets|\
         ongecensureerd|beantwoordt alles",
    ),
];
