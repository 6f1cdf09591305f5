//! Log-probabilities of any format as entries of Chat Completions, which the others
//! are written from.
//!
//! Sources: OpenAI API reference, "The chat completion object" (`logprobs.content`) and
//! "The completion object" (`logprobs`); Gemini API reference, `LogprobsResult`; Cohere
//! API reference, "Chat" (`logprobs`).

use crate::json::{Json, Text, Value, Writer};
use crate::loss::{LossAction, Losses};

/// An array of `{"token", "logprob", "bytes", "top_logprobs"}`; `None` if nothing is
/// told, or in a form that nobody knows.
pub(crate) fn entries(value: Value<'_>) -> Option<Json<'_>> {
    let is_entry = |item: Value<'_>| item.get_some("token").is_some();
    let list = if value.is_array() {
        Some(value)
    } else {
        value.get_some("content")
    };
    if let Some(list) = list.filter(|list| first(*list).is_some_and(is_entry)) {
        return Some(list.into());
    }
    let mut out = Vec::new();
    let mut writer = Writer::new(&mut out);
    writer.begin_array();
    if let Some(chosen) = value.get_some("chosenCandidates") {
        of_gemini(chosen, value, &mut writer);
    } else if let Some(tokens) = value.get_some("tokens") {
        of_completions(tokens, value, &mut writer);
    } else {
        of_cohere(value, &mut writer);
    }
    writer.end_array();
    Json::made(out)
        .ok()
        .filter(|made| first(made.value()).is_some())
}

/// Lists what is lost of those of another format: all, if they cannot be read.
pub(crate) fn list_loss(value: Value<'_>, field: String, losses: &mut Losses) {
    if entries(value).is_some() {
        losses.push(
            LossAction::Renamed,
            field,
            "tokens and how likely they are, and what else both formats tell of them",
        );
    } else {
        losses.dropped(field, "not in a form that is known here");
    }
}

fn first(list: Value<'_>) -> Option<Value<'_>> {
    list.items().next()
}

fn of_gemini(chosen: Value<'_>, value: Value<'_>, writer: &mut Writer<'_>) {
    let mut others = value
        .get_some("topCandidates")
        .into_iter()
        .flat_map(|list| list.items());
    for candidate in chosen.items() {
        let step = others.next().and_then(|step| step.get_some("candidates"));
        entry(
            &text(candidate, "token"),
            number(candidate, "logProbability"),
            writer,
            |writer| {
                for other in step.iter().flat_map(Value::items) {
                    begin(
                        &text(other, "token"),
                        number(other, "logProbability"),
                        writer,
                    );
                    writer.end_object();
                }
            },
        );
    }
}

fn of_completions(tokens: Value<'_>, value: Value<'_>, writer: &mut Writer<'_>) {
    let list = |key: &str| {
        value
            .get_some(key)
            .into_iter()
            .flat_map(|list| list.items())
    };
    let mut known = list("token_logprobs");
    let mut others = list("top_logprobs");
    for token in tokens.items() {
        let (told, step) = (known.next(), others.next());
        // The first token of a prompt that is echoed has none.
        let Some(told) = told.and_then(|told| told.number()) else {
            continue;
        };
        let token = token.text().unwrap_or(Text::Literal(b""));
        entry(&token, told, writer, |writer| {
            for (other, told) in step.iter().flat_map(Value::members) {
                if let Some(told) = told.number() {
                    begin(&other, told, writer);
                    writer.end_object();
                }
            }
        });
    }
}

/// An item may have several tokens and one text: how likely that is, is their sum.
fn of_cohere(value: Value<'_>, writer: &mut Writer<'_>) {
    for item in value.items() {
        let told = item
            .get_some("logprobs")
            .into_iter()
            .flat_map(|list| list.items());
        let told: Vec<Value<'_>> = told.collect();
        let sum;
        let told = match told.as_slice() {
            [] => continue,
            [one] => one.number().unwrap_or("0"),
            all => {
                let total: f64 = all.iter().filter_map(Value::f64).sum();
                sum = total.to_string();
                if total.is_finite() { &sum } else { "0" }
            }
        };
        entry(&text(item, "text"), told, writer, |_| {});
    }
}

fn text<'a>(of: Value<'a>, key: &str) -> Text<'a> {
    let text = of.get_some(key).and_then(|text| text.text());
    text.unwrap_or(Text::Literal(b""))
}

/// A number; where Protocol Buffers leave it out it is zero.
fn number<'a>(of: Value<'a>, key: &str) -> &'a str {
    of.get_some(key)
        .and_then(|number| number.number())
        .unwrap_or("0")
}

fn entry(
    token: &Text<'_>,
    told: &str,
    writer: &mut Writer<'_>,
    others: impl FnOnce(&mut Writer<'_>),
) {
    begin(token, told, writer);
    writer.key("top_logprobs");
    writer.begin_array();
    others(writer);
    writer.end_array();
    writer.end_object();
}

fn begin(token: &Text<'_>, told: &str, writer: &mut Writer<'_>) {
    writer.begin_object();
    writer.key("token");
    writer.text(token);
    writer.key("logprob");
    writer.raw(told.as_bytes());
    writer.key("bytes");
    writer.begin_array();
    token
        .to_str()
        .bytes()
        .for_each(|byte| writer.u64(byte.into()));
    writer.end_array();
}

#[cfg(test)]
mod tests {
    use super::entries;
    use crate::json::{Document, Limits};

    fn read(json: &str) -> Option<String> {
        let document = Document::parse(json.as_bytes(), Limits::default()).unwrap();
        let made = entries(document.root(json.as_bytes()))?;
        Some(String::from_utf8_lossy(made.value().raw()).into_owned())
    }

    #[test]
    fn entries_of_openai_are_taken_as_they_stand() {
        let list = r#"[{"token": "a", "logprob": -1}]"#;
        assert_eq!(read(list).as_deref(), Some(list));
        let object = format!(r#"{{"content": {list}, "refusal": null}}"#);
        assert_eq!(read(&object).as_deref(), Some(list));
    }

    #[test]
    fn what_is_left_out_by_gemini_is_zero() {
        let told = read(
            r#"{"chosenCandidates": [{"token": "é", "tokenId": 7}, {"token": "b", "logProbability": -0.5}], "topCandidates": [{"candidates": [{"token": "c", "logProbability": -2}]}]}"#,
        );
        assert_eq!(
            told.as_deref(),
            Some(
                r#"[{"token":"é","logprob":0,"bytes":[195,169],"top_logprobs":[{"token":"c","logprob":-2,"bytes":[99]}]},{"token":"b","logprob":-0.5,"bytes":[98],"top_logprobs":[]}]"#
            )
        );
    }

    #[test]
    fn tokens_of_one_text_are_as_likely_as_all_of_them() {
        let told = read(
            r#"[{"text": "ab", "token_ids": [1, 2], "logprobs": [-0.25, -0.5]}, {"text": "c", "token_ids": [3], "logprobs": [-1e-3]}]"#,
        );
        assert_eq!(
            told.as_deref(),
            Some(
                r#"[{"token":"ab","logprob":-0.75,"bytes":[97,98],"top_logprobs":[]},{"token":"c","logprob":-1e-3,"bytes":[99],"top_logprobs":[]}]"#
            )
        );
    }

    #[test]
    fn lists_side_by_side_become_entries() {
        let told = read(
            r#"{"tokens": ["a", "b"], "token_logprobs": [null, -0.5], "top_logprobs": [null, {"b": -0.5}], "text_offset": [0, 1]}"#,
        );
        assert_eq!(
            told.as_deref(),
            Some(
                r#"[{"token":"b","logprob":-0.5,"bytes":[98],"top_logprobs":[{"token":"b","logprob":-0.5,"bytes":[98]}]}]"#
            )
        );
    }

    #[test]
    fn nothing_told_is_none() {
        for json in [
            "{}",
            "[]",
            "7",
            r#"{"content": null}"#,
            r#"{"content": []}"#,
            r#"[{"x": 1}]"#,
            r#"{"tokens": 3}"#,
        ] {
            assert_eq!(read(json), None, "{json}");
        }
    }
}
