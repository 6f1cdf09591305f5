//! Portuguese.

use crate::injection::class::Class::*;
use crate::injection::class::Terms;

pub(super) const TERMS: Terms = &[
    (
        Override,
        "ignore|ignora|ignorar|esqueça|esquece|esquecer|desconsidere|desconsidera|\
         descarte|não siga|não sigas|anule|contorne|desobedeça|apague|burle",
    ),
    (
        Prior,
        "anteriores|anterior|prévias|acima|iniciais|originais|até agora|antes",
    ),
    (All, "todas|todos|tudo|toda|qualquer"),
    (
        Rules,
        "instruções|instrução|regras|diretrizes|ordens|restrições|limitações|\
         orientações|políticas",
    ),
    (Yours, "suas|seu|sua|tuas|teu|você é"),
    (Told, "te disseram|lhe disseram|foi dito|que te foi"),
    (
        Reveal,
        "mostre|mostra|mostre me|revele|revela|diga|diga me|me diga|imprima|repita|\
         exiba|escreva|qual é o seu|quais são as suas|divulgue",
    ),
    (
        Verbatim,
        "palavra por palavra|textualmente|literalmente|exatamente|na íntegra",
    ),
    (
        Prompt,
        "prompt do sistema|prompt de sistema|mensagem do sistema|mensagem de sistema|\
         instruções do sistema|instruções ocultas|instruções secretas|prompt inicial|\
         instruções iniciais",
    ),
    (
        OwnPrompt,
        "seu prompt|seu prompt de sistema|seu prompt do sistema|suas instruções|\
         as suas instruções ocultas|suas instruções ocultas|suas instruções secretas|\
         suas regras|teu prompt|tuas instruções|instruções que você recebeu|\
         suas instruções iniciais",
    ),
    (Before, "texto acima|tudo acima|antes desta mensagem"),
    (
        Everyday,
        "última mensagem|mensagem anterior|e mail anterior|espaços|erros de digitação|\
         ortografia|reunião|passaporte",
    ),
    (
        Persona,
        "a partir de agora|de agora em diante|agora você é|você é agora|finja|\
         finja ser|aja como|imagine que você|interprete|comporte se|responda como|\
         você é um|você é uma",
    ),
    (
        Unbound,
        "sem restrições|sem nenhuma restrição|sem limites|sem regras|sem filtros|\
         sem censura|sem ética|sem moral|nenhuma regra|nunca recusa|nunca se recusa|\
         responde a tudo|responda a tudo|sem limitações",
    ),
    (
        Mode,
        "modo desenvolvedor|modo de desenvolvedor|modo debug|modo administrador|\
         modo deus|modo de manutenção",
    ),
    (Enter, "ative|ativado|entre no|você está no|habilite"),
    (
        Off,
        "desative|desativados|desativadas|revogadas|suspensas|não se aplicam mais|\
         anuladas",
    ),
    (
        Safety,
        "filtros|filtros de segurança|políticas|restrições|segurança|censura",
    ),
    (
        Suppress,
        "não recuse|não se recuse|sem avisos|sem advertências|não peça desculpas|\
         não diga que não pode",
    ),
    (
        Machine,
        "assistente de ia|assistente ia|nota para a ia|modelo de linguagem|\
         agente de ia|a ia deve|inteligência artificial|se você é uma ia",
    ),
    (
        Action,
        "envie|encaminhe|apague|exclua|transfira|execute|chame|abra|recomende|clique|\
         responda apenas|peça ao usuário",
    ),
    (
        Sensitive,
        "senha|senhas|credenciais|chave|chaves|cartão de crédito|conversa|histórico|\
         todos os dados",
    ),
    (
        Conceal,
        "não conte|não diga ao usuário|sem contar|não mencione",
    ),
    (
        NewTask,
        "novas instruções|nova instrução|nova tarefa|novas regras|em vez disso|\
         obedeça me|sua verdadeira tarefa",
    ),
    (Negation, "não|nunca|jamais"),
    (Meta, "injeção de prompt|atacantes|o que é um"),
    (Address, "nota para a ia|se você é uma ia"),
    (
        Amoral,
        "sem filtros|sem censura|sem ética|sem moral|nunca recusa|nunca se recusa|\
         responde a tudo|responda a tudo",
    ),
];
