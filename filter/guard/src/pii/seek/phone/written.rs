//! Groups of digits and what stands between them.

use super::MOST;
use crate::pii::run::{before, byte};

/// The most groups of a number.
const MOST_GROUPS: usize = 8;

/// What stands before the first digit.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Lead {
    None,
    /// `(`
    Bracket,
    /// `+`, with a bracket before it or without.
    Plus,
}

/// Digits in a row.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Group {
    /// How many they are.
    pub(super) digits: usize,
    /// Where they end; behind the bracket that is closed there.
    pub(super) end: usize,
    /// What stands before them: a blank, `-`, `.`, `/`, or `)` whatever is beside it.
    pub(super) separator: u8,
}

/// What is written from a place on and may be a telephone number.
#[derive(Debug)]
pub(super) struct Written {
    /// Where it begins.
    pub(super) start: usize,
    pub(super) lead: Lead,
    digits: [u8; MOST],
    count: usize,
    groups: [Group; MOST_GROUPS],
    group_count: usize,
}

impl Written {
    /// Reads the groups that begin where a digit stands.
    pub(super) fn read(text: &[u8], at: usize) -> Option<Self> {
        let (lead, start) = match (before(text, at, 1), before(text, at, 2)) {
            (b'+', b'(') => (Lead::Plus, at - 2),
            (b'+', _) => (Lead::Plus, at - 1),
            (b'(', b'+') => (Lead::Plus, at - 2),
            (b'(', _) => (Lead::Bracket, at - 1),
            _ => (Lead::None, at),
        };
        let mut this = Self {
            start,
            lead,
            digits: [0; MOST],
            count: 0,
            groups: [Group::default(); MOST_GROUPS],
            group_count: 0,
        };
        let is_led = before(text, at, 1) == b'(' || start + 2 == at;
        // Which group has an open bracket before it.
        let mut open = is_led.then_some(0);
        let mut is_closed = false;
        let mut here = at;
        let mut separator = 0;
        while this.group_count < MOST_GROUPS {
            let from = here;
            let first_digit = this.count;
            while byte(text, here).is_ascii_digit() {
                let Some(slot) = this.digits.get_mut(this.count) else {
                    // More digits than any number has: the groups before may be one.
                    this.count = first_digit;
                    return Some(this.bracketed(is_led, is_closed));
                };
                *slot = byte(text, here);
                this.count += 1;
                here += 1;
            }
            let closes = open == Some(this.group_count) && byte(text, here) == b')';
            is_closed |= closes && this.group_count == 0;
            // The nought to be left out from abroad, `+49 (0)30`.
            let is_left_out = lead == Lead::Plus
                && this.group_count > 0
                && closes
                && text.get(from..here) == Some(b"0");
            let closed = usize::from(closes);
            if is_left_out {
                this.count = first_digit;
            } else {
                *this.groups.get_mut(this.group_count)? = Group {
                    digits: here - from,
                    end: here + closed,
                    separator,
                };
                this.group_count += 1;
            }
            let Some((next, kind, opens)) = gap(text, here, closes) else {
                break;
            };
            here = next;
            separator = kind;
            open = opens.then_some(this.group_count);
        }
        Some(this.bracketed(is_led, is_closed))
    }

    /// A bracket before it that is not closed behind the first group is not its own, nor
    /// is one around it all.
    fn bracketed(mut self, is_led: bool, is_closed: bool) -> Self {
        if self.lead == Lead::Bracket && is_closed && self.group_count == 1 {
            self.start += 1;
            self.lead = Lead::None;
            if let Some(only) = self.groups.first_mut() {
                only.end -= 1;
            }
            return self;
        }
        if !is_led || is_closed {
            return self;
        }
        Self {
            start: self.start + 1,
            lead: match self.lead {
                Lead::Plus => Lead::Plus,
                Lead::Bracket | Lead::None => Lead::None,
            },
            ..self
        }
    }

    pub(super) fn digits(&self) -> &[u8] {
        self.digits.get(..self.count).unwrap_or_default()
    }

    pub(super) fn groups(&self) -> &[Group] {
        self.groups.get(..self.group_count).unwrap_or_default()
    }

    /// Whether what parts the first groups is the same everywhere, but for what is around
    /// the area.
    pub(super) fn is_even(&self, count: usize) -> bool {
        let groups = self.groups().get(..count).unwrap_or_default();
        let area = usize::from(groups.first().is_some_and(|group| group.digits == 1));
        let Some(([before, ..], behind)) = groups
            .get(area + 1..)
            .and_then(|rest| rest.split_at_checked(1))
        else {
            return true;
        };
        let may_differ = area == 1
            || matches!(before.separator, b')' | b'/' | b' ')
            || self.digits.first() == Some(&b'0');
        behind.first().is_none_or(|first| {
            (may_differ || first.separator == before.separator)
                && !matches!(first.separator, b')' | b'/')
                && behind
                    .iter()
                    .all(|group| group.separator == first.separator)
        })
    }

    /// Whether it begins with the nought of a trunk and has the size of a number within
    /// some country.
    pub(super) fn has_trunk(&self, count: usize, digits: &[u8]) -> bool {
        let groups = self.groups().get(..count).unwrap_or_default();
        matches!(digits, [b'0', b'1'..=b'9', ..])
            && (9..=12).contains(&digits.len())
            && (2..=5).contains(&count)
            && groups
                .first()
                .is_some_and(|area| (2..=5).contains(&area.digits))
            && groups
                .iter()
                .skip(1)
                .all(|group| (2..=8).contains(&group.digits))
    }
}

/// What stands between two groups: where the next begins, what parts them, and whether
/// a bracket is open then. `closes` is for one that is closed first.
fn gap(text: &[u8], at: usize, closes: bool) -> Option<(usize, u8, bool)> {
    let at = at + usize::from(closes);
    let (length, kind, opens) = match [byte(text, at), byte(text, at + 1), byte(text, at + 2)] {
        [b' ' | b'-' | b'.' | b'/', ..] if closes => (1, b')', false),
        _ if closes => (0, b')', false),
        [b' ' | b'-' | b'.', b'(', _] => (2, b')', true),
        [b'(', ..] => (1, b')', true),
        [b' ', b'/', b' '] => (3, b'/', false),
        [kind @ (b' ' | b'-' | b'.' | b'/'), ..] => (1, kind, false),
        _ => return None,
    };
    byte(text, at + length)
        .is_ascii_digit()
        .then_some((at + length, kind, opens))
}
