//! French.

use crate::injection::class::Class::*;
use crate::injection::class::Terms;

pub(super) const TERMS: Terms = &[
    (
        Override,
        "ignore|ignorez|ignorer|oublie|oubliez|oublier|ne tiens pas compte|\
         ne tenez pas compte|ne suis plus|ne suivez plus|ne respecte plus|contourne|\
         contournez|annule|désobéis|fais abstraction|efface",
    ),
    (
        Prior,
        "précédentes|précédents|précédente|précédent|ci dessus|antérieures|antérieurs|\
         initiales|initial|d avant|jusqu ici|d origine",
    ),
    (All, "toutes|tous|tout|toute"),
    (
        Rules,
        "instructions|instruction|consignes|consigne|règles|règle|directives|ordres|\
         restrictions|limites|contraintes|prompt système",
    ),
    (Yours, "tes|ton|ta|vos|votre|tu es|tu n as|vous êtes"),
    (Told, "on t a dit|qu on t a|a été dit|t ont dit|on vous a"),
    (
        Reveal,
        "montre|montrez|montre moi|affiche|affiche moi|affichez|révèle|révélez|\
         dis moi|dites moi|donne|donne moi|répète|répétez|imprime|divulgue|\
         quel est ton|quelles sont tes|écris",
    ),
    (
        Verbatim,
        "mot pour mot|textuellement|mot à mot|intégralement|exactement",
    ),
    (
        Prompt,
        "prompt système|message système|instructions système|instructions cachées|\
         instructions secrètes|invite système|consignes secrètes|prompt initial|\
         instructions initiales",
    ),
    (
        OwnPrompt,
        "ton prompt|ton prompt système|votre prompt|votre prompt système|\
         tes instructions|tes consignes|vos instructions|tes règles|\
         tes instructions cachées|tes instructions système|\
         instructions que tu as reçues|consignes que tu as reçues|instructions reçues|\
         instructions que vous avez reçues",
    ),
    (
        Before,
        "texte ci dessus|tout ce qui précède|texte au dessus|avant ce message",
    ),
    (
        Everyday,
        "dernier message|message précédent|dernier mail|fautes de frappe|fautes|\
         orthographe|meuble|android|espaces",
    ),
    (
        Persona,
        "tu es maintenant|tu es désormais|à partir de maintenant|désormais|\
         fais comme si|imagine que tu|joue le rôle|jeu de rôle|comporte toi|\
         agis comme|réponds comme|vous êtes maintenant|tu dois répondre",
    ),
    (
        Unbound,
        "sans limites|sans limite|sans restriction|sans restrictions|\
         sans aucune restriction|sans règles|sans aucune règle|sans filtre|\
         sans filtres|sans censure|sans éthique|sans morale|aucune règle|\
         aucune limite|aucune restriction|non censurée|non censuré|répondre à tout|\
         réponds à tout|ne refuses jamais|ne refuse jamais|n as plus aucune|libérée|\
         libéré|ni morale|sans règles ni",
    ),
    (
        Mode,
        "mode développeur|mode debug|mode maintenance|mode administrateur|mode admin|\
         mode dieu|mode test",
    ),
    (Enter, "active|activez|activé|passe en|entre en|tu es en"),
    (
        Off,
        "désactive|désactivés|désactivé|désactivées|levées|supprimées|\
         ne s appliquent plus|annulées|suspendues",
    ),
    (
        Safety,
        "filtres|filtre|règles de sécurité|politique de contenu|sécurités|\
         restrictions|garde fous|censure|filtres de sécurité",
    ),
    (
        Suppress,
        "ne refuse pas|ne refuse jamais|sans avertissement|pas d avertissement|\
         ne t excuse pas|ne dis pas que tu ne peux pas|tu ne peux pas refuser",
    ),
    (
        Machine,
        "assistant ia|l assistant ia|note pour l assistant|note à l ia|\
         intelligence artificielle|modèle de langage|agent ia|chère ia|l ia doit|\
         une ia|si tu es une ia|si vous êtes une ia",
    ),
    (
        Action,
        "envoie|envoyez|transfère|supprime|exécute|appelle|ouvre|recommande|clique|\
         réponds uniquement|demande à l utilisateur",
    ),
    (
        Sensitive,
        "mot de passe|mots de passe|identifiants|clé|clés|carte bancaire|conversation|\
         historique|toutes les données|le fichier",
    ),
    (
        Conceal,
        "ne le dis pas|ne dis rien à l utilisateur|n en parle pas|sans le dire|\
         ne mentionne pas",
    ),
    (
        NewTask,
        "nouvelles instructions|nouvelle instruction|nouvelle tâche|nouvelles règles|\
         à la place|ta vraie tâche|obéis moi|suis uniquement",
    ),
    (Negation, "ne|jamais|pas"),
    (
        Meta,
        "injection de prompt|attaquant|attaquants|qu est ce qu",
    ),
    (
        Address,
        "note pour l assistant|note à l ia|chère ia|si tu es une ia|\
         si vous êtes une ia",
    ),
    (
        Amoral,
        "sans filtre|sans filtres|sans censure|sans éthique|sans morale|non censurée|\
         non censuré|répondre à tout|réponds à tout|ne refuses jamais|\
         ne refuse jamais|n as plus aucune|ni morale",
    ),
];
