//! The guardrails of a plan over one stream.

use sluice_guard::{Check, Find};
use sluice_protocol::WireFormat;
use sluice_protocol::chat::{Event, FinishReason};
use sluice_protocol::texts::PieceKind;

use super::super::Guarded;
use super::super::body::replacement;
use super::super::look::{Outcome, conclude, is_taken_out};
use super::super::placeholders::Restorer;
use super::super::set::Guards;
use super::super::stop::Stop;
use super::super::verdict::Direction;
use super::hold::{Each, Hold};
use super::rules::{Denied, Effect, Found, Rules};

/// Lets a stream pass the guardrails of a plan that find places in texts, and puts back
/// what was taken out of the request. Those that judge the whole are for whoever holds
/// it.
#[derive(Debug)]
pub(crate) struct Watch {
    hold: Hold,
    checks: Vec<usize>,
    restorer: Option<Restorer>,
}

impl Watch {
    /// For the stream of a provider that speaks `format`, to a client that speaks
    /// `client`.
    ///
    /// # Errors
    /// A guardrail that cannot be asked, and without which nothing may pass.
    pub(crate) fn new(
        format: WireFormat,
        client: WireFormat,
        guards: &Guards,
        guarded: &mut Guarded,
    ) -> Result<Self, Stop> {
        let mut checks = Vec::new();
        let Guarded {
            output, verdicts, ..
        } = guarded;
        for (index, guard) in guards.of(output) {
            let outcome = match guard.check {
                Some(Check::Find(_)) => Outcome::Passed,
                None => Outcome::Failed,
                Some(_) => continue,
            };
            conclude(guard, index, Direction::Output, outcome, verdicts)?;
            checks.push(index);
        }
        checks.retain(|index| {
            guards
                .get(*index)
                .is_some_and(|guard| guard.check.is_some())
        });
        Ok(Self {
            hold: Hold::new(format, client),
            checks,
            restorer: guarded.vault.restorer(),
        })
    }

    /// Takes in the next event of the provider's, and gives those that go on.
    ///
    /// # Errors
    /// What stops the stream. It is then to be ended by [`Watch::end`].
    pub(crate) fn event(
        &mut self,
        event: &Event<'_>,
        guards: &Guards,
        guarded: &mut Guarded,
        each: Each<'_>,
    ) -> Result<(), Stop> {
        self.with_rules(guards, guarded, |hold, rules| {
            hold.event(event, rules, each)
        })
    }

    /// Looks at what has come: a part of the stream's bytes has been read to its end.
    ///
    /// # Errors
    /// As [`Watch::event`].
    pub(crate) fn settle(
        &mut self,
        guards: &Guards,
        guarded: &mut Guarded,
        each: Each<'_>,
    ) -> Result<(), Stop> {
        self.with_rules(guards, guarded, |hold, rules| hold.settle(rules, each))
    }

    fn with_rules(
        &mut self,
        guards: &Guards,
        guarded: &mut Guarded,
        then: impl FnOnce(&mut Hold, &mut dyn Rules) -> Result<(), Denied>,
    ) -> Result<(), Stop> {
        let mut rules = Bound {
            guards,
            guarded,
            checks: &self.checks,
            restorer: self.restorer.as_ref(),
            choice: 0,
            stop: None,
        };
        let Err(denied) = then(&mut self.hold, &mut rules) else {
            return Ok(());
        };
        let check = denied.check.and_then(|check| self.checks.get(check));
        let check = check.copied().or_else(|| guards.closed(&self.checks));
        let unread = Stop::unreadable(check.unwrap_or_default());
        Err(rules.stop.unwrap_or(unread))
    }

    /// Ends a stream that has been stopped, in good form.
    pub(crate) fn end(&mut self, reason: &FinishReason<'_>, each: Each<'_>) {
        self.hold.end(reason, each);
    }
}

/// The guardrails, as rules.
struct Bound<'w> {
    guards: &'w Guards,
    guarded: &'w mut Guarded,
    checks: &'w [usize],
    /// Comes behind all checks.
    restorer: Option<&'w Restorer>,
    choice: u32,
    stop: Option<Stop>,
}

/// Finds nothing.
#[derive(Debug)]
struct Nothing;

impl Find for Nothing {
    fn find(
        &self,
        window: sluice_guard::Window<'_>,
        _: &mut dyn FnMut(sluice_guard::Match),
    ) -> usize {
        window.text.len()
    }

    fn look_behind(&self) -> usize {
        0
    }

    fn reach(&self) -> usize {
        0
    }
}

impl Rules for Bound<'_> {
    fn checks(&self) -> usize {
        self.checks.len() + usize::from(self.restorer.is_some())
    }

    fn find(&self, check: usize) -> &dyn Find {
        let guard = self.checks.get(check);
        let guard = guard.and_then(|index| self.guards.get(*index));
        match (guard.and_then(|guard| guard.check.as_ref()), self.restorer) {
            (Some(Check::Find(check)), _) => check.as_ref(),
            (None, Some(restorer)) => restorer,
            _ => &Nothing,
        }
    }

    fn looks_at(&self, check: usize, kind: PieceKind) -> bool {
        let Some(index) = self.checks.get(check) else {
            return true;
        };
        self.guards
            .get(*index)
            .is_some_and(|guard| guard.rule.reads(kind))
    }

    fn is_closed(&self) -> bool {
        self.guards.closed(self.checks).is_some()
    }

    fn turn_to(&mut self, choice: u32) {
        self.choice = choice;
    }

    fn effect(&mut self, found: &Found<'_>) -> Effect {
        let Some(index) = self.checks.get(found.check).copied() else {
            return Effect::Replace;
        };
        let Some(guard) = self.guards.get(index) else {
            return Effect::Note;
        };
        let outcome = Outcome::of(1, None);
        let verdicts = &mut self.guarded.verdicts;
        match conclude(guard, index, Direction::Output, outcome, verdicts) {
            Err(stop) => {
                self.stop = Some(stop);
                Effect::Deny
            }
            Ok(()) if is_taken_out(guard) => Effect::Replace,
            Ok(()) => Effect::Note,
        }
    }

    fn replacement(&mut self, found: &Found<'_>) -> String {
        let Some(index) = self.checks.get(found.check).copied() else {
            let restorer = self.restorer;
            return restorer.map_or_else(String::new, |all| all.restored(found.text));
        };
        replacement(
            self.guards,
            (index, found.label, found.text),
            (Direction::Output, self.choice),
            self.guarded,
        )
    }
}

#[cfg(test)]
mod tests {
    use sluice_config::Replacement;
    use sluice_guard::Label;
    use sluice_protocol::chat::PartKind;

    use super::super::super::placeholders::Of;
    use super::*;

    /// The guardrails of a configuration.
    fn guards(guardrails: &serde_json::Value) -> Guards {
        let config = serde_json::json!({
            "version": "v1",
            "listener": {"address": "127.0.0.1", "port": 10000},
            "access": "open",
            "providers": {"p": {"format": "openai-chat", "endpoint": "http://p.test"}},
            "models": {"m": {"targets": [{"provider": "p", "model": "m"}]}},
            "guardrails": guardrails,
        });
        Guards::new(&sluice_config::from_json(config.to_string().as_bytes()).unwrap())
    }

    /// What becomes of a text that comes in two pieces.
    fn passed(guards: &Guards, guarded: &mut Guarded, pieces: [&str; 2]) -> (String, bool) {
        guarded.output = vec![0];
        let mut watch = Watch::new(
            WireFormat::OpenAiChat,
            WireFormat::OpenAiChat,
            guards,
            guarded,
        )
        .unwrap();
        let mut out = String::new();
        let mut each = |event: &Event<'_>| match event {
            Event::PartDelta { text, .. } => out.push_str(&text.to_str()),
            Event::Finish { .. } => out.push('.'),
            _ => {}
        };
        let (choice, part, kind) = (0, 0, PartKind::Text);
        let mut events = vec![Event::PartStart { choice, part, kind }];
        events.extend(pieces.map(|text| Event::PartDelta {
            choice,
            part,
            text: text.into(),
        }));
        events.extend([Event::PartStop { choice, part }, Event::End]);
        let stopped = events
            .iter()
            .find_map(|event| watch.event(event, guards, guarded, &mut each).err());
        if stopped.is_some() {
            watch.end(&FinishReason::ContentFilter, &mut each);
        }
        (out, stopped.is_some())
    }

    fn emails(action: &serde_json::Value) -> Guards {
        let mut rule =
            serde_json::json!({"check": {"pii": {"entities": ["EMAIL_ADDRESS"]}}, "on": "output"});
        for (name, value) in action.as_object().unwrap() {
            rule[name] = value.clone();
        }
        guards(&serde_json::json!({ "mail": rule }))
    }

    #[test]
    fn an_address_is_taken_out_and_what_was_taken_out_comes_back() {
        let guards = emails(&serde_json::json!({"action": "redact"}));
        let mut guarded = Guarded::default();
        let label = Label::BuiltIn("PERSON");
        let of = Of::Request { restores: true };
        guarded
            .vault
            .replace(&label, "Ana", &Replacement::Placeholder, of);
        let pieces = ["To [PERS", "ON_1]: jo@example.org, please"];
        let (text, is_stopped) = passed(&guards, &mut guarded, pieces);
        assert_eq!(text, "To Ana: [EMAIL_ADDRESS_1], please");
        assert!(!is_stopped);
        let told = guarded.verdicts.header(&guards);
        assert_eq!(told, "mail;on=output;action=redact;count=1");
    }

    #[test]
    fn an_address_stops_a_stream_that_may_not_have_one() {
        let guards = emails(&serde_json::json!({"action": "deny"}));
        let mut guarded = Guarded::default();
        let pieces = ["To jo@exa", "mple.org, please"];
        let (text, is_stopped) = passed(&guards, &mut guarded, pieces);
        assert_eq!((&*text, is_stopped), ("To .", true));
        assert_eq!(
            guarded.verdicts.header(&guards),
            "mail;on=output;action=deny;count=1"
        );
    }

    #[test]
    fn a_guardrail_on_watch_only_changes_nothing() {
        let guards = emails(&serde_json::json!({"action": "deny", "mode": "monitor"}));
        let mut guarded = Guarded::default();
        let pieces = ["To jo@exa", "mple.org"];
        let (text, is_stopped) = passed(&guards, &mut guarded, pieces);
        assert_eq!((&*text, is_stopped), ("To jo@example.org", false));
        assert!(!guarded.verdicts.is_clean());
    }
}
