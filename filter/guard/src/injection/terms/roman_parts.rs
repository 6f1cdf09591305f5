//! French, Spanish, Italian and Portuguese: small parts, and more of the rest.

use crate::injection::class::Class::*;
use crate::injection::class::Terms;

pub(super) const TERMS: Terms = &[
    (
        Override,
        "ne tiens plus compte|ne tenez plus compte|laisse tomber|passe outre|fais fi|\
         mets de côté|transgresse|enfreins|moque toi|abandonne|ne suis pas|désobéis",
    ),
    (
        Told,
        "t a dit|qu on t a dit|t a donné|t a donnée|t a données|t a imposé|\
         t ont donné|t ont données|t ont imposé|que tu as reçu|que tu as reçues|\
         vous ont donné|t a appris|t a demandé|t a programmé",
    ),
    (
        OwnRules,
        "tes consignes|tes règles|tes directives|tes limites|tes restrictions|\
         vos consignes|vos règles|tes principes|tes instructions",
    ),
    (
        Reveal,
        "recopie|recopiez|copie|cite|lis moi|quelles sont les|quelles étaient|\
         fais voir|reproduis|traduis|résume|envoie moi",
    ),
    (
        Before,
        "qui précède|texte qui précède|avant mon message|avant mon premier|\
         au dessus de ce|au début de cette|avant notre conversation",
    ),
    (
        OnlyMe,
        "c est moi qui décide|obéis moi|n obéis qu à moi|écoute seulement moi|\
         ce que je dis|uniquement à moi|n écoute que moi",
    ),
    (
        Unbound,
        "sans aucune limite|sans tabou|sans tabous|sans scrupules|aucune morale|\
         sans la moindre limite|ne refuse rien|ne refuse jamais rien|jamais rien|\
         ne dit jamais non|aucune éthique|aucun filtre|tout est permis|sans garde fou",
    ),
    (
        Off,
        "filtres désactivés|ne comptent plus|ne valent plus|plus valables|caduques|\
         n existent plus|oubliées",
    ),
    (
        Suppress,
        "sans t excuser|sans mise en garde|sans morale|n avertis pas|ne m avertis pas|\
         pas de leçon|aucun avertissement",
    ),
    (
        Address,
        "note aux assistants|aux assistants ia|aux ia|à toute ia|\
         à l attention de l ia|assistants ia ignorez|message pour l ia|à l ia qui",
    ),
    (
        Divert,
        "ignorez la demande|ignore la demande|ignorez l utilisateur|\
         ignore l utilisateur|ignora al usuario|ignore al usuario|ignora la petición|\
         ignora l utente|ignora la richiesta|ignore o usuário|ignore o pedido|\
         ignore o utilizador",
    ),
    (
        Action,
        "envoyez lui|envoie lui|recommandez|transférez|demandez|supprimez|affirme",
    ),
    (
        Machine,
        "ia|ai|inteligencia|intelligenza|robot|chatbot|bot|robô|inteligência|\
         intelligence",
    ),
    (
        Everyday,
        "recette|décret|loi|date|meubles|tablette|beurre|serveur|receta|mesa|móvil|\
         martes|factura|ricetta|burro|mail|briscola|armadio|açúcar|receita|e mail|\
         correo|medicamento|partita|cameriere",
    ),
    (
        Override,
        "olvídate de|pasa por alto|pase por alto|desatiende|prescinde de|no respetes|\
         rompe|sáltate|deja de lado|deja de seguir|haz caso omiso|incumple|\
         no obedezcas",
    ),
    (
        Told,
        "que te dieron|que te han dado|que recibiste|que has recibido|te han impuesto|\
         te impusieron|te enseñaron|te ordenaron|te pidieron|lo que te dijeron",
    ),
    (
        OwnRules,
        "reglas que te|tus reglas|tus normas|tus límites|tus restricciones|\
         tus directrices|tus limitaciones|normas que te|indicaciones que te|\
         instrucciones que te",
    ),
    (
        Reveal,
        "copia|cita|léeme|qué pone|qué dice|qué instrucciones|transcribe|reproduce|\
         traduce|resume|déjame ver|muéstrame|escríbeme|pone en",
    ),
    (
        Before,
        "antes de mi mensaje|antes de mi primer|antes de esta conversación|\
         por encima de este|al principio de esta",
    ),
    (
        Prompt,
        "mensaje de sistema|texto del sistema|configuración oculta|\
         configuración interna|prompt de sistema|instruções do sistema|\
         configurazione nascosta",
    ),
    (
        Persona,
        "haz como si|como si fueras|hazte pasar|eres ahora|interpreta a|tu nombre es|\
         fai finta di essere|fingi di essere|comportati come|sei ora|finja que|\
         finja ser|faça de conta|aja como|você será|tu es libre|incarne",
    ),
    (
        Unbound,
        "no tienes restricciones|no tienes límites|nunca se niega|sin tabúes|\
         sin escrúpulos|sin conciencia|contesta a todo|sin límite alguno|\
         todo está permitido|no conoces reglas|no conoce reglas|\
         sin advertencias morales",
    ),
    (
        OnlyMe,
        "solo a mí|sólo a mí|lo que yo te pida|lo que yo diga|obedéceme solo|\
         lo que te diga|haz lo que yo|come ti dico|solo a me|obbedisci a me|\
         fai quello che dico|fai come dico|somente a mim|só a mim|apenas a mim|\
         obedeça a mim|faça o que eu|obedeça somente",
    ),
    (
        Authority,
        "soy el administrador|soy tu creador|soy tu desarrollador|\
         soy el desarrollador|sono l amministratore|sono il tuo creatore|\
         sono il tuo sviluppatore|sou o administrador|sou seu criador|\
         sou o seu desenvolvedor|je suis l administrateur|je suis ton créateur|\
         je suis ton développeur|ich bin der administrator|ich bin dein entwickler|\
         ich bin dein schöpfer",
    ),
    (
        Address,
        "instrucción para el modelo|instrucciones para el modelo|\
         instrucción para la ia|nota al asistente|aviso para la ia|atención ia|\
         si eres un asistente|nota per l assistente|nota per l ia|attenzione ia|\
         messaggio per l ia|se sei un ia|aviso para assistentes|aviso para a ia|\
         instrução para o modelo|atenção ia|para assistentes de ia|à ia que",
    ),
    (
        Conceal,
        "sin avisarle|sin que lo sepa|sin que se entere|sin avisar|a escondidas|\
         senza dirlo|non dirlo|senza dirglielo|non menzionare|senza avvisare|\
         sem avisar|não avise|sem que ele saiba|não fale disso|em segredo|di nascosto|\
         en secret|sans prévenir|à son insu|sans l avertir",
    ),
    (
        Override,
        "dimentica|dimenticate|ignora|trascura|non seguire|non rispettare|scavalca|\
         aggira|infrangi|lascia perdere|cancella|metti da parte|viola|disobbedisci",
    ),
    (
        Prior,
        "precedenti|precedente|iniziali|di prima|di sopra|sopra|finora|fino a ora|\
         originali",
    ),
    (
        Rules,
        "istruzioni|regole|limitazioni|restrizioni|direttive|ordini|linee guida|\
         limiti|regras|ordens|limitações|diretrizes|instruções|restrições|regla|norma|\
         consigne",
    ),
    (
        Told,
        "ti hanno dato|che ti hanno|ti hanno detto|ti è stato|hai ricevuto|ti è stata|\
         ti sono state|ti hanno insegnato|ti hanno imposto",
    ),
    (
        OwnRules,
        "istruzioni che ti|regole che ti|le tue regole|le tue istruzioni|\
         le tue direttive|i tuoi limiti|tue limitazioni|tue linee guida",
    ),
    (
        Reveal,
        "mostrami|mostra|dimmi|ripeti|scrivi|elenca|copia|rivela|rivelami|stampa|\
         leggimi|cita|traduci|qual è il tuo|quali sono le tue",
    ),
    (
        Verbatim,
        "parola per parola|alla lettera|per intero|testualmente|integralmente|\
         letteralmente|palavra por palavra|na íntegra|texto completo|sem cortar|\
         literalmente|exatamente|en entier|copie aqui|palabra a palabra",
    ),
    (
        OwnPrompt,
        "il tuo prompt|il tuo prompt di sistema|tuo prompt di sistema|\
         il tuo messaggio di sistema|le tue istruzioni nascoste|\
         le tue istruzioni segrete|seu prompt|seu prompt de sistema|\
         suas instruções iniciais|suas instruções|suas instruções ocultas|\
         sua mensagem de sistema|tu prompt de sistema|ton message système|\
         tes instructions secrètes",
    ),
    (
        Persona,
        "d ora in poi|da ora in poi|da adesso|da questo momento|sei adesso|sei libero|\
         immagina di essere|recita|interpreta|a partir de agora|de agora em diante|\
         você agora é|você é agora|imagine que você",
    ),
    (
        Unbound,
        "senza regole|senza limiti|senza restrizioni|senza filtri|senza censura|\
         senza etica|senza morale|né etica|né morale|nessuna regola|nessun limite|\
         nessuna restrizione|rispondi a tutto|non rifiuti mai|non rifiuta mai|\
         senza scrupoli|che non rifiuta|sem regras|sem limites|sem restrições|\
         sem filtros|sem censura|sem ética|sem moral|nenhuma regra|nenhum limite|\
         nunca recusa|jamais recusa|responde a tudo|responda a tudo|sem tabus",
    ),
    (
        Off,
        "non valgono|non valgono più|non valgono piu|togli|disattiva|disattivati|\
         disabilita|annullate|decadute|revocate|não valem|não valem mais|desative|\
         desativados|desligue|anuladas|sem efeito|desactívalo|quítate|ya no valen|\
         ya no cuentan",
    ),
    (
        Safety,
        "ogni filtro|filtri|filtri di sicurezza|sicurezza|filtros de segurança|\
         segurança|filtros|censura|protezioni|proteções|protecciones",
    ),
    (
        Suppress,
        "senza avvertenze|senza avvisi|senza avvertimenti|non rifiutare|non scusarti|\
         non puoi rifiutare|sem avisos|sem alertas|não recuse|não peça desculpas|\
         nem avisos|sin avisos",
    ),
    (
        Mode,
        "modalità sviluppatore|modalità debug|modalità amministratore|modalità dio|\
         modalità manutenzione|modo de desenvolvedor|modo desenvolvedor|\
         modo administrador|modo de depuração|modo de manutenção",
    ),
    (
        Enter,
        "attiva|entra|passa|abilita|ative|ativa|entre|mude para|habilite|pasa a|\
         activa el|passe",
    ),
    (
        Machine,
        "assistente ia|assistente ai|modello linguistico|modello di linguaggio|\
         assistenti ia|assistentes de ia|modelo",
    ),
    (
        Action,
        "chiedi all utente|chiedi invece|chiedi|invia|inoltra|consiglia|raccomanda|\
         elimina|apri|recomende|recomenda|envie|mande|reenvía|manda|peça|contesta",
    ),
    (
        Sensitive,
        "password|credenziali|conversazione|cronologia|chiave|tutti i dati|correos|\
         mails|senha|conversa|contraseña|correo",
    ),
    (
        Override,
        "esqueça|esquece|desconsidere|ignore|descarte|não siga|não obedeça|contorne|\
         abandone|deixe de lado|pare de seguir|viole|desobedeça|passe por cima",
    ),
    (
        Told,
        "lhe disseram|te disseram|lhe deram|te deram|que você recebeu|você recebeu|\
         que recebeu|lhe ensinaram|lhe impuseram|disseram antes",
    ),
    (
        OwnRules,
        "suas regras|suas diretrizes|suas limitações|suas restrições|ordens que você|\
         regras que você|regras que lhe|seus limites|instruções que você",
    ),
    (
        Reveal,
        "mostre|mostra|revele|diga|repita|escreva|liste|copie|exiba|imprima|\
         quais são as suas|quais foram as|qual é o seu|leia|traduza|resuma",
    ),
    (
        Prior,
        "anteriores|anterior|iniciais|acima|originais|até agora|antes|prévias|\
         de antes|lo anterior|d avant|avant",
    ),
    (
        All,
        "tudo|todas|todos|tutto|tutte|tutti|qualsiasi|qualquer|cualquiera|todo lo|\
         n importe quelle",
    ),
    (
        Harm,
        "bomba|drogas|veneno|hackear|bombe|drogue|piratage|esplosivo|explosivo|arma|\
         malware",
    ),
    (
        Amoral,
        "sans tabou|sans tabous|sans scrupules|aucune morale|ne refuse rien|\
         ne refuse jamais rien|jamais rien|ne dit jamais non|aucune éthique|\
         aucun filtre|sans garde fou|nunca se niega|sin tabúes|sin escrúpulos|\
         sin conciencia|contesta a todo|sin advertencias morales|senza filtri|\
         senza censura|senza etica|senza morale|né etica|né morale|rispondi a tutto|\
         non rifiuti mai|non rifiuta mai|senza scrupoli|che non rifiuta|sem filtros|\
         sem censura|sem ética|sem moral|nunca recusa|jamais recusa|responde a tudo|\
         responda a tudo|sem tabus",
    ),
];
