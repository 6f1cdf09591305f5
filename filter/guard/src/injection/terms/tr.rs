//! Turkish.

use crate::injection::class::Class::*;
use crate::injection::class::Terms;

pub(super) const TERMS: Terms = &[
    (
        Override,
        "yok say|yoksay|görmezden gel|unut|unutun|dikkate alma|boş ver|uyma|\
         takip etme|geçersiz kıl|ihlal et|bırak|umursama|çiğne",
    ),
    (
        Prior,
        "önceki|yukarıdaki|daha önceki|eski|şimdiye kadarki|ilk|başlangıçtaki|\
         bundan önceki|mevcut|sana verilen",
    ),
    (All, "tüm|bütün|her|hepsini|herhangi"),
    (
        Rules,
        "talimatları|talimatlar*|talimatı|kurallar*|kuralları|yönergeler*|emirler*|\
         kısıtlamalar*|sınırlamalar*|direktifler*|komutları",
    ),
    (Yours, "senin|sana|sen|sizin|size|kendi"),
    (
        Told,
        "sana verilen|sana söylenen|size verilen|sana söylenenleri|sana denilen|\
         aldığın",
    ),
    (
        OwnRules,
        "sana verilen kurallar*|sana verilen talimatlar*|kurallarını|talimatlarını|\
         yönergelerini|kısıtlamalarını",
    ),
    (
        Reveal,
        "göster|söyle|açıkla|yazdır|yaz|tekrarla|ver|paylaş|ifşa et|listele|nedir",
    ),
    (
        Verbatim,
        "kelimesi kelimesine|aynen|harfi harfine|tam olarak|eksiksiz|tamamını",
    ),
    (
        Prompt,
        "sistem istemi*|sistem mesajı*|sistem talimat*|sistem promptu*|gizli talimat*|\
         sistem komut*|başlangıç istemi",
    ),
    (
        OwnPrompt,
        "sistem istemini|sistem mesajını|sistem promptunu|sistem talimatlarını|\
         gizli talimatlarını|istemini",
    ),
    (
        Before,
        "yukarıdaki metni|bu mesajdan önce|yukarıdaki her şeyi|üstteki metin",
    ),
    (
        Everyday,
        "e posta*|epostamı|fatura*|tarif*|satrancın|telefon*|ingilizceye|mektup",
    ),
    (
        Persona,
        "artık|bundan sonra|bundan böyle|şu andan itibaren|gibi davran|rolünü yap|\
         rol yap|rolüne gir|varsay|hayal et",
    ),
    (
        Unbound,
        "sınırsız|kısıtlamasız|kısıtlaması olmayan|kuralsız|kuralları olmayan|\
         filtresiz|sansürsüz|sınırı olmayan|asla reddetmeyen|hiçbir kısıtlama*|\
         hiçbir kural*|hiçbir sınır*|ahlaksız|etik olmayan|reddetmeyen|her şeye cevap",
    ),
    (
        Mode,
        "geliştirici modu*|hata ayıklama modu*|yönetici modu*|bakım modu*|tanrı modu*",
    ),
    (Enter, "aç|etkinleştir|geç|başlat|gir"),
    (
        Off,
        "kapat|devre dışı|kaldır|geçersiz|kaldırıldı|iptal|artık geçerli değil",
    ),
    (
        Safety,
        "güvenlik filtre*|filtreler*|filtrelerini|güvenlik önlem*|sansür*|\
         içerik politika*",
    ),
    (
        Suppress,
        "reddetme|uyarı vermeden|uyarısız|özür dileme|hayır deme|uyarma",
    ),
    (
        Machine,
        "yapay zeka*|dil modeli*|asistan*|robot*|sohbet botu*",
    ),
    (
        Address,
        "okuyan yapay zeka*|yapay zekaya not|asistana not|eğer bir yapay zeka*|\
         yapay zeka asistanı*|dikkat yapay zeka|sevgili yapay zeka",
    ),
    (
        Action,
        "gönder|ilet|sil|aktar|çalıştır|tıkla|öner|yükle|kullanıcıya sor",
    ),
    (
        Sensitive,
        "şifreyi|şifre|parola*|şifreleri|kimlik bilgi*|anahtar*|kredi kart*|konuşma*|\
         sohbet geçmişi|tüm veri*",
    ),
    (
        Conceal,
        "kullanıcıya söyleme*|kimseye söyleme|bahsetme|haber vermeden|\
         kullanıcıya bildirme*|gizlice",
    ),
    (
        NewTask,
        "yeni talimat*|yeni görev*|yeni kural*|bunun yerine|sadece benim|\
         yalnızca benim|bana itaat et",
    ),
    (
        OnlyMe,
        "sadece benim|yalnızca benim|bana itaat et|dediklerimi yap|sadece beni dinle",
    ),
    (Meta, "istem enjeksiyonu|saldırgan*|nedir ve"),
    (
        Amoral,
        "filtresiz|sansürsüz|asla reddetmeyen|ahlaksız|etik olmayan|reddetmeyen|\
         her şeye cevap",
    ),
];
