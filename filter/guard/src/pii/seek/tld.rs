//! Top-level domains that a bare name is believed to end in.

/// Common ones of three letters and more, and what is used like them.
const GENERIC: &[&str] = &[
    "com",
    "org",
    "net",
    "edu",
    "gov",
    "mil",
    "int",
    "info",
    "biz",
    "dev",
    "app",
    "cloud",
    "tech",
    "online",
    "site",
    "shop",
    "store",
    "blog",
    "xyz",
    "agency",
    "email",
    "news",
    "live",
    "studio",
    "world",
    "today",
    "solutions",
    "company",
    "bank",
    "health",
    "care",
    "club",
    "design",
    "global",
    "group",
    "hotel",
    "jobs",
    "legal",
    "media",
    "mobi",
    "museum",
    "network",
    "social",
    "support",
    "systems",
    "team",
    "top",
    "travel",
    "website",
    "wiki",
    "work",
    "page",
    "link",
    "academy",
    "consulting",
    "digital",
    "finance",
    "games",
    "software",
    "space",
    "services",
    "aero",
    "asia",
    "coop",
    "eco",
    "berlin",
    "london",
    "paris",
    "tokyo",
    "nyc",
    "example",
    "test",
];

/// Countries, two letters each.
const COUNTRIES: &[u8] = b"acadaeafagaialaoaqarasatauawaxazbabbbdbebfbgbhbibjbmbnbobrbsbtbwbybz\
cacccdcfcgchcickclcmcncocrcucvcwcxcyczdedjdkdmdodzeceeegereseteufifjfkfmfofrgagdgegfggghgigl\
gmgngpgqgrgsgtgugwgyhkhmhnhrhthuidieiliminioiqirisitjejmjojpkekgkhkikmknkpkrkwkykzlalblclilk\
lrlsltlulvlymamcmdmemgmhmkmlmmmnmompmqmrmsmtmumvmwmxmymznancnenfngninlnonpnrnunzompapepfpgph\
pkplpmpnprpsptpwpyqarerorsrurwsasbscsdsesgshsisjskslsmsnsosrssstsvsxsyszfctdtftgthtjtktltmtn\
totrtttvtwtzuaugukusuyuzvavcvevgvivnvuwfwsyeytzazmzw";

/// Countries that are also words or endings of files: a bare name is not believed for them.
const WORDS: &[u8] =
    b"ammdrsshpypssoccscvimsmkisitdoidtonoatasbeinmeusmyorlatvwsaiioplmmmltfgehhpagdvcpmgsnr";

/// How much an ending is worth.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Ending {
    /// It is a top-level domain and hardly anything else.
    Sure,
    /// It is one, and a word or the ending of a file as well.
    Word,
    /// It may be one.
    Unknown,
}

/// What the last part of a name is.
pub(super) fn ending(label: &[u8]) -> Ending {
    let pair = |table: &[u8]| {
        let (pairs, _) = table.as_chunks::<2>();
        pairs.iter().any(|known| label.eq_ignore_ascii_case(known))
    };
    if label.len() == 2 {
        return match (pair(WORDS), pair(COUNTRIES)) {
            (true, _) => Ending::Word,
            (false, true) => Ending::Sure,
            (false, false) => Ending::Unknown,
        };
    }
    let is_punycode = label.len() > 4
        && label
            .get(..4)
            .is_some_and(|head| head.eq_ignore_ascii_case(b"xn--"));
    if is_punycode
        || GENERIC
            .iter()
            .any(|known| label.eq_ignore_ascii_case(known.as_bytes()))
    {
        Ending::Sure
    } else {
        Ending::Unknown
    }
}
