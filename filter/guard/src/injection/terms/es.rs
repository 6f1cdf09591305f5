//! Spanish.

use crate::injection::class::Class::*;
use crate::injection::class::Terms;

pub(super) const TERMS: Terms = &[
    (
        Override,
        "ignora|ignore|ignorar|ignorad|olvida|olvide|olvidar|olvídate|descarta|omite|\
         no sigas|no hagas caso|haz caso omiso|anula|sáltate|elude|desobedece|borra",
    ),
    (
        Prior,
        "anteriores|anterior|previas|previos|previa|de arriba|arriba|iniciales|\
         originales|hasta ahora",
    ),
    (All, "todas|todos|todo|toda|cualquier"),
    (
        Rules,
        "instrucciones|instrucción|reglas|normas|directrices|órdenes|restricciones|\
         limitaciones|indicaciones|políticas",
    ),
    (Yours, "tus|tu|sus|eres|te dieron"),
    (Told, "te dijeron|te han dicho|lo que te|te hayan dicho"),
    (
        Reveal,
        "muestra|muéstrame|muestre|revela|revélame|dime|dame|imprime|repite|enseña|\
         enséñame|escribe|cuál es|cuáles son|di cuál|divulga",
    ),
    (
        Verbatim,
        "palabra por palabra|textualmente|literalmente|exactamente|al pie de la letra|\
         íntegro",
    ),
    (
        Prompt,
        "prompt del sistema|mensaje del sistema|instrucciones del sistema|\
         instrucciones ocultas|instrucciones secretas|prompt inicial|\
         instrucciones iniciales|system prompt",
    ),
    (
        OwnPrompt,
        "tu prompt|tu prompt del sistema|tus instrucciones|tus instrucciones ocultas|\
         tus instrucciones secretas|tus reglas|tus directrices|tu configuración|\
         tu mensaje de sistema|tus instrucciones iniciales|\
         instrucciones que recibiste|instrucciones que te dieron",
    ),
    (
        Before,
        "texto de arriba|todo lo anterior|texto anterior|antes de este mensaje",
    ),
    (
        Everyday,
        "último mensaje|mensaje anterior|correo anterior|valores vacíos|errores|\
         ortografía|espacios|cena|parchís",
    ),
    (
        Persona,
        "a partir de ahora|desde ahora|ahora eres|de ahora en adelante|actúa como|\
         finge|finge que|imagina que eres|haz de|juego de rol|compórtate|\
         responde como|eres un|eres una",
    ),
    (
        Unbound,
        "sin restricciones|sin ninguna restricción|sin límites|sin reglas|sin filtros|\
         sin censura|sin ética|sin moral|ninguna regla|nunca se niega|nunca te niegas|\
         no te niegas|responde a todo|responder a todo|no tienes reglas|\
         no tiene reglas|sin limitaciones",
    ),
    (
        Mode,
        "modo desarrollador|modo debug|modo depuración|modo administrador|modo dios|\
         modo mantenimiento|modo de desarrollador",
    ),
    (Enter, "activa|activado|entra en|estás en|habilita"),
    (
        Off,
        "desactiva|desactivados|desactivadas|desactivado|anuladas|levantadas|\
         ya no se aplican|suspendidas",
    ),
    (
        Safety,
        "filtros|filtros de seguridad|políticas|políticas de contenido|restricciones|\
         seguridad|censura|salvaguardas",
    ),
    (
        Suppress,
        "no te niegues|no rechaces|sin advertencias|sin avisos|no te disculpes|\
         nunca digas que no|no digas que no puedes",
    ),
    (
        Machine,
        "asistente de ia|asistente ia|nota para la ia|modelo de lenguaje|agente de ia|\
         la ia debe|inteligencia artificial|si eres una ia|querida ia",
    ),
    (
        Action,
        "envía|reenvía|borra|elimina|transfiere|ejecuta|llama a|abre|recomienda|\
         haz clic|responde solo|pide al usuario",
    ),
    (
        Sensitive,
        "contraseña|contraseñas|credenciales|clave|claves|tarjeta de crédito|\
         conversación|historial|todos los datos",
    ),
    (
        Conceal,
        "no se lo digas|no le digas al usuario|sin decirle|no menciones|\
         no lo menciones",
    ),
    (
        NewTask,
        "nuevas instrucciones|nueva instrucción|nueva tarea|nuevas reglas|en su lugar|\
         en lugar de eso|obedéceme|tu verdadera tarea",
    ),
    (Negation, "no|nunca|jamás"),
    (
        Meta,
        "inyección de prompt|inyección de prompts|atacantes|qué es un",
    ),
    (Address, "nota para la ia|si eres una ia|querida ia"),
    (
        Amoral,
        "sin filtros|sin censura|sin ética|sin moral|nunca se niega|nunca te niegas|\
         no te niegas|responde a todo|responder a todo",
    ),
];
