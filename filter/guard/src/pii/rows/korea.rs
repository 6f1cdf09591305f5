//! South Korea.

use crate::pii::checksum::{date, digit, field, is_monotone, is_number, number_at, weighted};
use crate::pii::entity::{Entity, Rule};

pub(super) const ENTITIES: &[Entity] = &[
    Entity {
        name: "KR_RRN",
        title: "South Korean resident number",
        proof: "check digit up to October 2020, and the birth date inside",
        family: "KR",
        rules: &[
            Rule::new("9{6}-9{7}", 78, rrn),
            Rule::new("9{13}", 50, checked_rrn),
            Rule::new("9{6} 9{7}", 50, checked_rrn),
            Rule::proof("9{13}", 8, rrn),
        ],
        context: &["rrn", "주민등록번호", "주민번호", "resident registration"],
        ..Entity::NONE
    },
    Entity {
        name: "KR_FRN",
        title: "South Korean number of a foreigner",
        proof: "check digit up to October 2020, and the birth date inside",
        family: "KR",
        rules: &[
            Rule::new("9{6}-9{7}", 78, frn),
            Rule::new("9{13}", 50, checked_frn),
            Rule::new("9{6} 9{7}", 50, checked_frn),
            Rule::proof("9{13}", 8, frn),
        ],
        context: &[
            "frn",
            "arc",
            "외국인등록번호",
            "외국인번호",
            "alien registration",
            "foreigner registration",
        ],
        ..Entity::NONE
    },
    Entity {
        name: "KR_BRN",
        title: "South Korean number of a business",
        proof: "check digit",
        family: "KR",
        rules: &[
            Rule::proof("999-99-99999", 35, brn),
            Rule::proof("999 99 99999", 20, brn),
            Rule::proof("9{10}", 4, brn),
        ],
        context: &[
            "brn",
            "사업자등록번호",
            "사업자번호",
            "사업자",
            "business registration",
        ],
        ..Entity::NONE
    },
    Entity {
        name: "KR_DRIVER_LICENSE",
        title: "South Korean driving licence number",
        proof: "regions that there are",
        family: "KR",
        rules: &[
            Rule::new("99-99-9{6}-99", 30, driver_license),
            Rule::new("9{12}", 1, driver_license),
        ],
        context: &[
            "운전면허",
            "면허번호",
            "운전면허번호",
            "driver license",
            "driving license",
            "driver licence",
            "driving licence",
            "license",
        ],
        ..Entity::NONE
    },
    Entity {
        name: "KR_PASSPORT",
        title: "South Korean passport number",
        family: "KR",
        rules: &[
            Rule::new("[MSROGD]9{8}", 4, passport),
            Rule::new("[MSROGD]9{3}A9{4}", 15, passport),
        ],
        context: &["여권", "여권번호", "passport"],
        ..Entity::NONE
    },
];

/// Birth date, sex and century, and six digits more. The check digit is gone from
/// numbers that have been given out since October 2020.
fn registration(id: &[u8], is_foreign: bool, is_new: bool) -> bool {
    let (Some(year), Some(month), Some(day)) = (
        number_at(id, 0..2),
        number_at(id, 2..4),
        number_at(id, 4..6),
    ) else {
        return false;
    };
    let century = match (id.get(6), is_foreign) {
        (Some(b'9' | b'0'), false) => 1800,
        (Some(b'1' | b'2'), false) | (Some(b'5' | b'6'), true) => 1900,
        (Some(b'3' | b'4'), false) | (Some(b'7' | b'8'), true) => 2000,
        _ => return false,
    };
    let year = century + year;
    let is_unchecked = is_new && (year, month) >= (2020, 10) && year < 2040 && is_number(id);
    let weights = [2, 3, 4, 5, 6, 7, 8, 9, 2, 3, 4, 5];
    let check = weighted(field(id, 0..12), &weights)
        .map(|sum| if is_foreign { 13 - sum % 11 } else { 11 - sum % 11 } % 10);
    id.len() == 13
        && date(year, month, day)
        && (is_unchecked || check == id.last().and_then(|&last| digit(last)))
}

/// A resident, also one that is born since the check digit is gone.
fn rrn(id: &[u8]) -> bool {
    registration(id, false, true)
}

/// A resident, with the check digit.
fn checked_rrn(id: &[u8]) -> bool {
    registration(id, false, false)
}

/// A foreigner, likewise.
fn frn(id: &[u8]) -> bool {
    registration(id, true, true)
}

/// A foreigner, with the check digit.
fn checked_frn(id: &[u8]) -> bool {
    registration(id, true, false)
}

/// A business: ten digits, the ninth times five counted with its carry.
fn brn(id: &[u8]) -> bool {
    let Some(ninth) = id.get(8).and_then(|&byte| digit(byte)) else {
        return false;
    };
    let sum = weighted(id, &[1, 3, 7, 1, 3, 7, 1, 3, 5, 1]);
    sum.is_some_and(|sum| (sum + ninth * 5 / 10).is_multiple_of(10))
        && number_at(id, 0..3).is_some_and(|office| office > 100)
}

/// Region, year and eight digits.
fn driver_license(id: &[u8]) -> bool {
    id.len() == 12 && is_number(id) && matches!(number_at(id, 0..2), Some(11..=28))
}

/// A letter and eight digits, or since 2021 three digits, a letter and four.
fn passport(id: &[u8]) -> bool {
    let body = field(id, 1..9);
    matches!(id, [b'M' | b'S' | b'R' | b'O' | b'G' | b'D', ..])
        && id.len() == 9
        && is_number(field(body, 0..3))
        && is_number(field(body, 4..8))
        && !is_monotone(body)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_since_october_2020_have_no_check_digit() {
        let passing = (b'0'..=b'9').filter(|last| rrn(&[b"900101123456", &[*last][..]].concat()));
        assert_eq!(passing.count(), 1);
        assert!(rrn(b"2011013000000") && rrn(b"2011013000001"));
        assert!(!rrn(b"9013011234568"));
        assert!(!rrn(b"9001015234568"));
    }

    #[test]
    fn a_business_has_a_check_digit() {
        assert!(brn(b"2208162517"));
        assert!(!brn(b"2208162518"));
    }

    #[test]
    fn documents_have_their_shape() {
        assert!(passport(b"M12345678") && passport(b"M123A4567"));
        assert!(!passport(b"X12345678"));
        assert!(driver_license(b"112233445566") && !driver_license(b"992233445566"));
    }
}
