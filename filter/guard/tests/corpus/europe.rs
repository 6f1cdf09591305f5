//! Identifiers of Europe.

use crate::digits::{dot, iso_11_10, luhn, nth, remainder, worth, worth_36};
use crate::rng::Rng;
use crate::scheme::Class::{Plain, Shape, Strong, Weak};
use crate::scheme::{Scheme, scheme};

const CONSONANTS: &str = "BCDFGLMNPRSTV";

/// Eleven less the remainder, where 11 is 0 and 10 is nobody's.
fn eleven(sum: i64) -> Option<String> {
    match (11 - sum % 11) % 11 {
        10 => None,
        check => Some(check.to_string()),
    }
}

fn yymmdd(rng: &mut Rng) -> String {
    let (year, month, day) = rng.birth();
    format!("{:02}{month:02}{day:02}", year % 100)
}

fn ddmmyy(rng: &mut Rng) -> String {
    let (year, month, day) = rng.birth();
    format!("{day:02}{month:02}{:02}", year % 100)
}

fn spanish(number: &str) -> Option<String> {
    Some(nth(
        "TRWAGMYFPDXBNJZSQVHLCKE",
        number.parse::<i64>().ok()? % 23,
    ))
}

fn cif_digit(body: &str) -> i64 {
    let mut sum = 0;
    for (at, value) in worth(body).into_iter().enumerate() {
        sum += if at % 2 == 1 {
            value
        } else {
            value * 2 / 10 + value * 2 % 10
        };
    }
    (10 - sum % 10) % 10
}

fn fiscal(body: &str) -> Option<String> {
    const ODD: [i64; 36] = [
        1, 0, 5, 7, 9, 13, 15, 17, 19, 21, 1, 0, 5, 7, 9, 13, 15, 17, 19, 21, 2, 4, 18, 20, 11, 3,
        6, 8, 12, 14, 16, 10, 22, 25, 24, 23,
    ];
    let mut sum = 0;
    for (at, value) in worth_36(body).into_iter().enumerate() {
        sum += match (at % 2, value) {
            (0, _) => ODD[value as usize],
            (_, 0..=9) => value,
            _ => value - 10,
        };
    }
    Some(nth("ABCDEFGHIJKLMNOPQRSTUVWXYZ", sum % 26))
}

fn tax_id(rng: &mut Rng) -> String {
    loop {
        let mut signs: Vec<usize> = (0..10).collect();
        for at in (1..10).rev() {
            signs.swap(at, rng.below(at + 1));
        }
        let (from, to) = (rng.below(10), rng.below(10));
        if signs[0] == 0 || from == to || to == 0 && signs[from] == 0 {
            continue;
        }
        signs[to] = signs[from];
        let body: String = signs.iter().map(usize::to_string).collect();
        if !body.starts_with('0') {
            return body + "?";
        }
    }
}

fn pension(body: &str) -> Option<String> {
    let place = i64::from(body.as_bytes()[8] - b'A') + 1;
    let spread = format!("{}{place:02}{}", &body[..8], &body[9..11]);
    let mut sum = 0;
    for (value, weight) in worth(&spread)
        .iter()
        .zip([2, 1, 2, 5, 7, 1, 2, 1, 2, 1, 2, 1])
    {
        sum += (value * weight)
            .to_string()
            .bytes()
            .map(|sign| i64::from(sign - b'0'))
            .sum::<i64>();
    }
    Some((sum % 10).to_string())
}

fn postcode(rng: &mut Rng) -> String {
    let area = *rng.pick(&[
        "LS", "M", "B", "EH", "CF", "BS", "NE", "G", "OX", "CB", "YO", "DN",
    ]);
    let district = if rng.once_in(3) {
        rng.like("%%")
    } else {
        rng.like("%")
    };
    let unit = rng.string("ABDEFJLNPQUWXYZ", 2);
    let sector = rng.like("#");
    format!("{area}{district} {sector}{unit}")
}

fn bank_of_fives(rng: &mut Rng) -> String {
    let (year, month, day) = rng.birth();
    let name = rng.pick(&[
        "MORGA", "SMITH", "FOX99", "LEE99", "WATSO", "PATEL", "OWENS",
    ]);
    let month = if rng.once_in(2) { month + 50 } else { month };
    let initial = rng.string("ABCDEFGHJKLMNPRSTW", 1);
    let decade = year / 10 % 10;
    let tail = rng.like("#@@");
    format!(
        "{name}{decade}{month:02}{day:02}{}{initial}9{tail}",
        year % 10
    )
}

pub(crate) const ALL: &[Scheme] = &[
    scheme(
        "UK_NHS",
        Weak,
        |r| r.like("#########?"),
        Some(|b| eleven(dot(&worth(b), &[10, 9, 8, 7, 6, 5, 4, 3, 2]))),
        &["### ### ####", "##########"],
        &[
            ("en", "NHS number"),
            ("en", "NHS no"),
            ("en", "National Health Service number"),
        ],
    ),
    scheme(
        "UK_NINO",
        Shape,
        |r| {
            let first = r.string("ABCEHJLMPRSTWXY", 1);
            first + &r.string("ACEHJLMPRSWXY", 1) + &r.like("######") + &r.string("ABCD", 1)
        },
        None,
        &["## ## ## ## #", "#########", "##-##-##-##-#"],
        &[
            ("en", "National Insurance number"),
            ("en", "NI number"),
            ("en", "NINO"),
        ],
    ),
    scheme(
        "UK_POSTCODE",
        Shape,
        postcode,
        None,
        &[],
        &[("en", "postcode"), ("en", "postal address")],
    ),
    scheme(
        "UK_PASSPORT",
        Plain,
        |r| r.like("%########"),
        None,
        &[],
        &[("en", "UK passport"), ("en", "British passport number")],
    ),
    scheme(
        "UK_VAT_ID",
        Strong,
        |r| r.like("GB%######??"),
        Some(|b| {
            let sum = dot(&worth(b), &[8, 7, 6, 5, 4, 3, 2]);
            Some(format!("{:02}", 97 - sum % 97))
        }),
        &["## ### #### ##", "###########"],
        &[("en", "VAT number"), ("en", "VAT registration")],
    ),
    scheme(
        "UK_UTR",
        Weak,
        |r| r.like("?#########"),
        Some(|b| {
            Some(nth(
                "21987654321",
                dot(&worth(b), &[6, 7, 8, 9, 10, 5, 4, 3, 2]) % 11,
            ))
        }),
        &["##########", "##### #####"],
        &[("en", "UTR"), ("en", "Unique Taxpayer Reference")],
    ),
    scheme(
        "UK_DRIVING_LICENCE",
        Shape,
        bank_of_fives,
        None,
        &[],
        &[("en", "driving licence"), ("en", "driving licence number")],
    ),
    scheme(
        "ES_NIF",
        Strong,
        |r| r.like("########?"),
        Some(|b| spanish(&b[..8])),
        &["#########", "########-#", "##.###.###-#"],
        &[("es", "DNI"), ("es", "NIF"), ("en", "Spanish NIF")],
    ),
    scheme(
        "ES_NIE",
        Strong,
        |r| r.string("XYZ", 1) + &r.like("#######?"),
        Some(|b| {
            let first = "XYZ".find(&b[..1])?;
            spanish(&format!("{first}{}", &b[1..8]))
        }),
        &["#########", "#-#######-#"],
        &[
            ("es", "NIE"),
            ("es", "número de extranjero"),
            ("en", "Spanish NIE"),
        ],
    ),
    scheme(
        "ES_CIF",
        Weak,
        |r| r.string("ABEH", 1) + &r.like("#######?"),
        Some(|b| Some(cif_digit(b).to_string())),
        &["#########", "#-########"],
        &[("es", "CIF"), ("es", "CIF de la empresa")],
    ),
    scheme(
        "ES_PASSPORT",
        Plain,
        |r| r.like("@@@######"),
        None,
        &[],
        &[("es", "pasaporte"), ("es", "número de pasaporte")],
    ),
    scheme(
        "IT_FISCAL_CODE",
        Strong,
        |r| {
            let (year, month, day) = r.birth();
            let letters = r.string(CONSONANTS, 6);
            let month = nth("ABCDEHLMPRST", month as i64 - 1);
            let day = if r.once_in(2) { day + 40 } else { day };
            letters
                + &format!("{:02}{month}{day:02}", year % 100)
                + &r.string("ABCDEFGHIL", 1)
                + &r.like("%##?")
        },
        Some(|b| fiscal(&b[..15])),
        &[],
        &[
            ("it", "codice fiscale"),
            ("it", "C.F."),
            ("en", "Italian fiscal code"),
        ],
    ),
    scheme(
        "IT_VAT_CODE",
        Weak,
        |r| r.like("0%#####0%%?"),
        Some(|b| Some(luhn(b))),
        &["###########", "IT###########"],
        &[
            ("it", "partita IVA"),
            ("it", "P. IVA"),
            ("en", "Italian VAT number"),
        ],
    ),
    scheme(
        "IT_DRIVER_LICENSE",
        Plain,
        |r| r.like("@@#######@"),
        None,
        &[],
        &[("it", "patente di guida"), ("it", "patente")],
    ),
    scheme(
        "IT_PASSPORT",
        Plain,
        |r| r.like("YA#######"),
        None,
        &[],
        &[("it", "passaporto"), ("it", "numero di passaporto")],
    ),
    scheme(
        "IT_IDENTITY_CARD",
        Plain,
        |r| r.like("CA#####@@"),
        None,
        &[],
        &[("it", "carta d'identità"), ("it", "carta di identità")],
    ),
    scheme(
        "PL_PESEL",
        Strong,
        |r| {
            let (year, month, day) = r.birth();
            let month = if year < 2000 { month } else { month + 20 };
            format!("{:02}{month:02}{day:02}", year % 100) + &r.like("####?")
        },
        Some(|b| {
            let sum = dot(&worth(b), &[9, 7, 3, 1, 9, 7, 3, 1, 9, 7]);
            Some((sum % 10).to_string())
        }),
        &[],
        &[
            ("pl", "PESEL"),
            ("pl", "numer PESEL"),
            ("en", "PESEL number"),
        ],
    ),
    scheme(
        "PL_NIP",
        Weak,
        |r| r.like("%%%######?"),
        Some(|b| {
            let rest = dot(&worth(b), &[6, 5, 7, 2, 3, 4, 5, 6, 7]) % 11;
            (rest < 10).then(|| rest.to_string())
        }),
        &["##########", "###-###-##-##", "###-##-##-###"],
        &[("pl", "NIP"), ("pl", "numer NIP"), ("en", "Polish NIP")],
    ),
    scheme(
        "PL_REGON",
        Weak,
        |r| r.like("########?"),
        Some(|b| Some((dot(&worth(b), &[8, 9, 2, 3, 4, 5, 6, 7]) % 11 % 10).to_string())),
        &[],
        &[("pl", "REGON"), ("pl", "numer REGON")],
    ),
    scheme(
        "PL_ID_CARD",
        Weak,
        |r| r.like("A@@?#####"),
        Some(|b| {
            let sum = dot(
                &worth_36(&b.replace('?', "0")),
                &[7, 3, 1, 9, 7, 3, 1, 7, 3],
            );
            // Nine times the check digit has to bring the sum to a multiple of ten.
            Some((sum % 10).to_string())
        }),
        &["#########", "### ######"],
        &[("pl", "dowód osobisty"), ("pl", "numer dowodu")],
    ),
    scheme(
        "FI_PERSONAL_IDENTITY_CODE",
        Strong,
        |r| {
            let century = *r.pick(&["-", "A"]);
            ddmmyy(r) + century + &r.like("%##?")
        },
        Some(|b| {
            let rest = remainder(&format!("{}{}", &b[..6], &b[7..10]), 31);
            Some(nth("0123456789ABCDEFHJKLMNPRSTUVWXY", rest as i64))
        }),
        &[],
        &[
            ("fi", "henkilötunnus"),
            ("fi", "hetu"),
            ("sv", "personbeteckning"),
        ],
    ),
    scheme(
        "DE_TAX_ID",
        Strong,
        tax_id,
        Some(|b| Some(iso_11_10(b))),
        &["###########", "## ### ### ###"],
        &[
            ("de", "Steuer-ID"),
            ("de", "steuerliche Identifikationsnummer"),
            ("en", "German tax ID"),
        ],
    ),
    scheme(
        "DE_SOCIAL_SECURITY",
        Strong,
        |r| {
            let area = r.pick(&["12", "15", "53", "65", "10", "26"]).to_string();
            area + &ddmmyy(r) + &r.like("@##?")
        },
        Some(pension),
        &["############", "## ###### # ###"],
        &[
            ("de", "Sozialversicherungsnummer"),
            ("de", "Rentenversicherungsnummer"),
            ("de", "SV-Nummer"),
        ],
    ),
    scheme(
        "DE_VAT_ID",
        Strong,
        |r| r.like("DE%#######?"),
        Some(|b| Some(iso_11_10(b))),
        &["###########", "## #########"],
        &[
            ("de", "USt-IdNr."),
            ("de", "Umsatzsteuer-ID"),
            ("en", "German VAT ID"),
        ],
    ),
    scheme(
        "DE_PASSPORT",
        Plain,
        |r| {
            r.string("CFGHJK", 1)
                + &r.like("%#")
                + &r.string("FGHJKLMNPRTVWXYZ", 2)
                + &r.like("####")
        },
        None,
        &[],
        &[("de", "Reisepass"), ("de", "Passnummer")],
    ),
    scheme(
        "DE_ID_CARD",
        Plain,
        |r| {
            r.string("LMNPRTVWXY", 1)
                + &r.like("%#")
                + &r.string("FGHJKLMNPRTVWXYZ", 2)
                + &r.like("####")
        },
        None,
        &[],
        &[("de", "Personalausweis"), ("de", "Ausweisnummer")],
    ),
    scheme(
        "DE_HEALTH_INSURANCE",
        Weak,
        |r| r.like("@########?"),
        Some(|b| {
            let place = i64::from(b.as_bytes()[0] - b'A') + 1;
            let mut sum = 0;
            for (at, value) in worth(&format!("{place:02}{}", &b[1..9]))
                .into_iter()
                .enumerate()
            {
                let product = if at % 2 == 0 { value } else { value * 2 };
                sum += if product > 9 { product - 9 } else { product };
            }
            Some((sum % 10).to_string())
        }),
        &[],
        &[
            ("de", "Krankenversichertennummer"),
            ("de", "Versichertennummer"),
        ],
    ),
    scheme(
        "FR_NIR",
        Strong,
        |r| {
            let (year, month, _) = r.birth();
            let place = r
                .pick(&["75", "13", "69", "33", "59", "06", "31"])
                .to_string();
            r.string("12", 1) + &format!("{:02}{month:02}{place}", year % 100) + &r.like("######??")
        },
        Some(|b| Some(format!("{:02}", 97 - remainder(&b[..13], 97)))),
        &["###############", "# ## ## ## ### ### ##"],
        &[
            ("fr", "numéro de sécurité sociale"),
            ("fr", "NIR"),
            ("en", "French social security number"),
        ],
    ),
    scheme(
        "FR_SIREN",
        Weak,
        |r| r.like("%#######?"),
        Some(|b| Some(luhn(b))),
        &["#########", "### ### ###"],
        &[("fr", "SIREN"), ("fr", "numéro SIREN")],
    ),
    scheme(
        "FR_SIRET",
        Weak,
        |r| {
            let head = r.like("%#######");
            let siren = head.clone() + &luhn(&head);
            siren + &r.like("00#%?")
        },
        Some(|b| (luhn(&b[..8]) == b[8..9]).then(|| luhn(b))),
        &["##############", "### ### ### #####"],
        &[("fr", "SIRET"), ("fr", "numéro SIRET")],
    ),
    scheme(
        "FR_VAT_ID",
        Strong,
        |r| {
            let head = r.like("%#######");
            format!("FR??{head}{}", luhn(&head))
        },
        Some(|b| {
            let siren = &b[4..];
            (luhn(&siren[..8]) == siren[8..9])
                .then(|| format!("{:02}", (12 + 3 * remainder(siren, 97)) % 97))
        }),
        &["#############", "## ## ### ### ###"],
        &[("fr", "TVA"), ("fr", "numéro de TVA")],
    ),
    scheme(
        "NL_BSN",
        Weak,
        |r| r.like("%#######?"),
        Some(|b| {
            let rest = dot(&worth(b), &[9, 8, 7, 6, 5, 4, 3, 2]) % 11;
            (rest < 10).then(|| rest.to_string())
        }),
        &["#########", "####.##.###"],
        &[
            ("nl", "BSN"),
            ("nl", "burgerservicenummer"),
            ("en", "Dutch BSN"),
        ],
    ),
    scheme(
        "BE_NATIONAL_NUMBER",
        Strong,
        |r| {
            let mut date = yymmdd(r);
            date.push_str(&r.like("%##??"));
            date
        },
        Some(|b| {
            let lead = if b.starts_with('0') { "2" } else { "" };
            Some(format!(
                "{:02}",
                97 - remainder(&format!("{lead}{}", &b[..9]), 97)
            ))
        }),
        &["###########", "##.##.##-###.##"],
        &[
            ("nl", "rijksregisternummer"),
            ("fr", "numéro national"),
            ("en", "Belgian national number"),
        ],
    ),
    scheme(
        "PT_NIF",
        Weak,
        |r| r.string("1256", 1) + &r.like("#######?"),
        Some(|b| {
            let check = 11 - dot(&worth(b), &[9, 8, 7, 6, 5, 4, 3, 2]) % 11;
            Some(if check > 9 {
                "0".to_owned()
            } else {
                check.to_string()
            })
        }),
        &["#########", "### ### ###"],
        &[("pt", "NIF"), ("pt", "número de contribuinte")],
    ),
    scheme(
        "AT_SVNR",
        Strong,
        |r| r.like("%##?") + &ddmmyy(r),
        Some(|b| {
            let rest = dot(&worth(b), &[3, 7, 9, 5, 8, 4, 2, 1, 6]) % 11;
            (rest < 10).then(|| rest.to_string())
        }),
        &["##########", "#### ######"],
        &[
            ("de", "österreichische Sozialversicherungsnummer"),
            ("de", "SVNR"),
        ],
    ),
    scheme(
        "CH_AHV",
        Strong,
        |r| r.like("756#########?"),
        Some(|b| {
            let sum: i64 = worth(b)
                .iter()
                .rev()
                .enumerate()
                .map(|(at, value)| value * [3, 1][at % 2])
                .sum();
            Some(((1000 - sum) % 10).to_string())
        }),
        &["#############", "###.####.####.##"],
        &[
            ("de", "AHV-Nummer"),
            ("fr", "numéro AVS"),
            ("en", "Swiss AHV number"),
        ],
    ),
    scheme(
        "DK_CPR",
        // Since 2007 there are numbers without a check digit, so none of these has one.
        Plain,
        |r| ddmmyy(r) + &r.like("%###"),
        None,
        &["######-####"],
        &[
            ("da", "CPR-nummer"),
            ("da", "CPR-nr."),
            ("en", "Danish CPR"),
        ],
    ),
    scheme(
        "NO_FNR",
        Strong,
        |r| ddmmyy(r) + &r.like("###??"),
        Some(|b| {
            let mut body = worth(b);
            let first = (11 - dot(&body, &[3, 7, 6, 1, 8, 9, 4, 5, 2]) % 11) % 11;
            body.push(first);
            let second = (11 - dot(&body, &[5, 4, 3, 2, 7, 6, 5, 4, 3, 2]) % 11) % 11;
            (first < 10 && second < 10).then(|| format!("{first}{second}"))
        }),
        &["###########", "###### #####"],
        &[
            ("no", "fødselsnummer"),
            ("en", "Norwegian national identity number"),
        ],
    ),
    scheme(
        "SE_PERSONNUMMER",
        Strong,
        |r| {
            let (year, month, day) = r.birth();
            let whole = r.once_in(2);
            let year = if whole {
                year.to_string()
            } else {
                format!("{:02}", year % 100)
            };
            year + &format!("{month:02}{day:02}") + &r.like("###?")
        },
        Some(|b| Some(luhn(&b[b.len() - 10..]))),
        &["######-####", "########-####"],
        &[
            ("sv", "personnummer"),
            ("en", "Swedish personal identity number"),
        ],
    ),
    scheme(
        "SE_ORGANISATIONSNUMMER",
        Weak,
        |r| r.like("55") + &r.string("6789", 1) + &r.like("######?"),
        Some(|b| Some(luhn(b))),
        &["######-####"],
        &[("sv", "organisationsnummer"), ("sv", "org.nr")],
    ),
    scheme(
        "IE_PPS",
        Weak,
        |r| {
            let tail = *r.pick(&["", "A", "B"]);
            r.like("#######?") + tail
        },
        Some(|b| {
            let extra = b
                .as_bytes()
                .get(8)
                .map_or(0, |letter| i64::from(letter - b'A') + 1);
            Some(nth(
                "WABCDEFGHIJKLMNOPQRSTUV",
                (dot(&worth(&b[..7]), &[8, 7, 6, 5, 4, 3, 2]) + 9 * extra) % 23,
            ))
        }),
        &[],
        &[("en", "PPS number"), ("en", "PPSN")],
    ),
];
