//! Whether a stream that passes has come to its end, by the words its format ends with.
//!
//! In JSON a quote inside a string is escaped, so that a word in quotes is never model
//! output. `[DONE]` may be; a stream that says it and then breaks off goes unnoticed.

use memchr::memmem::Finder;

use crate::format::WireFormat;

/// How streams of a format end.
struct Words {
    format: WireFormat,
    /// Words of which one stands in the last event.
    last: &'static [&'static str],
    /// The member that is a string once the model has finished; what still follows it
    /// is for the terminator to end.
    reason: Option<&'static str>,
    terminator: &'static str,
}

const OPENAI: (&[&str], Option<&str>, &str) =
    (&["[DONE]"], Some("\"finish_reason\""), "data: [DONE]\n\n");

const WORDS: &[Words] = &[
    Words {
        format: WireFormat::OpenAiChat,
        last: OPENAI.0,
        reason: OPENAI.1,
        terminator: OPENAI.2,
    },
    Words {
        format: WireFormat::OpenAiCompletions,
        last: OPENAI.0,
        reason: OPENAI.1,
        terminator: OPENAI.2,
    },
    Words {
        format: WireFormat::OpenAiResponses,
        last: &[
            "\"response.completed\"",
            "\"response.incomplete\"",
            "\"response.failed\"",
        ],
        reason: None,
        terminator: "",
    },
    Words {
        format: WireFormat::AnthropicMessages,
        last: &["\"message_stop\""],
        reason: Some("\"stop_reason\""),
        terminator: "event: message_stop\ndata: {\"type\":\"message_stop\"}\n\n",
    },
    Words {
        format: WireFormat::GeminiGenerate,
        last: &["\"finishReason\"", "\"blockReason\""],
        reason: None,
        terminator: "",
    },
    Words {
        format: WireFormat::CohereChat,
        last: &["\"message-end\""],
        reason: None,
        terminator: "",
    },
];

/// What a stream lacks at its end.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Lack {
    /// Nothing.
    Nothing,
    /// Only its terminator, which this is.
    Terminator(&'static str),
    /// It breaks off.
    End,
}

/// Watches for the end of a stream.
#[derive(Debug)]
pub(super) struct Ending {
    last: Vec<Finder<'static>>,
    reason: Option<Finder<'static>>,
    terminator: &'static str,
    is_over: bool,
    has_reason: bool,
}

impl Ending {
    /// A watch on a stream of `format`. One that ends in another way is taken to be
    /// over from the start.
    pub(super) fn new(format: WireFormat) -> Self {
        let words = WORDS.iter().find(|words| words.format == format);
        let finders = |words: &Words| words.last.iter().map(Finder::new).collect();
        Self {
            last: words.map(finders).unwrap_or_default(),
            reason: words.and_then(|words| words.reason).map(Finder::new),
            terminator: words.map_or("", |words| words.terminator),
            is_over: words.is_none(),
            has_reason: false,
        }
    }

    /// Looks at whole events.
    pub(super) fn look(&mut self, events: &[u8]) {
        if self.is_over {
            return;
        }
        self.is_over = self.last.iter().any(|word| word.find(events).is_some());
        if let Some(reason) = self.reason.as_ref().filter(|_| !self.has_reason) {
            self.has_reason = reason.find_iter(events).any(|at| {
                let behind = events.get(at + reason.needle().len()..);
                behind.is_some_and(is_string)
            });
        }
    }

    /// What the stream lacks if it ends here.
    pub(super) fn lack(&self) -> Lack {
        match (self.is_over, self.has_reason) {
            (true, _) => Lack::Nothing,
            (false, true) => Lack::Terminator(self.terminator),
            (false, false) => Lack::End,
        }
    }
}

/// Whether what stands behind a key is a string.
fn is_string(behind: &[u8]) -> bool {
    let value = behind.trim_ascii_start().strip_prefix(b":");
    value.is_some_and(|value| value.trim_ascii_start().starts_with(b"\""))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(format: WireFormat, events: &[&str], expected: Lack) {
        let mut ending = Ending::new(format);
        for event in events {
            ending.look(event.as_bytes());
        }
        assert_eq!(ending.lack(), expected, "{events:?}");
    }

    #[test]
    fn a_stream_with_its_last_event_lacks_nothing() {
        check(WireFormat::OpenAiChat, &["data: [DONE]\n\n"], Lack::Nothing);
        let event = "event: response.failed\ndata: {\"type\": \"response.failed\"}\n\n";
        check(WireFormat::OpenAiResponses, &[event], Lack::Nothing);
        let blocked = "data: {\"promptFeedback\":{\"blockReason\":\"SAFETY\"}}\n\n";
        check(WireFormat::GeminiGenerate, &[blocked], Lack::Nothing);
        check(WireFormat::BedrockConverse, &["whatever"], Lack::Nothing);
    }

    #[test]
    fn a_reason_to_finish_is_all_but_the_terminator() {
        for reason in [
            "\"finish_reason\":\"stop\"",
            "\"finish_reason\" : \"length\"",
        ] {
            let events = [reason, "{\"choices\":[],\"usage\":{}}"];
            let lack = Lack::Terminator("data: [DONE]\n\n");
            check(WireFormat::OpenAiChat, &events, lack);
        }
    }

    #[test]
    fn without_either_a_stream_breaks_off() {
        let none = "{\"finish_reason\":null,\"content\":\"\\\"finish_reason\\\":\\\"stop\\\"\"}";
        check(WireFormat::OpenAiChat, &[none], Lack::End);
        let none = "{\"stop_reason\":null}";
        check(WireFormat::AnthropicMessages, &[none], Lack::End);
        check(WireFormat::CohereChat, &[], Lack::End);
    }
}
