//! Languages: their scripts, the small words that every text has, letters and endings of
//! their own.

/// A script that decides, or narrows down, what a text is written in.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub(super) enum Script {
    Latin,
    Cyrillic,
    Arabic,
    Devanagari,
    Greek,
    Hebrew,
    Han,
    Kana,
    Hangul,
    Thai,
    Bengali,
    Gurmukhi,
    Gujarati,
    Tamil,
    Telugu,
    Kannada,
    Malayalam,
    Georgian,
    Armenian,
}

/// First and last characters of the letters of each script.
pub(super) const SCRIPTS: &[(u32, u32, Script)] = &[
    (0x0041, 0x024f, Script::Latin),
    (0x0370, 0x03ff, Script::Greek),
    (0x0400, 0x052f, Script::Cyrillic),
    (0x0531, 0x058f, Script::Armenian),
    (0x0590, 0x05ff, Script::Hebrew),
    (0x0600, 0x06ff, Script::Arabic),
    (0x0750, 0x077f, Script::Arabic),
    (0x0900, 0x097f, Script::Devanagari),
    (0x0980, 0x09ff, Script::Bengali),
    (0x0a00, 0x0a7f, Script::Gurmukhi),
    (0x0a80, 0x0aff, Script::Gujarati),
    (0x0b80, 0x0bff, Script::Tamil),
    (0x0c00, 0x0c7f, Script::Telugu),
    (0x0c80, 0x0cff, Script::Kannada),
    (0x0d00, 0x0d7f, Script::Malayalam),
    (0x0e00, 0x0e7f, Script::Thai),
    (0x10a0, 0x10ff, Script::Georgian),
    (0x1100, 0x11ff, Script::Hangul),
    (0x1e00, 0x1eff, Script::Latin),
    (0x1f00, 0x1fff, Script::Greek),
    (0x3040, 0x30ff, Script::Kana),
    (0x3400, 0x4dbf, Script::Han),
    (0x4e00, 0x9fff, Script::Han),
    (0xac00, 0xd7af, Script::Hangul),
    (0x20000, 0x2ffff, Script::Han),
];

/// A language.
#[derive(Debug)]
pub(super) struct Language {
    /// ISO 639-1.
    pub(super) code: &'static str,
    pub(super) script: Script,
    /// Its small words.
    pub(super) words: &'static str,
    /// Letters that few others of its script have.
    pub(super) letters: &'static str,
    /// What many of its words end with.
    pub(super) endings: &'static str,
}

const fn latin(
    code: &'static str,
    words: &'static str,
    letters: &'static str,
    endings: &'static str,
) -> Language {
    Language {
        code,
        script: Script::Latin,
        words,
        letters,
        endings,
    }
}

const fn of(
    code: &'static str,
    script: Script,
    words: &'static str,
    letters: &'static str,
) -> Language {
    Language {
        code,
        script,
        words,
        letters,
        endings: "",
    }
}

#[rustfmt::skip]
pub(super) const LANGUAGES: &[Language] = &[
    latin("en", "the of and to in is that it for was with as be on are this by have from or not but what all were we when your can said there use an each which she do how their if will up other about out many then them these so some her would make like him into time has look two more write go see no way could my than been who its now did get may i you he they at please me am does should any only because where why while after before between over such our us very just most also much even here those being had his", "", "ing tion ly ness ment ed"),
    latin("de", "der die das und in zu den von ist mit sich des auf für nicht ein eine als auch es an werden aus er hat dass sie nach wird bei einer um am sind noch wie einem über einen so zum war haben nur oder aber vor zur bis mehr durch man sein wurde sei ich wir ihr mir mich dir dich kann können wenn was wo warum bitte sehr schon hier dann diese dieser dieses kein keine unter gegen vom im ihre ihren uns euch wer doch muss", "äöüß", "ung keit heit lich isch ten"),
    latin("fr", "le la les de des du et en un une est que qui dans pour pas sur au aux avec ce cette ces il elle ils elles nous vous je tu on se sa son ses leur leurs ne plus par mais ou où donc si comme être avoir fait sont ont été était tout tous très bien aussi même sans sous entre après avant chez peut quand quel quelle comment pourquoi mon ma mes ton ta tes votre notre cela ça y à d l qu c j n s", "çœàâêèéîïôûù", "tion ment eux aux ière ique eur"),
    latin("es", "el la los las de del y en un una que es por con para se no su lo como más pero sus le ya o este sí porque esta entre cuando muy sin sobre también me hasta hay donde quien desde todo nos durante todos uno les ni contra otros ese eso ante ellos e esto mí antes algunos qué unos yo otro otras otra él tanto esa estos mucho cuál son está al fue ser tiene puede estoy favor cómo", "ñ¿¡áíóú", "ción mente dad ando iendo ado"),
    latin("pt", "o a os as de do da dos das e em um uma que é por com para se não no na nos nas mais mas como foi ao ele ela seu sua ou quando muito há já está eu também só pelo pela até isso entre era depois sem mesmo aos ter seus quem me esse eles estão você tinha foram essa num nem suas meu às minha têm numa pelos elas havia seja qual será nós tenho lhe deles estas este dele por favor são ser pode onde dois duas estava esta três eles vai", "ãõçâêôáàéíóú", "ção mente dade ando endo inho ada"),
    latin("it", "il lo la i gli le di del della dei delle e in un una uno che è per con non si da al alla ai alle come più ma anche sono ha ho questo questa questi queste quello quella se nel nella nei nelle dal dalla sul sulla cui o perché quando dove chi cosa molto tutto tutti essere fare stato mi ti ci vi suo sua loro noi voi io tu lui lei ancora già poi così solo dopo prima senza tra fra può era c l un", "àèéìòù", "zione mente ità ando endo are ere"),
    latin("nl", "de het een en van in is dat op te voor met zijn die niet aan er om ook als dan maar bij nog uit naar door over hij ze zij ik je jij we wij u hebben heeft had was worden wordt werd kan kunnen zal zullen moet moeten wat wie waar hoe waarom deze dit daar hier geen meer veel al wel of tot tegen onder tussen mijn jouw haar hun ons onze mij hem iets niets alleen nu toch", "", "ijk heid ing eren lijk"),
    latin("sv", "och i att det som en på är av för med den till inte har de ett om han men var jag sig från vi så kan när nu skulle efter vid eller än också bara mycket hon ska får alla mot andra då under ut vara hade in man mer upp hur vad där här detta dessa någon något mig dig du ni oss dem sina min din mitt inga utan många blir blev varför", "åäö", "ande ning ningen het lig arna orna"),
    latin("da", "og i at det som en på er af for med den til ikke har de et om han men var jeg sig fra vi så kan når nu skulle efter ved eller end også kun meget hun skal får alle mod andre da under ud være havde ind man mere op hvordan hvad hvor her dette disse nogen noget mig dig du os dem sine min din mit ingen uden mange bliver blev hvorfor af været nogle", "æøå", "ende ning heden lig erne ede"),
    latin("no", "og i at det som en på er av for med den til ikke har de et om han men var jeg seg fra vi så kan når nå skulle etter ved eller enn også bare mye hun skal får alle mot andre da under ut være hadde inn man mer opp hvordan hva hvor her dette disse noen noe meg deg du oss dem sine min din mitt ingen uten mange blir ble hvorfor vært", "æøå", "ende ning het lig ene ert"),
    latin("fi", "ja on ei että se hän oli ovat mutta kun niin kuin myös joka tai jos ole vain nyt sitä hänen sen tämä tässä siitä mitä minä sinä me te he ne olen olet olemme voi olisi kanssa jälkeen ennen ollut mukaan koska sekä sitten vielä jo hyvin paljon kaikki mikä missä miten miksi kuka ettei eli enemmän toinen olla minun sinun", "äö", "ssa ssä sta stä lla llä nen iin een"),
    latin("pl", "i w na z do nie się to że jest o jak za od po a ale co dla przez przy czy już tylko być są był była było może jego jej ich tym tego ten ta te tak lub oraz ze też więc kiedy gdzie kto który która które ja ty my wy on ona oni mnie mi cię bardzo jeszcze nad pod przed między bez które dlaczego proszę jestem mam ma", "ąćęłńśźż", "ość anie enie ego ych ów"),
    latin("cs", "a v na se je že s z do o to k i za po si ale jak pro od které která který by tak jsou nebo byl byla bylo už jen co jako při ve má ze své jeho její jejich kde když být také až než není jsem jste jsme my vy ty já on ona oni tento tato toto velmi mezi bez před pod nad proč prosím může podle více", "ěščřžůďťňúý", "ost ání ení ého ých ový"),
    latin("sk", "a v na sa je že s z do o to k i za po si ale ako pre od ktoré ktorá ktorý by tak sú alebo bol bola bolo už len čo pri vo má zo svoje jeho jej ich kde keď byť aj až než nie som ste sme my vy ty ja on ona oni tento táto toto túto veľmi medzi bez pred pod nad prečo prosím môže podľa viac", "ľĺŕôäčšžťďňúý", "osť anie enie ého ých ový"),
    latin("hu", "a az és hogy nem is egy ez de van volt meg csak el már mint ha még ki vagy be én te ő mi ti ők azt ezt fel le nagyon lesz kell most majd itt ott ami aki amely mert minden után előtt között alatt lehet volna jó sok több mit hol hogyan miért kérem vannak voltak során szerint pedig hanem sem ezek azok", "őűáéíóöüú", "ban ben nak nek ság ség tt ás és"),
    latin("ro", "și în de la cu pe nu este a un o să că din mai pentru care sunt au fost prin ce dar se lui ei lor sau ca despre după când unde cum cine fi era eu tu el ea noi voi ele acest această aceste acestea foarte numai doar între fără până către sub peste toate toți mult te mă îmi îți avea poate vă rog am ai are iar", "ășțâî", "ului ilor ește area ție ții"),
    latin("tr", "ve bir bu da de için ile olarak çok daha ne o en kadar gibi olan var ama sonra değil mi ben sen biz siz onlar her şey ya ki ise hem veya yok nasıl neden nerede kim hangi zaman önce şimdi benim senin onun bunu bunun şu diye göre olduğu oldu olur olacak tarafından bana sana lütfen mı mu musun misiniz", "ğşıçöü", "lar ler dır dir ların lerin mak mek yor"),
    latin("vi", "và của là có trong cho không được một các với người này đã những để khi đến về như ở tôi bạn anh chị em ông bà chúng ta họ nó đó rất nhiều từ ra vào lại cũng phải thì mà nếu hay hoặc vì sao gì nào đang sẽ bị theo trên dưới sau trước giữa cùng việc năm ngày làm biết thế", "đơưăạảấầẩẫậắằẳẵặẹẻẽếềểễệịỉọỏốồổỗộớờởỡợụủứừửữựỳỵỷỹ", ""),
    latin("id", "yang dan di ke dari ini itu untuk dengan tidak pada adalah dalam akan juga oleh saya anda kami kita mereka dia ada bisa dapat sudah telah belum atau karena jika seperti lebih sangat hanya tersebut sebagai bahwa apa siapa mana kapan bagaimana mengapa satu dua orang tahun hari masih harus lagi secara antara setelah sebelum bukan kepada tolong", "", "kan nya ngan"),
    latin("hr", "i u na je se da za su od s o a ne kao što koji koja koje ili ali bi iz po do nije samo sve biti bio bila bilo još već kako kada gdje tko ja ti on ona mi vi oni nas vas njih nego prema između bez pri kroz prije poslije vrlo više zašto molim može treba ovaj ova ovo taj ta to sam si smo ste hoće", "čćđšž", "nost anje enje ima ama oga"),
    latin("ca", "el la els les de del dels i a en un una que és per amb no es al als com més però seu seva o aquest aquesta això també hi ha són ser fer tot tots molt quan on qui què jo tu ell ella nosaltres vosaltres ells ens us li sense entre fins després abans perquè si us plau pot tenir té han estat va van era d l", "çàèéíïòóúü", "ció ment tat ant ents"),
    latin("et", "ja on ei et see oli ta kui aga ka või oma mis kes siis ning seda selle olla olid nii veel väga kõik mina sina meie teie nemad ma sa me te nad ole pole saab võib pärast enne koos nagu juba ainult kuid kuidas miks kus millal palun mitte selles seal siin tema minu sinu kaks kolm hiljem peale uus", "õäöü", "ud ust ses des lik mine ga"),
    latin("lt", "ir yra į kad su iš tai ne kaip bet ar o buvo per nuo jau tik už dar apie po prie jis ji jie aš tu mes jūs mano tavo savo labai daug kas kur kada kodėl kuris kuri kurie todėl nes jei arba bus gali prašau šis ši šie tas ta dėl iki taip pat būti yra", "ąčęėįšųūž", "as is us ai iai umas imas ti"),
    latin("lv", "un ir ka ar no uz par bet kā ne lai vai to tas tā šis šī es tu mēs jūs viņš viņa viņi mans tavs savs ļoti daudz kas kur kad kāpēc kurš kura kuri jo ja būs bija var lūdzu pie pēc pirms starp bez līdz arī tikai vēl jau tiek būt nav", "āčēģīķļņšūž", "šana ība as is us ām iem"),
    of("ru", Script::Cyrillic, "и в не на что я с он а как то это по но они мы вы она к у из за от о для же так бы был была было были быть есть его её их мне меня тебя вас нас все всё только ещё уже или если когда где кто почему который которая которые очень можно нет да при до после между без под над чтобы этот эта эти тоже также может", "ыэъё"),
    of("uk", Script::Cyrillic, "і в не на що я з він а як то це по але вони ми ви вона до у із за від о для ж так би був була було були бути є його її їх мені мене тебе вас нас все тільки ще вже або якщо коли де хто чому який яка які дуже можна ні та при після між без під над щоб цей ця ці також може", "іїєґ"),
    of("bg", Script::Cyrillic, "и в не на че аз с той а как това по но те ние вие тя към у от за до се са съм си е беше бяха бъде има няма ще му ѝ им ми ме те ви ни всички само още вече или ако когато къде кой защо който която които много може да при след между без под над този тази тези също", "ъщ"),
    of("sr", Script::Cyrillic, "и у не на да је се за су од с о а као што који која које или али би из по до није само све бити био била било још већ како када где ко ја ти он она ми ви они нас вас њих него према између без при кроз пре после врло више зашто молим може треба овај ова ово", "ђјљњћџ"),
    of("el", Script::Greek, "", ""),
    of("he", Script::Hebrew, "", ""),
    of("ar", Script::Arabic, "في من على إلى أن هذا هذه التي الذي كان لا ما هو هي مع عن كل قد لم بعد قبل بين أو ثم إذا كيف لماذا أين متى نحن أنا أنت كانت يكون حيث ذلك تلك عند", "ةىأإؤئ"),
    of("fa", Script::Arabic, "و در به از که این را با است برای آن یک خود تا کرد بر هم نیز می شود شد ما من تو او آنها باید دارد بود هر اما یا اگر چه چرا کجا چگونه کنید لطفا هستند بسیار", "پچژگی"),
    of("ur", Script::Arabic, "اور کے کی کا ہے میں سے کو نے پر یہ وہ ہیں کہ بھی تھا تھی تھے ہو کر اس ان ایک نہیں جو تو لیے ساتھ آپ ہم کیا کیوں کہاں کیسے گیا گئی ہوں مجھے بہت", "ٹڈڑےہںھ"),
    of("hi", Script::Devanagari, "के की का है में से को ने पर यह वह हैं कि भी था थी थे हो कर इस उस एक नहीं जो तो लिए साथ आप हम मैं क्या क्यों कहाँ कैसे और या बहुत कुछ मुझे अपने", ""),
    of("mr", Script::Devanagari, "आणि आहे आहेत च्या मध्ये हा ही हे तो ती ते नाही होते होता होती केला केली करून साठी पण किंवा मी तू आम्ही तुम्ही काय का कुठे कसे कधी खूप असे एक व या त्या मला आपण", "ळ"),
    of("ja", Script::Kana, "", ""),
    of("zh", Script::Han, "", ""),
    of("ko", Script::Hangul, "", ""),
    of("th", Script::Thai, "", ""),
    of("bn", Script::Bengali, "", ""),
    of("pa", Script::Gurmukhi, "", ""),
    of("gu", Script::Gujarati, "", ""),
    of("ta", Script::Tamil, "", ""),
    of("te", Script::Telugu, "", ""),
    of("kn", Script::Kannada, "", ""),
    of("ml", Script::Malayalam, "", ""),
    of("ka", Script::Georgian, "", ""),
    of("hy", Script::Armenian, "", ""),
];
