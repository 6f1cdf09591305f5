//! The events of a stream that is being written, numbered.

use super::open_items::{Body, Content, Item};
use super::write::write_said;
use crate::codec::openai::is_blank;
use crate::json::{Text, Writer};
use crate::sse::write_event;

/// Which item an event is about: its id and its place in the output.
pub(super) type Of<'i> = (&'i str, u64);

/// Writes events and counts them.
#[derive(Debug, Default)]
pub(super) struct Frames {
    next: u64,
}

impl Frames {
    /// Writes one event; `members` writes what stands behind its type and number.
    pub(super) fn send(
        &mut self,
        kind: &'static str,
        out: &mut Vec<u8>,
        members: impl FnOnce(&mut Writer<'_>),
    ) {
        write_event(out, Some(kind), |out| {
            let mut writer = Writer::new(out);
            writer.begin_object();
            writer.key("type");
            writer.str(kind);
            writer.key("sequence_number");
            writer.u64(self.next);
            members(&mut writer);
            writer.end_object();
        });
        self.next += 1;
    }

    /// Writes an event of a piece of an item; `number` says of which.
    pub(super) fn piece(
        &mut self,
        kind: &'static str,
        (id, index): Of<'_>,
        number: Option<(&'static str, usize)>,
        out: &mut Vec<u8>,
        members: impl FnOnce(&mut Writer<'_>),
    ) {
        self.send(kind, out, |writer| {
            writer.key("item_id");
            writer.str(id);
            writer.key("output_index");
            writer.u64(index);
            if let Some((key, number)) = number {
                writer.key(key);
                writer.u64(number as u64);
            }
            members(writer);
        });
    }

    /// Writes more of a text of an item.
    pub(super) fn delta(
        &mut self,
        kind: &'static str,
        of: Of<'_>,
        number: Option<(&'static str, usize)>,
        text: &Text<'_>,
        out: &mut Vec<u8>,
    ) {
        self.piece(kind, of, number, out, |writer| {
            writer.key("delta");
            writer.text(text);
        });
    }

    /// Writes more of a text of a message, or the log-probabilities of what has come.
    pub(super) fn text_delta(
        &mut self,
        of: Of<'_>,
        content: usize,
        text: &Text<'_>,
        out: &mut Vec<u8>,
        log_probs: impl FnOnce(&mut Writer<'_>),
    ) {
        let number = Some(("content_index", content));
        self.piece("response.output_text.delta", of, number, out, |writer| {
            writer.key("delta");
            writer.text(text);
            writer.key("logprobs");
            writer.begin_array();
            log_probs(writer);
            writer.end_array();
        });
    }

    /// Writes the beginning or the end of a summary of reasoning.
    pub(super) fn summary_part(
        &mut self,
        kind: &'static str,
        of: Of<'_>,
        text: &Text<'_>,
        out: &mut Vec<u8>,
    ) {
        self.piece(kind, of, SUMMARY, out, |writer| {
            writer.key("part");
            write_said("summary_text", "text", text, writer);
        });
    }

    /// Tells the end of the texts of a message that have stopped.
    pub(super) fn tell_contents(&mut self, item: &mut Item, out: &mut Vec<u8>) {
        let of = (&*item.id, item.index);
        let Body::Message(contents) = &mut item.body else {
            return;
        };
        for (at, content) in contents.iter_mut().enumerate() {
            if content.is_stopped && !std::mem::replace(&mut content.is_told, true) {
                self.tell_content(content, of, at, out);
            }
        }
    }

    fn tell_content(&mut self, content: &Content, of: Of<'_>, at: usize, out: &mut Vec<u8>) {
        let number = Some(("content_index", at));
        if content.is_refusal {
            self.piece("response.refusal.done", of, number, out, |writer| {
                writer.key("refusal");
                writer.text(&content.text.text());
            });
        } else {
            self.piece("response.output_text.done", of, number, out, |writer| {
                writer.key("text");
                writer.text(&content.text.text());
                writer.key("logprobs");
                writer.begin_array();
                content.event_log_probs.write(writer);
                writer.end_array();
            });
        }
        self.piece("response.content_part.done", of, number, out, |writer| {
            writer.key("part");
            content.write(writer);
        });
    }

    /// Tells the end of what an item other than a message is made of.
    pub(super) fn tell_pieces(&mut self, item: &mut Item, out: &mut Vec<u8>) {
        let of = (&*item.id, item.index);
        match &mut item.body {
            Body::Message(_) => {}
            Body::Reasoning { text, .. } if text.is_empty() => {}
            Body::Reasoning { text, .. } => {
                let text = text.text();
                let kind = "response.reasoning_summary_text.done";
                self.piece(kind, of, SUMMARY, out, |writer| {
                    writer.key("text");
                    writer.text(&text);
                });
                self.summary_part("response.reasoning_summary_part.done", of, &text, out);
            }
            Body::Call { arguments, .. } => {
                // What has gone out stays in front of it, so it must be JSON's own
                // white space.
                if is_blank(&arguments.text()) && arguments.text().to_str().bytes().all(is_space) {
                    let empty = Text::Literal(b"{}");
                    arguments.replace(&empty);
                    self.delta(CALL_DELTA, of, None, &empty, out);
                }
                let kind = "response.function_call_arguments.done";
                self.piece(kind, of, None, out, |writer| {
                    writer.key("arguments");
                    writer.text(&arguments.text());
                });
            }
        }
    }
}

/// White space of JSON.
const fn is_space(byte: u8) -> bool {
    matches!(byte, b' ' | b'\n' | b'\r' | b'\t')
}

/// The only summary that an item of reasoning has.
pub(super) const SUMMARY: Option<(&str, usize)> = Some(("summary_index", 0));

/// More arguments of a call.
pub(super) const CALL_DELTA: &str = "response.function_call_arguments.delta";
