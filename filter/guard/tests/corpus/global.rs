//! What is of no country, and what is of the United States.

use sha2::{Digest, Sha256};

use crate::digits::{dot, luhn, remainder, worth, worth_36};
use crate::rng::Rng;
use crate::scheme::Class::{Plain, Shape, Strong, Weak};
use crate::scheme::{Scheme, scheme};
use crate::words;

fn email(rng: &mut Rng) -> String {
    let first = rng.pick(words::FIRST).to_lowercase();
    let last = rng.pick(words::LAST).to_lowercase();
    let name = match rng.below(5) {
        0 => format!("{first}.{last}"),
        1 => format!("{}{last}", &first[..1]),
        2 => format!("{first}_{last}{}", rng.like("##")),
        3 => format!("{first}+{}", rng.pick(words::NOUNS)),
        _ => last,
    };
    format!("{name}@{}", domain(rng))
}

pub(crate) fn domain(rng: &mut Rng) -> String {
    let noun = *rng.pick(words::NOUNS);
    match rng.below(4) {
        0 => format!("mail.{noun}.co.uk"),
        1 => format!("{noun}-{}.org", rng.pick(words::NOUNS)),
        2 => format!("{noun}.io"),
        _ => format!("{noun}.com"),
    }
}

fn phone(rng: &mut Rng) -> String {
    let form = *rng.pick(&[
        "+1 212-555-01##",
        "(415) 555-01##",
        "+1-650-555-01##",
        "+44 20 7946 0###",
        "+44 7700 900###",
        "+49 30 2312#####",
        "+33 1 70 18 ## ##",
        "+34 912 345 6##",
        "+39 06 69## ####",
        "+61 2 5550 ####",
        "+91 98#%# #####",
        "312-555-01##",
        "+81 3-1234-5###",
        "+1 (303) 555-01##",
        "646.555.01##",
        "+46 8 123 4## ##",
        "+1212555####",
    ]);
    rng.like(form)
}

fn card(rng: &mut Rng) -> String {
    let form = *rng.pick(&[
        "4##############?",
        "51#############?",
        "55#############?",
        "2720###########?",
        "34############?",
        "37############?",
        "6011###########?",
        "3530###########?",
    ]);
    rng.like(form)
}

fn iban(rng: &mut Rng) -> String {
    let form = *rng.pick(&[
        "DE??##################",
        "GB??NWBK##############",
        "FR??##########0123456789A##",
        "NL??ABNA##########",
        "ES??####################",
        "BE??############",
        "CH??#################",
        "AT??################",
        "PL??########################",
        "NO??###########",
        "DK??##############",
        "PT??#####################",
        "IE??AIBK##############",
    ]);
    rng.like(form)
}

fn iban_check(body: &str) -> Option<String> {
    let turned = format!("{}{}", &body[4..], &body[..2]);
    let spelled: String = worth_36(&turned)
        .iter()
        .map(i64::to_string)
        .collect::<String>()
        + "00";
    // Too long for one number: by and by.
    let mut rest = String::new();
    for sign in spelled.chars() {
        rest.push(sign);
        rest = remainder(&rest, 97).to_string();
    }
    Some(format!("{:02}", 98 - remainder(&rest, 97)))
}

fn ip(rng: &mut Rng) -> String {
    match rng.below(4) {
        0 => {
            let groups: Vec<String> = (0..8)
                .map(|_| format!("{:x}", rng.between(256, 65_535)))
                .collect();
            groups.join(":")
        }
        1 => format!(
            "2001:db8::{:x}:{:x}",
            rng.between(1, 65_535),
            rng.between(1, 65_535)
        ),
        _ => format!(
            "{}.{}.{}.{}",
            rng.between(11, 223),
            rng.below(256),
            rng.below(256),
            rng.between(1, 254)
        ),
    }
}

pub(crate) fn uuid(rng: &mut Rng) -> String {
    let groups = [8, 4, 3, 3, 12].map(|long| rng.string("0123456789abcdef", long));
    let [a, b, c, d, e] = groups;
    format!("{a}-{b}-4{c}-a{d}-{e}")
}

/// The check character of a vehicle, as 49 CFR 565 counts it.
fn vehicle(body: &str) -> Option<String> {
    const WEIGHTS: [i64; 17] = [8, 7, 6, 5, 4, 3, 2, 10, 0, 9, 8, 7, 6, 5, 4, 3, 2];
    const LETTERS: [(&str, i64); 8] = [
        ("AJ", 1),
        ("BKS", 2),
        ("CLT", 3),
        ("DMU", 4),
        ("ENV", 5),
        ("FW", 6),
        ("GPX", 7),
        ("HY", 8),
    ];
    let worth = |sign: char| match sign {
        'R' | 'Z' => 9,
        '?' => 0,
        _ => sign.to_digit(10).map(i64::from).unwrap_or_else(|| {
            LETTERS
                .iter()
                .find(|(letters, _)| letters.contains(sign))
                .map_or(0, |(_, value)| *value)
        }),
    };
    let sum: i64 = body
        .chars()
        .map(worth)
        .zip(WEIGHTS)
        .map(|(value, weight)| value * weight)
        .sum();
    Some(if sum % 11 == 10 {
        "X".to_owned()
    } else {
        (sum % 11).to_string()
    })
}

fn mac(rng: &mut Rng) -> String {
    let separator = *rng.pick(&[":", "-"]);
    let groups: Vec<String> = (0..6).map(|_| rng.string("0123456789abcdef", 2)).collect();
    let mac = groups.join(separator);
    if rng.once_in(2) {
        mac.to_uppercase()
    } else {
        mac
    }
}

fn url(rng: &mut Rng) -> String {
    let host = domain(rng);
    let path = *rng.pick(words::NOUNS);
    match rng.below(4) {
        0 => format!("https://{host}/{path}"),
        1 => format!("http://www.{host}/{path}?id={}", rng.like("%##")),
        2 => format!("https://{host}/{path}/{}.html", rng.pick(words::NOUNS)),
        _ => format!("https://{host}"),
    }
}

fn base58(bytes: &[u8]) -> String {
    const ALPHABET: &[u8] = b"123456789ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz";
    let mut digits: Vec<u32> = Vec::new();
    for byte in bytes {
        let mut carry = u32::from(*byte);
        for digit in &mut digits {
            carry += *digit << 8;
            *digit = carry % 58;
            carry /= 58;
        }
        while carry > 0 {
            digits.push(carry % 58);
            carry /= 58;
        }
    }
    let zeros = bytes.iter().take_while(|byte| **byte == 0).count();
    let mut text = "1".repeat(zeros);
    text.extend(
        digits
            .iter()
            .rev()
            .map(|digit| ALPHABET[*digit as usize] as char),
    );
    text
}

fn bech32(rng: &mut Rng) -> String {
    const ALPHABET: &[u8] = b"qpzry9x8gf2tvdw0s3jn54khce6mua7l";
    let mut values: Vec<u32> = vec![0];
    values.extend((0..32).map(|_| rng.below(32) as u32));
    let step = |state: u32, value: u32| {
        let top = state >> 25;
        let mut next = (state & 0x1ff_ffff) << 5 ^ value;
        for (bit, term) in [
            0x3b6a_57b2,
            0x2650_8e6d,
            0x1ea1_19fa,
            0x3d42_33dd,
            0x2a14_62b3,
        ]
        .into_iter()
        .enumerate()
        {
            if top >> bit & 1 == 1 {
                next ^= term;
            }
        }
        next
    };
    let mut state = 1;
    for value in [3, 3, 0, 2, 3] {
        state = step(state, value);
    }
    for value in values.iter().copied().chain([0; 6]) {
        state = step(state, value);
    }
    state ^= 1;
    values.extend((0..6).map(|at| state >> (5 * (5 - at)) & 31));
    let body: String = values
        .iter()
        .map(|value| ALPHABET[*value as usize] as char)
        .collect();
    format!("bc1{body}")
}

fn wallet(rng: &mut Rng) -> String {
    match rng.below(3) {
        0 => bech32(rng),
        1 => format!("0x{}", rng.string("0123456789abcdef", 40)),
        _ => {
            let mut bytes = vec![*rng.pick(&[0_u8, 5])];
            bytes.extend((0..20).map(|_| rng.below(256) as u8));
            let twice = Sha256::digest(Sha256::digest(&bytes));
            bytes.extend_from_slice(&twice[..4]);
            base58(&bytes)
        }
    }
}

fn date(rng: &mut Rng) -> String {
    let (year, month, day) = rng.birth();
    let name = words::MONTHS[month - 1];
    match rng.below(5) {
        0 => format!("{year}-{month:02}-{day:02}"),
        1 => format!("{month:02}/{day:02}/{year}"),
        2 => format!("{name} {day}, {year}"),
        3 => format!("{day} {name} {year}"),
        _ => format!("{day:02}.{month:02}.{year}"),
    }
}

fn ssn(rng: &mut Rng) -> String {
    let area = rng.between(101, 665);
    format!(
        "{area}{:02}{:04}",
        rng.between(11, 99),
        rng.between(1000, 9999)
    )
}

fn medicare_beneficiary(rng: &mut Rng) -> String {
    const LETTERS: &str = "ACDEFGHJKMNPQRTUVWXY";
    let mut text = rng.like("%");
    text += &rng.string(LETTERS, 1);
    text += &rng.string(LETTERS, 1);
    text += &rng.like("#");
    text += &rng.string(LETTERS, 2);
    text += &rng.like("#");
    text += &rng.string(LETTERS, 2);
    text + &rng.like("##")
}

/// DEA: the last digit of the odd ones plus twice the even ones.
fn dea(body: &str) -> Option<String> {
    let d = worth(body);
    Some((((d[0] + d[2] + d[4]) + 2 * (d[1] + d[3] + d[5])) % 10).to_string())
}

pub(crate) const ALL: &[Scheme] = &[
    scheme(
        "EMAIL_ADDRESS",
        Shape,
        email,
        None,
        &[],
        &[
            ("en", "e-mail"),
            ("de", "E-Mail-Adresse"),
            ("fr", "courriel"),
            ("es", "correo"),
        ],
    ),
    scheme(
        "PHONE_NUMBER",
        Shape,
        phone,
        None,
        &[],
        &[
            ("en", "phone"),
            ("en", "mobile number"),
            ("de", "Telefon"),
            ("fr", "téléphone"),
        ],
    ),
    scheme(
        "CREDIT_CARD",
        Strong,
        card,
        Some(|b| Some(luhn(b))),
        &[
            "################",
            "#### #### #### ####",
            "####-####-####-####",
            "#### ###### #####",
            "###############",
        ],
        &[
            ("en", "credit card"),
            ("en", "card number"),
            ("de", "Kreditkarte"),
            ("es", "tarjeta"),
        ],
    ),
    scheme(
        "IBAN_CODE",
        Strong,
        iban,
        Some(iban_check),
        &[
            "######################",
            "#### #### #### #### #### ##",
            "#### #### #### #### ##",
            "#### #### #### ####",
            "#### #### #### #### #### #### ###",
            "#### #### #### #### #### #### ####",
            "#### #### #### #### #### #",
            "#### #### #### #### ####",
            "#### #### #### ###",
        ],
        &[("en", "IBAN"), ("de", "Bankverbindung"), ("fr", "compte")],
    ),
    scheme(
        "IP_ADDRESS",
        Shape,
        ip,
        None,
        &[],
        &[("en", "IP address"), ("en", "host address")],
    ),
    scheme(
        "MAC_ADDRESS",
        Shape,
        mac,
        None,
        &[],
        &[("en", "MAC address"), ("en", "hardware address")],
    ),
    scheme(
        "URL",
        Shape,
        url,
        None,
        &[],
        &[("en", "link"), ("en", "web page")],
    ),
    scheme(
        "CRYPTO",
        Strong,
        wallet,
        None,
        &[],
        &[("en", "wallet"), ("en", "bitcoin address")],
    ),
    scheme(
        "DATE_TIME",
        Shape,
        date,
        None,
        &[],
        &[("en", "date of birth"), ("en", "appointment")],
    ),
    scheme(
        "US_SSN",
        Shape,
        ssn,
        None,
        &["###-##-####"],
        &[("en", "SSN"), ("en", "social security number")],
    ),
    scheme(
        "US_ITIN",
        Shape,
        |r| {
            let group = *r.pick(&["70", "75", "81", "88", "92", "99"]);
            r.like("9##") + group + &r.like("%###")
        },
        None,
        &["###-##-####"],
        &[("en", "ITIN"), ("en", "taxpayer identification number")],
    ),
    scheme(
        "US_PASSPORT",
        Plain,
        |r| r.like("%########"),
        None,
        &[],
        &[("en", "US passport"), ("en", "passport number")],
    ),
    scheme(
        "US_DRIVER_LICENSE",
        Plain,
        |r| r.like("@%######"),
        None,
        &[],
        &[("en", "driver's license"), ("en", "driver license")],
    ),
    scheme(
        "US_BANK_NUMBER",
        Plain,
        |r| r.like("%###########"),
        None,
        &[],
        &[("en", "bank account"), ("en", "checking account number")],
    ),
    scheme(
        "ABA_ROUTING_NUMBER",
        Weak,
        |r| r.string("0", 1) + &r.like("%######?"),
        Some(|b| Some(((10 - dot(&worth(b), &[3, 7, 1, 3, 7, 1, 3, 7]) % 10) % 10).to_string())),
        &[],
        &[("en", "routing number"), ("en", "ABA routing number")],
    ),
    scheme(
        "US_NPI",
        Weak,
        |r| r.string("1", 1) + &r.like("########?"),
        Some(|b| Some(luhn(&format!("80840{b}")))),
        &[],
        &[("en", "NPI"), ("en", "National Provider Identifier")],
    ),
    scheme(
        "US_MBI",
        Shape,
        medicare_beneficiary,
        None,
        &["###########", "####-###-####"],
        &[("en", "Medicare Beneficiary Identifier"), ("en", "MBI")],
    ),
    scheme(
        "MEDICAL_LICENSE",
        Strong,
        |r| r.string("ABFM", 1) + &r.like("@######?"),
        Some(dea),
        &[],
        &[("en", "DEA number"), ("en", "DEA registration")],
    ),
    scheme(
        "GEO_COORDINATES",
        Shape,
        |r| r.like("4#.######, 1#.######"),
        None,
        &[],
        &[("en", "coordinates"), ("en", "position")],
    ),
    scheme(
        "UUID",
        Shape,
        uuid,
        None,
        &[],
        &[("en", "device id"), ("en", "session")],
    ),
    scheme(
        "IMEI",
        Weak,
        |r| r.like("35############?"),
        Some(|b| Some(luhn(b))),
        &["###############", "##-######-######-#"],
        &[("en", "IMEI"), ("en", "IMEI number")],
    ),
    scheme(
        "VIN",
        Strong,
        |r| {
            let maker = *r.pick(&["1HG", "WVW", "JTD", "5YJ", "WBA", "3VW"]);
            let body = r.string("ABCDEFGHJKLMNPRSTUVWXYZ0123456789", 5);
            let year = r.string("ABCDEFGHJKLMNPR", 1);
            format!(
                "{maker}{body}?{year}{}",
                r.like("@######").replace(['I', 'O', 'Q'], "P")
            )
        },
        Some(vehicle),
        &[],
        &[("en", "VIN"), ("en", "chassis number")],
    ),
    scheme(
        "SWIFT_CODE",
        Plain,
        |r| {
            let bank = r.string("BCDFGHKLMNPRSTVW", 4);
            let country = *r.pick(&["DE", "FR", "GB", "US", "CH", "NL", "ES"]);
            let place = r.string("ABCDEFGHJKLMNPRSTUVW", 1) + &r.like("%");
            format!("{bank}{country}{place}") + *r.pick(&["", "X\u{58}X"])
        },
        None,
        &[],
        &[("en", "SWIFT code"), ("en", "BIC"), ("de", "BIC")],
    ),
];
