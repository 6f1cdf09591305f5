//! The count by way of the codecs.

use std::collections::BTreeMap;

use sluice_protocol::WireFormat;
use sluice_protocol::chat::{Event, FinishReason, Part, PartKind, Usage};
use sluice_protocol::json::{Document, Limits};

use crate::support::decode;
use crate::tally::{Tally, arguments, finish};

/// A whole answer.
pub(crate) fn answer(format: WireFormat, body: &[u8]) -> Result<Tally, String> {
    let document = Document::parse(body, Limits::default()).map_err(|error| error.to_string())?;
    let response = format
        .codec()
        .decode_response(document.root(body))
        .map_err(|error| error.to_string())?;
    let mut tally = Tally::default();
    for choice in &response.choices {
        let said = tally.choices.entry(choice.index).or_default();
        for part in &choice.parts {
            match part {
                Part::Text { text, .. } | Part::Refusal { text } => {
                    said.text.push_str(&text.to_str())
                }
                Part::Reasoning { text, .. } => said.reasoning.push_str(&text.to_str()),
                Part::ToolCall {
                    name,
                    arguments: text,
                    ..
                } => {
                    said.calls
                        .push((name.to_str().into_owned(), arguments(&text.to_str())));
                }
                _ => {}
            }
        }
        said.finish = choice.finish.as_ref().map(word);
    }
    count(&response.usage, &mut tally);
    Ok(tally)
}

/// A stream. One that does not end well says so as its finish.
pub(crate) fn stream<'c>(format: WireFormat, chunks: impl IntoIterator<Item = &'c [u8]>) -> Tally {
    enum Place {
        Text,
        Reasoning,
        Call(usize),
        Nowhere,
    }
    let mut tally = Tally::default();
    let mut usage = Usage::default();
    let mut places: BTreeMap<(u32, u32), Place> = BTreeMap::new();
    let mut texts: BTreeMap<(u32, usize), String> = BTreeMap::new();
    decode(format, chunks, &mut |event| match event {
        Event::Start(start) => usage.merge(&start.usage),
        Event::Usage(counts) => usage.merge(counts),
        Event::PartStart { choice, part, kind } => {
            let said = tally.choices.entry(u64::from(*choice)).or_default();
            let place = match kind {
                PartKind::Text | PartKind::Refusal => Place::Text,
                PartKind::Reasoning => Place::Reasoning,
                PartKind::ToolCall { name, .. } => {
                    said.calls.push((name.to_str().into_owned(), arguments("")));
                    Place::Call(said.calls.len() - 1)
                }
                _ => Place::Nowhere,
            };
            places.insert((*choice, *part), place);
        }
        Event::PartDelta { choice, part, text } => {
            let said = tally.choices.entry(u64::from(*choice)).or_default();
            match places.get(&(*choice, *part)) {
                Some(Place::Text) => said.text.push_str(&text.to_str()),
                Some(Place::Reasoning) => said.reasoning.push_str(&text.to_str()),
                Some(Place::Call(call)) => {
                    let written = texts.entry((*choice, *call)).or_default();
                    written.push_str(&text.to_str());
                    if let Some(slot) = said.calls.get_mut(*call) {
                        slot.1 = arguments(written);
                    }
                }
                Some(Place::Nowhere) | None => {}
            }
        }
        Event::Finish { choice, reason } => {
            tally.choices.entry(u64::from(*choice)).or_default().finish = Some(word(reason));
        }
        Event::Error(error) => {
            tally.choices.entry(0).or_default().finish = Some(format!("error: {}", error.message));
        }
        _ => {}
    });
    count(&usage, &mut tally);
    tally
}

fn count(usage: &Usage, tally: &mut Tally) {
    tally.input_tokens = usage.input_tokens;
    tally.output_tokens = usage.output_tokens;
}

fn word(reason: &FinishReason<'_>) -> String {
    match reason {
        FinishReason::Stop | FinishReason::StopSequence(_) => "stop".to_owned(),
        FinishReason::Length | FinishReason::ContextLength => "length".to_owned(),
        FinishReason::ToolCalls => "tool_calls".to_owned(),
        FinishReason::ContentFilter | FinishReason::Refusal => "content_filter".to_owned(),
        FinishReason::Pause => "pause_turn".to_owned(),
        FinishReason::Other(other) => finish(&other.to_str()),
        other => format!("{other:?}"),
    }
}
