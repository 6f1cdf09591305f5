//! Dates and times: ISO 8601, day, month and year in figures in any order that there is,
//! names of months, times of a day.

use crate::pii::checksum::date;
use crate::pii::entity::{Found, Place};
use crate::pii::run::{before, byte, character, may_begin, may_end};

/// Names of months and their short forms, as they stand in dates, in small letters:
/// English, German, French, Spanish, Italian, Portuguese, Dutch, the languages of the
/// North, Polish, Czech, Turkish, Russian, Ukrainian.
const MONTHS: &[&str] = &[
    "january february march april may june july august september october november december",
    "jan feb mar apr jun jul aug sep sept oct nov dec",
    "januar jänner februar märz mai juni juli oktober dezember mär mrz okt dez",
    "janvier février fevrier mars avril juin juillet août aout septembre octobre novembre décembre \
     decembre janv févr fevr avr juil déc",
    "enero febrero marzo abril mayo junio julio agosto septiembre setiembre octubre noviembre \
     diciembre ene abr ago dic",
    "gennaio febbraio aprile maggio giugno luglio settembre ottobre dicembre gen mag giu lug ott",
    "janeiro fevereiro março marco maio junho julho setembro outubro novembro dezembro fev out set",
    "januari februari maart mei augustus augusti maj marts mrt desember",
    "stycznia lutego marca kwietnia maja czerwca lipca sierpnia września października listopada \
     grudnia",
    "ledna února března dubna května června července srpna září října listopadu prosince",
    "ocak şubat mart nisan mayıs haziran temmuz ağustos eylül ekim kasım aralık",
    "января февраля марта апреля мая июня июля августа сентября октября ноября декабря",
    "січня лютого березня квітня травня червня липня серпня вересня жовтня листопада грудня",
];

/// The longest name of a month, in bytes.
const LONGEST: usize = 20;

pub(in crate::pii) fn seek(text: &[u8], place: Place) -> Option<Found> {
    let at = place.at;
    let Some((value, count)) = figures(text, at) else {
        return solid(text, place);
    };
    if count > 4 && count != 8 {
        return None;
    }
    let end = at + count;
    let found = in_figures(text, at, value, count)
        .or_else(|| in_signs(text, at, value, count))
        .or_else(|| behind_month(text, at, value, count))
        .or_else(|| before_month(text, at, value, end))
        .or_else(|| {
            let (end, score) = time(text, at)?;
            let end = zone(text, end, false).unwrap_or(end);
            Some(Found {
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
        _ if count == 2 && second_count == 2 => 45,
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
    let Some((end, _)) = time(text, from).filter(|(end, _)| *end > from + 3) else {
        return end;
    };
    zone(text, end, true).unwrap_or(end)
}

/// Behind the `Z` or the distance from Greenwich that follows a time. Without a date
/// `10:30-11:30` is no such distance.
fn zone(text: &[u8], end: usize, is_dated: bool) -> Option<usize> {
    match byte(text, end) {
        b'Z' | b'z' if byte(text, end - 1).is_ascii_digit() => Some(end + 1),
        sign @ (b'+' | b'-') if sign == b'+' || is_dated => {
            let zone = end + 1;
            let colon = usize::from(byte(text, zone + 2) == b':');
            let is_digit = |at: &usize| byte(text, zone + at).is_ascii_digit();
            if [0, 1, 2 + colon, 3 + colon].iter().all(is_digit) {
                return Some(zone + 4 + colon);
            }
            let is_hour = [0, 1].iter().all(is_digit) && !is_digit(&2) && colon == 0;
            is_hour.then_some(zone + 2)
        }
        _ => None,
    }
}

/// A time of a day: where it ends, and how sure it is.
fn time(text: &[u8], at: usize) -> Option<(usize, u8)> {
    let (hour, count) = figures(text, at)?;
    let is_hour = hour < 24 || (hour == 24 && text.get(at + 2..at + 5) == Some(b":00"));
    if count > 2 || !is_hour {
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
    let back = (1..=LONGEST + 1).take_while(|&back| is_letter(before(text, end, back)));
    let start = end - back.count();
    is_month(text.get(start..end)?).then_some(start)
}

/// Where the month ends whose name begins at a place.
fn month(text: &[u8], from: usize) -> Option<usize> {
    let letters = text.get(from..)?.iter().take(LONGEST + 1);
    let end = from + letters.take_while(|byte| is_letter(**byte)).count();
    is_month(text.get(from..end)?).then_some(end)
}

const fn is_letter(byte: u8) -> bool {
    byte.is_ascii_alphabetic() || byte >= 0x80
}

fn is_month(word: &[u8]) -> bool {
    let is_it = |word: &[u8]| {
        let mut all = MONTHS.iter().flat_map(|names| names.split(' '));
        all.any(|known| word.eq_ignore_ascii_case(known.as_bytes()))
    };
    if !(3..=LONGEST).contains(&word.len()) {
        return false;
    }
    if word.is_ascii() {
        return is_it(word);
    }
    std::str::from_utf8(word).is_ok_and(|word| is_it(word.to_lowercase().as_bytes()))
}

/// Whether a word is written as a name, so that `may 3 people` is no date.
fn is_name(text: &[u8], at: usize) -> bool {
    character(text, at).is_some_and(char::is_uppercase)
}

/// `JAN2021`, asked at the letters.
fn solid(text: &[u8], place: Place) -> Option<Found> {
    let year_at = month(text, place.at)?;
    let (year, 4) = figures(text, year_at)? else {
        return None;
    };
    let end = year_at + 4;
    (is_year(year) && end == place.run.end && may_begin(text, place.at) && may_end(text, end))
        .then_some(Found {
            start: place.at,
            end,
            score: 50,
        })
}

/// `January 15, 2024`, `Jan. 15`, `Jan-15-2024`, `January 2024`, `JAN-2024`, asked at the
/// figures.
fn behind_month(text: &[u8], at: usize, value: u64, count: usize) -> Option<Found> {
    let gap = at.checked_sub(1)?;
    let separator = byte(text, gap);
    if !matches!(separator, b' ' | b'-' | b'/') {
        return None;
    }
    let is_short = separator == b' ' && before(text, gap, 1) == b'.';
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
    if let Some(end) = year_behind(text, end, separator) {
        let end = with_time(text, end);
        return Some(Found {
            start,
            end,
            score: 75,
        });
    }
    is_name(text, start).then_some(Found {
        start,
        end,
        score: 50,
    })
}

/// `15 January 2024`, `15th of March`, `15-JAN-24`, `15JAN2024`, asked at the figures.
fn before_month(text: &[u8], at: usize, value: u64, end: usize) -> Option<Found> {
    let day = end;
    let end = ordinal(text, end);
    if !(1..=31).contains(&value) {
        return None;
    }
    let mut from = end + usize::from(byte(text, end) == b'.');
    let separator = match byte(text, from) {
        sign @ (b' ' | b'-' | b'/') => sign,
        _ if from == day || from == end + 1 => 0,
        _ => return None,
    };
    from += usize::from(separator != 0);
    for link in [&b"of "[..], b"de ", b"of the "] {
        if text.get(from..from + link.len()) == Some(link) {
            from += link.len();
        }
    }
    let end = month(text, from)?;
    let found = |end: usize, score: u8| Found {
        start: at,
        end,
        score,
    };
    if let Some(end) = year_behind(text, end, separator) {
        return Some(found(with_time(text, end), 75));
    }
    // `24` in `15-JAN-24`, parted as the day is.
    let year_at = end + usize::from(separator != 0);
    let is_parted = separator == 0 || byte(text, end) == separator;
    if let Some((_, 2)) = figures(text, year_at)
        && is_parted
        && (separator != b' ' || is_name(text, from))
        && byte(text, year_at + 2) != b':'
    {
        return Some(found(with_time(text, year_at + 2), 60));
    }
    (separator != 0 && is_name(text, from)).then_some(found(end, 50))
}

/// `2024年1月15日`, `1月15日`, `2024년 1월 15일`, asked at the first figures.
fn in_signs(text: &[u8], at: usize, first: u64, count: usize) -> Option<Found> {
    let next = |end: usize| {
        let char = character(text, end)?;
        Some((char, end + char.len_utf8()))
    };
    let blank = |at: usize| at + usize::from(byte(text, at) == b' ');
    let (sign, mut here) = next(at + count)?;
    let (year, (month, sign, month_end)) = match sign {
        '年' | '년' if count == 4 && is_year(first) => {
            here = blank(here);
            let (month, digits) = figures(text, here)?;
            let (sign, end) = next(here + digits)?;
            (first, (month, sign, end))
        }
        '月' | '월' => (2000, (first, sign, here)),
        _ => return None,
    };
    if !matches!(sign, '月' | '월') {
        return None;
    }
    let day_at = blank(month_end);
    let (day, digits) = figures(text, day_at)?;
    let (sign, end) = next(day_at + digits)?;
    (matches!(sign, '日' | '号' | '號' | '일') && date(year, month, day)).then_some(Found {
        start: at,
        end,
        score: 75,
    })
}

/// Behind `st`, `nd`, `rd`, `th`, `er`, `º`.
fn ordinal(text: &[u8], end: usize) -> usize {
    let suffix = [byte(text, end), byte(text, end + 1)].map(|byte| byte.to_ascii_lowercase());
    let is_end = !byte(text, end + 2).is_ascii_alphanumeric();
    let is_one = is_end
        && matches!(
            &suffix,
            b"st" | b"nd" | b"rd" | b"th" | b"er" | [0xC2, 0xBA | 0xB0]
        );
    end + if is_one { 2 } else { 0 }
}

/// Behind the year that follows a day or month. `separator` is what parts those two.
fn year_behind(text: &[u8], end: usize, separator: u8) -> Option<usize> {
    let mut from = end + usize::from(matches!(byte(text, end), b',' | b'.'));
    from += usize::from(matches!(byte(text, from), b' ' | b'-' | b'/'));
    for link in [&b"de "[..], b"del "] {
        if text.get(from..from + link.len()) == Some(link) {
            from += link.len();
        }
    }
    match figures(text, from) {
        Some((year, 4)) if (from > end || separator == 0) && is_year(year) => Some(from + 4),
        _ => None,
    }
}
