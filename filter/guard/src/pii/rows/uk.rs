//! The United Kingdom.

use crate::pii::checksum::{
    digit, divisible, field, is_letters, is_monotone, is_number, letter_at, number_at, weighted,
};
use crate::pii::entity::{Entity, Hook, Rule, Seeker};
use crate::pii::seek;

pub(super) const ENTITIES: &[Entity] = &[
    Entity {
        name: "UK_NHS",
        title: "UK National Health Service number",
        proof: "modulus 11",
        family: "UK",
        rules: &[Rule::proof("999~999~9999", 15, nhs)],
        context: &[
            "nhs",
            "national health service",
            "patient number",
            "health services",
        ],
        against: &["phone", "tel", "mobile", "call", "fax"],
        ..Entity::NONE
    },
    Entity {
        name: "UK_NINO",
        title: "UK national insurance number",
        proof: "prefixes that are given out",
        family: "UK",
        rules: &[
            Rule::new("AA~99~99~99~A", 60, nino),
            Rule::new("AA 9{6} A", 60, nino),
            Rule::new("AA 9{6}A", 60, nino),
            Rule::new("AA9{6} A", 60, nino),
            Rule::new("AA99 99 99A", 60, nino),
            Rule::new("AA~99~99~99", 5, short_nino),
        ],
        context: &[
            "nino",
            "ni",
            "national insurance",
            "ni number",
            "insurance number",
        ],
        ..Entity::NONE
    },
    Entity {
        name: "UK_POSTCODE",
        title: "UK postcode",
        proof: "postcode areas that there are, and the letters of each place",
        family: "UK",
        rules: &[
            Rule::proof("A{1,2}9A 9AA", 48, likely_postcode),
            Rule::new("gir~0AA", 60, postcode),
            Rule::new("A{1,2}99? 9AA", 8, postcode),
            Rule::new("A{1,2}99AA", 8, postcode),
            Rule::new("A{1,2}999AA", 8, postcode),
            Rule::proof("A{1,2}9A9AA", 8, postcode),
        ],
        seekers: &[Seeker {
            hook: Hook::Number,
            seek: seek::postcode::seek,
        }],
        context: &[
            "postcode",
            "post code",
            "postal code",
            "postal",
            "address",
            "addres",
            "zip",
            "road",
            "street",
            "avenue",
            "lane",
            "london",
            "live",
            "lives",
            "living",
            "delivery",
            "deliver",
            "ship",
        ],
        ..Entity::NONE
    },
    Entity {
        name: "UK_PASSPORT",
        title: "UK passport number",
        family: "UK",
        rules: &[
            Rule::new("9{9}", 1, passport),
            Rule::new("AA9{7}", 2, passport),
        ],
        context: &["uk passport", "british passport", "passport", "hmpo"],
        ..Entity::NONE
    },
    Entity {
        name: "UK_VAT_ID",
        title: "UK value added tax number",
        proof: "modulus 97",
        family: "UK",
        rules: &[
            Rule::new("GB~999~9999~99", 80, vat),
            Rule::new("GB 9{9}", 80, vat),
            Rule::new("GB999 9999 99", 80, vat),
            Rule::new("GB9{12}", 80, vat),
            Rule::proof("999~9999~99", 5, bare_vat),
        ],
        context: &["vat", "vat number", "vat registration", "value added tax"],
        ..Entity::NONE
    },
    Entity {
        name: "UK_UTR",
        title: "UK unique taxpayer reference",
        proof: "modulus 11",
        family: "UK",
        rules: &[
            Rule::proof("9{10}K?", 8, utr),
            Rule::proof("9{5}~9{5}", 8, utr),
        ],
        context: &[
            "utr",
            "taxpayer reference",
            "tax reference",
            "self assessment",
            "hmrc",
        ],
        ..Entity::NONE
    },
    Entity {
        name: "UK_DRIVING_LICENCE",
        title: "UK driving licence number",
        proof: "the birth date inside",
        family: "UK",
        rules: &[Rule::new("A[A-Z9]{4}9{6}[A-Z9]{2}9AA", 75, driving_licence)],
        context: &[
            "driving licence",
            "driver licence",
            "licence",
            "license",
            "dvla",
        ],
        ..Entity::NONE
    },
];

/// Ten digits, modulus 11 (NHS Data Dictionary, "NHS number").
fn nhs(id: &[u8]) -> bool {
    divisible(id, &[10, 9, 8, 7, 6, 5, 4, 3, 2, 1], 11) && !is_monotone(id)
}

/// Two letters, six digits, and `A` to `D` (HMRC, NIM39110).
fn nino(id: &[u8]) -> bool {
    let &[first, second, ref rest @ ..] = id else {
        return false;
    };
    let prefix = [first, second];
    is_letters(&prefix)
        && !b"DFIQUV".contains(&first)
        && !b"DFIOQUV".contains(&second)
        && ![b"BG", b"GB", b"KN", b"NK", b"NT", b"TN", b"ZZ"].contains(&&prefix)
        && is_number(field(rest, 0..6))
        && matches!(field(rest, 6..rest.len()), [b'A'..=b'D'])
}

/// A national insurance number without its last letter.
fn short_nino(id: &[u8]) -> bool {
    let mut whole = id.to_vec();
    whole.push(b'A');
    nino(&whole)
}

/// Every postcode area.
const AREAS: &[&[u8]] = &[
    b"AB", b"AL", b"B", b"BA", b"BB", b"BD", b"BF", b"BH", b"BL", b"BN", b"BR", b"BS", b"BT",
    b"BX", b"CA", b"CB", b"CF", b"CH", b"CM", b"CO", b"CR", b"CT", b"CV", b"CW", b"DA", b"DD",
    b"DE", b"DG", b"DH", b"DL", b"DN", b"DT", b"DY", b"E", b"EC", b"EH", b"EN", b"EX", b"FK",
    b"FY", b"G", b"GL", b"GU", b"GY", b"HA", b"HD", b"HG", b"HP", b"HR", b"HS", b"HU", b"HX",
    b"IG", b"IM", b"IP", b"IV", b"JE", b"KA", b"KT", b"KW", b"KY", b"L", b"LA", b"LD", b"LE",
    b"LL", b"LN", b"LS", b"LU", b"M", b"ME", b"MK", b"ML", b"N", b"NE", b"NG", b"NN", b"NP", b"NR",
    b"NW", b"OL", b"OX", b"PA", b"PE", b"PH", b"PL", b"PO", b"PR", b"RG", b"RH", b"RM", b"S",
    b"SA", b"SE", b"SG", b"SK", b"SL", b"SM", b"SN", b"SO", b"SP", b"SR", b"SS", b"ST", b"SW",
    b"SY", b"TA", b"TD", b"TF", b"TN", b"TQ", b"TR", b"TS", b"TW", b"UB", b"W", b"WA", b"WC",
    b"WD", b"WF", b"WN", b"WR", b"WS", b"WV", b"YO", b"ZE",
];

/// Area, district, and digit and two letters (Royal Mail, Programmers' Guide to PAF).
pub(in crate::pii) fn postcode(id: &[u8]) -> bool {
    let Some((outward, &[sector, unit @ ..])) = id.split_last_chunk::<3>() else {
        return false;
    };
    let is_unit = |letter: &u8| letter.is_ascii_uppercase() && !b"CIKMOV".contains(letter);
    if !sector.is_ascii_digit() || !unit.iter().all(is_unit) {
        return false;
    }
    let letters = outward.iter().take_while(|byte| byte.is_ascii_uppercase());
    let Some((area, district)) = outward.split_at_checked(letters.count()) else {
        return false;
    };
    match district {
        _ if outward == b"GIR" => id == b"GIR0AA",
        [first] => first.is_ascii_digit() && AREAS.binary_search(&area).is_ok(),
        [first, last] if last.is_ascii_digit() => {
            matches!(first, b'1'..=b'9') && AREAS.binary_search(&area).is_ok()
        }
        [b'1', last] if area.len() == 1 => {
            b"ENW".contains(&outward[0]) && b"ABCDEFGHJKPSTUW".contains(last)
        }
        [b'1'..=b'4', last] => {
            [&b"EC"[..], b"NW", b"SE", b"SW", b"WC"].contains(&area)
                && b"ABEHMNPRVWXY".contains(last)
        }
        _ => false,
    }
}

/// A postcode that is no ordinal (`M1 1st`) and no size (`M1 8GB`).
fn likely_postcode(id: &[u8]) -> bool {
    let unit = field(id, id.len().saturating_sub(2)..id.len());
    let is_word = [
        &b"ST"[..],
        b"ND",
        b"RD",
        b"TH",
        b"GB",
        b"TB",
        b"PB",
        b"EB",
        b"HZ",
    ];
    !is_word.contains(&unit) && postcode(id)
}

/// Nine digits, or two letters and seven digits.
fn passport(id: &[u8]) -> bool {
    match id.split_at_checked(2) {
        Some((head, tail)) if id.len() == 9 => {
            is_number(tail) && (is_number(head) || is_letters(head)) && !is_monotone(id)
        }
        _ => false,
    }
}

/// `GB`, then nine or twelve digits modulus 97, or a department or health authority.
fn vat(id: &[u8]) -> bool {
    let Some(id) = id.strip_prefix(b"GB") else {
        return false;
    };
    if let [b'G', b'D', rest @ ..] | [b'H', b'A', rest @ ..] = id {
        let is_authority = id.starts_with(b"HA");
        return rest.len() == 3
            && number_at(rest, 0..3).is_some_and(|code| (code >= 500) == is_authority);
    }
    (id.len() == 9 || id.len() == 12 && is_number(id)) && bare_vat(field(id, 0..9))
}

/// The nine digits of a company.
fn bare_vat(id: &[u8]) -> bool {
    weighted(field(id, 0..9), &[8, 7, 6, 5, 4, 3, 2, 10, 1])
        .is_some_and(|sum| sum > 0 && (sum % 97 == 0 || (sum + 55) % 97 == 0))
}

/// Ten digits, the first of them the check digit, modulus 11.
fn utr(id: &[u8]) -> bool {
    let id = id.strip_suffix(b"K").unwrap_or(id);
    let Some((check, body)) = id.split_first() else {
        return false;
    };
    weighted(body, &[6, 7, 8, 9, 10, 5, 4, 3, 2])
        .and_then(|sum| letter_at(b"21987654321", u64::from(sum % 11)))
        == Some(*check)
        && !is_monotone(body)
}

/// Sixteen characters with the birth date inside (DVLA).
fn driving_licence(id: &[u8]) -> bool {
    let surname = field(id, 0..5);
    let letters = surname.iter().take_while(|byte| byte.is_ascii_uppercase());
    let letters = letters.count();
    let is_filled = surname.iter().skip(letters).all(|&byte| byte == b'9');
    let is_initial = |byte: &u8| byte.is_ascii_uppercase() || *byte == b'9';
    let (Some(month), Some(day)) = (number_at(id, 6..8), number_at(id, 8..10)) else {
        return false;
    };
    id.len() == 16
        && letters > 0
        && is_filled
        && is_number(field(id, 5..11))
        && (matches!(month, 1..=12) || matches!(month, 51..=62))
        && matches!(day, 1..=31)
        && field(id, 11..13).iter().all(is_initial)
        && digit(*id.get(13).unwrap_or(&0)).is_some()
        && is_letters(field(id, 14..16))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_nhs_number_has_its_check_digit() {
        assert!(nhs(b"9434765919"));
        assert!(!nhs(b"9434765918"));
        assert!(!nhs(b"0000000000"));
    }

    #[test]
    fn a_nino_has_a_prefix_that_is_given_out() {
        assert!(nino(b"AB123456C"));
        for bad in [
            b"DB123456C",
            b"AO123456C",
            b"GB123456C",
            b"ZZ123456C",
            b"AB123456E",
        ] {
            assert!(!nino(bad));
        }
        assert!(short_nino(b"AB123456"));
        assert!(!short_nino(b"AB123456C"));
    }

    #[test]
    fn postcodes_of_every_form_pass() {
        assert!(AREAS.is_sorted());
        for good in [
            &b"M11AE"[..],
            b"B338TH",
            b"CR26XH",
            b"DN551PT",
            b"W1A0AX",
            b"EC1A1BB",
            b"GIR0AA",
        ] {
            assert!(postcode(good), "{}", String::from_utf8_lossy(good));
        }
        for bad in [
            &b"QQ11AE"[..],
            b"M11AC",
            b"DN051PT",
            b"B1A1AA",
            b"1AA",
            b"M1",
            b"",
        ] {
            assert!(!postcode(bad), "{}", String::from_utf8_lossy(bad));
        }
    }

    #[test]
    fn vat_numbers_are_checked_both_ways() {
        assert!(vat(b"GB980780684"));
        assert!(!vat(b"GB802311781"));
        assert!(vat(b"GBGD123") && vat(b"GBHA500") && !vat(b"GBGD500"));
    }

    #[test]
    fn a_utr_begins_with_its_check_digit() {
        assert!(utr(b"1955839661"));
        assert!(!utr(b"2955839661"));
    }

    #[test]
    fn a_driving_licence_has_a_birth_date() {
        assert!(driving_licence(b"MORGA753116SM9IJ"));
        assert!(driving_licence(b"FOX99612080A99XY") || !driving_licence(b"FOX99613080A99XY"));
        assert!(!driving_licence(b"MORGA773116SM9IJ"));
        assert!(!driving_licence(b"M9RGA753116SM9IJ"));
    }
}
