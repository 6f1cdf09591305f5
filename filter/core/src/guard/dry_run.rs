//! One text past the guardrails, without an exchange: for whoever tries them.

use sluice_guard::{Check, Match, find_all};
use sluice_protocol::WireFormat;
use sluice_protocol::any::AnyFormat;
use sluice_protocol::json::{Document, Limits, Writer};

use super::body::{Body, What, pass_body};
use super::look::View;
use super::set::{Guards, Plan};
use super::verdict::{Direction, Ending};
use super::{About, Guarded};

/// What one guardrail has come to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Tried {
    /// Its name.
    pub guardrail: String,
    /// `pass`, `error`, `unasked` for a service, or its action.
    pub action: &'static str,
    /// How many places it has found; one if it judges the whole.
    pub count: u32,
    /// Whether it acts, or only logs.
    pub is_enforced: bool,
}

/// What the guardrails have come to about a text.
#[derive(Debug, Clone, PartialEq)]
pub struct DryRun {
    /// What was found, in order of its place.
    pub matches: Vec<Match>,
    /// What each guardrail has come to that was reached.
    pub guardrails: Vec<Tried>,
    /// What becomes of the text: `pass`, `redact`, or the action that stops it.
    pub verdict: &'static str,
    /// Why it was stopped, if that can be said.
    pub reason: Option<String>,
    /// The text as it goes on; none if it does not.
    pub text: Option<String>,
}

impl Guards {
    /// Lets a text pass, as what a user says, or as a model's answer if it comes out, in
    /// a request of `consumer` for `model`; of those that are for some models or
    /// consumers only, all if none is named. Services are not asked.
    #[must_use]
    pub fn try_text(
        &self,
        comes_out: bool,
        (model, consumer): (Option<&str>, Option<&str>),
        text: &str,
    ) -> DryRun {
        let direction = if comes_out {
            Direction::Output
        } else {
            Direction::Input
        };
        let plan = self.plan_for(direction, model, consumer);
        let bytes = body(comes_out, text);
        let Ok(document) = Document::parse(&bytes, Limits::default()) else {
            return DryRun::unread();
        };
        let body = Body {
            what: What::Message(Some(AnyFormat::Chat(WireFormat::OpenAiChat))),
            content: document.root(&bytes).into(),
        };
        let mut guarded = Guarded {
            about: About::of_nothing(model.unwrap_or_default()),
            ..Guarded::default()
        };
        let passed = pass_body(self, &plan, direction, body, &mut guarded);
        let texts = body.texts(direction);
        let view = View::new(&texts, direction);
        let mut matches = Vec::new();
        for (_, guard) in self.of(&plan) {
            if let Some(Check::Find(check)) = &guard.check {
                let pieces = view.read_by(guard);
                matches.extend(pieces.flat_map(|(_, piece)| find_all(check.as_ref(), piece.text)));
            }
        }
        matches.sort_by_key(|found| (found.span.start, found.span.end));
        let (verdict, reason, text) = match passed {
            Ok(None) => ("pass", None, Some(text.to_owned())),
            Ok(Some(changed)) => ("redact", None, text_of(comes_out, &changed)),
            Err(stop) => {
                let action = stop.action(self).map_or("error", |action| action.name());
                (action, stop.reason().map(str::to_owned), None)
            }
        };
        DryRun {
            matches,
            guardrails: self.tried(&plan, &guarded),
            verdict,
            reason,
            text,
        }
    }

    fn plan_for(&self, direction: Direction, model: Option<&str>, consumer: Option<&str>) -> Plan {
        let all = self.iter().enumerate();
        all.filter(|(_, guard)| {
            let is_models = model.is_none_or(|model| guard.rule.is_for_model(model));
            let is_consumers = consumer.is_none() || guard.rule.is_for_consumer(consumer);
            guard.looks_at(direction) && is_models && is_consumers
        })
        .map(|(index, _)| index)
        .collect()
    }

    fn tried(&self, plan: &[usize], guarded: &Guarded) -> Vec<Tried> {
        let told = self.of(plan).filter_map(|(index, guard)| {
            let is_service = matches!(guard.check, Some(Check::Service(_)));
            let verdict = guarded.verdicts.of(index);
            let (action, count) = match verdict.map(|verdict| verdict.ending) {
                _ if is_service => ("unasked", 0),
                Some(Ending::Found(count)) => (guard.rule.action.name(), count),
                Some(Ending::Passed) => ("pass", 0),
                Some(Ending::Failed) => ("error", 0),
                None => return None,
            };
            Some(Tried {
                guardrail: guard.rule.name.clone(),
                action,
                count,
                is_enforced: guard.rule.is_enforced,
            })
        });
        told.collect()
    }
}

impl DryRun {
    /// Of a text that cannot even be written as JSON, which cannot be.
    const fn unread() -> Self {
        Self {
            matches: Vec::new(),
            guardrails: Vec::new(),
            verdict: "error",
            reason: None,
            text: None,
        }
    }
}

/// A body that says just that.
fn body(comes_out: bool, text: &str) -> Vec<u8> {
    let (before, behind): (&[u8], &[u8]) = if comes_out {
        (
            br#"{"choices":[{"index":0,"message":{"role":"assistant","content":"#,
            b"}}]}",
        )
    } else {
        (br#"{"messages":[{"role":"user","content":"#, b"}]}")
    };
    let mut out = Vec::with_capacity(text.len() + 128);
    out.extend_from_slice(before);
    Writer::new(&mut out).str(text);
    out.extend_from_slice(behind);
    out
}

/// What such a body says.
fn text_of(comes_out: bool, bytes: &[u8]) -> Option<String> {
    let document = Document::parse(bytes, Limits::default()).ok()?;
    let root = document.root(bytes);
    let said = if comes_out {
        root.get("choices")?.items().next()?.get("message")?
    } else {
        root.get("messages")?.items().next()?
    };
    let text = said.get("content")?.text()?;
    Some(text.to_str().into_owned())
}
