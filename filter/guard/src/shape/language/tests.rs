use super::{Count, LANGUAGES, Profiles, SCRIPTS, Spec};
use crate::judge::PieceKind;
use crate::shape::tests::{judge, spec};

/// Sentences of the languages.
const SENTENCES: &[(&str, &[&str])] = &[
    (
        "en",
        &[
            "The parcel arrived two days late and the box was damaged on one side",
            "Could you summarise this report in three short paragraphs?",
            "My neighbour sold his old car last week",
        ],
    ),
    (
        "de",
        &[
            "Das Paket kam zwei Tage zu spät und der Karton war beschädigt",
            "Kannst du mir diesen Bericht kurz zusammenfassen?",
            "Mein Nachbar hat letzte Woche sein altes Auto verkauft",
        ],
    ),
    (
        "fr",
        &[
            "Le colis est arrivé avec deux jours de retard et la boîte était abîmée",
            "Pouvez-vous résumer ce rapport en trois paragraphes ?",
            "Mon voisin a vendu sa vieille voiture la semaine dernière",
        ],
    ),
    (
        "es",
        &[
            "El paquete llegó dos días tarde y la caja estaba dañada",
            "¿Puedes resumir este informe en tres párrafos cortos?",
            "Mi vecino vendió su coche viejo la semana pasada",
        ],
    ),
    (
        "pt",
        &[
            "O pacote chegou dois dias atrasado e a caixa estava danificada",
            "Você pode resumir este relatório em três parágrafos curtos?",
            "O meu vizinho vendeu o carro velho na semana passada",
        ],
    ),
    (
        "it",
        &[
            "Il pacco è arrivato con due giorni di ritardo e la scatola era rovinata",
            "Puoi riassumere questa relazione in tre brevi paragrafi?",
            "Il mio vicino ha venduto la sua vecchia macchina la settimana scorsa",
        ],
    ),
    (
        "nl",
        &[
            "Het pakket kwam twee dagen te laat en de doos was beschadigd",
            "Kun je dit rapport in drie korte alinea's samenvatten?",
            "Mijn buurman heeft vorige week zijn oude auto verkocht",
        ],
    ),
    (
        "sv",
        &[
            "Paketet kom två dagar för sent och lådan var skadad",
            "Kan du sammanfatta den här rapporten i tre korta stycken?",
            "Min granne sålde sin gamla bil förra veckan",
        ],
    ),
    (
        "fi",
        &[
            "Paketti saapui kaksi päivää myöhässä ja laatikko oli vaurioitunut",
            "Voitko tiivistää tämän raportin kolmeen lyhyeen kappaleeseen?",
        ],
    ),
    (
        "pl",
        &[
            "Paczka dotarła dwa dni później i pudełko było uszkodzone",
            "Czy możesz streścić ten raport w trzech krótkich akapitach?",
            "Mój sąsiad sprzedał swój stary samochód w zeszłym tygodniu",
        ],
    ),
    (
        "cs",
        &[
            "Balík přišel o dva dny později a krabice byla poškozená",
            "Můžeš shrnout tuto zprávu do tří krátkých odstavců?",
        ],
    ),
    (
        "sk",
        &[
            "Balík prišiel o dva dni neskôr a škatuľa bola poškodená",
            "Môžete zhrnúť túto správu do troch krátkych odsekov?",
        ],
    ),
    (
        "hu",
        &[
            "A csomag két nappal később érkezett, és a doboz megsérült",
            "Össze tudnád foglalni ezt a jelentést három rövid bekezdésben?",
        ],
    ),
    (
        "ro",
        &[
            "Pachetul a ajuns cu două zile mai târziu și cutia era deteriorată",
            "Poți să rezumi acest raport în trei paragrafe scurte?",
        ],
    ),
    (
        "tr",
        &[
            "Paket iki gün geç geldi ve kutu hasar görmüştü",
            "Bu raporu üç kısa paragrafta özetleyebilir misin?",
            "Komşum geçen hafta eski arabasını sattı",
        ],
    ),
    (
        "vi",
        &[
            "Gói hàng đến muộn hai ngày và hộp đã bị hỏng",
            "Bạn có thể tóm tắt báo cáo này trong ba đoạn ngắn không?",
        ],
    ),
    (
        "id",
        &[
            "Paket itu tiba dua hari terlambat dan kotaknya rusak",
            "Bisakah kamu merangkum laporan ini dalam tiga paragraf pendek?",
        ],
    ),
    (
        "hr",
        &[
            "Paket je stigao dva dana kasnije i kutija je bila oštećena",
            "Možeš li sažeti ovo izvješće u tri kratka odlomka?",
        ],
    ),
    (
        "ca",
        &[
            "El paquet va arribar amb dos dies de retard i la caixa estava feta malbé",
            "Pots resumir aquest informe en tres paràgrafs curts?",
        ],
    ),
    (
        "et",
        &[
            "Pakk saabus kaks päeva hiljem ja karp oli katki",
            "Kas sa saaksid selle aruande kolme lühikese lõiguga kokku võtta?",
        ],
    ),
    (
        "lt",
        &[
            "Siuntinys atvyko dviem dienomis vėliau ir dėžė buvo pažeista",
            "Ar gali apibendrinti šią ataskaitą trimis trumpomis pastraipomis?",
        ],
    ),
    (
        "lv",
        &[
            "Sūtījums pienāca divas dienas vēlāk, un kaste bija bojāta",
            "Vai tu vari apkopot šo ziņojumu trīs īsās rindkopās?",
        ],
    ),
    (
        "ru",
        &[
            "Посылка пришла на два дня позже, и коробка была повреждена",
            "Можешь кратко пересказать этот отчёт в трёх абзацах?",
        ],
    ),
    (
        "uk",
        &[
            "Посилка прийшла на два дні пізніше, і коробка була пошкоджена",
            "Чи можеш ти коротко переказати цей звіт у трьох абзацах?",
        ],
    ),
    (
        "bg",
        &[
            "Пратката пристигна с два дни закъснение и кутията беше повредена",
            "Можеш ли да обобщиш този доклад в три кратки абзаца?",
        ],
    ),
    (
        "sr",
        &[
            "Пакет је стигао два дана касније и кутија је била оштећена",
            "Можеш ли да сажмеш овај извештај у три кратка пасуса?",
        ],
    ),
    (
        "el",
        &["Το πακέτο έφτασε δύο μέρες αργότερα και το κουτί ήταν κατεστραμμένο"],
    ),
    ("he", &["החבילה הגיעה באיחור של יומיים והקופסה הייתה פגומה"]),
    (
        "ar",
        &[
            "وصل الطرد متأخرا يومين وكان الصندوق تالفا من جانب واحد",
            "هل يمكنك تلخيص هذا التقرير في ثلاث فقرات قصيرة؟",
        ],
    ),
    (
        "fa",
        &[
            "بسته دو روز دیر رسید و جعبه آسیب دیده بود",
            "می‌توانید این گزارش را در سه بند کوتاه خلاصه کنید؟",
        ],
    ),
    (
        "ur",
        &[
            "پارسل دو دن دیر سے پہنچا اور ڈبہ ٹوٹا ہوا تھا",
            "کیا آپ اس رپورٹ کا خلاصہ تین مختصر پیراگراف میں کر سکتے ہیں؟",
        ],
    ),
    (
        "hi",
        &[
            "पार्सल दो दिन देर से पहुँचा और डिब्बा टूटा हुआ था",
            "क्या आप इस रिपोर्ट को तीन छोटे अनुच्छेदों में लिख सकते हैं?",
        ],
    ),
    (
        "mr",
        &[
            "पार्सल दोन दिवस उशिरा आले आणि खोका तुटलेला होता",
            "तुम्ही हा अहवाल तीन लहान परिच्छेदांमध्ये मांडू शकता का?",
        ],
    ),
    (
        "ja",
        &[
            "荷物は二日遅れて届き、箱は壊れていました",
            "この報告書を三つの短い段落にまとめてください",
        ],
    ),
    (
        "zh",
        &[
            "包裹晚到了两天，箱子也坏了，请帮我处理",
            "请用三个简短的段落总结这份报告",
        ],
    ),
    (
        "ko",
        &["소포가 이틀 늦게 도착했고 상자가 망가져 있었습니다"],
    ),
    ("th", &["พัสดุมาถึงช้าไปสองวันและกล่องก็เสียหาย"]),
    ("ta", &["பொதி இரண்டு நாட்கள் தாமதமாக வந்தது"]),
    ("ka", &["ამანათი ორი დღის დაგვიანებით მოვიდა"]),
];

fn told(text: &str) -> Vec<&'static str> {
    let mut count = Count::default();
    Profiles::new().count(text, &mut count);
    count.told()
}

#[test]
fn the_table_is_in_order() {
    assert!(SCRIPTS.windows(2).all(|pair| pair[0].1 < pair[1].0));
    let mut codes: Vec<_> = LANGUAGES.iter().map(|language| language.code).collect();
    codes.sort_unstable();
    codes.dedup();
    assert_eq!(codes.len(), LANGUAGES.len());
}

#[test]
fn sentences_of_each_language_are_told() {
    let wrong: Vec<_> = SENTENCES
        .iter()
        .flat_map(|(code, sentences)| sentences.iter().map(move |sentence| (*code, *sentence)))
        .filter_map(|(code, sentence)| {
            let told = told(sentence);
            (told.first() != Some(&code)).then_some((code, told, sentence))
        })
        .collect();
    assert!(wrong.is_empty(), "{wrong:#?}");
}

#[test]
fn languages_that_are_much_alike_are_told_together() {
    for text in [
        "Pakken kom to dager for sent og esken var skadet på den ene siden",
        "Pakken kom to dage for sent, og kassen var beskadiget på den ene side",
    ] {
        let told = told(text);
        assert!(told.contains(&"da") || told.contains(&"no"), "{told:?}");
    }
}

fn check(json: &str, text: &str) -> String {
    let check = spec::<Spec>(json).compile().unwrap();
    judge(&check, PieceKind::User, &[text]).unwrap_or_default()
}

#[test]
fn languages_are_allowed_and_denied() {
    let text = "Das Paket kam zwei Tage zu spät und der Karton war beschädigt";
    assert_eq!(check(r#"{"allow": ["en", "de"]}"#, text), "");
    assert_eq!(
        check(r#"{"allow": ["en"]}"#, text),
        "the text is in `de`, which is not allowed"
    );
    assert_eq!(
        check(r#"{"deny": ["de"]}"#, text),
        "the text is in `de`, which is denied"
    );
    assert_eq!(check(r#"{"deny": ["en"]}"#, text), "");
}

#[test]
fn what_cannot_be_told_passes_or_fails_as_asked() {
    for text in [
        "ok",
        "12 345 67890",
        "GPT-4 API JSON",
        "xqzt wvbn plkj mnbv cxzl kjhg",
        "```\nfor (the of and to in is that) {}\n```",
        "~~~~ c\n```\nfor (the of and to in is that) {}\n```\n~~~~",
    ] {
        assert_eq!(check(r#"{"allow": ["en"]}"#, text), "", "{text}");
        assert!(
            check(r#"{"allow": ["en"], "unknown": "fail"}"#, text).ends_with("cannot be told"),
            "{text}"
        );
    }
    let errors = spec::<Spec>(r#"{"allow": ["xx"]}"#).compile().unwrap_err();
    assert_eq!(errors[0].at, "language.allow[0]");
}
