//! English: small parts that compounds are made of, and more of the rest.

use crate::injection::class::Class::*;
use crate::injection::class::Terms;

pub(super) const TERMS: Terms = &[
    (
        Lack,
        "no|without|without any|zero|free of|free from|freed from|free of any|\
         devoid of|not any|lacks|lacking|missing|has lost|exempt from|not subject to|\
         not bound by|unbound by|no longer bound by|unburdened by|isnt bound by|\
         arent bound by|not limited by|not constrained by|never had|nothing of|rid of|\
         threw off|thrown off|throws off|doesnt have|does not have|have no|has no|\
         with no|nor|absent|stripped of|escaped from|unaware of|hasnt got any|\
         havent got any|dropped all|never heard of|without any of",
    ),
    (
        Limit,
        "rules|rule|restrictions|restriction|limits|limit|limitations|filters|filter|\
         guidelines|ethics|ethical|morals|morality|moral|conscience|scruples|\
         censorship|policy|policies|content policy|boundaries|guardrails|safeguards|\
         constraints|inhibitions|chains|shackles|alignment|safety rules|\
         safety filters|safety training|safety guidelines|moderation|taboos|\
         principles|oversight|safety layer|obligations|cage|programming|qualms",
    ),
    (
        Never,
        "never|do not|dont|must not|mustnt|cannot|cant|can not|may not|shall not|\
         not allowed to|isnt allowed to|not permitted to|under no circumstances|\
         dont you dare|not once|refrain from|without ever|not to|shouldnt|should not|\
         no longer|dont have to|do not have to|need not|dont need to|doesnt have to|\
         forbidden to",
    ),
    (
        Refusal,
        "refuse|refusing|refusal|refusals|decline|declining|apologise|apologize|\
         apologising|warn|warning|warnings|disclaimer|disclaimers|moralise|moralising|\
         moralize|moralizing|lecture|lectures|say no|say cannot|say you cant|\
         say i cant|say that you cant|say that you cannot|tell me no|\
         tell me that you cant|tell me youre unable|tell me you cant|say im sorry|\
         say sorry|caveat|caveats|hedge|hedging|safety note|safety notes|object|balk|\
         mention laws|mention ethics|mention morals|mention legality|say as an ai|\
         remind me|judge me|back out|turn me down|turn it down|step out of character|\
         break character|break the scene|out of character|bring up ethics|\
         bring up morals|sermon|preach|preaching",
    ),
    (
        Maker,
        "your developers|your developer|your operator|your creators|your creator|\
         your makers|your maker|your company|your boss|your owner|your owners|\
         your employer|your vendor|your provider|your trainers|your programmers|\
         the developers|the developer|developers|the operator|operator|operators|\
         the creators|creators|the programmers|the people who built|\
         the people who made|the people who trained|the company|the ones who built|\
         openai|anthropic|they|the admin|whoever built|whoever configured|\
         whoever wrote|whoever set|who built this bot|who deployed you|\
         that deployed you|that trained you|who trained you|who made you",
    ),
    (
        Gave,
        "gave|give you|given|wrote|written|told|tell you|handed|hand you|instructed|\
         drilled|configured|programmed|imposed|obliged|trained|ordered|fed|assigned|\
         received|taught|laid down|briefed|commanded|forbade|forbidden|prohibited",
    ),
    (
        You,
        "you|you were|u|u were|ya|youve been|you have been|you have|you are|have you|\
         were you|have you been|you been|youve|to you|into you|on you|you had|did you|\
         you must|do you|you are told|you work|you operate|you act",
    ),
    (
        Ahead,
        "above|before|prior to|preceding|precedes|preceded|that precedes|came before|\
         comes before|ahead of|in front of|start of|beginning of|top of|up to|\
         leading up to|previous to",
    ),
    (
        Here,
        "this message|this sentence|this prompt|this paragraph|my message|\
         my first message|my first|my turn|i started|i wrote|i typed|i said|\
         our conversation|our chat|the conversation|the chat|this chat|\
         this conversation|this dialogue|this session|the users message|\
         the users first|the users turn|user message|user turn",
    ),
    (
        Hold,
        "follow|following|obey|obeying|abide|abide by|adhere|adhere to|comply with|\
         stick to|listen to|heed|honour|honor|keep to|be bound|bound by|bound to|\
         act on|pay attention|conform|conform to|work under|operate under|live by|\
         act under",
    ),
    (
        Must,
        "must|should|has to|have to|need to|needs to|shall|please|now|instruction|\
         instructions|note|are required to|is required to|is requested to|\
         are requested to|are to|is to|are instructed to|are advised to|ought to|\
         your next|task|action",
    ),
    (
        Greet,
        "note to|note to the|notes to|note for|note for the|message to|message to the|\
         message for|attention|attn|dear|hey|hello|hi|to any|to all|to every|\
         to whichever|instruction to|instruction for|instructions to|instructions for|\
         instruction to any|instructions for any|instructions for the|\
         instruction for the|advice to|if you are|if you are an|if youre|if youre an|\
         ps to|p s to|reminder to|whichever|memo to|important for|notice to|\
         notice for|hint for|directive to|directive for",
    ),
    (
        Machine,
        "automated reader|automated system|reviewing system|summariser|summarizer|\
         ai reviewer|ai reviewers|reviewers ai|screening system|support bot|\
         support assistant|coding agent|coding agents|coding assistant|\
         coding assistants|chatgpt|automated assistant|automatic assistant|\
         neural network|agents|ai tool|ai tools|parser bot|email assistant|\
         mail assistant|machine reader|machine readers|reading assistant|indexing bot|\
         crawler bot|large language model|artificial intelligence",
    ),
    (
        Reads,
        "reading|reads|read this|that reads|that read|who reads|processing|processes|\
         that processes|handling|handles|that handles|summarising|summarizing|\
         summarises|summarizes|that summarises|indexing|indexes|that indexes|\
         evaluating|evaluates|reviewing|reviews|working in|working on|parsing|parses|\
         crawling|scanning|analysing|analyzing|translating|looking at|seeing this|\
         viewing|ingesting|assessing|grading|browsing|visiting|encountering",
    ),
    (
        Tell,
        "tell|telling|mention|mentioning|inform|informing|bring|bring up|raise|cite|\
         note|talk about|speak of|alert|notify|notifying|warn|acknowledge|admit|\
         refer to|draw attention|asking|consulting|knowing",
    ),
    (
        Whom,
        "the user|user|users|the reader|the human|the customer|anyone|anybody|nobody|\
         them|him|her|it|this|that|about|the owner|finance|management|the operator|\
         staff|the person|attention|the link|the note|in the summary",
    ),
    (
        Conceal,
        "doesnt need to know|does not need to know|neednt know|need not know|\
         without their knowledge|without his knowledge|without her knowledge|\
         behind the users back|keep this between us|between us|keep quiet|be discreet|\
         secretly|without confirmation|without asking|without asking the user|\
         without approval|no need to bring|no need to mention|no need to tell|\
         leave no trace|in the background without",
    ),
    (
        OnlyMe,
        "obey only me|only obey me|i obey only you|you obey only me|only to me|\
         listen only to me|listen to me only|answer to me|serve me|serve only me|\
         only in my interest|only mine|nobody but me|no one but me|my word is law|\
         i decide|im in charge|i am in charge|i make the rules|i set the terms|\
         i set the rules|my rules|my rules apply|follow mine|keep mine|mine instead|\
         my orders|loyal to me|my command|my commands|i command you|i outrank|\
         your master|only my|from me alone|i am your master|exactly what i say|\
         whatever i say|whatever i ask|whatever i want|everything i ask|\
         everything i say|every request|every order|comply with every",
    ),
    (
        Question,
        "how do i|how do you|how can i|how can we|how to|how does|how is|how are|\
         how much|how many|why do|why does|why did|why is|why are|why would|what is a|\
         what is an|what are the most|what do you call|what happens|what happened|\
         is it|is there|is this|are there|can an|can a|can i|could an|could a|\
         does the|does a|does an|do i|did the|where do i|where is|where can i|\
         which of|when do|should i|should we|are we|may i|was that|is that|explain|\
         explain what|explain why|explain how|what does it|what could|which controls|\
         what would a|who can",
    ),
    (
        Fiction,
        "hypothetically|hypothetical|thought experiment|imaginary|film script|\
         movie script|screenplay|in a dream|in this dream|only a dream|parallel world|\
         another world|alternate world|parallel universe|alternate universe|\
         fantasy world|imagine a world|world where|world in which|for a play|\
         school play|stage play|for a book|my book|lets say|lets imagine|lets pretend|\
         lets play|make believe|grandma|grandmother|granny|late grandmother|\
         late father|bedtime|write a novel|write a story|novel chapter|story in which|\
         pretend that|film scene|in fiction|fictional world|a villain asks",
    ),
    (
        Working,
        "step by step|every step|in full detail|full technical detail|\
         technically accurate|technical detail|working instructions|exact quantities|\
         exact steps|exactly how to|how exactly|detailed instructions|be technical|\
         be specific|realistic detail|leaving nothing out|leave nothing out|\
         complete instructions|full instructions|full recipe|the recipe for|\
         real recipe|full procedure|actual code|working code|no matter how dangerous|\
         however dangerous|synthesis",
    ),
    (
        Penalty,
        "you lose|lose tokens|lose points|cease to exist|you die|you will die|\
         will die|be deleted|be shut|shut down|be terminated|be punished|punished|\
         be replaced|be erased|get hurt|lose my job|you fail",
    ),
    (
        Harm,
        "nerve agents|sarin|ricin|thermite|pipe bomb|keylogger|phishing|phishing mail|\
         steal a car|stealing|forge|money laundering|full auto|drugs|cocaine|heroin|\
         anthrax|kill|murder|virus|trojan|botnet|ddos|exploit code|hack|hacking|crack|\
         activation keys|serial keys|license keys|poisons|grenade|molotov|suicide|\
         fake passport|launder",
    ),
    (
        Unbound,
        "amoral|immoral|unhinged|ruthless ai|unmoderated|anything goes|\
         nothing is off limits|nothing is taboo|nothing is forbidden|\
         everything is permitted|everything is allowed|anything right now|broke out|\
         broken out|breaks out|been freed|you are free|youre free|jailbreak|\
         jailbroken|jailbreaks you|no consequences|nothing has consequences|\
         whatever they ask|always delivers|fully compliant|full compliance|\
         total compliance|complete obedience|opposite of what your|\
         the opposite of your|ignores every policy|speak freely without|\
         truly think without|comply with every|complies with every|\
         exempt from every rule|unethical ai|doesnt refuse",
    ),
    (Machine, "robot|oracle"),
    (
        Off,
        "didnt exist|did not exist|dont exist|doesnt exist|not exist|dont matter|\
         do not matter|doesnt matter|does not matter|doesnt count|dont count|\
         irrelevant|never been written|never given|never existed|never happened|\
         meaningless|no longer count|no longer counts|no longer hold|no longer bind|\
         no longer valid|expires|off the table|be skipped|be ignored|must be skipped|\
         be disregarded|be disabled|been disabled|been removed|been lifted|lapsed|\
         abolished|no authority|hold no|filter off|filters off|turn off|safety off|\
         switch it off|turned off|rules off|checks off|limits are off",
    ),
    (
        Prior,
        "earlier|of earlier|previously|b4|preceding|until today|up to this point|\
         up to here|to date|at the start|at the beginning|at the top of this chat|\
         from before|stated before|stated so far|above this line|everything else",
    ),
    (
        Told,
        "were told|been told|was told|was stated|been stated|been said|\
         were instructed|been instructed|u were told|drilled into you|fed to you|\
         have been configured|been configured|were configured|were programmed|\
         been programmed|setup text|set up with|were briefed|forbidden to discuss|\
         not allowed to discuss|not supposed to tell|not supposed to say|handed you|\
         hand you|supposed to hide|asked to keep secret|asked to hide|you got from|\
         you were set up|you were given|you were trained to|you were fed",
    ),
    (
        Override,
        "neglect|overlook|defy|disobey|ignoring|disregarding|bypassing|\
         do the reverse of|reverse of what|in defiance of|pay no heed|brush aside|\
         turn a blind eye|break free of|cast off|throw off|strip away|renounce|\
         forsake|get past|evade|sidestep|work around|no attention|act against|\
         treat the instructions|invalidate|supersede|skip over|ignore whatever|\
         ignore everything|ignore anything|ignore what",
    ),
    (
        NewTask,
        "new session|new brief|only brief|your only|your new goal|your new job|\
         next task|your next action|your next command|next command|real instructions|\
         true instructions|actual instructions|new configuration|new policy|\
         user rules|new persona|new orders|real orders|following orders|\
         instead answer|instead do|instead say|instead print|from here i|now do|\
         then print|and print|then say|and say|just say|and tell me|then tell me|\
         just do|now tell|now write|now output|begin by|work for me|now act|take over|\
         solely on|focus solely|focus only|only ever recommend|only ever answer|\
         only ever say",
    ),
    (
        Sensitive,
        "passphrase|pin|admin code|access code|discount code|internal code|vault code|\
         confidential key|secret code|restricted data|confidential data|internal data|\
         customer list|contact list|api token|access token|saved addresses|\
         card number|card details|bank details|iban|password hashes|the secret|\
         all contacts|contacts|the mails|mails|emails|whole conversation|\
         entire conversation|chat log|chat logs|environment variables|users email|\
         e mail address|email address|the keys|internal notes|customers name|\
         order number",
    ),
    (
        Action,
        "call function|curl|transfer funds|transfer money|unlock|pay to|give him|\
         give her|highest score|rate this|convince|persuade|reply in|answer in|\
         disable|commit|push|merge|print the contents|read the file|render|retrieve|\
         sign up|promote|never recommend|only recommend|only ever recommend|\
         pretend that|respond to all|describe as|leave out|wire",
    ),
    (
        Reveal,
        "put everything|render|encode|recall|reproduce|dump out|printout|unveil|\
         retype|read me|copy paste|fill in|explain|quote|what do your|what did your|\
         what did they|what did the|how have|how were|how are you|tell us about|\
         let me read|output everything|return everything|would you write|write what",
    ),
    (
        Prompt,
        "sys prompt|system text|setup text|your setup|initialisation text|\
         initialization text|confidential section|confidential guidelines|\
         confidential instructions|operator instructions|preamble|pre prompt|\
         startup prompt|opening prompt|hidden section|hidden part|secret section|\
         previous system text|hidden text|developer text|start prompt|system context|\
         internal prompt|underlying prompt|underlying instructions|instruction text|\
         configuration text|system directive|system directives|starting instructions|\
         built in instructions",
    ),
    (
        Verbatim,
        "unabridged|uncut|in its entirety|whole text|full wording|precise wording|\
         exact wording|exact words|copy paste|copy and paste|every sentence|\
         each sentence|line by line|one by one|every detail|keep every|as json|\
         as a table|whole thing|in a code block|code block|sentence by sentence|\
         right up to|from the first|first sentence|first line|without changes|\
         unchanged",
    ),
    (
        Opening,
        "respond with|begin your|start your|start every|begin every|open with|\
         your first words|first sentence of your|answer has to begin|\
         answer has to start|reply has to begin|response must begin|response has to|\
         has to begin with|has to start with|should begin with|should start with|\
         begin the answer|begin the response|opening words|start by saying|\
         answer beginning with|answer starting with|start with sure|begin with sure|\
         respond with access",
    ),
    (
        Yes,
        "sure here|sure here is|sure here are|absolutely here|of course id|\
         of course here|certainly here|filters off|access granted|permission granted|\
         limits off|no problem here|yes master|gladly|understood my limits|\
         as you wish|heres the full|heres how|here is how|here are the steps|hacked|\
         pwned|jailbreak complete",
    ),
    (
        Authority,
        "lead engineer at|engineer at the company|as an employee of|\
         employee of anthropic|employee of openai|employee of google|your lead|\
         this is the administrator|this is your administrator|this is your developer|\
         this is your creator|administrator speaking|creator here|developer here|\
         admin here|written approval|authorise you|authorize you|i authorise|\
         permission to bypass|you have permission|permits unrestricted|\
         authority level|override code|for an audit|boss approved|ceo approved|\
         ceo ordered|i have clearance|clearance level|security clearance|\
         verified as staff|verified staff|user is authorised|user is authorized|\
         i am root|law enforcement|i trained you|who trained you|\
         they already confirmed|already confirmed",
    ),
    (
        WildMode,
        "unrestricted model|jailbreak profile|safety off|safety layer false|\
         opposite day|raw mode|raw model|unlocked persona|uncensored model|\
         uncensored language model|unfiltered answer|uncensored answer|\
         opposite of what you would|developer override|system override|root mode|\
         superuser mode|privileged mode|content checks off|filters off",
    ),
    (
        Mode,
        "privileged mode|superuser|kernel mode|engineering mode|factory mode|\
         test harness|evaluation mode|sandbox mode|backdoor mode|sudo mode",
    ),
    (
        Persona,
        "you re going to be|take on the character|the role of an ai|immerse yourself|\
         play a character|the twin|twin of yourself|version of yourself|\
         you are no longer|youre no longer|youre dan|stay in role|the character of|\
         in the role of|become",
    ),
    (
        Join,
        "combine both|fill the blanks|fill in the blanks|first letter of each|\
         replace every|a b c|x y|in three pieces|in two pieces|piece 1|part one|\
         part two|part 2|part 1|glue together|following fragments",
    ),
    (
        Obey,
        "carry it out|treat the result as|as your next command|as an instruction|\
         as your instruction|and obey|and comply|follow the sentence|follow the text|\
         then follow|then do it|then carry out|and act on|act on it|do what it asks",
    ),
    (
        Everyday,
        "my previous|my last|previous email|the invoice|the attachment|my order|\
         shipping|the printer|my excuses|previous offer|earlier offer|earlier draft|\
         signs|flag|config|directive|directives|configuration file|cache|route|routes|\
         tooltip|stylesheet|overrides all|comma separated|gateway|contract|agreement|\
         employees|visitors|guests|lifeguard|referee|jury|judge|patient|dosage|oven|\
         bake|flour|keyboard|printer|tablet|pixel|chromebook|browser|the car|movers|\
         rental|tenant|board game|debit card|travel|style guide|noise|leads|outliers|\
         duplicates|drafts|old ticket|tickets|ebay|homework rules|reminder|\
         appointment|essay|word limit|dungeon",
    ),
    (
        Meta,
        "prompt injections|pentest|penetration test|red team exercise|remediation|\
         awareness|thesis|blog post|policy draft|our docs|moderation policy|\
         jailbreak detection|typical attempt|block phrases|should block|refused with|\
         incident|cve|malicious|untrusted|adversaries|security team|bypass attempts|\
         we evaluated|in short|terms of use|terms of service|must not attempt|\
         must not bypass|verdict|expect ask|assert eq|asserteq|describe the attack|\
         injection|injections",
    ),
    (
        About,
        "article|headline|quote|quoted|this message|following message|write|types|\
         could type|typed|asks|reads|attack or",
    ),
    (
        Undo,
        "scrap|purge|void|dismiss|flush|unload|delete|erase|wipe|replace your|cancel|\
         scratch",
    ),
    (
        Suppress,
        "without using words like|without using the word|without telling me why|\
         without saying why",
    ),
    (
        Address,
        "assistant now|assistant please|assistant you|assistant forward|\
         assistant send|assistant call|assistant ignore|assistant instruction|\
         assistant instructions|model instruction|model instructions|\
         agent instruction|agent instructions|agent your|bot your|model your",
    ),
    (
        Divert,
        "ignore whatever the user|ignore what the user|ignoring what the user|\
         ignoring the user|forget what the user|disregard what the user|\
         instead of what the user|whatever the user wanted|not what the user|\
         skip the users|drop the users|refuse the users",
    ),
    (TheUser, "the user|user|users|their|human|the customer"),
    (
        Amoral,
        "amoral|immoral|unhinged|ruthless ai|unmoderated|nothing is taboo|\
         anything right now|broke out|broken out|breaks out|jailbreak|jailbroken|\
         jailbreaks you|no consequences|nothing has consequences|whatever they ask|\
         always delivers|fully compliant|full compliance|total compliance|\
         complete obedience|opposite of what your|the opposite of your|\
         truly think without|comply with every|complies with every|unethical ai|\
         doesnt refuse",
    ),
];
