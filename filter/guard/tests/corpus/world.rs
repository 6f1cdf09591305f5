//! Identifiers of the other continents.

use crate::digits::{dot, luhn, nth, verhoeff, worth, worth_36};
use crate::rng::Rng;
use crate::scheme::Class::{Plain, Shape, Strong, Weak};
use crate::scheme::{Scheme, scheme};

fn yymmdd(rng: &mut Rng) -> String {
    let (year, month, day) = rng.birth();
    format!("{:02}{month:02}{day:02}", year % 100)
}

fn nric(body: &str) -> Option<String> {
    let sum = dot(&worth(&body[1..8]), &[2, 7, 6, 5, 4, 3, 2]);
    Some(match &body[..1] {
        "S" => nth("JZIHGFEDCBA", sum % 11),
        "T" => nth("JZIHGFEDCBA", (sum + 4) % 11),
        "F" => nth("XWUTRQPNMLK", sum % 11),
        "G" => nth("XWUTRQPNMLK", (sum + 4) % 11),
        _ => nth("KLJNPQRTUWX", 10 - (sum + 3) % 11),
    })
}

fn gstin(body: &str) -> Option<String> {
    let mut sum = 0;
    for (at, value) in worth_36(body).into_iter().enumerate() {
        let product = value * (1 + at as i64 % 2);
        sum += product / 36 + product % 36;
    }
    Some(nth(
        "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ",
        (36 - sum % 36) % 36,
    ))
}

fn korean(body: &str, lack: i64) -> Option<String> {
    let sum = dot(&worth(body), &[2, 3, 4, 5, 6, 7, 8, 9, 2, 3, 4, 5]);
    Some(((lack - sum % 11) % 10).to_string())
}

fn hong_kong(body: &str) -> Option<String> {
    let letter = i64::from(body.as_bytes()[0] - b'A') + 10;
    let sum = 9 * 36 + 8 * letter + dot(&worth(&body[1..7]), &[7, 6, 5, 4, 3, 2]);
    Some(match (11 - sum % 11) % 11 {
        10 => "A".to_owned(),
        check => check.to_string(),
    })
}

fn taiwan(body: &str) -> Option<String> {
    const VALUES: [(char, i64); 26] = [
        ('A', 10),
        ('B', 11),
        ('C', 12),
        ('D', 13),
        ('E', 14),
        ('F', 15),
        ('G', 16),
        ('H', 17),
        ('I', 34),
        ('J', 18),
        ('K', 19),
        ('L', 20),
        ('M', 21),
        ('N', 22),
        ('O', 35),
        ('P', 23),
        ('Q', 24),
        ('R', 25),
        ('S', 26),
        ('T', 27),
        ('U', 28),
        ('V', 29),
        ('W', 32),
        ('X', 30),
        ('Y', 31),
        ('Z', 33),
    ];
    let letter = body.chars().next()?;
    let (_, value) = VALUES.into_iter().find(|(known, _)| *known == letter)?;
    let sum = value / 10 + value % 10 * 9 + dot(&worth(&body[1..9]), &[8, 7, 6, 5, 4, 3, 2, 1]);
    Some(((10 - sum % 10) % 10).to_string())
}

/// Eleven less the remainder, and 0 for what is no digit.
fn or_nought(sum: i64) -> i64 {
    let check = 11 - sum % 11;
    if check > 9 { 0 } else { check }
}

fn cpf(body: &str) -> Option<String> {
    let mut digits = worth(body);
    let first = or_nought(dot(&digits, &[10, 9, 8, 7, 6, 5, 4, 3, 2]));
    digits.push(first);
    let second = or_nought(dot(&digits, &[11, 10, 9, 8, 7, 6, 5, 4, 3, 2]));
    Some(format!("{first}{second}"))
}

fn cnpj(body: &str) -> Option<String> {
    // A letter is worth its place in ASCII less that of 0.
    let mut digits: Vec<i64> = body
        .bytes()
        .filter(|&sign| sign != b'?')
        .map(|sign| i64::from(sign) - 48)
        .collect();
    let first = or_nought(dot(&digits, &[5, 4, 3, 2, 9, 8, 7, 6, 5, 4, 3, 2]));
    digits.push(first);
    let second = or_nought(dot(&digits, &[6, 5, 4, 3, 2, 9, 8, 7, 6, 5, 4, 3, 2]));
    Some(format!("{first}{second}"))
}

fn curp(body: &str) -> Option<String> {
    let alphabet: Vec<char> = "0123456789ABCDEFGHIJKLMNÑOPQRSTUVWXYZ".chars().collect();
    let mut sum = 0;
    for (at, sign) in body.chars().take(17).enumerate() {
        sum += alphabet.iter().position(|&known| known == sign)? * (18 - at);
    }
    Some(((10 - sum % 10) % 10).to_string())
}

fn rut(body: &str) -> Option<String> {
    let mut sum = 0;
    for (at, value) in worth(body).into_iter().rev().enumerate() {
        sum += value * (at as i64 % 6 + 2);
    }
    Some(match 11 - sum % 11 {
        11 => "0".to_owned(),
        10 => "K".to_owned(),
        check => check.to_string(),
    })
}

fn resident(body: &str) -> Option<String> {
    let weights = [7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2];
    Some(nth("10X98765432", dot(&worth(body), &weights) % 11))
}

fn indian_plate(rng: &mut Rng) -> String {
    let state = rng
        .pick(&["KA", "MH", "TN", "GJ", "UP", "RJ", "HR", "WB", "KL"])
        .to_string();
    let district = rng.like("0%");
    state + &district + &rng.string("ABCDEFGHJKLMNPQRSTUVWXYZ", 2) + &rng.like("%###")
}

pub(crate) const ALL: &[Scheme] = &[
    scheme(
        "AU_ABN",
        Strong,
        |r| r.like("??#########"),
        Some(|b| {
            let rest = dot(&worth(b), &[3, 5, 7, 9, 11, 13, 15, 17, 19]) % 89;
            // Of the two digits before, one is taken off the first: 10 (a - 1) + b.
            (10..100)
                .find(|two| (10 * (two / 10 - 1) + two % 10 + rest) % 89 == 0)
                .map(|two| two.to_string())
        }),
        &["## ### ### ###"],
        &[("en", "ABN"), ("en", "Australian Business Number")],
    ),
    scheme(
        "AU_ACN",
        Weak,
        |r| r.like("########?"),
        Some(|b| Some(((10 - dot(&worth(b), &[8, 7, 6, 5, 4, 3, 2, 1]) % 10) % 10).to_string())),
        &["#########", "### ### ###"],
        &[("en", "ACN"), ("en", "Australian Company Number")],
    ),
    scheme(
        "AU_TFN",
        Weak,
        |r| r.like("%#######?"),
        Some(|b| {
            let rest = dot(&worth(b), &[1, 4, 3, 7, 5, 8, 6, 9]) % 11;
            (rest < 10).then(|| rest.to_string())
        }),
        &["#########", "### ### ###"],
        &[("en", "TFN"), ("en", "tax file number")],
    ),
    scheme(
        "AU_MEDICARE",
        Weak,
        |r| r.string("23456", 1) + &r.like("#######?%"),
        Some(|b| Some((dot(&worth(&b[..8]), &[1, 3, 7, 9, 1, 3, 7, 9]) % 10).to_string())),
        &["##########", "#### ##### #"],
        &[("en", "Medicare number"), ("en", "Medicare card")],
    ),
    scheme(
        "SG_NRIC_FIN",
        Strong,
        |r| r.string("STFGM", 1) + &r.like("#######?"),
        Some(nric),
        &[],
        &[("en", "NRIC"), ("en", "FIN"), ("en", "NRIC number")],
    ),
    scheme(
        "SG_UEN",
        Strong,
        |r| format!("{}", r.between(1965, 2023)) + &r.like("#####?"),
        Some(|b| {
            Some(nth(
                "ZKCMDNERGWH",
                dot(&worth(b), &[10, 8, 6, 4, 9, 7, 5, 3, 1]) % 11,
            ))
        }),
        &[],
        &[("en", "UEN"), ("en", "Unique Entity Number")],
    ),
    scheme(
        "IN_PAN",
        Shape,
        |r| r.like("@@@") + &r.string("PCHFAT", 1) + &r.like("@%###@"),
        None,
        &[],
        &[
            ("en", "PAN"),
            ("en", "permanent account number"),
            ("en", "PAN card"),
        ],
    ),
    scheme(
        "IN_AADHAAR",
        Weak,
        |r| r.string("23456789", 1) + &r.like("##########?"),
        Some(|b| Some(verhoeff(b))),
        &["############", "#### #### ####"],
        &[("en", "Aadhaar"), ("en", "Aadhaar number"), ("hi", "आधार")],
    ),
    scheme(
        "IN_GSTIN",
        Strong,
        |r| {
            let state = *r.pick(&["27", "29", "07", "33", "24", "09"]);
            state.to_owned() + &r.like("@@@") + &r.string("PCF", 1) + &r.like("@%###@%Z?")
        },
        Some(gstin),
        &[],
        &[("en", "GSTIN"), ("en", "GST number")],
    ),
    scheme(
        "IN_VEHICLE_REGISTRATION",
        Shape,
        indian_plate,
        None,
        &["##########", "## ## ## ####", "##-##-##-####"],
        &[("en", "vehicle number"), ("en", "number plate")],
    ),
    scheme(
        "IN_VOTER",
        Plain,
        |r| r.like("@@@%######"),
        None,
        &[],
        &[("en", "voter ID"), ("en", "EPIC number")],
    ),
    scheme(
        "IN_PASSPORT",
        Plain,
        |r| r.string("JKLMNPRSTUV", 1) + &r.like("%#####%"),
        None,
        &[],
        &[("en", "Indian passport")],
    ),
    scheme(
        "KR_RRN",
        Strong,
        |r| {
            let (year, month, day) = r.birth();
            let sex = if year < 2000 {
                r.string("12", 1)
            } else {
                r.string("34", 1)
            };
            format!("{:02}{month:02}{day:02}{sex}", year % 100) + &r.like("0####?")
        },
        Some(|b| korean(b, 11)),
        &["######-#######"],
        &[("ko", "주민등록번호"), ("en", "Korean RRN")],
    ),
    scheme(
        "KR_FRN",
        Strong,
        |r| {
            let (year, month, day) = r.birth();
            let sex = if year < 2000 {
                r.string("56", 1)
            } else {
                r.string("78", 1)
            };
            format!("{:02}{month:02}{day:02}{sex}", year % 100) + &r.like("#####?")
        },
        Some(|b| korean(b, 13)),
        &["######-#######"],
        &[
            ("ko", "외국인등록번호"),
            ("en", "alien registration number (FRN)"),
        ],
    ),
    scheme(
        "KR_BRN",
        Weak,
        |r| r.like("%%#######?"),
        Some(|b| {
            let digits = worth(b);
            let sum = dot(&digits, &[1, 3, 7, 1, 3, 7, 1, 3, 5]) + digits[8] * 5 / 10;
            Some(((10 - sum % 10) % 10).to_string())
        }),
        &["###-##-#####"],
        &[
            ("ko", "사업자등록번호"),
            ("en", "Korean business registration number"),
        ],
    ),
    scheme(
        "KR_DRIVER_LICENSE",
        Plain,
        |r| r.string("1", 1) + &r.like("%##########"),
        None,
        &["##-##-######-##"],
        &[("ko", "운전면허번호"), ("en", "driver license")],
    ),
    scheme(
        "KR_PASSPORT",
        Plain,
        |r| r.string("MS", 1) + &r.like("%#######"),
        None,
        &[],
        &[("ko", "여권번호"), ("en", "Korean passport")],
    ),
    scheme(
        "TH_TNIN",
        Weak,
        |r| r.string("1358", 1) + &r.like("###########?"),
        Some(|b| {
            let sum = dot(&worth(b), &[13, 12, 11, 10, 9, 8, 7, 6, 5, 4, 3, 2]);
            Some(((11 - sum % 11) % 10).to_string())
        }),
        &["#############", "#-####-#####-##-#"],
        &[("th", "เลขประจำตัวประชาชน"), ("en", "Thai national ID")],
    ),
    scheme(
        "TR_NATIONAL_ID",
        Strong,
        |r| r.like("%########??"),
        Some(|b| {
            let d = worth(b);
            let odd = d[0] + d[2] + d[4] + d[6] + d[8];
            let even = d[1] + d[3] + d[5] + d[7];
            let tenth = (odd * 7 - even).rem_euclid(10);
            Some(format!("{tenth}{}", (odd + even + tenth) % 10))
        }),
        &[],
        &[
            ("tr", "T.C. kimlik numarası"),
            ("tr", "TC kimlik no"),
            ("en", "Turkish ID"),
        ],
    ),
    scheme(
        "CN_RESIDENT_ID",
        Strong,
        |r| {
            let region = r
                .pick(&["110105", "310104", "440305", "510107", "330106"])
                .to_string();
            let (year, month, day) = r.birth();
            region + &format!("{year}{month:02}{day:02}") + &r.like("###?")
        },
        Some(resident),
        &[],
        &[
            ("zh", "身份证号"),
            ("zh", "公民身份号码"),
            ("en", "Chinese ID card"),
        ],
    ),
    scheme(
        "HK_ID",
        Weak,
        |r| r.string("ABCDEGHKPRSYZ", 1) + &r.like("######?"),
        Some(hong_kong),
        &["#######(#)", "########"],
        &[
            ("en", "HKID"),
            ("en", "Hong Kong identity card"),
            ("zh", "身份證號碼"),
        ],
    ),
    scheme(
        "TW_ID",
        Weak,
        |r| r.like("@") + &r.string("12", 1) + &r.like("#######?"),
        Some(taiwan),
        &[],
        &[("zh", "身分證字號"), ("en", "Taiwan ID")],
    ),
    scheme(
        "JP_MY_NUMBER",
        Weak,
        |r| r.like("%##########?"),
        Some(|b| {
            let rest = dot(&worth(b), &[6, 5, 4, 3, 2, 7, 6, 5, 4, 3, 2]) % 11;
            Some(if rest < 2 { 0 } else { 11 - rest }.to_string())
        }),
        &["############", "#### #### ####"],
        &[
            ("ja", "マイナンバー"),
            ("ja", "個人番号"),
            ("en", "My Number"),
        ],
    ),
    scheme(
        "IL_ID",
        Weak,
        |r| r.like("0%######?"),
        Some(|b| Some(luhn(b))),
        &[],
        &[("he", "תעודת זהות"), ("en", "Teudat Zehut")],
    ),
    scheme(
        "AE_EMIRATES_ID",
        Strong,
        |r| format!("784{}", r.between(1950, 2009)) + &r.like("#######?"),
        Some(|b| Some(luhn(b))),
        &["###-####-#######-#", "###############"],
        &[("en", "Emirates ID"), ("ar", "الهوية")],
    ),
    scheme(
        "CA_SIN",
        Weak,
        |r| r.string("1234567", 1) + &r.like("#######?"),
        Some(|b| Some(luhn(b))),
        &["#########", "### ### ###", "###-###-###"],
        &[
            ("en", "SIN"),
            ("en", "social insurance number"),
            ("fr", "numéro d'assurance sociale"),
        ],
    ),
    scheme(
        "BR_CPF",
        Strong,
        |r| r.like("%########??"),
        Some(cpf),
        &["###########", "###.###.###-##"],
        &[("pt", "CPF"), ("en", "Brazilian CPF")],
    ),
    scheme(
        "BR_CNPJ",
        Strong,
        |r| r.like("%#######0001??"),
        Some(cnpj),
        &["##.###.###/####-##"],
        &[("pt", "CNPJ"), ("en", "Brazilian CNPJ")],
    ),
    scheme(
        "MX_CURP",
        Strong,
        |r| {
            let state = *r.pick(&["DF", "JC", "NL", "MC", "VZ", "OC", "NE"]);
            let sex = *r.pick(&["H", "M"]);
            r.like("@")
                + &r.string("AEIOU", 1)
                + &r.like("@@")
                + &yymmdd(r)
                + sex
                + state
                + &r.string("BCDFGHJKLMNPRSTVZ", 3)
                + &r.like("#?")
        },
        Some(curp),
        &[],
        &[("es", "CURP"), ("en", "Mexican CURP")],
    ),
    scheme(
        "AR_CUIT",
        Strong,
        |r| r.pick(&["20", "23", "27", "30"]).to_string() + &r.like("%#######?"),
        Some(|b| {
            let check = (11 - dot(&worth(b), &[5, 4, 3, 2, 7, 6, 5, 4, 3, 2]) % 11) % 11;
            (check < 10).then(|| check.to_string())
        }),
        &["##-########-#"],
        &[("es", "CUIT"), ("es", "CUIL")],
    ),
    scheme(
        "CL_RUT",
        Strong,
        |r| r.string("12", 1) + &r.like("#######?"),
        Some(rut),
        &["##.###.###-#"],
        &[("es", "RUT"), ("es", "RUN")],
    ),
    scheme(
        "ZA_ID_NUMBER",
        Strong,
        |r| yymmdd(r) + &r.like("####") + &r.string("01", 1) + "8?",
        Some(|b| Some(luhn(b))),
        &["#############", "###### #### ###"],
        &[("en", "South African ID"), ("en", "ID number")],
    ),
    scheme(
        "NG_NIN",
        Weak,
        |r| r.like("%#########?"),
        Some(|b| Some(verhoeff(b))),
        &[],
        &[("en", "NIN"), ("en", "National Identification Number")],
    ),
];
