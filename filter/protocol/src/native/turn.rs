//! More words of the user at the end of a request, in the request's own bytes.

use crate::format::WireFormat;
use crate::json::{Edit, Edits, Value, Writer, escape_into};

/// How a format writes what the user says.
struct Turn {
    format: WireFormat,
    /// The list of messages.
    list: &'static str,
    /// What a message says: a text, where the format has that, or a list of blocks.
    said: &'static str,
    /// Stands before the text of a block; `}` stands behind it.
    block: &'static str,
    /// Whether a message may be a text alone.
    has_texts: bool,
}

const TURNS: &[Turn] = &[
    Turn::of_texts(WireFormat::OpenAiChat),
    Turn::of_texts(WireFormat::AnthropicMessages),
    Turn::of_texts(WireFormat::CohereChat),
    Turn {
        list: "input",
        block: r#"{"type":"input_text","text":"#,
        ..Turn::of_texts(WireFormat::OpenAiResponses)
    },
    Turn {
        block: r#"{"text":"#,
        has_texts: false,
        ..Turn::of_texts(WireFormat::BedrockConverse)
    },
    Turn {
        format: WireFormat::GeminiGenerate,
        list: "contents",
        said: "parts",
        block: r#"{"text":"#,
        has_texts: false,
    },
];

impl Turn {
    const fn of_texts(format: WireFormat) -> Self {
        Self {
            format,
            list: "messages",
            said: "content",
            block: r#"{"type":"text","text":"#,
            has_texts: true,
        }
    }

    /// A message of the user.
    fn message(&self, text: &str) -> Vec<u8> {
        let mut out = Vec::with_capacity(text.len() + 64);
        out.extend_from_slice(br#"{"role":"user",""#);
        out.extend_from_slice(self.said.as_bytes());
        out.extend_from_slice(br#"":"#);
        if self.has_texts {
            Writer::new(&mut out).str(text);
        } else {
            out.push(b'[');
            out.extend_from_slice(&self.block(text));
            out.push(b']');
        }
        out.push(b'}');
        out
    }

    fn block(&self, text: &str) -> Vec<u8> {
        let mut out = Vec::with_capacity(text.len() + 32);
        out.extend_from_slice(self.block.as_bytes());
        Writer::new(&mut out).str(text);
        out.push(b'}');
        out
    }

    /// What the user says in a message, if it is the user's.
    fn said<'a>(&self, message: Value<'a>) -> Option<Value<'a>> {
        let is_users = match message.get_some("role") {
            Some(role) => role.text()? == "user",
            None => self.format == WireFormat::GeminiGenerate,
        };
        // Items of Responses may be something else than messages.
        let kind = message.get_some("type").and_then(|kind| kind.text());
        let is_message = kind.is_none_or(|kind| kind == "message");
        let said = message.get(self.said)?;
        (is_users && is_message).then_some(said)
    }
}

/// What makes a request of `format` end with the user saying `text`. `None` if nobody says
/// anything in it.
///
/// A last message of the user's gets it as one more block, or at the end of its text: some
/// providers take no two messages of the user in a row.
#[must_use]
pub fn add_user_text(format: WireFormat, root: Value<'_>, text: &str) -> Option<Edits> {
    let turn = TURNS.iter().find(|turn| turn.format == format)?;
    let list = root.get(turn.list)?;
    let edit = if list.is_array() {
        let last = list.items().last().and_then(|last| turn.said(last));
        last.and_then(|said| longer(said, &turn.block(text), text))
            .or_else(|| with_item(list, &turn.message(text)))
    } else {
        // Responses may have a text alone, which is the user's.
        longer(list, &[], text)
    };
    let mut edits = Edits::default();
    edits.push(edit?);
    Some(edits)
}

/// Makes a text longer, or a list of blocks.
fn longer(said: Value<'_>, block: &[u8], text: &str) -> Option<Edit> {
    if said.text().is_none() {
        return with_item(said, block);
    }
    let mut with = br"\n\n".to_vec();
    escape_into(text.as_bytes(), &mut with);
    Some(before_end(said, with))
}

/// Makes a list longer.
fn with_item(list: Value<'_>, item: &[u8]) -> Option<Edit> {
    if !list.is_array() {
        return None;
    }
    let mut with = Vec::with_capacity(item.len() + 1);
    if list.items().next().is_some() {
        with.push(b',');
    }
    with.extend_from_slice(item);
    Some(before_end(list, with))
}

/// Writes before the bracket or quote that ends a value.
fn before_end(value: Value<'_>, with: Vec<u8>) -> Edit {
    let end = value.span().end.saturating_sub(1);
    Edit {
        span: end..end,
        with,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::json::{Document, Limits};

    fn added(format: WireFormat, body: &str) -> Option<String> {
        let document = Document::parse(body.as_bytes(), Limits::default()).unwrap();
        let edits = add_user_text(format, document.root(body.as_bytes()), "say \"no\"")?;
        Some(String::from_utf8(edits.apply(body.as_bytes())).unwrap())
    }

    #[test]
    fn what_the_user_has_said_last_goes_on() {
        let cases = [
            (
                WireFormat::OpenAiChat,
                r#"{"messages": [{"role":"user","content":"a\ud83d"} ], "n": 1}"#,
                r#"{"messages": [{"role":"user","content":"a\ud83d\n\nsay \"no\""} ], "n": 1}"#,
            ),
            (
                WireFormat::AnthropicMessages,
                r#"{"messages":[{"content":[{"type":"tool_result"} ],"role":"user"}]}"#,
                r#"{"messages":[{"content":[{"type":"tool_result"} ,{"type":"text","text":"say \"no\""}],"role":"user"}]}"#,
            ),
            (
                WireFormat::CohereChat,
                r#"{"messages":[{"role":"user","content":[]}]}"#,
                r#"{"messages":[{"role":"user","content":[{"type":"text","text":"say \"no\""}]}]}"#,
            ),
            (
                WireFormat::BedrockConverse,
                r#"{"messages":[{"role":"user","content":[{"text":"a"}]}]}"#,
                r#"{"messages":[{"role":"user","content":[{"text":"a"},{"text":"say \"no\""}]}]}"#,
            ),
            (
                WireFormat::GeminiGenerate,
                r#"{"contents":[{"parts":[{"text":"a"}]}]}"#,
                r#"{"contents":[{"parts":[{"text":"a"},{"text":"say \"no\""}]}]}"#,
            ),
            (
                WireFormat::OpenAiResponses,
                r#"{"input":[{"type":"message","role":"user","content":[{"type":"input_text","text":"a"}]}]}"#,
                r#"{"input":[{"type":"message","role":"user","content":[{"type":"input_text","text":"a"},{"type":"input_text","text":"say \"no\""}]}]}"#,
            ),
            (
                WireFormat::OpenAiResponses,
                r#"{"input":"a\n"}"#,
                r#"{"input":"a\n\n\nsay \"no\""}"#,
            ),
        ];
        for (format, before, after) in cases {
            assert_eq!(added(format, before).as_deref(), Some(after), "{format}");
        }
    }

    #[test]
    fn behind_what_another_has_said_stands_a_turn_of_the_user() {
        let cases = [
            (
                WireFormat::OpenAiChat,
                r#"{"messages":[{"role":"user","content":"a"},{"role":"tool","content":"b"} ]}"#,
                r#"{"messages":[{"role":"user","content":"a"},{"role":"tool","content":"b"} ,{"role":"user","content":"say \"no\""}]}"#,
            ),
            (
                WireFormat::AnthropicMessages,
                r#"{"messages":[{"role":"assistant","content":[]}]}"#,
                r#"{"messages":[{"role":"assistant","content":[]},{"role":"user","content":"say \"no\""}]}"#,
            ),
            (
                WireFormat::BedrockConverse,
                r#"{"messages":[{"role":"assistant","content":[{"text":"a"}]}]}"#,
                r#"{"messages":[{"role":"assistant","content":[{"text":"a"}]},{"role":"user","content":[{"text":"say \"no\""}]}]}"#,
            ),
            (
                WireFormat::GeminiGenerate,
                r#"{"contents":[{"role":"model","parts":[{"text":"a"}]}]}"#,
                r#"{"contents":[{"role":"model","parts":[{"text":"a"}]},{"role":"user","parts":[{"text":"say \"no\""}]}]}"#,
            ),
            (
                WireFormat::OpenAiResponses,
                r#"{"input":[{"type":"function_call_output","output":"b"}]}"#,
                r#"{"input":[{"type":"function_call_output","output":"b"},{"role":"user","content":"say \"no\""}]}"#,
            ),
            // What no client should send is left to the provider.
            (
                WireFormat::GeminiGenerate,
                r#"{"contents":[]}"#,
                r#"{"contents":[{"role":"user","parts":[{"text":"say \"no\""}]}]}"#,
            ),
            (
                WireFormat::OpenAiChat,
                r#"{"messages":[{"role":"user","content":null}]}"#,
                r#"{"messages":[{"role":"user","content":null},{"role":"user","content":"say \"no\""}]}"#,
            ),
        ];
        for (format, before, after) in cases {
            assert_eq!(added(format, before).as_deref(), Some(after), "{format}");
        }
    }

    #[test]
    fn a_request_without_turns_gets_none() {
        assert_eq!(
            added(WireFormat::OpenAiCompletions, r#"{"prompt":"a"}"#),
            None
        );
        for (format, body) in [
            (WireFormat::OpenAiChat, r#"{"messages":7}"#),
            (WireFormat::OpenAiResponses, r#"{"input":null}"#),
        ] {
            assert_eq!(added(format, body), None, "{format}");
        }
    }

    #[test]
    fn what_comes_of_it_is_a_request_of_its_format() {
        let cases = [
            (
                WireFormat::OpenAiChat,
                r#"{"model":"m","messages":[{"role":"user","content":"a"}]}"#,
            ),
            (WireFormat::OpenAiResponses, r#"{"model":"m","input":"a"}"#),
            (
                WireFormat::AnthropicMessages,
                r#"{"model":"m","max_tokens":9,"messages":[{"role":"user","content":[{"type":"text","text":"a"}]}]}"#,
            ),
            (
                WireFormat::GeminiGenerate,
                r#"{"contents":[{"parts":[{"text":"a"}]}]}"#,
            ),
            (
                WireFormat::BedrockConverse,
                r#"{"messages":[{"role":"user","content":[{"text":"a"}]}]}"#,
            ),
            (
                WireFormat::CohereChat,
                r#"{"model":"m","messages":[{"role":"user","content":[{"type":"text","text":"a"}]}]}"#,
            ),
        ];
        for (format, body) in cases {
            let body = added(format, body).unwrap();
            let document = Document::parse(body.as_bytes(), Limits::default()).unwrap();
            let request = format
                .codec()
                .decode_request(document.root(body.as_bytes()));
            assert_eq!(request.unwrap().messages.len(), 1, "{format}");
        }
    }
}
