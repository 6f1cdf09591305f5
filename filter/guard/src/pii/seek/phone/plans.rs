//! How countries write their numbers.

/// A way to write the numbers of a country, without its code.
#[derive(Debug)]
pub(super) struct Plan {
    /// What the digits begin with: one of these.
    pub(super) starts: &'static [&'static str],
    /// How many digits the groups have.
    pub(super) groups: &'static [&'static [u8]],
    /// What else must be so.
    pub(super) check: fn(&[u8]) -> bool,
    /// How sure it is in groups.
    pub(super) apart: u8,
    /// How sure it is without any; 0 for not at all.
    pub(super) together: u8,
    /// How many digits all groups have together, a bit a sum.
    totals: u32,
    /// The digits that [`Plan::starts`] begin with, a bit a digit.
    begins: u16,
}

impl Plan {
    /// Whether digits may be of it, by their number and the first of them.
    pub(super) fn may_be(&self, digits: &[u8]) -> bool {
        let first = digits.first().map_or(0, |digit| digit & 15);
        digits.len() < 32 && self.totals >> digits.len() & 1 == 1 && self.begins >> first & 1 == 1
    }
}

const fn totals(mut groups: &[&[u8]]) -> u32 {
    let mut totals = 0;
    while let Some((lengths, rest)) = groups.split_first() {
        let mut lengths = *lengths;
        let mut sum = 0_u32;
        while let Some((length, more)) = lengths.split_first() {
            sum += *length as u32;
            lengths = more;
        }
        totals |= 1 << sum;
        groups = rest;
    }
    totals
}

const fn begins(mut starts: &[&str]) -> u16 {
    let mut begins = 0;
    while let Some((start, rest)) = starts.split_first() {
        begins |= match start.as_bytes().first() {
            Some(digit) => 1 << (*digit & 15),
            None => u16::MAX,
        };
        starts = rest;
    }
    begins
}

fn any(_: &[u8]) -> bool {
    true
}

const fn plan(
    starts: &'static [&'static str],
    groups: &'static [&'static [u8]],
    apart: u8,
    together: u8,
) -> Plan {
    Plan {
        starts,
        groups,
        check: any,
        apart,
        together,
        totals: totals(groups),
        begins: begins(starts),
    }
}

/// How sure a number of an area or exchange is that there is not.
pub(super) const MADE_UP: u8 = 10;

/// The United States and Canada first, then Great Britain, Germany, France, Spain, Italy,
/// India, Australia, Brazil, Japan, Israel, China, Russia.
pub(super) const PLANS: &[Plan] = &[
    Plan {
        check: is_north_american,
        ..plan(&[""], &[&[3, 3, 4]], 65, 20)
    },
    Plan {
        check: has_north_american,
        ..plan(&["1"], &[&[1, 3, 3, 4]], 70, 20)
    },
    Plan {
        check: is_north_american,
        ..plan(&[""], &[&[3, 7]], 45, 0)
    },
    plan(&["2", "3", "4", "5", "6", "7", "8", "9"], &[&[3, 4]], 10, 0),
    // Area codes that are made up: only beside a word.
    plan(&[""], &[&[3, 3, 4]], MADE_UP, 0),
    Plan {
        check: is_area,
        ..plan(&[""], &[&[3, 3, 4]], MADE_UP, 8)
    },
    plan(&["1"], &[&[1, 3, 3, 4]], MADE_UP, 0),
    plan(&["02"], &[&[3, 4, 4], &[3, 8]], 65, 20),
    plan(&["01"], &[&[4, 3, 4], &[5, 6], &[5, 3, 3], &[4, 7]], 60, 20),
    plan(&["07"], &[&[5, 6], &[5, 3, 3], &[4, 3, 4], &[4, 7]], 60, 30),
    plan(&["03", "08"], &[&[4, 3, 4], &[4, 7]], 55, 20),
    plan(
        &["015", "016", "017"],
        &[
            &[4, 7],
            &[4, 8],
            &[4, 3, 4],
            &[4, 3, 5],
            &[4, 4, 4],
            &[5, 7],
            &[4, 2, 2, 3],
        ],
        60,
        30,
    ),
    plan(
        &["01", "02", "03", "04", "05", "06", "07", "08", "09"],
        &[&[2, 2, 2, 2, 2]],
        65,
        20,
    ),
    plan(&["6", "7", "8", "9"], &[&[3, 3, 3]], 30, 10),
    plan(
        &["6", "7", "8", "9"],
        &[&[3, 2, 2, 2], &[2, 3, 2, 2]],
        50,
        10,
    ),
    plan(&["3"], &[&[3, 7], &[3, 3, 4]], 40, 15),
    plan(&["6", "7", "8", "9"], &[&[5, 5]], 50, 20),
    plan(&["04"], &[&[4, 3, 3]], 60, 25),
    plan(&["02", "03", "07", "08"], &[&[2, 4, 4]], 60, 20),
    plan(&["1300", "1800"], &[&[4, 3, 3]], 50, 10),
    plan(
        &["1", "2", "3", "4", "5", "6", "7", "8", "9"],
        &[&[2, 5, 4]],
        55,
        10,
    ),
    plan(
        &["1", "2", "3", "4", "5", "6", "7", "8", "9"],
        &[&[2, 4, 4]],
        30,
        0,
    ),
    plan(&["070", "080", "090", "050", "020"], &[&[3, 4, 4]], 65, 25),
    plan(&["0120", "0800"], &[&[4, 3, 3], &[4, 2, 2, 2]], 60, 20),
    plan(&["05", "07"], &[&[3, 3, 4], &[3, 7]], 60, 20),
    plan(
        &["02", "03", "04", "08", "09"],
        &[&[2, 3, 4], &[2, 7]],
        55,
        15,
    ),
    plan(
        &["13", "14", "15", "16", "17", "18", "19"],
        &[&[3, 4, 4]],
        60,
        30,
    ),
    plan(&["0"], &[&[3, 8], &[4, 8], &[4, 7]], 50, 15),
    plan(
        &["83", "84", "88", "89"],
        &[&[1, 3, 3, 2, 2], &[1, 3, 3, 4], &[1, 3, 7]],
        60,
        15,
    ),
];

/// Area and exchange begin with 2 to 9, and neither is a service such as 911.
pub(super) fn is_north_american(digits: &[u8]) -> bool {
    let part = |at: usize| matches!(digits.get(at..at + 3), Some([b'2'..=b'9', rest @ ..]) if rest != b"11");
    digits.len() == 10 && part(0) && part(3)
}

/// Ten digits, of which the first three may be an area, as in 555-123-4567.
pub(super) fn is_area(digits: &[u8]) -> bool {
    digits.len() == 10 && matches!(digits, [b'2'..=b'9', rest @ ..] if !rest.starts_with(b"11"))
}

fn has_north_american(digits: &[u8]) -> bool {
    digits.get(1..).is_some_and(is_north_american)
}

/// The codes of countries (ITU-T E.164, list of assigned codes): of one, two, three digits.
pub(super) const CODES: &[&str] = &[
    "1 7",
    "20 27 30 31 32 33 34 36 39 40 41 43 44 45 46 47 48 49 51 52 53 54 55 56 57 58 60 61 62 63 \
     64 65 66 81 82 84 86 90 91 92 93 94 95 98",
    "211 212 213 216 218 220 221 222 223 224 225 226 227 228 229 230 231 232 233 234 235 236 237 \
     238 239 240 241 242 243 244 245 246 247 248 249 250 251 252 253 254 255 256 257 258 260 261 \
     262 263 264 265 266 267 268 269 290 291 297 298 299 350 351 352 353 354 355 356 357 358 359 \
     370 371 372 373 374 375 376 377 378 380 381 382 383 385 386 387 389 420 421 423 500 501 502 \
     503 504 505 506 507 508 509 590 591 592 593 594 595 596 597 598 599 670 672 673 674 675 676 \
     677 678 679 680 681 682 683 685 686 687 688 689 690 691 692 800 808 850 852 853 855 856 870 \
     880 881 882 883 886 888 960 961 962 963 964 965 966 967 968 970 971 972 973 974 975 976 977 \
     979 992 993 994 995 996 998",
];

/// How many digits follow the codes of some countries; 6 to 12 in the others.
pub(super) const LENGTHS: &[(&str, (usize, usize))] = &[
    ("1", (10, 10)),
    ("7", (10, 10)),
    ("27", (9, 9)),
    ("31", (9, 9)),
    ("32", (8, 9)),
    ("33", (9, 9)),
    ("34", (9, 9)),
    ("39", (6, 11)),
    ("41", (9, 9)),
    ("44", (9, 10)),
    ("45", (8, 8)),
    ("46", (7, 10)),
    ("47", (8, 8)),
    ("48", (9, 9)),
    ("49", (6, 12)),
    ("52", (10, 11)),
    ("55", (10, 11)),
    ("61", (9, 9)),
    ("65", (8, 8)),
    ("81", (9, 10)),
    ("82", (8, 10)),
    ("86", (10, 11)),
    ("90", (10, 10)),
    ("91", (10, 10)),
    ("351", (9, 9)),
    ("353", (7, 9)),
    ("420", (9, 9)),
    ("972", (8, 9)),
];
