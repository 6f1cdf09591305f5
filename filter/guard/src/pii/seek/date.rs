//! Dates and times: ISO 8601, day, month and year in figures in any order that there is,
//! names of months, times of a day.

use crate::pii::checksum::date;
use crate::pii::entity::{Found, Place};
use crate::pii::run::{before, byte, may_begin, may_end};

/// Names of months and their short forms, in English, German, French, Spanish, Italian,
/// Portuguese and Dutch.
const MONTHS: &[&str] = &[
    "january",
    "february",
    "march",
    "april",
    "may",
    "june",
    "july",
    "august",
    "september",
    "october",
    "november",
    "december",
    "jan",
    "feb",
    "mar",
    "apr",
    "jun",
    "jul",
    "aug",
    "sep",
    "sept",
    "oct",
    "nov",
    "dec",
    "januar",
    "februar",
    "märz",
    "mai",
    "juni",
    "juli",
    "oktober",
    "dezember",
    "janvier",
    "février",
    "mars",
    "avril",
    "juin",
    "juillet",
    "août",
    "septembre",
    "octobre",
    "novembre",
    "décembre",
    "enero",
    "febrero",
    "marzo",
    "abril",
    "mayo",
    "junio",
    "julio",
    "agosto",
    "septiembre",
    "octubre",
    "noviembre",
    "diciembre",
    "gennaio",
    "febbraio",
    "aprile",
    "maggio",
    "giugno",
    "luglio",
    "settembre",
    "ottobre",
    "dicembre",
    "janeiro",
    "fevereiro",
    "março",
    "maio",
    "junho",
    "julho",
    "setembro",
    "outubro",
    "novembro",
    "dezembro",
    "januari",
    "februari",
    "maart",
    "mei",
    "augustus",
];

/// The longest name of a month.
const LONGEST: usize = 10;

pub(in crate::pii) fn seek(text: &[u8], place: Place) -> Option<Found> {
    let at = place.at;
    let (value, count) = figures(text, at)?;
    if count > 4 && count != 8 {
        return None;
    }
    let end = at + count;
    let found = in_figures(text, at, value, count)
        .or_else(|| behind_month(text, at, value, count))
        .or_else(|| before_month(text, at, value, end))
        .or_else(|| {
            time(text, at).map(|(end, score)| Found {
                start: at,
                end,
                score,
            })
        })?;
    (may_begin(text, found.start) && may_end(text, found.end)).then_some(found)
}

/// Up to eight figures: what they are worth, and how many they are.
fn figures(text: &[u8], at: usize) -> Option<(u64, usize)> {
    let all = (at..at + 9).map(|at| byte(text, at));
    let mut value = 0;
    let mut count = 0;
    for digit in all.take_while(u8::is_ascii_digit) {
        value = value * 10 + u64::from(digit - b'0');
        count += 1;
    }
    (1..=8).contains(&count).then_some((value, count))
}

fn in_figures(text: &[u8], at: usize, first: u64, count: usize) -> Option<Found> {
    if count == 8 {
        let is_day =
            is_year(first / 10_000) && date(first / 10_000, first / 100 % 100, first % 100);
        let stamp = byte(text, at + 8) == b'T';
        let clock = if stamp { figures(text, at + 9) } else { None };
        let (end, score) = match clock {
            Some((_, digits @ (4 | 6))) => (at + 9 + digits, 65),
            _ => (at + 8, 15),
        };
        let end = end + usize::from(score > 50 && byte(text, end) == b'Z');
        return is_day.then_some(Found {
            start: at,
            end,
            score,
        });
    }
    let separator = byte(text, at + count);
    if !matches!(separator, b'-' | b'/' | b'.') {
        return None;
    }
    let second_at = at + count + 1;
    let (second, second_count) = figures(text, second_at)?;
    let third_at = second_at + second_count + 1;
    if second_count > 2 || byte(text, third_at - 1) != separator {
        return None;
    }
    let (third, third_count) = figures(text, third_at)?;
    let end = third_at + third_count;
    if count == 4 {
        let is_one = is_year(first) && third_count <= 2 && date(first, second, third);
        let end = with_time(text, end);
        return is_one.then_some(Found {
            start: at,
            end,
            score: 70,
        });
    }
    let year = match third_count {
        4 if is_year(third) => third,
        2 => 2000 + third,
        _ => return None,
    };
    let score = match (third_count, separator) {
        (4, _) => 65,
        (_, b'/') => 50,
        (_, b'-') => 45,
        _ => 20,
    };
    let is_one = count <= 2 && (date(year, second, first) || date(year, first, second));
    let end = with_time(text, end);
    is_one.then_some(Found {
        start: at,
        end,
        score,
    })
}

const fn is_year(year: u64) -> bool {
    matches!(year, 1800..=2199)
}

/// Behind the time that follows a date, if one does.
fn with_time(text: &[u8], end: usize) -> usize {
    let from = match (byte(text, end), byte(text, end + 1)) {
        (b'T' | b't' | b' ', _) => end + 1,
        (b',', b' ') => end + 2,
        _ => return end,
    };
    let Some((mut end, _)) = time(text, from).filter(|(end, _)| *end > from + 3) else {
        return end;
    };
    match byte(text, end) {
        b'Z' | b'z' => end += 1,
        b'+' | b'-' => {
            let zone = end + 1;
            let colon = usize::from(byte(text, zone + 2) == b':');
            let is_zone = [0, 1, 2 + colon, 3 + colon]
                .iter()
                .all(|at| byte(text, zone + at).is_ascii_digit());
            end = if is_zone { zone + 4 + colon } else { end };
        }
        _ => {}
    }
    end
}

/// A time of a day: where it ends, and how sure it is.
fn time(text: &[u8], at: usize) -> Option<(usize, u8)> {
    let (hour, count) = figures(text, at)?;
    if count > 2 || hour > 24 {
        return None;
    }
    let mut end = at + count;
    let mut parts = 1;
    while parts < 3
        && byte(text, end) == b':'
        && matches!(figures(text, end + 1), Some((0..=59, 2)))
    {
        end += 3;
        parts += 1;
    }
    if parts == 3 && matches!(byte(text, end), b'.' | b',') {
        let digits = (1..=9).take_while(|at| byte(text, end + at).is_ascii_digit());
        let count = digits.count();
        end += if count > 0 { count + 1 } else { 0 };
    }
    let half = end + usize::from(byte(text, end) == b' ');
    let letter = |at: usize| byte(text, at).to_ascii_lowercase();
    let is_half = matches!(letter(half), b'a' | b'p') && (1..=12).contains(&hour);
    if is_half && letter(half + 1) == b'm' && !byte(text, half + 2).is_ascii_alphanumeric() {
        return Some((half + 2, 60));
    }
    if is_half
        && letter(half + 1) == b'.'
        && letter(half + 2) == b'm'
        && byte(text, half + 3) == b'.'
    {
        return Some((half + 4, 60));
    }
    match parts {
        3 => Some((end, 60)),
        2 => Some((end, 45)),
        _ => None,
    }
}

/// The month whose name ends at a place, and where it begins.
fn month_before(text: &[u8], end: usize) -> Option<usize> {
    let is_letter = |byte: u8| byte.is_ascii_alphabetic() || byte >= 0x80;
    let back = (1..=LONGEST + 1).take_while(|&back| is_letter(before(text, end, back)));
    let start = end - back.count();
    is_month(text.get(start..end)?).then_some(start)
}

fn is_month(word: &[u8]) -> bool {
    MONTHS
        .iter()
        .any(|known| word.eq_ignore_ascii_case(known.as_bytes()))
}

/// `January 15, 2024`, `Jan. 15`, `January 2024`, asked at the figures.
fn behind_month(text: &[u8], at: usize, value: u64, count: usize) -> Option<Found> {
    let gap = at.checked_sub(1).filter(|gap| byte(text, *gap) == b' ')?;
    let is_short = before(text, gap, 1) == b'.';
    let start = month_before(text, gap - usize::from(is_short))?;
    if count == 4 {
        let end = at + 4;
        return is_year(value).then_some(Found {
            start,
            end,
            score: 60,
        });
    }
    let end = ordinal(text, at + count);
    if !(1..=31).contains(&value) || count > 2 {
        return None;
    }
    if let Some(end) = year_behind(text, end) {
        let end = with_time(text, end);
        return Some(Found {
            start,
            end,
            score: 75,
        });
    }
    // `may 3 people` is no date.
    let is_name = byte(text, start).is_ascii_uppercase();
    is_name.then_some(Found {
        start,
        end,
        score: 50,
    })
}

/// `15 January 2024`, `15th of March`, asked at the figures.
fn before_month(text: &[u8], at: usize, value: u64, end: usize) -> Option<Found> {
    let end = ordinal(text, end);
    if !(1..=31).contains(&value) {
        return None;
    }
    let mut from = end + usize::from(byte(text, end) == b'.');
    if !matches!(byte(text, from), b' ' | b'-') {
        return None;
    }
    from += 1;
    for link in [&b"of "[..], b"de "] {
        if text.get(from..from + 3) == Some(link) {
            from += 3;
        }
    }
    let letters = text.get(from..)?.iter().take(LONGEST + 1);
    let count = letters
        .take_while(|byte| byte.is_ascii_alphabetic() || **byte >= 0x80)
        .count();
    let end = from + count;
    if !is_month(text.get(from..end)?) {
        return None;
    }
    if let Some(end) = year_behind(text, end) {
        let end = with_time(text, end);
        return Some(Found {
            start: at,
            end,
            score: 75,
        });
    }
    let is_name = byte(text, from).is_ascii_uppercase();
    is_name.then_some(Found {
        start: at,
        end,
        score: 50,
    })
}

/// Behind `st`, `nd`, `rd`, `th`.
fn ordinal(text: &[u8], end: usize) -> usize {
    let suffix = [byte(text, end), byte(text, end + 1)].map(|byte| byte.to_ascii_lowercase());
    let is_end = !byte(text, end + 2).is_ascii_alphanumeric();
    let is_one = is_end && matches!(&suffix, b"st" | b"nd" | b"rd" | b"th");
    end + if is_one { 2 } else { 0 }
}

/// Behind the year that follows a day or month.
fn year_behind(text: &[u8], end: usize) -> Option<usize> {
    let mut from = end + usize::from(matches!(byte(text, end), b',' | b'.'));
    from += usize::from(matches!(byte(text, from), b' ' | b'-'));
    if text.get(from..from + 3) == Some(b"de ") {
        from += 3;
    }
    match figures(text, from) {
        Some((year, 4)) if from > end && is_year(year) => Some(from + 4),
        _ => None,
    }
}
