//! Telephone numbers: international ones (ITU-T E.164) and the ways of several countries
//! to write their own.

mod plans;
mod written;

use crate::pii::entity::{Found, Place};
use crate::pii::run::{before, byte, may_begin, may_end};
use plans::{CODES, LENGTHS, MADE_UP, PLANS, Plan};
use written::{Group, Lead, Written};

/// The fewest digits of a number.
const FEWEST: usize = 7;
/// The most (E.164).
const MOST: usize = 15;

pub(in crate::pii) fn seek(text: &[u8], place: Place) -> Option<Found> {
    if !is_worth_it(text, place) {
        return None;
    }
    let written = Written::read(text, place.run.start)?;
    if !may_begin(text, written.start) {
        return None;
    }
    (1..=written.groups().len()).rev().find_map(|count| {
        let found = first(text, &written, count)?;
        let (end, extended) = extension(text, found.end);
        (extended || may_end(text, end)).then_some(Found { end, ..found })
    })
}

/// Whether there are enough digits at all: most numbers of a text are too short.
fn is_worth_it(text: &[u8], place: Place) -> bool {
    let run = place.run;
    // An extension may stand right behind it, `5550100x42`.
    let digits = (run.start..run.end)
        .take_while(|&at| byte(text, at).is_ascii_digit())
        .count();
    let is_gap = |byte: u8| matches!(byte, b' ' | b'-' | b'.' | b'/' | b')' | b'(');
    let next = byte(text, run.start + digits);
    let beyond = byte(text, run.start + digits + 1);
    let goes_on = is_gap(next) && (beyond.is_ascii_digit() || is_gap(beyond));
    (FEWEST..=MOST).contains(&digits) || digits < FEWEST && goes_on
}

/// What the first groups are, if they are a number.
fn first(text: &[u8], written: &Written, count: usize) -> Option<Found> {
    let groups = written.groups().get(..count)?;
    let end = groups.last()?.end;
    let total: usize = groups.iter().map(|group| group.digits).sum();
    let digits = written.digits().get(..total)?;
    let score = match written.lead {
        Lead::Plus => 75 * u8::from(is_international(digits)),
        Lead::None | Lead::Bracket => {
            let exit = [&b"00"[..], b"011"]
                .into_iter()
                .find_map(|exit| digits.strip_prefix(exit));
            let abroad = exit.is_some_and(|rest| count > 1 && is_international(rest));
            national(text, written, count, digits).max(55 * u8::from(abroad))
        }
    };
    (score > 0).then_some(Found {
        start: written.start,
        end,
        score,
    })
}

/// Whether digits are a country's code and a number of the right length.
fn is_international(digits: &[u8]) -> bool {
    let code = (1..=3).find_map(|length| {
        let head = digits.get(..length)?;
        let text = std::str::from_utf8(head).ok()?;
        CODES
            .get(length - 1)?
            .split(' ')
            .any(|code| code == text)
            .then_some(head)
    });
    let Some(code) = code else {
        return false;
    };
    let number = digits.get(code.len()..).unwrap_or_default();
    let lengths = LENGTHS.iter().find(|(known, _)| known.as_bytes() == code);
    let (least, most) = lengths.map_or((6, 12), |(_, lengths)| *lengths);
    (least..=most).contains(&number.len())
        && digits.len() <= MOST
        && (code == b"39" || number.first() != Some(&b'0'))
        && (code != b"1" || plans::is_area(number))
        && !crate::pii::checksum::is_monotone(number)
}

/// How sure the surest plan is that has such groups.
fn national(text: &[u8], written: &Written, count: usize, digits: &[u8]) -> u8 {
    let groups = written.groups().get(..count).unwrap_or_default();
    let is_together = count == 1;
    let blanks = groups.iter().skip(1).all(|group| group.separator == b' ');
    // Blanks part this number as well as it from the numbers beside it, which are others
    // if they are written like this one.
    let end = groups.last().map_or(0, |group| group.end);
    let is_bare = blanks && !is_together && written.lead == Lead::None;
    let is_digit = |byte: u8| byte.is_ascii_digit();
    let goes_on = byte(text, end) == b' '
        && is_digit(byte(text, end + 1))
        && !is_alike(text, end + 1, groups);
    let length = end - written.start;
    let comes_from = before(text, written.start, 1) == b' '
        && is_digit(before(text, written.start, 2))
        && !(written.start.checked_sub(length + 1))
            .is_some_and(|start| is_alike(text, start, groups));
    let goes_on = goes_on || comes_from;
    if !written.is_even(count) || (is_bare && goes_on) {
        return 0;
    }
    let fits = |plan: &&Plan| {
        let has_groups = || {
            is_together
                || plan.groups.iter().any(|lengths| {
                    lengths.len() == count
                        && lengths
                            .iter()
                            .zip(groups)
                            .all(|(length, group)| usize::from(*length) == group.digits)
                })
        };
        plan.may_be(digits)
            && has_groups()
            && plan
                .starts
                .iter()
                .any(|start| digits.starts_with(start.as_bytes()))
            && (plan.check)(digits)
    };
    let score = |plan: &Plan| {
        if is_together {
            plan.together
        } else {
            plan.apart
        }
    };
    let bonus = if written.lead == Lead::Bracket && !is_together {
        10
    } else {
        0
    };
    let known = PLANS.iter().filter(fits).map(score).max();
    let loose = if written.has_trunk(count, digits) {
        45
    } else {
        0
    };
    // With signs between the groups it hardly is anything else, with blanks it may be.
    let is_area = || {
        plans::is_area(
            digits
                .get(digits.len().saturating_sub(10)..)
                .unwrap_or_default(),
        )
    };
    let made_up = known == Some(MADE_UP) && !is_together && !is_bare && is_area();
    let best = known
        .unwrap_or_default()
        .max(loose)
        .max(42 * u8::from(made_up));
    if best == 0 { 0 } else { best + bonus }
}

/// Whether groups of digits stand at a place as these do, with blanks between them.
fn is_alike(text: &[u8], at: usize, groups: &[Group]) -> bool {
    let mut here = at;
    let are_equal = groups.iter().enumerate().all(|(nth, group)| {
        let all = (here..=here + group.digits).map(|at| byte(text, at));
        let digits = all.take_while(u8::is_ascii_digit).count();
        let is_parted = nth == 0 || before(text, here, 1) == b' ';
        here += group.digits + 1;
        is_parted && digits == group.digits
    });
    are_equal && !before(text, at, 1).is_ascii_digit()
}

/// Where the number ends with an extension, and whether it has one.
fn extension(text: &[u8], end: usize) -> (usize, bool) {
    const MARKS: &[&[u8]] = &[b"extension", b"ext.", b"ext", b"x", b"#"];
    let blanks = |at: usize| {
        (at..at + 2)
            .take_while(|&at| matches!(byte(text, at), b' ' | b','))
            .count()
    };
    let at = end + blanks(end);
    let tail = text.get(at..).unwrap_or_default();
    let is_mark = |mark: &&&[u8]| {
        tail.get(..mark.len())
            .is_some_and(|head| head.eq_ignore_ascii_case(mark))
    };
    let Some(mark) = MARKS.iter().find(is_mark) else {
        return (end, false);
    };
    let from = at + mark.len();
    let from = from + usize::from(matches!(byte(text, from), b' ' | b':'));
    let digits = (from..from + 7)
        .take_while(|&at| byte(text, at).is_ascii_digit())
        .count();
    if (1..=6).contains(&digits) && may_end(text, from + digits) {
        (from + digits, true)
    } else {
        (end, false)
    }
}
