//! Hub to whole answer.

use crate::chat::log_probs;
use crate::chat::{Choice, Detail, Part, Response};
use crate::codec::AnswerContext;
use crate::json::{Json, Text, Value, Writer};
use crate::loss::{LossAction, Losses};

use super::calls::is_made;
use super::citations::{self, Offsets};
use super::parts_encode::{is_native, write_arguments};
use super::signature::{proof, redacted};
use super::usage::write_usage;
use super::words::reason_word;

/// Writes a whole answer.
pub(super) fn encode_response(
    response: &Response<'_>,
    context: &AnswerContext<'_>,
    out: &mut Vec<u8>,
    losses: &mut Losses,
) {
    let mut writer = Writer::new(out);
    writer.begin_object();
    writer.key("candidates");
    writer.begin_array();
    for (position, choice) in response.choices.iter().enumerate() {
        write_candidate(&mut writer, choice, position, losses);
    }
    writer.end_array();
    if !response.usage.is_empty() {
        writer.key("usageMetadata");
        write_usage(&mut writer, &response.usage);
    }
    let or = |text: &Option<Text<'_>>, fallback: &str, writer: &mut Writer<'_>| match text
        .as_ref()
        .filter(|text| !text.is_empty())
    {
        Some(text) => writer.text(text),
        None => writer.str(fallback),
    };
    writer.key("modelVersion");
    or(&response.model, context.model, &mut writer);
    writer.key("responseId");
    or(&response.id, context.id, &mut writer);
    writer.end_object();
    response.usage.list_uncounted(
        &[
            Detail::CacheWrite,
            Detail::HourCacheWrite,
            Detail::Prediction,
        ],
        losses,
    );
    if response.service_tier.is_some() {
        losses.dropped("service_tier", "an answer has no such field");
    }
    for extra in &response.extra {
        losses.dropped(
            extra.name.to_str().into_owned(),
            "an answer has no such field",
        );
    }
}

fn write_candidate(
    writer: &mut Writer<'_>,
    choice: &Choice<'_>,
    position: usize,
    losses: &mut Losses,
) {
    let at = format!("choices[{position}]");
    writer.begin_object();
    writer.key("content");
    writer.begin_object();
    let mut list = Vec::new();
    let mut parts = AnswerParts {
        writer: &mut Writer::new(&mut list),
        losses,
        at: &at,
        signature: None,
    };
    let kept = parts.kept(&choice.parts);
    for run in kept.chunk_by(|(_, part), (_, next)| go_on(part, next)) {
        parts.write(run);
    }
    parts.finish();
    // An empty list has no form in the API's JSON.
    if !list.is_empty() {
        writer.key("parts");
        writer.begin_array();
        writer.raw(&list);
        writer.end_array();
    }
    writer.key("role");
    writer.str("model");
    writer.end_object();
    write_sources(writer, choice, &at, losses);
    // An answer that is whole has ended.
    let (word, is_whole) = choice.finish.as_ref().map_or(("STOP", true), reason_word);
    writer.key("finishReason");
    writer.str(word);
    if !is_whole {
        losses.push(
            LossAction::Renamed,
            format!("{at}.finish_reason"),
            "no such reason in this format",
        );
    }
    writer.key("index");
    writer.u64(choice.index);
    match choice.log_probs {
        Some(value) if is_log_probs(value) => {
            writer.key("logprobsResult");
            writer.value(value);
        }
        Some(value) => {
            log_probs::list_loss(value, format!("{at}.logprobs"), losses);
            if let Some(entries) = log_probs::entries(value) {
                writer.key("logprobsResult");
                write_log_probs(&entries, writer);
            }
        }
        None => {}
    }
    writer.end_object();
    for extra in &choice.extra {
        losses.dropped(
            format!("{at}.{}", extra.name),
            "an answer has no such field",
        );
    }
}

fn write_sources(writer: &mut Writer<'_>, choice: &Choice<'_>, at: &str, losses: &mut Losses) {
    let texts = || {
        choice.parts.iter().filter_map(|part| match part {
            Part::Text {
                text, citations, ..
            } => Some((text, citations.as_ref())),
            Part::Refusal { text } => Some((text, None)),
            _ => None,
        })
    };
    if texts().all(|(_, citations)| citations.is_none()) {
        return;
    }
    let mut offsets = Offsets::default();
    texts().for_each(|(text, _)| offsets.add(&text.to_str()));
    let cited = texts().filter_map(|(_, citations)| citations);
    let others = citations::write_metadata(writer, cited.flat_map(Json::items), &offsets);
    if others > 0 {
        losses.dropped(format!("{at}.annotations"), "citations of another provider");
    }
}

/// Whether these are log-probabilities in this format's form.
pub(super) fn is_log_probs(value: Value<'_>) -> bool {
    super::key::member(value, "chosenCandidates").is_some()
}

/// Writes entries of Chat Completions as this format has them.
pub(super) fn write_log_probs(entries: &Json<'_>, writer: &mut Writer<'_>) {
    let token = |entry: Value<'_>, writer: &mut Writer<'_>| {
        writer.begin_object();
        for (from, to) in [("token", "token"), ("logprob", "logProbability")] {
            if let Some(value) = entry.get_some(from) {
                writer.key(to);
                writer.value(value);
            }
        }
        writer.end_object();
    };
    writer.begin_object();
    writer.key("topCandidates");
    writer.begin_array();
    for entry in entries.items() {
        writer.begin_object();
        writer.key("candidates");
        writer.begin_array();
        for other in entry.get_some("top_logprobs").iter().flat_map(Value::items) {
            token(other, writer);
        }
        writer.end_array();
        writer.end_object();
    }
    writer.end_array();
    writer.key("chosenCandidates");
    writer.begin_array();
    entries.items().for_each(|entry| token(entry, writer));
    writer.end_array();
    writer.end_object();
}

/// Writes the parts of an answer.
struct AnswerParts<'w, 'o> {
    writer: &'w mut Writer<'o>,
    losses: &'w mut Losses,
    /// The candidate.
    at: &'w str,
    /// The signature of the next part.
    signature: Option<Text<'static>>,
}

/// Whether a part goes on in the next one: a stream has no borders between texts, or
/// between thoughts, so neither has a whole answer.
fn go_on(part: &Part<'_>, next: &Part<'_>) -> bool {
    let is_text = |part: &Part<'_>| matches!(part, Part::Text { .. } | Part::Refusal { .. });
    match (part, next) {
        (
            Part::Reasoning {
                text,
                signature: None,
            },
            Part::Reasoning { text: next, .. },
        ) => !text.is_empty() && !next.is_empty(),
        (part, next) => is_text(part) && is_text(next),
    }
}

impl AnswerParts<'_, '_> {
    /// The parts that say something, with their numbers; the others are listed.
    fn kept<'p, 'a>(&mut self, parts: &'p [Part<'a>]) -> Vec<(usize, &'p Part<'a>)> {
        let mut kept = Vec::with_capacity(parts.len());
        for (index, part) in parts.iter().enumerate() {
            let path = |field: &str| format!("{}.content[{index}]{field}", self.at);
            match part {
                Part::Refusal { .. } => {
                    self.losses
                        .push(LossAction::Renamed, path(""), "a refusal is told as text")
                }
                Part::Native { kind, value } if is_native(kind, *value) => {}
                Part::Native { .. }
                | Part::Image { .. }
                | Part::Document { .. }
                | Part::Audio { .. }
                | Part::ToolResult { .. } => {
                    self.losses
                        .dropped(path(""), "answers have no part of this type");
                    continue;
                }
                Part::Text { .. }
                | Part::Reasoning { .. }
                | Part::RedactedReasoning { .. }
                | Part::ToolCall { .. } => {}
            }
            let is_empty = match part {
                Part::Text { text, .. } | Part::Refusal { text } => text.is_empty(),
                Part::Reasoning { text, signature } => text.is_empty() && signature.is_none(),
                _ => false,
            };
            if !is_empty {
                kept.push((index, part));
            }
        }
        kept
    }

    /// Writes a run of parts as one.
    fn write(&mut self, run: &[(usize, &Part<'_>)]) {
        let Some((index, part)) = run.last() else {
            return;
        };
        let words = || {
            let texts = run.iter().filter_map(|(_, part)| match part {
                Part::Text { text, .. } | Part::Refusal { text } | Part::Reasoning { text, .. } => {
                    Some(text.to_str())
                }
                _ => None,
            });
            Text::from(texts.collect::<String>())
        };
        match part {
            Part::Text { text, .. } | Part::Refusal { text } if run.len() == 1 => self.text(text),
            Part::Text { .. } | Part::Refusal { .. } => self.text(&words()),
            Part::Reasoning { text, signature } => {
                self.finish();
                self.signature = signature.as_ref().map(|own| proof(own).into_owned());
                if !text.is_empty() {
                    write_text(self.writer, &words(), true, self.signature.take().as_ref());
                }
            }
            Part::RedactedReasoning { data } => {
                self.finish();
                write_text(self.writer, &Text::from(""), true, Some(&redacted(data)));
            }
            Part::ToolCall {
                id,
                name,
                arguments,
                ..
            } => {
                let signature = self.signature.take();
                let (losses, at) = (&mut *self.losses, self.at);
                write_call(self.writer, (id, name), signature.as_ref(), |writer| {
                    write_arguments(writer, arguments, losses, || {
                        format!("{at}.content[{index}].arguments")
                    });
                });
            }
            Part::Native { value, .. } => {
                self.finish();
                self.writer.value(*value);
            }
            Part::Image { .. }
            | Part::Document { .. }
            | Part::Audio { .. }
            | Part::ToolResult { .. } => {}
        }
    }

    fn text(&mut self, text: &Text<'_>) {
        write_text(self.writer, text, false, self.signature.take().as_ref());
    }

    /// Writes a signature that no part has followed.
    fn finish(&mut self) {
        if let Some(signature) = self.signature.take() {
            write_text(self.writer, &Text::from(""), false, Some(&signature));
        }
    }
}

/// Writes a part of words.
pub(super) fn write_text(
    writer: &mut Writer<'_>,
    text: &Text<'_>,
    is_thought: bool,
    signature: Option<&Text<'_>>,
) {
    writer.begin_object();
    writer.key("text");
    writer.text(text);
    if is_thought {
        writer.key("thought");
        writer.bool(true);
    }
    end_part(writer, signature);
}

/// Writes a part that is a call, given its id and name.
pub(super) fn write_call(
    writer: &mut Writer<'_>,
    (id, name): (&Text<'_>, &Text<'_>),
    signature: Option<&Text<'_>>,
    arguments: impl FnOnce(&mut Writer<'_>),
) {
    writer.begin_object();
    writer.key("functionCall");
    writer.begin_object();
    if !id.is_empty() && !is_made(&id.to_str()) {
        writer.key("id");
        writer.text(id);
    }
    writer.key("name");
    writer.text(name);
    writer.key("args");
    arguments(writer);
    writer.end_object();
    end_part(writer, signature);
}

fn end_part(writer: &mut Writer<'_>, signature: Option<&Text<'_>>) {
    if let Some(signature) = signature {
        writer.key("thoughtSignature");
        writer.text(signature);
    }
    writer.end_object();
}
