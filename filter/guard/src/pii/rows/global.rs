//! What is the same in every country.

use crate::pii::checksum::{is_monotone, luhn};
use crate::pii::entity::{Entity, Hook, Rule, Seeker, any};
use crate::pii::seek::{crypto, date, email, geo, iban, ip, mac, phone, swift, url};

pub(super) const ENTITIES: &[Entity] = &[
    Entity {
        name: "EMAIL_ADDRESS",
        title: "e-mail address, also spelled with (at) and (dot)",
        proof: "parts of the name, top-level domain",
        seekers: &[
            Seeker {
                hook: Hook::At,
                seek: email::seek,
            },
            Seeker {
                hook: Hook::Bracket,
                seek: email::spelled,
            },
        ],
        context: &[
            "email", "mail", "mailto", "address", "contact", "correo", "courriel",
        ],
        ..Entity::NONE
    },
    Entity {
        name: "PHONE_NUMBER",
        title: "telephone number, international or as several countries write it",
        proof: "country code, length, groups",
        seekers: &[Seeker {
            hook: Hook::Number,
            seek: phone::seek,
        }],
        context: &[
            "phone",
            "telephone",
            "tel",
            "mobile",
            "cell",
            "cellphone",
            "cellular",
            "fax",
            "call",
            "called",
            "calling",
            "dial",
            "sms",
            "whatsapp",
            "contact",
            "landline",
            "hotline",
            "reach",
            "text",
            "ring",
            "telefon",
            "telefonnummer",
            "handy",
            "rufnummer",
            "mobil",
            "téléphone",
            "tél",
            "portable",
            "teléfono",
            "telefono",
            "móvil",
            "movil",
            "celular",
            "cellulare",
            "telefone",
            "fone",
            "тел",
            "телефон",
            "телефону",
            "ph",
            "电话",
            "手机",
            "電話",
            "携帯",
            "टेलीफोन",
            "טלפון",
        ],
        ..Entity::NONE
    },
    Entity {
        name: "CREDIT_CARD",
        title: "payment card number",
        proof: "Luhn, ranges and lengths of the issuers",
        rules: &[
            Rule::new("9{4}~9{4}~9{4}~9{4}", 90, card),
            Rule::new("9{4}~9{4}~9{4}~9{4}~9{1,3}", 85, card),
            Rule::new("9{4}~9{6}~9{5}", 90, card),
            Rule::new("9{4} 9{6} 9{4}", 85, card),
            Rule::new("9{4}-9{6}-9{4}", 85, card),
            // Of its length there are many other numbers, and of issuers few.
            Rule::new("9{14}", 60, card),
            Rule::new("9{4}~9{4}~9{4}~9{3}", 80, card),
            Rule::new("9{4}~9{4}~9{4}~9{1,2}", 50, card),
            Rule::new("9{4}~9{4}~9{5}", 50, card),
            Rule::proof("9{12}", 20, card),
        ],
        context: &[
            "card",
            "credit",
            "debit",
            "visa",
            "mastercard",
            "amex",
            "american express",
            "discover",
            "diners",
            "jcb",
            "unionpay",
            "maestro",
            "mir",
            "rupay",
            "cc",
            "pan",
            "payment",
            "cvv",
            "cvc",
            "karte",
            "carte",
            "tarjeta",
            "carta",
            "cartão",
        ],
        ..Entity::NONE
    },
    Entity {
        name: "IBAN_CODE",
        title: "international bank account number",
        proof: "mod 97, length of the country",
        seekers: &[Seeker {
            hook: Hook::Number,
            seek: iban::seek,
        }],
        context: &[
            "iban", "account", "bank", "transfer", "konto", "compte", "cuenta", "conto",
        ],
        ..Entity::NONE
    },
    Entity {
        name: "SWIFT_CODE",
        title: "BIC, or SWIFT code, of a bank",
        proof: "country",
        is_default: false,
        rules: &[
            Rule::new("A{6}X{2}", 15, swift::is_bic),
            Rule::new("A{6}X{5}", 15, swift::is_bic),
        ],
        seekers: &[Seeker {
            hook: Hook::Capitals,
            seek: swift::seek,
        }],
        context: &["swift", "bic", "bank code", "bank identifier"],
        ..Entity::NONE
    },
    Entity {
        name: "CRYPTO",
        title: "address of Bitcoin, Ethereum, Litecoin, Dogecoin, Tron or Dash",
        proof: "Base58Check, Bech32 and Bech32m, EIP-55",
        seekers: &[Seeker {
            hook: Hook::Number,
            seek: crypto::seek,
        }],
        context: &[
            "wallet", "btc", "bitcoin", "crypto", "ethereum", "eth", "address",
        ],
        ..Entity::NONE
    },
    Entity {
        name: "IP_ADDRESS",
        title: "IP address, version 4 or 6, or a network of them",
        proof: "numbers, groups",
        seekers: &[
            Seeker {
                hook: Hook::Number,
                seek: ip::v4,
            },
            Seeker {
                hook: Hook::Colon,
                seek: ip::v6,
            },
        ],
        context: &[
            "ip", "ipv4", "ipv6", "address", "host", "server", "port", "subnet", "gateway", "dns",
            "client", "remote", "network", "cidr", "ping",
        ],
        against: &[
            "section",
            "chapter",
            "release",
            "oid",
            "clause",
            "v",
            "paragraph",
            "appendix",
        ],
        ..Entity::NONE
    },
    Entity {
        name: "MAC_ADDRESS",
        title: "hardware address of a network interface",
        rules: &[Rule::new("[0-9a-f]{12}", 5, mac::is_plain)],
        seekers: &[
            Seeker {
                hook: Hook::Number,
                seek: mac::seek,
            },
            Seeker {
                hook: Hook::Colon,
                seek: mac::seek_letters,
            },
            Seeker {
                hook: Hook::Dot,
                seek: mac::seek_letters,
            },
        ],
        context: &[
            "mac",
            "ethernet",
            "hardware",
            "bssid",
            "wifi",
            "bluetooth",
            "physical",
        ],
        ..Entity::NONE
    },
    Entity {
        name: "URL",
        title: "URL, or the bare name of a host under a well-known domain",
        is_default: false,
        seekers: &[
            Seeker {
                hook: Hook::Colon,
                seek: url::with_scheme,
            },
            Seeker {
                hook: Hook::Dot,
                seek: url::bare,
            },
        ],
        context: &[
            "url", "website", "site", "web", "link", "domain", "visit", "homepage",
        ],
        ..Entity::NONE
    },
    Entity {
        name: "DATE_TIME",
        title: "date, time, or both",
        proof: "there is such a day",
        is_default: false,
        seekers: &[Seeker {
            hook: Hook::Number,
            seek: date::seek,
        }],
        context: &[
            "date", "dob", "birth", "born", "birthday", "day", "time", "expiry", "expires", "due",
            "datum", "geboren", "fecha", "data",
        ],
        against: &["score", "ratio", "chapter", "verse", "release"],
        ..Entity::NONE
    },
    Entity {
        name: "GEO_COORDINATES",
        title: "latitude and longitude",
        proof: "ranges",
        is_default: false,
        seekers: &[Seeker {
            hook: Hook::Number,
            seek: geo::seek,
        }],
        context: &[
            "latitude",
            "longitude",
            "lat",
            "lon",
            "lng",
            "coordinate",
            "gps",
            "location",
        ],
        ..Entity::NONE
    },
    Entity {
        name: "UUID",
        title: "universally unique identifier",
        is_default: false,
        rules: &[Rule::new(
            "[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}",
            90,
            any,
        )],
        ..Entity::NONE
    },
    Entity {
        name: "IMEI",
        title: "serial number of a mobile device",
        proof: "Luhn, reporting body",
        rules: &[
            Rule::new("99-9{6}-9{6}-9", 70, imei),
            Rule::new("99 9{6} 9{6} 9", 60, imei),
            Rule::proof("9{15}", 30, imei),
        ],
        context: &["imei", "device", "handset", "phone", "mobile"],
        ..Entity::NONE
    },
    Entity {
        name: "VIN",
        title: "identification number of a vehicle",
        proof: "check digit (49 CFR 565)",
        rules: &[Rule::new("[0-9A-HJ-NPR-Z]{17}", 60, vin)],
        context: &["vin", "vehicle", "chassis", "car"],
        ..Entity::NONE
    },
];

/// What numbers of an issuer begin with, from and to, and how many digits they have, from
/// and to.
const ISSUERS: &[(&str, &str, usize, usize)] = &[
    // Visa.
    ("4", "4", 13, 13),
    ("4", "4", 16, 16),
    ("4", "4", 19, 19),
    // Mastercard.
    ("51", "55", 16, 16),
    ("2221", "2720", 16, 16),
    // American Express.
    ("34", "34", 15, 15),
    ("37", "37", 15, 15),
    // Diners Club.
    ("300", "305", 14, 19),
    ("3095", "3095", 14, 19),
    ("36", "36", 14, 19),
    ("38", "39", 14, 19),
    // Discover, RuPay.
    ("6011", "6011", 16, 19),
    ("644", "649", 16, 19),
    ("65", "65", 16, 19),
    ("60", "60", 16, 16),
    ("81", "82", 16, 16),
    ("508", "508", 16, 16),
    // JCB.
    ("3528", "3589", 16, 19),
    // UnionPay.
    ("62", "62", 16, 19),
    // Mir.
    ("2200", "2204", 16, 19),
    // Maestro.
    ("5018", "5018", 12, 19),
    ("5020", "5020", 12, 19),
    ("5038", "5038", 12, 19),
    ("5893", "5893", 12, 19),
    ("6304", "6304", 12, 19),
    ("6759", "6759", 12, 19),
    ("6761", "6763", 12, 19),
    ("56", "58", 12, 19),
];

/// A number of a known issuer whose check digit is right.
fn card(digits: &[u8]) -> bool {
    ISSUERS.iter().any(|(from, to, least, most)| {
        let head = digits.get(..from.len()).unwrap_or_default();
        (*least..=*most).contains(&digits.len())
            && (from.as_bytes()..=to.as_bytes()).contains(&head)
    }) && luhn(digits)
        && !is_monotone(digits)
}

/// The first two digits are the body that has given it out.
fn imei(digits: &[u8]) -> bool {
    const BODIES: &[&[u8; 2]] = &[
        b"01", b"10", b"30", b"33", b"35", b"44", b"45", b"49", b"50", b"51", b"52", b"53", b"54",
        b"86", b"91", b"98", b"99",
    ];
    BODIES.iter().any(|body| digits.starts_with(*body)) && luhn(digits) && !is_monotone(digits)
}

/// The ninth is the rest by 11 of the weighted sum of the others.
fn vin(bytes: &[u8]) -> bool {
    const WEIGHTS: [u32; 17] = [8, 7, 6, 5, 4, 3, 2, 10, 0, 9, 8, 7, 6, 5, 4, 3, 2];
    let worth = |byte: u8| match byte {
        b'0'..=b'9' => u32::from(byte - b'0'),
        b'A'..=b'H' => u32::from(byte - b'A') + 1,
        b'J'..=b'R' => u32::from(byte - b'J') + 1,
        b'S'..=b'Z' => u32::from(byte - b'S') + 2,
        _ => 0,
    };
    let sum: u32 = bytes
        .iter()
        .zip(WEIGHTS)
        .map(|(byte, weight)| worth(*byte) * weight)
        .sum();
    let expected = match sum % 11 {
        10 => b'X',
        rest => b'0' + rest as u8,
    };
    let has_letter = bytes
        .iter()
        .filter(|byte| byte.is_ascii_alphabetic())
        .count()
        > 1;
    bytes.get(8) == Some(&expected) && has_letter
}
