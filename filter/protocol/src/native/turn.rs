//! One more turn of the user at the end of a request, in the request's own bytes.

use crate::format::WireFormat;
use crate::json::{Edit, Edits, Value, Writer};

/// How a format writes a turn of the user: the list it stands in, and what stands
/// before and behind its text.
struct Turn {
    format: WireFormat,
    list: &'static str,
    before: &'static [u8],
    behind: &'static [u8],
}

const TURNS: &[Turn] = &[
    Turn::of_role(WireFormat::OpenAiChat, "messages"),
    Turn::of_role(WireFormat::AnthropicMessages, "messages"),
    Turn::of_role(WireFormat::CohereChat, "messages"),
    Turn::of_role(WireFormat::OpenAiResponses, "input"),
    Turn {
        format: WireFormat::BedrockConverse,
        list: "messages",
        before: br#"{"role":"user","content":[{"text":"#,
        behind: b"}]}",
    },
    Turn {
        format: WireFormat::GeminiGenerate,
        list: "contents",
        before: br#"{"role":"user","parts":[{"text":"#,
        behind: b"}]}",
    },
];

impl Turn {
    const fn of_role(format: WireFormat, list: &'static str) -> Self {
        Self {
            format,
            list,
            before: br#"{"role":"user","content":"#,
            behind: b"}",
        }
    }

    fn write(&self, out: &mut Vec<u8>, text: &str) {
        out.extend_from_slice(self.before);
        Writer::new(out).str(text);
        out.extend_from_slice(self.behind);
    }
}

/// What makes a request of `format` end with a turn of the user that says `text`. `None`
/// if it has no turns.
#[must_use]
pub fn add_user_turn(format: WireFormat, root: Value<'_>, text: &str) -> Option<Edits> {
    let turn = TURNS.iter().find(|turn| turn.format == format)?;
    let list = root.get(turn.list)?;
    let mut with = Vec::with_capacity(text.len() + 64);
    let span = if list.is_array() {
        if list.items().next().is_some() {
            with.push(b',');
        }
        turn.write(&mut with, text);
        let end = list.span().end - 1;
        end..end
    } else {
        // Responses may have a text alone, which is the user's.
        let said = list.text()?;
        with.push(b'[');
        turn.write(&mut with, &said.to_str());
        with.push(b',');
        turn.write(&mut with, text);
        with.push(b']');
        list.span()
    };
    let mut edits = Edits::default();
    edits.push(Edit { span, with });
    Some(edits)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::json::{Document, Limits};

    fn added(format: WireFormat, body: &str) -> Option<String> {
        let document = Document::parse(body.as_bytes(), Limits::default()).unwrap();
        let edits = add_user_turn(format, document.root(body.as_bytes()), "say \"no\"")?;
        Some(String::from_utf8(edits.apply(body.as_bytes())).unwrap())
    }

    #[test]
    fn a_turn_stands_behind_all_others() {
        let cases = [
            (
                WireFormat::OpenAiChat,
                r#"{"messages": [{"role":"user","content":"a"} ], "n": 1}"#,
                r#"{"messages": [{"role":"user","content":"a"} ,{"role":"user","content":"say \"no\""}], "n": 1}"#,
            ),
            (
                WireFormat::GeminiGenerate,
                r#"{"contents":[]}"#,
                r#"{"contents":[{"role":"user","parts":[{"text":"say \"no\""}]}]}"#,
            ),
            (
                WireFormat::OpenAiResponses,
                r#"{"input":"a\n"}"#,
                r#"{"input":[{"role":"user","content":"a\n"},{"role":"user","content":"say \"no\""}]}"#,
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
        assert_eq!(added(WireFormat::OpenAiChat, r#"{"messages":7}"#), None);
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
                r#"{"model":"m","max_tokens":9,"messages":[{"role":"user","content":"a"}]}"#,
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
                r#"{"model":"m","messages":[{"role":"user","content":"a"}]}"#,
            ),
        ];
        for (format, body) in cases {
            let body = added(format, body).unwrap();
            let document = Document::parse(body.as_bytes(), Limits::default()).unwrap();
            let request = format
                .codec()
                .decode_request(document.root(body.as_bytes()));
            assert_eq!(request.unwrap().messages.len(), 2, "{format}");
        }
    }
}
