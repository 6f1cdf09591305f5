//! What a target format could not carry, told instead of hidden.

use std::borrow::Cow;
use std::fmt;

use crate::json::Writer;

/// What happened to a field that could not be carried as it was.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum LossAction {
    /// It is not there.
    Dropped,
    /// It was moved into the range the target takes.
    Clamped,
    /// It was missing and the target demands it, so a default stands there.
    Defaulted,
    /// It stands in another field or form that means nearly the same.
    Renamed,
}

impl LossAction {
    /// The word used in headers and metrics.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Dropped => "dropped",
            Self::Clamped => "clamped",
            Self::Defaulted => "defaulted",
            Self::Renamed => "renamed",
        }
    }
}

/// One field that changed its meaning on the way.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Loss {
    /// Path in the source body, in its own words: `logprobs`, `messages[2].content[0].image_url.detail`.
    pub field: Cow<'static, str>,
    /// What happened.
    pub action: LossAction,
    /// Why, in one phrase that names no value of the body.
    pub reason: Cow<'static, str>,
}

impl fmt::Display for Loss {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} {}: {}", self.field, self.action.name(), self.reason)
    }
}

/// The losses of one translation, in order, without repeats.
///
/// Bounded: after [`Losses::MOST`] only the count goes on.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Losses {
    list: Vec<Loss>,
    more: usize,
}

impl Losses {
    /// Most losses that are listed one by one.
    pub const MOST: usize = 32;

    /// No losses.
    pub const NONE: Self = Self {
        list: Vec::new(),
        more: 0,
    };

    /// Notes a loss; one that is listed already is not listed again.
    pub fn push(
        &mut self,
        action: LossAction,
        field: impl Into<Cow<'static, str>>,
        reason: impl Into<Cow<'static, str>>,
    ) {
        let loss = Loss {
            field: field.into(),
            action,
            reason: reason.into(),
        };
        if self.list.contains(&loss) {
            return;
        }
        if self.list.len() < Self::MOST {
            self.list.push(loss);
        } else {
            self.more += 1;
        }
    }

    /// Notes a field that is not carried.
    pub fn dropped(
        &mut self,
        field: impl Into<Cow<'static, str>>,
        reason: impl Into<Cow<'static, str>>,
    ) {
        self.push(LossAction::Dropped, field, reason);
    }

    /// Adds those of another translation.
    pub fn extend(&mut self, other: Self) {
        for loss in other.list {
            self.push(loss.action, loss.field, loss.reason);
        }
        self.more += other.more;
    }

    /// Whether all that was asked has been carried as it was: only what nobody
    /// asked for, a default that the target demands, has been added.
    #[must_use]
    pub fn are_defaults_only(&self) -> bool {
        self.more == 0
            && self
                .list
                .iter()
                .all(|loss| loss.action == LossAction::Defaulted)
    }

    /// Whether nothing was lost.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.list.is_empty()
    }

    /// The losses that are listed.
    pub fn iter(&self) -> std::slice::Iter<'_, Loss> {
        self.list.iter()
    }

    /// How many there are, the unlisted ones included.
    #[must_use]
    pub fn len(&self) -> usize {
        self.list.len() + self.more
    }

    /// The value of the `x-sluice-losses` header: `field;action, field;action`,
    /// in visible ASCII, at most about 1 KiB.
    #[must_use]
    pub fn header(&self) -> String {
        let mut out = String::new();
        let mut unlisted = self.more;
        for (index, loss) in self.list.iter().enumerate() {
            if out.len() + loss.field.len() > 1000 {
                unlisted += self.list.len() - index;
                break;
            }
            if !out.is_empty() {
                out.push_str(", ");
            }
            out.extend(loss.field.chars().map(|c| {
                if c.is_ascii_graphic() && c != ',' && c != ';' {
                    c
                } else {
                    '_'
                }
            }));
            out.push(';');
            out.push_str(loss.action.name());
        }
        if unlisted > 0 {
            out.push_str(&format!(", +{unlisted};more"));
        }
        out
    }

    /// The losses as a JSON array of `{"field", "action", "reason"}`.
    #[must_use]
    pub fn to_json(&self) -> Vec<u8> {
        let mut out = Vec::new();
        let mut writer = Writer::new(&mut out);
        writer.begin_array();
        for loss in &self.list {
            writer.begin_object();
            writer.key("field");
            writer.str(&loss.field);
            writer.key("action");
            writer.str(loss.action.name());
            writer.key("reason");
            writer.str(&loss.reason);
            writer.end_object();
        }
        writer.end_array();
        out
    }
}

impl<'a> IntoIterator for &'a Losses {
    type Item = &'a Loss;
    type IntoIter = std::slice::Iter<'a, Loss>;

    fn into_iter(self) -> Self::IntoIter {
        self.iter()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_header_is_visible_ascii_and_bounded() {
        let mut losses = Losses::default();
        losses.dropped("métadata[\n]", "no place for it");
        for index in 0..200 {
            losses.push(
                LossAction::Clamped,
                format!("messages[{index}].content[0].a_long_name_of_a_field"),
                "out of range",
            );
        }
        let header = losses.header();
        assert!(
            header.starts_with("m_tadata[_];dropped, messages[0]"),
            "{header}"
        );
        assert!(
            header.len() < 1200 && header.bytes().all(|b| (0x20..0x7f).contains(&b)),
            "{header}"
        );
        assert!(header.ends_with(";more"), "{header}");
        assert_eq!(losses.len(), 201);
    }

    #[test]
    fn a_loss_is_listed_once() {
        let mut losses = Losses::default();
        losses.dropped("seed", "no place for it");
        losses.dropped("seed", "no place for it");
        assert_eq!(losses.len(), 1);
        assert_eq!(
            losses.to_json(),
            br#"[{"field":"seed","action":"dropped","reason":"no place for it"}]"#
        );
    }
}
