//! The laws of holding back, replacing and restoring.

use proptest::prelude::*;
use sluice_guard::{Find, Label, Match, Window, laws};
use sluice_protocol::WireFormat;
use sluice_protocol::any::AnyFormat;
use sluice_protocol::chat::{Event, FinishReason, Origin, PartKind, Signature, Start};
use sluice_protocol::json::{Document, Limits, Text};
use sluice_protocol::texts::{PieceKind, Side, Texts};

use sluice_config::Replacement;

use super::super::placeholders::{Of, Restorer, Vault};
use super::hold::Hold;
use super::inner::apply;
use super::rules::{Denied, Effect, Found, Rules};

/// Finds a word; with `behind` only where that stands shortly before it.
#[derive(Debug)]
struct Word {
    word: &'static str,
    behind: &'static str,
    score: f32,
}

const SIGHT: usize = 12;

impl Find for Word {
    fn find(&self, window: Window<'_>, each: &mut dyn FnMut(Match)) -> usize {
        let text = window.text;
        for (at, _) in text.char_indices().filter(|(at, _)| *at >= window.from) {
            let rest = &text[at..];
            let sight = &text[text.floor_char_boundary(at.saturating_sub(SIGHT))..at];
            if rest.starts_with(self.word)
                && (self.behind.is_empty() || sight.contains(self.behind))
            {
                each(Match {
                    label: Label::BuiltIn(self.word),
                    span: at..at + self.word.len(),
                    score: self.score,
                });
            } else if !window.is_end && rest.len() < self.word.len() && self.word.starts_with(rest)
            {
                return at;
            }
        }
        text.len()
    }

    fn look_behind(&self) -> usize {
        if self.behind.is_empty() { 0 } else { SIGHT + 3 }
    }

    fn reach(&self) -> usize {
        self.word.len()
    }
}

const fn word(word: &'static str, behind: &'static str, score: f32) -> Word {
    Word {
        word,
        behind,
        score,
    }
}

/// Replaces words by placeholders, or denies them.
#[derive(Debug, Default)]
struct Redact {
    words: Vec<Word>,
    deny: Option<&'static str>,
    vault: Vault,
    noted: Vec<String>,
    is_open: bool,
}

impl Redact {
    fn new() -> Self {
        Self {
            words: vec![
                word("secret", "", 0.5),
                word("cret12", "", 0.9),
                word("aab", "", 0.5),
                word("4111", "card", 0.5),
                word("é\"x", "", 0.5),
            ],
            ..Self::default()
        }
    }
}

impl Rules for Redact {
    fn checks(&self) -> usize {
        self.words.len()
    }

    fn find(&self, check: usize) -> &dyn Find {
        &self.words[check]
    }

    fn looks_at(&self, _: usize, _: PieceKind) -> bool {
        true
    }

    fn is_closed(&self) -> bool {
        !self.is_open
    }

    fn turn_to(&mut self, _: u32) {}

    fn effect(&mut self, found: &Found<'_>) -> Effect {
        self.noted.push(found.text.to_owned());
        if self.deny == Some(found.text) {
            Effect::Deny
        } else {
            Effect::Replace
        }
    }

    fn replacement(&mut self, found: &Found<'_>) -> String {
        let label = match found.label.as_str() {
            "secret" => "SECRET",
            "4111" => "CARD",
            _ => "ANY",
        };
        placed(&mut self.vault, label, found.text)
    }
}

/// Puts back what has been replaced.
struct Back(Restorer);

/// The placeholder of a text.
fn placed(vault: &mut Vault, label: &'static str, text: &str) -> String {
    let of = Of::Request { restores: true };
    vault.replace(&Label::BuiltIn(label), text, &Replacement::Placeholder, of)
}

impl Rules for Back {
    fn checks(&self) -> usize {
        1
    }

    fn find(&self, _: usize) -> &dyn Find {
        &self.0
    }

    fn looks_at(&self, _: usize, _: PieceKind) -> bool {
        true
    }

    fn is_closed(&self) -> bool {
        true
    }

    fn turn_to(&mut self, _: u32) {}

    fn effect(&mut self, _: &Found<'_>) -> Effect {
        Effect::Replace
    }

    fn replacement(&mut self, found: &Found<'_>) -> String {
        self.0.original(found.text).unwrap_or_default().to_owned()
    }
}

/// A stream of one part, in pieces of so many characters each, again and again.
fn streamed(
    kind: PartKind<'_>,
    text: &str,
    sizes: &[usize],
    rules: &mut dyn Rules,
) -> (String, Option<Denied>) {
    let mut hold = Hold::new(WireFormat::OpenAiChat, WireFormat::AnthropicMessages);
    let mut out = String::new();
    let mut denied = None;
    let mut count = 0;
    let mut step = |event: &Event<'_>| {
        let mut each = |event: &Event<'_>| {
            if let Event::PartDelta { text, .. } = event {
                out.push_str(&text.to_str());
            }
        };
        count += 1;
        let mut result = hold.event(event, rules, &mut each);
        if count % 3 != 0 && result.is_ok() {
            result = hold.settle(rules, &mut each);
        }
        denied = denied.take().or_else(|| result.err());
    };
    let (choice, part) = (0, 0);
    step(&Event::PartStart { choice, part, kind });
    let mut chars = text.chars().peekable();
    let mut sizes = sizes.iter().cycle();
    while chars.peek().is_some() {
        let size = sizes.next().map_or(1, |size| (*size).max(1));
        let piece: String = chars.by_ref().take(size).collect();
        let text = Text::from(piece);
        step(&Event::PartDelta { choice, part, text });
    }
    step(&Event::PartStop { choice, part });
    step(&Event::End);
    (out, denied)
}

fn call() -> PartKind<'static> {
    PartKind::ToolCall {
        id: "c".into(),
        name: "f".into(),
    }
}

/// The text of a whole answer of Messages that is this text, or this call.
fn whole(block: serde_json::Value, rules: &mut dyn Rules) -> Result<serde_json::Value, Denied> {
    let body = serde_json::json!({ "content": [block] }).to_string();
    let document = Document::parse(body.as_bytes(), Limits::default()).unwrap();
    let format = AnyFormat::Chat(WireFormat::AnthropicMessages);
    let mut texts = Texts::of(Side::Answer, Some(format), document.root(body.as_bytes()));
    apply(&mut texts, rules)?;
    let told: serde_json::Value = serde_json::from_slice(&texts.apply()).unwrap();
    Ok(told["content"][0].clone())
}

fn whole_text(text: &str, rules: &mut dyn Rules) -> Result<String, Denied> {
    let block = whole(serde_json::json!({"type": "text", "text": text}), rules)?;
    Ok(block["text"].as_str().unwrap_or_default().to_owned())
}

fn any_text() -> impl Strategy<Value = String> {
    let piece = prop_oneof![
        "[a-e ]{1,3}",
        Just("secret".to_owned()),
        Just("secret12".to_owned()),
        Just("aaab".to_owned()),
        Just("card 4111".to_owned()),
        Just("4111".to_owned()),
        Just("é\"x".to_owned()),
        Just("[SECRET_1]".to_owned()),
        Just("[".to_owned()),
        Just("\\".to_owned()),
        Just("\u{1f600}\n".to_owned()),
    ];
    prop::collection::vec(piece, 0..12).prop_map(|pieces| pieces.concat())
}

fn any_arguments() -> impl Strategy<Value = serde_json::Value> {
    use serde_json::json;
    let names = proptest::sample::select(vec!["card", "a", "secret", "card_no"]);
    let leaf = prop_oneof![
        Just(json!(null)),
        Just(json!(true)),
        Just(json!(4111)),
        Just(json!(41.5)),
        any_text().prop_map(|text| json!(text)),
        any_text().prop_map(|text| json!(json!({ "card": text, "n": 4111 }).to_string())),
    ];
    let inner = leaf.prop_recursive(4, 20, 4, move |inner| {
        prop_oneof![
            prop::collection::vec(inner.clone(), 0..4).prop_map(|list| json!(list)),
            prop::collection::vec((names.clone(), inner), 0..4)
                .prop_map(|members| members.into_iter().collect()),
        ]
    });
    inner.prop_map(|inner| json!({ "card": inner }))
}

/// The same JSON, every third letter of a string escaped.
fn escaped(json: &str) -> String {
    let mut out = String::new();
    let mut in_string = false;
    let mut was_slash = false;
    for (at, c) in json.char_indices() {
        let is_plain = in_string && !was_slash && (c.is_ascii_lowercase() || !c.is_ascii());
        was_slash = c == '\\' && !was_slash;
        if c == '"' && json.as_bytes().get(at.wrapping_sub(1)) != Some(&b'\\') {
            in_string = !in_string;
        }
        if is_plain && at % 3 == 0 {
            let mut units = [0; 2];
            for unit in c.encode_utf16(&mut units) {
                out.push_str(&format!("\\u{unit:04X}"));
            }
        } else {
            out.push(c);
        }
    }
    if serde_json::from_str::<serde_json::Value>(&out).is_ok() {
        out
    } else {
        json.to_owned()
    }
}

proptest! {
    #[test]
    fn a_text_is_redacted_the_same_in_any_pieces_and_whole(
        text in any_text(),
        sizes in prop::collection::vec(1usize..9, 1..5),
        deny in proptest::sample::select(vec![None, Some("aab"), Some("4111")]),
    ) {
        let rules = || Redact { deny, ..Redact::new() };
        let (one, verdict) = streamed(PartKind::Text, &text, &[usize::MAX], &mut rules());
        let mut other = rules();
        let (pieces, same) = streamed(PartKind::Text, &text, &sizes, &mut other);
        prop_assert_eq!(&one, &pieces);
        prop_assert_eq!(verdict, same);
        match whole_text(&text, &mut rules()) {
            Ok(whole) => prop_assert_eq!(&one, &whole),
            Err(denied) => prop_assert_eq!(Some(denied), verdict),
        }
        if verdict.is_none() {
            prop_assert!(!pieces.contains("secret") && !pieces.contains("aab"));
        }
    }

    #[test]
    fn what_is_restored_is_what_was_redacted(
        text in any_text(),
        sizes in prop::collection::vec(1usize..9, 1..5),
    ) {
        let mut rules = Redact::new();
        rules.vault.note_taken(&text);
        let redacted = whole_text(&text, &mut rules).unwrap();
        if let Some(restore) = rules.vault.restorer() {
            laws::assert_any_cut(&restore, &redacted);
            let (told, _) = streamed(PartKind::Text, &redacted, &sizes, &mut Back(restore));
            prop_assert_eq!(told, &*text);
            let back = whole_text(&redacted, &mut Back(rules.vault.restorer().unwrap())).unwrap();
            prop_assert_eq!(back, text);
        } else {
            prop_assert_eq!(redacted, text);
        }
    }

    #[test]
    fn arguments_stay_json_and_are_the_same_in_any_pieces_and_whole(
        arguments in any_arguments(),
        sizes in prop::collection::vec(1usize..9, 1..5),
    ) {
        let json = escaped(&arguments.to_string());
        let mut rules = Redact::new();
        rules.vault.note_taken(&arguments.to_string());
        let (told, denied) = streamed(call(), &json, &sizes, &mut rules);
        prop_assert_eq!(denied, None);
        let again = || {
            let mut rules = Redact::new();
            rules.vault.note_taken(&arguments.to_string());
            rules
        };
        let (one, _) = streamed(call(), &json, &[usize::MAX], &mut again());
        prop_assert_eq!(&told, &one);
        let told: serde_json::Value = serde_json::from_str(&told).unwrap();
        let block = serde_json::json!({"type": "tool_use", "name": "f", "input": arguments});
        let expected = whole(block, &mut again()).unwrap();
        prop_assert_eq!(&told, &expected["input"]);
        if let Some(restore) = rules.vault.restorer() {
            let (back, _) = streamed(call(), &told.to_string(), &sizes, &mut Back(restore));
            let back: serde_json::Value = serde_json::from_str(&back).unwrap();
            let numbers = |value: &serde_json::Value| value.to_string().replace('"', "");
            prop_assert_eq!(numbers(&back), numbers(&arguments));
        }
    }

    #[test]
    fn arguments_that_are_no_json_are_survived_and_looked_at(
        text in "(secret|[\\[\\]{}:,\"\\\\]|[a-z0-9]{1,3}|\\\\u[0-9a-f]{0,4}|é){0,20}",
        sizes in prop::collection::vec(1usize..9, 1..5),
    ) {
        let (one, _) = streamed(call(), &text, &[usize::MAX], &mut Redact::new());
        let (told, _) = streamed(call(), &text, &sizes, &mut Redact::new());
        prop_assert_eq!(&one, &told);
        prop_assert!(!told.contains("secret"), "{:?}", told);
    }
}

/// What a stream of these events becomes, told in short.
fn told(events: &[Event<'_>], rules: &mut dyn Rules) -> Vec<String> {
    let mut hold = Hold::new(WireFormat::OpenAiChat, WireFormat::AnthropicMessages);
    let mut out = Vec::new();
    for event in events.iter().chain([&Event::End]) {
        let mut each = |event: &Event<'_>| out.push(short(event));
        let done = hold.event(event, rules, &mut each);
        if done.and_then(|()| hold.settle(rules, &mut each)).is_err() {
            hold.end(&FinishReason::ContentFilter, &mut each);
        }
    }
    out
}

fn short(event: &Event<'_>) -> String {
    match event {
        Event::PartStart { part, .. } => format!("start {part}"),
        Event::PartDelta { part, text, .. } => format!("{part} {text}"),
        Event::PartStop { part, .. } => format!("stop {part}"),
        Event::Citation { value, .. } | Event::LogProbs { value, .. } => {
            String::from_utf8_lossy(value.raw()).into_owned()
        }
        Event::Signature { signature, .. } => format!("signature {}", signature.data),
        Event::Finish { reason, .. } => format!("finish {reason:?}"),
        Event::End => "end".to_owned(),
        other => format!("{other:?}"),
    }
}

fn start(part: u32, kind: PartKind<'_>) -> Event<'_> {
    let choice = 0;
    Event::PartStart { choice, part, kind }
}

fn delta(part: u32, text: &str) -> Event<'_> {
    let (choice, text) = (0, text.into());
    Event::PartDelta { choice, part, text }
}

const fn stop(part: u32) -> Event<'static> {
    Event::PartStop { choice: 0, part }
}

fn json(text: &str) -> Document {
    Document::parse(text.as_bytes(), Limits::default()).unwrap()
}

#[test]
fn what_cannot_begin_a_match_flows_at_once() {
    let events = [
        start(0, PartKind::Text),
        delta(0, "say "),
        delta(0, "sec"),
        delta(0, "ond"),
        delta(0, " sec"),
        delta(0, "ret"),
        delta(0, " all"),
        stop(0),
    ];
    let mut rules = Redact {
        words: vec![word("secret", "", 0.5)],
        ..Redact::default()
    };
    let expected = [
        "start 0",
        "0 say ",
        "0 second",
        "0  ",
        "0 [SECRET_1]",
        "0  all",
        "stop 0",
        "end",
    ];
    assert_eq!(told(&events, &mut rules), expected);
}

#[test]
fn citations_wait_for_their_text_and_move_along() {
    let cited = r#"{"type":"url_citation","url_citation":{"start_index":9,"end_index":12,"title":"a secret"}}"#;
    let (document, inside) = (json(cited), r#"{"start":2,"end":6,"text":"secr"}"#);
    let other = json(inside);
    let cite = |value| Event::Citation {
        choice: 0,
        part: 0,
        value,
    };
    let events = [
        start(0, PartKind::Text),
        delta(0, "é secret one s"),
        cite(document.root(cited.as_bytes())),
        cite(other.root(inside.as_bytes())),
        delta(0, "o"),
        stop(0),
    ];
    let expected = [
        "start 0",
        "0 é [SECRET_1] one ",
        "0 so",
        r#"{"type":"url_citation","url_citation":{"start_index":13,"end_index":16,"title":"a [SECRET_1]"}}"#,
        "stop 0",
        "end",
    ];
    assert_eq!(told(&events, &mut Redact::new()), expected);
}

#[test]
fn tokens_that_repeat_what_is_replaced_are_left_out() {
    let probs = [
        r#"{"content":[1]}"#,
        r#"{"content":[2]}"#,
        r#"{"content":[3]}"#,
    ];
    let documents = probs.map(json);
    let tell = |at: usize| Event::LogProbs {
        choice: 0,
        value: documents[at].root(probs[at].as_bytes()),
    };
    let events = [
        start(0, PartKind::Text),
        delta(0, "one "),
        tell(0),
        delta(0, "sec"),
        tell(1),
        delta(0, "ret and more"),
        delta(0, " or less"),
        tell(2),
        delta(0, "!"),
        stop(0),
    ];
    let kept = told(&events, &mut Redact::new());
    assert!(!kept.contains(&probs[1].to_owned()), "{kept:?}");
    let clean = [start(0, PartKind::Text), delta(0, "one "), tell(0), stop(0)];
    let expected = ["start 0", "0 one ", probs[0], "stop 0", "end"];
    assert_eq!(told(&clean, &mut Redact::new()), expected);
}

#[test]
fn a_signature_comes_behind_the_text_that_it_signs() {
    let signature = Event::Signature {
        choice: 0,
        part: 0,
        signature: Signature {
            origin: Origin::Anthropic,
            data: "EqoB".into(),
        },
    };
    let events = [
        start(0, PartKind::Reasoning),
        delta(0, "hm a"),
        signature,
        stop(0),
    ];
    let expected = ["start 0", "0 hm ", "0 a", "signature EqoB", "stop 0", "end"];
    assert_eq!(told(&events, &mut Redact::new()), expected);
}

#[test]
fn a_denied_stream_ends_in_good_form() {
    let events = [
        Event::Start(Start::default()),
        start(0, PartKind::Text),
        start(1, call()),
        delta(0, "this is a"),
        delta(0, "ab, and"),
        delta(0, " more"),
        stop(0),
        stop(1),
    ];
    let mut rules = Redact {
        deny: Some("aab"),
        ..Redact::new()
    };
    let told = told(&events, &mut rules);
    let expected = [
        "start 0",
        "start 1",
        "0 this is ",
        "stop 0",
        "stop 1",
        "finish ContentFilter",
        "end",
    ];
    assert_eq!(told[1..], expected);
}

#[test]
fn a_placeholder_that_is_escaped_in_arguments_is_restored() {
    let mut vault = Vault::default();
    placed(&mut vault, "EMAIL_ADDRESS", "\"ana\"@x.io");
    let arguments = r#"{"to":"[EMAIL\u005fADDRESS_1]","n":1}"#;
    let (told, _) = streamed(
        call(),
        arguments,
        &[1],
        &mut Back(vault.restorer().unwrap()),
    );
    assert_eq!(told, r#"{"to":"\"ana\"@x.io","n":1}"#);
}

#[test]
fn a_match_over_the_seam_of_two_parts_is_replaced_in_whole_answers() {
    let body = r#"{"messages":[{"role":"user","content":[{"type":"text","text":"a sec"},{"type":"text","text":"ret"}]}]}"#;
    let document = json(body);
    let format = AnyFormat::Chat(WireFormat::OpenAiChat);
    let mut texts = Texts::of(Side::Request, Some(format), document.root(body.as_bytes()));
    apply(&mut texts, &mut Redact::new()).unwrap();
    let expected = body
        .replace("a sec", "a [SECRET_1]")
        .replace("\"ret\"", "\"\"");
    assert_eq!(texts.apply(), expected.as_bytes());
}

mod parts;
mod unread;
