//! The United States.

use crate::pii::checksum::{digit, is_monotone, luhn, number, weighted};
use crate::pii::entity::{Entity, Rule};

pub(super) const ENTITIES: &[Entity] = &[
    Entity {
        name: "US_SSN",
        title: "US social security number",
        proof: "no area, group or serial that is not given out, none that became known by adverts",
        family: "US",
        rules: &[
            Rule::new("999-99-9999", 60, ssn),
            Rule::new("999 99 9999", 50, ssn),
            Rule::new("999.99.9999", 40, ssn),
            Rule::new("9{9}", 5, ssn),
            Rule::new("999-9{6}", 5, ssn),
            Rule::new("9{5}-9{4}", 5, ssn),
        ],
        context: &["ssn", "social security", "social", "taxpayer"],
        against: &["social insurance"],
        ..Entity::NONE
    },
    Entity {
        name: "US_ITIN",
        title: "US individual taxpayer identification number",
        proof: "ranges that are given out",
        family: "US",
        rules: &[
            Rule::new("999-99-9999", 65, itin),
            Rule::new("999 99 9999", 55, itin),
            Rule::proof("9{9}", 10, itin),
            Rule::proof("999-9{6}", 10, itin),
            Rule::proof("9{5}-9{4}", 10, itin),
        ],
        context: &["itin", "taxpayer", "tax", "tin"],
        ..Entity::NONE
    },
    Entity {
        name: "US_PASSPORT",
        title: "number of a US passport",
        family: "US",
        rules: &[
            Rule::new("9{9}", 5, is_varied),
            Rule::new("A9{8}", 10, is_varied),
        ],
        context: &["passport", "travel document"],
        against: &[
            "australian passport",
            "british passport",
            "canadian passport",
            "chinese passport",
            "dutch passport",
            "french passport",
            "german passport",
            "indian passport",
            "irish passport",
            "italian passport",
            "japanese passport",
            "korean passport",
            "mexican passport",
            "polish passport",
            "spanish passport",
            "swiss passport",
            "uk passport",
        ],
        ..Entity::NONE
    },
    Entity {
        name: "US_DRIVER_LICENSE",
        title: "number of a driver's license of a US state",
        proof: "shapes of the states",
        family: "US",
        rules: &[
            Rule::new("A9{7}", 10, is_varied),
            Rule::new("A9{3,6}", 5, is_varied),
            Rule::new("A9{8,9}", 5, is_varied),
            Rule::new("A9{11,14}", 10, is_varied),
            Rule::new("A9{3}-9{4}-9{4}", 30, is_varied),
            Rule::new("A9{3}-9{3}-9{2}-9{3}-9", 35, is_varied),
            Rule::new("A9{4}-9{5}-9{5}", 35, is_varied),
            Rule::new("A-?9{3}-9{3}-9{3}-9{3}", 35, is_varied),
            Rule::new("A{2}9{3,7}A?", 5, is_varied),
            Rule::new("9{2}A{3}9{5}", 10, is_varied),
            Rule::new("9{3}A{2}9{4}", 5, is_varied),
            Rule::new("9{2}-9{3}-9{3,4}", 10, is_varied),
            Rule::new("wdlX{9}", 20, is_varied),
            Rule::new("9{7,10}", 5, is_varied),
            Rule::new("9{12}", 5, is_varied),
            Rule::new("9{6}", 1, is_varied),
            Rule::new("9{11}", 1, is_varied),
            Rule::new("9{13,14}", 1, is_varied),
            Rule::new("9{16}", 1, is_varied),
            Rule::new("9{7,9}A", 1, is_varied),
            Rule::new("9{8}AA", 1, is_varied),
            Rule::new("A9{6}r", 1, is_varied),
            Rule::new("A9{10}", 1, is_varied),
            Rule::new("99AAA9{6}", 1, is_varied),
        ],
        context: &[
            "driver",
            "driving",
            "dl",
            "dmv",
            "licence number",
            "license number",
        ],
        ..Entity::NONE
    },
    Entity {
        name: "US_BANK_NUMBER",
        title: "number of an account at a US bank",
        family: "US",
        rules: &[Rule::new("9{8,17}", 5, is_varied)],
        context: &["account", "acct", "bank", "checking", "savings", "deposit"],
        ..Entity::NONE
    },
    Entity {
        name: "ABA_ROUTING_NUMBER",
        title: "routing number of a US bank",
        proof: "check digit, Federal Reserve district",
        family: "US",
        rules: &[
            Rule::new("9{4}-9{4}-9", 60, aba),
            Rule::proof("9{4} 9{4} 9", 40, aba),
            Rule::proof("9{9}", 25, aba),
        ],
        context: &["routing", "aba", "rtn", "bank", "transit"],
        ..Entity::NONE
    },
    Entity {
        name: "US_NPI",
        title: "US national provider identifier, of health care",
        proof: "Luhn with the prefix 80840",
        family: "US",
        rules: &[
            Rule::proof("9{10}", 20, npi),
            Rule::proof("9{4}-9{3}-9{3}", 30, npi),
            Rule::proof("9{4} 9{3} 9{3}", 30, npi),
        ],
        context: &["npi", "provider", "physician", "prescriber"],
        ..Entity::NONE
    },
    Entity {
        name: "US_MBI",
        title: "US Medicare beneficiary identifier",
        proof: "classes of characters at each place",
        family: "US",
        rules: &[
            Rule::new("X{4}-X{3}-X{4}", 80, mbi),
            Rule::new("X{4}~X{3}~X{4}", 60, mbi),
        ],
        context: &["medicare", "mbi", "beneficiary"],
        ..Entity::NONE
    },
    Entity {
        name: "MEDICAL_LICENSE",
        title: "number of a US prescriber at the Drug Enforcement Administration",
        proof: "check digit, class of the registrant",
        family: "US",
        rules: &[Rule::new("[ABCDEFGHJKLMPRSTUX][A-Z9]9{7}", 50, dea)],
        context: &[
            "dea",
            "medical",
            "license",
            "licence",
            "prescriber",
            "physician",
            "certificate",
        ],
        ..Entity::NONE
    },
];

/// Social Security Administration: no area 000, 666 or 9xx, no group 00, no serial 0000.
fn ssn(digits: &[u8]) -> bool {
    const ADVERTS: &[u64] = &[78_051_120, 219_099_999];
    let Some(value) = number(digits) else {
        return false;
    };
    let (area, group, serial) = (value / 1_000_000, value / 10_000 % 100, value % 10_000);
    area != 0
        && area != 666
        && area < 900
        && group != 0
        && serial != 0
        && !is_monotone(digits)
        && !ADVERTS.contains(&value)
}

/// Internal Revenue Service: 9 at the front, a group of those given out.
fn itin(digits: &[u8]) -> bool {
    let group = number(digits).map_or(0, |value| value / 10_000 % 100);
    digits.first() == Some(&b'9') && matches!(group, 50..=65 | 70..=88 | 90..=92 | 94..=99)
}

/// Not one digit over and over.
fn is_varied(bytes: &[u8]) -> bool {
    let digits = bytes
        .iter()
        .position(u8::is_ascii_digit)
        .unwrap_or_default();
    !is_monotone(bytes.get(digits..).unwrap_or_default())
}

/// American Bankers Association: weights 3, 7, 1, and a district or what stands for one.
fn aba(digits: &[u8]) -> bool {
    let district = digits.get(..2).and_then(number).unwrap_or(99);
    let sum = weighted(digits, &[3, 7, 1, 3, 7, 1, 3, 7, 1]);
    matches!(district, 0..=12 | 21..=32 | 61..=72 | 80)
        && sum.is_some_and(|sum| sum > 0 && sum.is_multiple_of(10))
        && !is_monotone(digits)
}

/// Centers for Medicare & Medicaid Services: Luhn, as if 80840 stood before it.
fn npi(digits: &[u8]) -> bool {
    let mut whole = *b"80840..........";
    let Some(slot) = whole.get_mut(5..).filter(|slot| slot.len() == digits.len()) else {
        return false;
    };
    slot.copy_from_slice(digits);
    matches!(digits.first(), Some(b'1' | b'2')) && luhn(&whole) && !is_monotone(digits)
}

/// The seventh digit is the last of the sum of the odd places and twice the even ones.
fn dea(bytes: &[u8]) -> bool {
    let digits = bytes.get(2..).unwrap_or_default();
    let Some((&last, rest)) = digits.split_last() else {
        return false;
    };
    let sum = weighted(rest, &[1, 2, 1, 2, 1, 2]);
    sum.map(|sum| sum % 10) == digit(last) && !is_monotone(digits)
}

/// Centers for Medicare & Medicaid Services: a class of characters at each of eleven
/// places, and no S, L, O, I, B or Z anywhere.
fn mbi(bytes: &[u8]) -> bool {
    const CLASSES: &[u8; 11] = b"1AX9AX9AA99";
    let is_letter = |byte: u8| byte.is_ascii_uppercase() && !b"SLOIBZ".contains(&byte);
    bytes.len() == CLASSES.len()
        && bytes.iter().zip(CLASSES).all(|(&byte, class)| match class {
            b'1' => matches!(byte, b'1'..=b'9'),
            b'9' => byte.is_ascii_digit(),
            b'A' => is_letter(byte),
            _ => byte.is_ascii_digit() || is_letter(byte),
        })
}
