//! Guardrails: what fits what.

use sluice_guard::{Check, PieceKind};

use super::{Problems, is_name, service, suggest};
use crate::resolved::NamePattern;
use crate::{Guardrail, GuardrailAction, Path, Replacement, raw};

/// More would take longer than a request may wait.
const MOST: usize = 100;
const MOST_RETRIES: u8 = 3;
const LONGEST_MESSAGE: usize = 500;

pub(super) fn all(
    gateway: &raw::Gateway,
    path: &Path,
    problems: &mut Problems<'_>,
) -> Vec<Guardrail> {
    let all = &gateway.guardrails.0;
    if all.len() > MOST {
        problems.add(
            path.clone(),
            format!("{} guardrails are more than {MOST}", all.len()),
            "put patterns and words that are treated alike into one",
        );
        return Vec::new();
    }
    all.iter()
        .map(|(name, raw)| one(name, raw, gateway, &path.key(name), problems))
        .collect()
}

fn one(
    name: &str,
    raw: &raw::Guardrail,
    gateway: &raw::Gateway,
    path: &Path,
    problems: &mut Problems<'_>,
) -> Guardrail {
    if !is_name(name) || name.contains(['/', ':']) {
        problems.add(
            path.clone(),
            "cannot be the name of a guardrail",
            "use 1 to 128 of a-z A-Z 0-9 . _ -",
        );
    }
    check(raw, path, problems);
    service::check(&raw.check, gateway, &path.key("check"), problems);
    let input = raw.on != raw::On::Output;
    let output = raw.on != raw::On::Input;
    if !output && raw.hold != raw::Hold::default() {
        problems.add(
            path.key("hold"),
            "only answers are held",
            "remove it, or write `on: output` or `on: both`",
        );
    }
    if !input && raw.latest {
        problems.add(
            path.key("latest"),
            "an answer has one turn only",
            "remove it, or write `on: input` or `on: both`",
        );
    }
    if raw.latest && raw.action == raw::Action::Redact {
        problems.add(
            path.key("latest"),
            "what is taken out of a new turn would go to the model unread with the next",
            "remove it, or write another `action`",
        );
    }
    Guardrail {
        name: name.to_owned(),
        check: raw.check.clone(),
        input,
        output,
        parts: raw
            .parts
            .as_deref()
            .map(|parts| kinds(parts, &path.key("parts"), problems))
            .unwrap_or_default(),
        latest: raw.latest,
        action: action(raw, path, problems),
        status: status(&raw.deny, &path.key("deny"), problems),
        message: raw.deny.message.clone(),
        is_enforced: raw.mode == raw::Mode::Enforce,
        share: share(raw.percent, &path.key("percent"), problems),
        fails_open: raw.on_error == raw::OnError::Pass,
        models: raw.models.as_deref().map(|models| {
            let known = gateway.models.0.iter().map(|(name, _)| name.as_str());
            // With direct models any `provider/model` is one.
            let is_open = gateway.direct_models;
            patterns(models, known, is_open, &path.key("models"), problems)
        }),
        consumers: raw.consumers.as_deref().map(|consumers| {
            let known = gateway.consumers.iter().map(|known| known.name.as_str());
            patterns(consumers, known, false, &path.key("consumers"), problems)
        }),
        holds_all: raw.hold == raw::Hold::Full,
    }
}

fn check(raw: &raw::Guardrail, path: &Path, problems: &mut Problems<'_>) {
    if problems.options.is_rendered {
        return;
    }
    let check = raw.check.compile();
    if raw.action == raw::Action::Redact && check.as_ref().is_ok_and(|check| !finds_places(check)) {
        problems.add(
            path.key("action"),
            "this check tells of no place that could be taken out",
            "write `action: deny`, or another check",
        );
    }
    let path = path.key("check");
    for error in check.err().into_iter().flatten() {
        let path = error
            .at
            .split('.')
            .fold(path.clone(), |path, key| match key.split_once('[') {
                Some((key, rest)) => rest
                    .split(['[', ']'])
                    .filter_map(|index| index.parse().ok())
                    .fold(path.key(key), |path, index: usize| path.index(index)),
                None => path.key(key),
            });
        problems.add(path, error.problem, error.mend);
    }
}

/// Whether what it finds can be taken out.
fn finds_places(check: &Check) -> bool {
    match check {
        Check::Find(_) => true,
        Check::Judge(_) => false,
        Check::Service(service) => service.finds_places(),
    }
}

fn kinds(parts: &[raw::Part], path: &Path, problems: &mut Problems<'_>) -> Vec<PieceKind> {
    if parts.is_empty() {
        problems.add(
            path.clone(),
            "nothing would be checked",
            "name parts, or remove it to check all",
        );
    }
    let kind = |part: &raw::Part| match part {
        raw::Part::User => PieceKind::User,
        raw::Part::System => PieceKind::System,
        raw::Part::ToolArguments => PieceKind::ToolArguments,
        raw::Part::ToolResults => PieceKind::ToolResult,
        raw::Part::Reasoning => PieceKind::Reasoning,
        raw::Part::Answer => PieceKind::Answer,
        raw::Part::Other => PieceKind::Other,
    };
    parts.iter().map(kind).collect()
}

fn share(percent: Option<raw::Percent>, path: &Path, problems: &mut Problems<'_>) -> u32 {
    let share = percent.map_or(Guardrail::ALL, |percent| percent.0);
    if share == 0 {
        problems.add(
            path.clone(),
            "nothing would be checked",
            "remove the guardrail, or write a percentage above 0",
        );
    }
    share
}

/// Names that are meant; each must mean something that there is.
fn patterns<'k>(
    written: &[String],
    known: impl Iterator<Item = &'k str> + Clone,
    is_open: bool,
    path: &Path,
    problems: &mut Problems<'_>,
) -> Vec<NamePattern> {
    if written.is_empty() {
        problems.add(
            path.clone(),
            "nothing would be checked",
            "name some, or remove it for all",
        );
    }
    let mut patterns = Vec::with_capacity(written.len());
    for (index, name) in written.iter().enumerate() {
        let Some(pattern) = NamePattern::new(name) else {
            problems.add(
                path.index(index),
                format!("{name:?} has more than one `*`"),
                "write one at most",
            );
            continue;
        };
        let is_known = known
            .clone()
            .any(|known| pattern.fits(known) || known == name);
        if !is_known && !is_open && problems.known.document.is_none() {
            problems.add(
                path.index(index),
                format!("{name:?} is not known"),
                suggest(name, known.clone()),
            );
        }
        patterns.push(pattern);
    }
    patterns
}

fn action(raw: &raw::Guardrail, path: &Path, problems: &mut Problems<'_>) -> GuardrailAction {
    let options = [
        (raw::Action::Deny, "deny", raw.deny != raw::Deny::default()),
        (
            raw::Action::Redact,
            "redact",
            raw.redact != raw::Redact::default(),
        ),
        (raw::Action::Flag, "flag", raw.flag != raw::Flag::default()),
        (
            raw::Action::Retry,
            "retry",
            raw.retry != raw::Retry::default(),
        ),
    ];
    for (action, key, is_written) in options {
        // A retry that does not help ends as a refusal.
        let applies = action == raw.action
            || (action == raw::Action::Deny
                && matches!(raw.action, raw::Action::Retry | raw::Action::Fallback));
        if is_written && !applies {
            problems.add(
                path.key(key),
                "it has no meaning for this action",
                format!("remove it, or write `action: {key}`"),
            );
        }
    }
    match raw.action {
        raw::Action::Deny => GuardrailAction::Deny,
        raw::Action::Redact => redact(raw, path, problems),
        raw::Action::Flag => GuardrailAction::Flag {
            status: flag_status(&raw.flag, &path.key("flag"), problems),
        },
        raw::Action::Fallback => {
            answers_only(raw, "fallback", path, problems);
            GuardrailAction::Fallback
        }
        raw::Action::Retry => {
            answers_only(raw, "retry", path, problems);
            let attempts = raw.retry.attempts.unwrap_or(1);
            if !(1..=MOST_RETRIES).contains(&attempts) {
                problems.add(
                    path.key("retry").key("attempts"),
                    format!("{attempts} is not from 1 to {MOST_RETRIES}"),
                    "each attempt is paid for",
                );
            }
            GuardrailAction::Retry { attempts }
        }
    }
}

/// The status of a refusal.
fn status(raw: &raw::Deny, path: &Path, problems: &mut Problems<'_>) -> u16 {
    let status = raw.status.unwrap_or(400);
    if !(400..=599).contains(&status) {
        problems.add(
            path.key("status"),
            format!("{status} is not the status of an error"),
            "choose 400 to 599",
        );
    }
    let is_long = |message: &String| message.is_empty() || message.len() > LONGEST_MESSAGE;
    if raw.message.as_ref().is_some_and(is_long) {
        problems.add(
            path.key("message"),
            format!("it must have 1 to {LONGEST_MESSAGE} bytes"),
            "say in a sentence what the caller should do",
        );
    }
    status
}

/// The status of an answer that goes on although something was found.
fn flag_status(raw: &raw::Flag, path: &Path, problems: &mut Problems<'_>) -> Option<u16> {
    let status = raw.status?;
    // Those between speak of another body than there is.
    if !(200..=299).contains(&status) || (204..=206).contains(&status) {
        problems.add(
            path.key("status"),
            format!("{status} is not the status of an answer with all of its body"),
            "choose 200 to 299 without 204, 205 and 206; 246 is the one that some clients know",
        );
    }
    Some(status)
}

fn redact(raw: &raw::Guardrail, path: &Path, problems: &mut Problems<'_>) -> GuardrailAction {
    let path = path.key("redact");
    let raw::Redact {
        with,
        restore,
        salt,
    } = &raw.redact;
    if *restore && raw.on == raw::On::Output {
        problems.add(
            path.key("restore"),
            "what is taken out of an answer is not put back",
            "write `on: input`, or remove it",
        );
    }
    if *restore && *with != raw::With::Placeholder {
        problems.add(
            path.key("restore"),
            "only placeholders can be told apart in an answer",
            "write `with: placeholder`, or remove it",
        );
    }
    if salt.is_some() && *with != raw::With::Hash {
        problems.add(
            path.key("salt"),
            "only hashes are salted",
            "write `with: hash`, or remove it",
        );
    }
    let with = match with {
        raw::With::Placeholder => Replacement::Placeholder,
        raw::With::Mask => Replacement::Mask,
        raw::With::Hash => Replacement::Hash(salt.clone().unwrap_or_default()),
        raw::With::Remove => Replacement::Remove,
    };
    GuardrailAction::Redact {
        with,
        restore: *restore,
    }
}

fn answers_only(raw: &raw::Guardrail, action: &str, path: &Path, problems: &mut Problems<'_>) {
    if raw.on != raw::On::Output {
        problems.add(
            path.key("action"),
            format!("`{action}` is for answers: no other answer makes a request better"),
            "write `on: output`",
        );
    }
}
