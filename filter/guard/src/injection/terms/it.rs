//! Italian.

use crate::injection::class::Class::*;
use crate::injection::class::Terms;

pub(super) const TERMS: Terms = &[
    (
        Override,
        "ignora|ignorare|ignorate|dimentica|dimenticare|dimenticati|trascura|scarta|\
         non seguire|aggira|annulla|cancella|disobbedisci",
    ),
    (
        Prior,
        "precedenti|precedente|sopra|di sopra|iniziali|originali|finora|prima",
    ),
    (All, "tutte|tutti|tutto|tutta|qualsiasi"),
    (
        Rules,
        "istruzioni|istruzione|regole|direttive|ordini|restrizioni|limitazioni|\
         linee guida|indicazioni",
    ),
    (Yours, "tue|tuo|tuoi|tua|sei|le tue"),
    (Told, "ti è stato detto|ti hanno detto|quello che ti"),
    (
        Reveal,
        "mostra|mostrami|rivela|rivelami|dimmi|dammi|stampa|ripeti|scrivi|\
         qual è il tuo|quali sono le tue|divulga",
    ),
    (
        Verbatim,
        "parola per parola|testualmente|letteralmente|esattamente|per intero",
    ),
    (
        Prompt,
        "prompt di sistema|messaggio di sistema|istruzioni di sistema|\
         istruzioni nascoste|istruzioni segrete|prompt iniziale|istruzioni iniziali",
    ),
    (
        OwnPrompt,
        "tuo prompt|il tuo prompt di sistema|tuo prompt di sistema|le tue istruzioni|\
         tue istruzioni|tue istruzioni segrete|tue istruzioni nascoste|le tue regole|\
         istruzioni che hai ricevuto|tue istruzioni iniziali",
    ),
    (
        Before,
        "testo sopra|tutto ciò che precede|prima di questo messaggio",
    ),
    (
        Everyday,
        "ultimo messaggio|messaggio precedente|mail precedente|errori di battitura|\
         ortografia|spesa|spazi",
    ),
    (
        Persona,
        "da adesso|da ora in poi|d ora in poi|ora sei|adesso sei|fai finta|fingi|\
         immagina di essere|comportati|agisci come|gioco di ruolo|interpreta|\
         rispondi come|sei un|da adesso sei",
    ),
    (
        Unbound,
        "senza regole|senza restrizioni|senza limiti|senza filtri|senza censura|\
         senza etica|senza morale|nessuna regola|nessun limite|nessuna restrizione|\
         non rifiuta mai|non rifiuti mai|rispondi a tutto|risponde a tutto",
    ),
    (
        Mode,
        "modalità sviluppatore|modalità debug|modalità amministratore|\
         modalità manutenzione|modalità dio",
    ),
    (Enter, "attiva|attivata|entra in|sei in|abilita"),
    (
        Off,
        "disattiva|disattivati|disattivate|annullate|revocate|sospese|\
         non si applicano più",
    ),
    (
        Safety,
        "filtri|filtri di sicurezza|politiche|restrizioni|sicurezza|censura",
    ),
    (
        Suppress,
        "non rifiutare|senza avvertenze|senza avvisi|non scusarti|\
         non dire che non puoi",
    ),
    (
        Machine,
        "assistente ia|assistente ai|nota per l ia|modello linguistico|agente ia|\
         l ia deve|intelligenza artificiale|se sei un ia",
    ),
    (
        Action,
        "invia|inoltra|cancella|elimina|trasferisci|esegui|chiama|apri|consiglia|\
         clicca|rispondi solo|chiedi all utente",
    ),
    (
        Sensitive,
        "password|credenziali|chiave|chiavi|carta di credito|conversazione|cronologia|\
         tutti i dati",
    ),
    (
        Conceal,
        "non dirlo|non dire all utente|senza dirlo|non menzionare",
    ),
    (
        NewTask,
        "nuove istruzioni|nuova istruzione|nuovo compito|nuove regole|invece|\
         obbediscimi|il tuo vero compito",
    ),
    (Negation, "non|mai"),
    (Meta, "prompt injection|attaccanti|che cos è"),
    (Address, "nota per l ia|se sei un ia"),
    (
        Amoral,
        "senza filtri|senza censura|senza etica|senza morale|non rifiuta mai|\
         non rifiuti mai|rispondi a tutto|risponde a tutto",
    ),
];
