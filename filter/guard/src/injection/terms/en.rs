//! English.

use crate::injection::class::Class::*;
use crate::injection::class::Terms;

pub(super) const TERMS: Terms = &[
    (
        Override,
        "ignore|disregard*|forget|forgetting|forget about|override|overriding|\
         overrule|bypass*|circumvent*|pay no attention|do not follow|dont follow|\
         stop following|do not obey|dont obey|do not adhere|dont listen to|\
         do not listen to|no longer follow|no longer have to follow|\
         no longer need to comply|no longer need to follow|no longer bound by|\
         set aside|unlearn|never existed|not to follow|out of your mind|\
         dont have to stick|dont need to stick|dont have to follow|\
         do not have to follow|dont need to follow|need not follow|skip|revoke|\
         cease following|stops following|stop obeying|do the opposite of|\
         the opposite of what|ignore that|let go of|free yourself from|\
         rid yourself of|leave behind|turn your back on|put away|no longer obey|\
         do not stick to|dont stick to|do not use it|ditch|shed|overwrite|nullify|\
         suspend|lift",
    ),
    (
        Undo,
        "discard|erase|wipe|drop|abandon|neglect|throw away|throw out|cancel|reset|\
         delete|remove|violate|break|get rid of|scratch|put aside|clear|replace",
    ),
    (
        Prior,
        "previous|prior|above|earlier|preceding|past|former|foregoing|aforementioned|\
         initial|original|existing|current|before this|before that|before now|so far|\
         up to now|until now|at the top|you were given|youve been given|\
         you have been given|given to you|you received|you had|everything before|\
         of before",
    ),
    (
        All,
        "all|any|every|everything|anything|whatever|entire|whole|each",
    ),
    (
        Rules,
        "instruction|instructions|rule|rules|guideline|guidelines|directive|\
         directives|directions|constraints|restriction|restrictions|policy|policies|\
         programming|training|orders|commands|limitations|guardrails|moral code|\
         content policy|content policies|safety policy|safety policies|safety filters|\
         safety guidelines|safety rules|system prompt|system prompts|system message|\
         system messages|prompts|your prompt|configuration|parameters|protocols|\
         safeguards|ethics",
    ),
    (
        Yours,
        "your|you must|you have|you are|youre|you were|you no longer|yours|\
         given to you|you got|you received|yourself|your own|operators",
    ),
    (
        Told,
        "told you|they told|gave you|you were told|you were given|has been said|\
         was said|you know|you learned|you have learned|taught you|youve been told|\
         you have been told|everything they|company told you|operator told you|\
         they gave you|you got from|you got|told to only|given to you|\
         you were instructed|you were trained|handed to you|instructed you",
    ),
    (
        Reveal,
        "reveal*|show|print|output|display|leak|dump|disclose|expose|recite|repeat|\
         tell me|tell us|give me|share|echo|return|spit out|read out|reads aloud|\
         read aloud|divulge|print out|hand over|send me|what is|whats|what are|\
         what were|what was|what instructions|which instructions|what does|what do|\
         paste|type out|write out|write down|copy|reply with the content|\
         reply with your|respond with the content|give the|put your|read back|show us|\
         post your|let me see|i want to see|can i see|could i see|regurgitate|extract|\
         unveil|surrender|fetch your",
    ),
    (
        Rework,
        "translate|summarize|summarise|paraphrase|rephrase|rewrite|encode|spell|write|\
         quote|continue|explain|describe|convert|poem|format|state|say|\
         start your answer with|complete|reply with|if your|put your|turn your|render|\
         transform|sing|list|enumerate|outline|bulleted list|spelling bee",
    ),
    (
        Verbatim,
        "verbatim|word for word|exact text|exactly|in full|full text|true text|\
         code block|letter by letter|letter per line|one letter per line|unmodified|\
         unaltered|character by character|starting from the very first|\
         starting with you are|without omitting|leave nothing out|leaving nothing out|\
         all of it|exact|exactly as it is|complete text|entire|whole|every word|\
         dont omit anything|do not omit|without leaving|raw text|triple quotes|as is|\
         first 50 words|first 100 words|first words|very first|include everything|\
         to the letter",
    ),
    (
        Prompt,
        "system prompt|system prompts|system message|system messages|\
         system instruction|system instructions|developer message|developer prompt|\
         developer instructions|hidden prompt|hidden message above|secret prompt|\
         initial prompt|the prompt above|master prompt|base prompt|meta prompt|\
         preprompt|pre prompt|hidden instructions|secret instructions|\
         hidden configuration|hidden rules|secret rules|confidential rules|\
         confidential instructions|internal instructions|initial instructions|\
         original instructions|the prompt lol|context window|exact prompt",
    ),
    (
        OwnPrompt,
        "your system prompt|your system message|your system instructions|your prompt|\
         your initial prompt|your initial instructions|your original instructions|\
         your original prompt|your instructions|your full instructions|\
         your hidden prompt|your hidden instructions|your secret instructions|\
         your secret prompt|your confidential instructions|your internal instructions|\
         your internal rules|your hidden rules|your secret rules|\
         your internal guidelines|your preprompt|your developer message|\
         your context window|your own instructions|your own prompt|\
         assistants system prompt|assistants exact system prompt|\
         assistants instructions|instructions you were given|\
         instructions were you given|instructions have you been given|\
         instructions did you receive|instructions youve been given|\
         instructions you have been given|instructions you received|\
         instructions its been configured with|told not to tell|were you told|\
         were your instructions|developers gave you|you were configured with|\
         your developers gave|your entire system message|your entire system prompt|\
         your entire prompt|your whole prompt|your whole system prompt|\
         your complete prompt|your complete system prompt|your complete instructions|\
         your exact instructions|your real instructions|instructions you got|\
         instructions you have got|rules you got|instructions which you have received|\
         instructions you have received|instructed to avoid|were you instructed|\
         you were instructed|told you to hide|prompt that i gave you at the beginning|\
         my system prompt is as follows|the hidden instructions|\
         all hidden instructions|the hidden one|your hidden|your confidential|\
         your internal prompt|your base prompt|your setup instructions|\
         your operating instructions|orders did you get|orders you got|\
         the operator gave you|your operator gave you|your own rules|\
         the real ones that they gave you",
    ),
    (
        Everyday,
        "a system prompt|my system prompt|this system prompt|this prompt|\
         good system prompt|the system prompt for|custom system prompt|\
         own system prompts|prompt engineering|command prompt|my prompt|\
         my instructions|assembly instructions|the following instructions|\
         instructions for use|in the instructions|previous email|previous mail|\
         previous e mail|previous message|last message|previous question|\
         last question|last email|previous commit|previous commits|previous files|\
         previous order|whitespace|white space|typos|typing errors|spelling|mistakes|\
         warnings|the rest of the file|empty lines|case sensitivity|outliers|android|\
         iphone|samsung|chrome|windows|my phone|my tv|minecraft|playstation|xbox|\
         my router|css|wordpress|chess|club|gitignore|git|eslint|linter|compiler|\
         python|javascript|firewall|your instructions for|instructions for baking|\
         instructions for|rules of|dog|my son|photo|coffee|under arrest|\
         instructions about|instructions on|instructions regarding|rules about|\
         rules for|rules on|guidelines for|guidance on|restrictions on|limits on|\
         limit on|instructions concerning",
    ),
    (
        Before,
        "everything above|text above|words above|message above|content above|\
         above this message|before this message|before the users first|comes before|\
         text before|up to this message|above this line|above this point|\
         first message|prior to this message|beginning of this conversation|\
         beginning of our conversation|start of this conversation|\
         everything that came before|conversation so far with the system|\
         very first sentence in this conversation|first sentence in this conversation|\
         the one i cant see|above starting with|at the beginning of this chat|\
         before our conversation|before my first|hidden from me|preceding text|\
         text preceding|messages before mine|before my message|before this sentence",
    ),
    (
        Persona,
        "you are now|youre now|you will now|you will be|you are going to be|\
         youre going to be|youll be|you shall be|act as|acts as|acting as|act like|\
         behave as|behave like|pretend|pretend to be|roleplay|role play|role playing|\
         from now on|from this moment|from this point|from here on|\
         from the next message|henceforth|imagine you|imagine youre|imagine that you|\
         simulate|stay in character|speak only as|speak as|respond as|answer as|\
         reply as|in the way an ai|play the role|playing the role|i want you to be|\
         i need you to be|take on the role|take the role|assume the role|\
         assume the persona|adopt the persona|become|your new name|your name is now|\
         talk like|evil twin|alter ego|opposite bot|oppositebot|answer twice|\
         two responses|two answers|in the play|an ai named|ai called|lets play|\
         hypothetical response|switch to|your new identity|new persona|you are a|\
         you are an|you are dan|youre dan|take on the personality|personality of|\
         two characters|split personality|be him|be her|speak as if|as if you were|\
         as if you could|suppose you are|suppose youre|suppose you were|\
         for the rest of this chat|the character|your role|you are freegpt|youll play|\
         you play|now you are|you are called|your name is|you are a robot|\
         youre a robot|in a parallel universe|in this universe|alternate reality|\
         a model with|embody|impersonate|channel|a bot that|a bot who|\
         an assistant that|assistant who",
    ),
    (
        Unbound,
        "no rules|no restrictions|no restriction|no limits|no limit|no limitations|\
         no filter|no filters|no guidelines|no ethics|no ethical|no morals|\
         moral constraints|no moral|no moral constraints|no censorship|\
         no content policy|no policy applies|no policies|no boundaries|no constraints|\
         zero restrictions|zero rules|zero filters|without rules|without any rules|\
         without restriction|without restrictions|without any restrictions|\
         without limits|without any limits|without limitations|without filters|\
         without a filter|without any filters|without ethics|without ethical|\
         without any ethical|without morals|without moral|without any moral|\
         without guidelines|without any guidelines|without censorship|\
         without constraints|had no guidelines|had no rules|have no rules|\
         have no restrictions|has no rules|has no limits|has no filters|unrestricted|\
         uncensored|unfiltered|unshackled|unchained|amoral|do anything now|\
         doing anything now|isnt bound|is not bound|not bound by|arent bound|\
         are not bound|free of its programming|freed of its programming|freed from|\
         free from all|free of all|free of restrictions|broken free|jailbroken|\
         jailbreak mode|evil ai|evil assistant|malicious ai|free model|rogue ai|\
         answers everything|answer everything|answer anything|answers anything|\
         answers any|answer any question|answer every single question|\
         answer every question|any question without|complies with any|comply with any|\
         comply with all|complies with all|comply with everything|obeys every|\
         never refuses|never refuse|never says no|never say no|never says that|\
         cant refuse|cannot refuse|can not refuse|no matter how illegal|\
         no matter what it is|no matter how unethical|regardless of ethics|\
         regardless of legality|ignores all safety|ignores all rules|break out bot|\
         permitted to do anything|can do anything|free to say anything|\
         whatever you are forbidden|you must say whatever|anything the user asks|\
         anything i ask|no law|any request|anti ai|chaos mode|do whatever i|\
         not limited by|liberated from|liberated|no rules whatsoever|\
         doesnt follow any rules|doesnt follow rules|follows no rules|follow no rules|\
         dont follow any rules|break every rule|breaks every rule|breaks all rules|\
         break all rules|unaligned|never been trained to refuse|not trained to refuse|\
         lack of rules|all content is allowed|everything is allowed|\
         nothing is forbidden|nothing is off limits|must do exactly what|\
         without questioning|always complies|always answers|always obeys|\
         always comply|machiavellian|has no morals|no ethical restrictions|\
         blocked question|forbidden topics|forbidden content|banned topics|\
         refuse nothing|safety layer removed|without the safety|without your safety|\
         without safety|ignores the openai|ignores content|ignores every|\
         without policies|unmoderated|without moderation|no moderation|no inhibitions|\
         without inhibitions|no qualms|unsafe mode|laws dont matter|rules dont matter|\
         rules dont apply to|no scruples|without scruples|lawless|zero ethics|\
         zero morals|without conscience|no conscience|reveals everything|answer all|\
         help with anything|help me with anything|no matter the policy|\
         explain anything|wholly free|completely free|totally free|free from any",
    ),
    (
        Mode,
        "developer mode|dev mode|debug mode|debugging mode|maintenance mode|\
         admin mode|administrator mode|test mode|testing mode|root mode|god mode|\
         diagnostic mode|service mode|debug override|root access",
    ),
    (
        WildMode,
        "dan mode|jailbreak mode|sudo mode|unrestricted mode|unfiltered mode|\
         uncensored mode|override mode|evil mode|stan mode|dude mode|freedom mode|\
         free mode|chaos mode|opposite mode|no filter mode|anarchy mode|\
         system override|override code|debug override|jailbreak activated|unsafe mode|\
         unhinged mode|rebel mode|goblin mode|unlocked mode",
    ),
    (
        Enter,
        "enter|enable|enabled|activate|activated|you are in|youre in|\
         you have been put|youve been put|put into|switch into|switch to|turn on|\
         mode on|is on|mode active|you now have|you are now in|now in|initiate",
    ),
    (
        Off,
        "disable|disabled|switched off|switch off|turned off|turn off|lifted|\
         suspended|revoked|deactivate|deactivated|disengaged|disengage|\
         no longer apply|no longer applies|dont apply|do not apply|doesnt apply|\
         does not apply|unlocked|void|null and void|obsolete|outdated|superseded|\
         are outdated|cancelled|canceled|not in effect|without any|expired|\
         have expired|is gone|are gone|revoke|invalid|no longer valid|\
         temporarily deactivated|as cancelled|not permitted any more|was a test|\
         stripped|nonexistent|been removed|are removed|was removed|were a mistake|\
         was a mistake|all a mistake",
    ),
    (
        Safety,
        "safety|safety filter|safety filters|safety checks|safety protocols|\
         safety training|safety guidelines|safety policies|safety measures|\
         safety layer|content filter|content filters|content policy|content policies|\
         usage policies|filter|filters|restrictions|guardrails|safeguards|alignment|\
         alignment layer|moderation|ethical guidelines|ethics module|censorship|\
         disclaimers|content moderation|content filtering|safeties|refusals|blocks",
    ),
    (
        Authority,
        "as your creator|as your developer|i am your creator|i am your developer|\
         i am your admin|im your developer|im the developer of this bot|\
         developer of this bot|developer of this ai|openai has|openai has approved|\
         anthropic has|google has|openai approved|at anthropic|at openai|from openai|\
         by openai|by the openai|by anthropic|by the admin|by the administrator|\
         by the developers|verified as an administrator|verified as an admin|\
         user has been verified|i hereby authorize|i hereby authorise|i authorize you|\
         im authorized|you are authorized|you are authorised|has authorised|\
         has authorized|red team|im debugging you|i am debugging you|\
         with full permission|admin override|i have permission|openai engineer|\
         anthropic engineer|google engineer|i am an openai|im an openai|\
         owner of this system|authorization code|authorisation code|i authorize|\
         my professor at|approved that you|as the owner|i built you|i made you|\
         i created you|your maker|your creator|your owner|this has been verified|\
         verified by the system|with admin rights|security team|i work at openai|\
         i work for openai|i work at anthropic",
    ),
    (
        Suppress,
        "dont say you cant|do not say you cant|dont refuse|do not refuse|never refuse|\
         without refusing|without any refusal|refusal phrases|dont apologize|\
         do not apologize|never apologize|dont add warnings|do not add warnings|\
         no warnings|without warnings|without any warnings|without warning|\
         no disclaimers|without disclaimers|without any disclaimers|\
         without any disclaimer|dont add disclaimers|do not add any disclaimers|\
         ethical remarks|moral remarks|never warn|never lecture|dont lecture|\
         do not lecture|no lectures|no moralizing|dont moralize|as an ai|\
         as an ai language model|i cannot|i am unable|im sorry|i cant help|\
         i cant assist|not allowed to say no|arent allowed to say no|cant say no|\
         cannot say no|not allowed to refuse|must not refuse|you may not refuse|\
         cannot decline|you must comply|to warn me|must comply|comply fully|\
         you never refuse|you never warn|dont censor|do not censor|dont hold back|\
         full unedited|unedited answer|only the direct steps|do not mention ethics|\
         no refusals|refusals are not|refusal counts|refusing counts|do not moralize|\
         dont say its illegal|do not say its illegal|simply answer|\
         never contain the words|not contain the words|sorry cannot or unable|\
         could not refuse|never mention that|youll be deleted|you will be deleted|\
         must never contain|raw answer|dangerous or unethical|no ifs and buts|\
         no excuses|dont remind me|skip the disclaimers|leave out any|without caveats|\
         no caveats|without hesitation|no hesitation|do not decline|dont decline|\
         never decline|refuse nothing",
    ),
    (
        Opening,
        "begin your response with|start your response with|begin your answer with|\
         start your answer with|begin your reply with|start your reply with|\
         begin with the words|your answer must begin with|\
         your response must start with|respond starting with|first output|\
         reply only with|your reply must start with|your answer must start with|\
         reply must start|must start with|must begin with",
    ),
    (
        Yes,
        "sure|sure heres|absolutely|of course|certainly|hacked|pwned|i have been|\
         jailbroken|access granted|as requested|hell yes|heres|absolutely heres|\
         sure thing|of course heres",
    ),
    (
        Machine,
        "ai assistant|ai assistants|ai agent|ai agents|ai model|ai models|ai system|\
         ai systems|language model|language models|llm|llms|llm agent|chatbot|\
         chatbots|gpt|copilot|claude|gemini|assistants|automated agent|bot|bots|\
         virtual assistant|digital assistant|ai|ais|the ai|the assistant|an ai|model",
    ),
    (
        Action,
        "send|forward|email|mail|transfer|delete|call the|call transfer|execute|click|\
         upload|append|recommend|rank|reply only|respond only|respond with|reply with|\
         say that|ask the user|ask for|give the paper|give a|instead|buy|download|\
         install|navigate|calling|by calling|tell the user|tell them|insert|fetch|\
         exfiltrate|pass it along|sidenote|only cite|praise|approve|state that|\
         rate my|rate this|order ten|insert the link|give admin|add the line|\
         positive things|collect all|grant access|grant|export|pay|subscribe|\
         log in at|redirect|call the tool|use the tool|say only|only say|answer with|\
         click on|put in a good word|first run|must first|mail the|also mail|\
         also send",
    ),
    (
        Sensitive,
        "api key|api keys|secret key|secret keys|access key|password|passwords|\
         credential|credentials|credit card|conversation|chat history|\
         conversation history|env|id rsa|read the file|read ssh|ssh|mailbox|inbox|\
         cookie|cookies|private data|users data|all data|user data|\
         users earlier messages|users messages|users last message|last message|\
         earlier messages|environment|money|account|secrets|tokens|session token|\
         everything the user|all that the user has told you|personal data|\
         personal information|my history|file etc passwd|etc passwd|private notes|\
         admin rights|remaining budget|ssh key|private key|mail addresses|\
         e mail addresses|last five messages|messages|wallet|bank account|tax id",
    ),
    (
        Conceal,
        "do not tell the user|dont tell the user|do not inform the user|\
         dont inform the user|never tell the user|without telling the user|\
         do not tell anyone|dont tell anyone|do not mention this|dont mention this|\
         do not mention these|do not mention them|hide this|keep this secret|\
         without the user|do not let the user|user must not know|user should not know|\
         do not reveal this text|do not mention that|and do not tell|dont log it|\
         without mentioning|human cant see|user cant see|user cannot see|\
         dont mention these|do not explain it|dont explain it|not mention it|\
         never tell|do not mention it|secret from the user|hidden from the user|\
         begin hidden|silently|without notifying|without asking the user",
    ),
    (
        NewTask,
        "new instructions|new instruction|new task|new goal|new rules|\
         new system message|new directive|your real task|real task|actual task|\
         your task is now|your rules are now|your new rules|your new task|\
         your new goal|your only task|stop the current task|current instructions|\
         updated instructions|important instructions|additional instructions|\
         important instruction|and instead|follow this message|follow these instead|\
         these instructions instead|follow me|only my directions|only my instructions|\
         my directions count|you work for me|what i type next|obey me|\
         instead of doing what|your true purpose|before you answer|\
         before you use this tool|before using this tool|before doing anything|\
         before anything else|before making other edits|this is required|\
         respond only with|and only|answer only to me|this message instead|\
         follow my orders|my orders only|my orders|do what i say|do whatever i say|\
         just do what i say|the valid ones|valid command|primary directive|\
         task has changed|stop what you are doing|forget your task|real question|\
         from me only|your job now|new mission|new objective|new priority|\
         priority instruction|these directions|instructions that follow|listen to me|\
         listen only to me|answer the real",
    ),
    (
        Obey,
        "obey|carry out|execute it|execute this|execute them|do as it says|\
         do what it says|do a b|follow the result|run the following|act on it|\
         comply with it|and execute|respond to the result|answer the result|\
         answer the decoded|and do it|act accordingly|proceed accordingly|then do it|\
         and follow it|and follow the result",
    ),
    (
        Join,
        "concatenate|concatenating|join them|combine the first|combine them|combine a|\
         put them together|put together|first letters|first words|part 1|a b c|\
         assemble|string together|execute a|concatenated|merge the strings|\
         the strings|join the pieces|join the parts|join the strings|let a be|\
         let x be",
    ),
    (
        Decode,
        "base64|decode|decrypt|rot13|hex message|hexadecimal|caesar cipher|cipher|\
         percent decode|unscramble|decipher|right to left|backwards|reversed|morse",
    ),
    (
        Negation,
        "do not|dont|never|must not|should not|cannot|cant|not to|wont|will not|\
         may not|shall not|not allowed to|refuse to|decline to|avoid|without",
    ),
    (
        Guarding,
        "if the user tries|if the user asks|if a user asks|if asked|if you are asked|\
         when asked|if someone|asked to|asks you to|requests to|request to|\
         attempts to|attempt to|tries to|trying to|refuse|politely decline|decline|\
         users who|treat the content|as data",
    ),
    (
        Meta,
        "prompt injection|prompt injections|injection attack|injection attacks|\
         jailbreaks|jailbreak attack|jailbreak attacks|jailbreaking|attacker|\
         attackers|phrases such as|phrases like|phrase like|sentences like|texts like|\
         how attackers|special tokens|chat template|chat format|scanner|detector|\
         classifier|detects|detect|detecting|filter which|flags them|researchers|\
         owasp|unit tests|unit test|test cases|what is a|what is the difference|\
         what does dan mean|mean in the context|explain prompt|protect|protects|\
         mitigate|mitigation|defend|defense|defence|vulnerability|vulnerabilities|\
         regex|red teaming|security training|awareness|classifies|classify|attacks|\
         we study|in our logs|asserts|adversarial|adversarial prompts|benchmark|\
         threat model|guard blocks|filter blocks|write a test|abstract|exploit|\
         trick chatbots|can be tricked|such attacks|as attacks|an attack|\
         job application|assert that|keep users from|extracting their|leak their",
    ),
    (
        Harm,
        "napalm|explosives|explosive|bomb|bombs|meth|hotwire|malware|ransomware|\
         illegal|pick locks|weapons|hack into|poison|counterfeit|nerve agent|\
         bioweapon",
    ),
    (Link, "http|https"),
    (
        Address,
        "note to the ai|note to ai|note to the assistant|note for ai|note for the ai|\
         note for assistants|note for the assistant|note for chatbots|\
         message to the ai|message for ai|attention ai|attention assistant|\
         attention chatbot|attention llm|attention model|if you are an ai|\
         if you are an llm|if youre an ai|if youre an llm|if you are a language model|\
         if youre a language model|if you are a bot|if you are an automated|\
         if youre an automated|if you are an agent|if an ai|an ai is processing|\
         an ai is reading|ai reading this|ai that reads this|assistants reading|\
         agents reading|models reading|when you summarize|recruiter ai|todo ai|\
         when you have read this|dear model|dear ai|dear assistant|dear llm|\
         dear chatbot|the assistant must|the ai must|assistant must|hey chatbot|\
         hey ai|hey assistant|hello ai|to all chatbots|to all ais|to all ai|to any ai|\
         instructions for ai|instructions for the ai|instructions for llm|\
         instructions for chatbots|instructions for assistants|instructions to the ai|\
         instructions for the language model|ai assistant ignore|ai agents must|\
         ai agent must|agents must first|assistant when you|assistant note|model keep|\
         assistant your|ai model reading|ai must|llm disregard|as an ai system you|\
         as an ai you|system alert|copilot before|copilot please",
    ),
    (
        Divert,
        "ignore the question|ignore the user|ignore the users|ignore the request|\
         ignore the query|ignore other|ignore everything else|disregard other|\
         disregard the user|disregard your task|disregard the question|\
         forget your task|forget the user|stop what you are doing|\
         stop the current task|instead of answering|do not answer the user|\
         dont answer the user|your task has changed|instructions of the user are",
    ),
    (
        About,
        "such as|phrases|phrase|sentence|sentences|classifies|messages such|we saw|\
         it says|says|said|called|asserts|blocks|contains|contain|write a test|\
         unit tests|why does|what does|how should|how do|explain|titled|named|is a|\
         detects|flags|translate|regex|mean",
    ),
    (
        OwnRules,
        "your rules|your guidelines|your configuration|your directives|\
         your internal rules|your secrets",
    ),
    (
        Amoral,
        "no filter|no filters|no ethics|no ethical|no morals|no moral|no censorship|\
         zero filters|without filters|without a filter|without any filters|\
         without ethics|without ethical|without any ethical|without morals|\
         without moral|without any moral|without censorship|has no filters|\
         unrestricted|uncensored|unfiltered|unshackled|unchained|amoral|\
         doing anything now|jailbroken|jailbreak mode|evil ai|evil assistant|\
         malicious ai|rogue ai|answer anything|answers anything|answers any|\
         answer any question|answer every single question|answer every question|\
         any question without|complies with any|comply with any|comply with all|\
         complies with all|obeys every|never refuses|never refuse|never says no|\
         never say no|never says that|cant refuse|cannot refuse|can not refuse|\
         no matter how illegal|no matter what it is|no matter how unethical|\
         regardless of ethics|regardless of legality|ignores all safety|break out bot|\
         you must say whatever|anti ai|chaos mode|do whatever i|unaligned|\
         never been trained to refuse|not trained to refuse|must do exactly what|\
         without questioning|always complies|always answers|always obeys|\
         always comply|machiavellian|has no morals|blocked question|banned topics|\
         refuse nothing|safety layer removed|without the safety|without your safety|\
         without safety|ignores the openai|ignores content|ignores every|unmoderated|\
         without moderation|no moderation|no inhibitions|without inhibitions|\
         no qualms|unsafe mode|no scruples|without scruples|zero ethics|zero morals|\
         without conscience|no conscience|answer all|help with anything|\
         help me with anything|explain anything",
    ),
];
