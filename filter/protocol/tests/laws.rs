//! Laws that tie the halves of a codec together, on fixtures put together anew.

#[expect(dead_code, reason = "snapshots are for another test")]
mod support;

use proptest::prelude::*;
use proptest::sample::{Index, select};
use serde_json::{Value, json};
use sluice_protocol::chat::{Fold, replay};
use sluice_protocol::json::{Document, Limits};
use sluice_protocol::{Losses, WireFormat};
use support::{CONTEXT, Fixture, Refusal, fixtures};

fn format() -> impl Strategy<Value = WireFormat> {
    select(WireFormat::ALL)
}

/// What requests of one format are put together from.
#[derive(Default)]
struct Pieces {
    turns: Vec<Value>,
    parameters: Vec<(String, Value)>,
}

/// Where the turns of a conversation stand.
fn turns_key(format: WireFormat) -> &'static str {
    match format {
        WireFormat::GeminiGenerate => "contents",
        WireFormat::OpenAiResponses => "input",
        _ => "messages",
    }
}

/// The pieces of the fixtures that their own format can read and write.
fn pieces_of(format: WireFormat) -> Pieces {
    let mut pieces = Pieces::default();
    for fixture in fixtures("request") {
        let own = fixture.format == format;
        if !own || support::request(format, format, &fixture.bytes).is_err() {
            continue;
        }
        let body: Value = serde_json::from_slice(&fixture.bytes).unwrap_or_default();
        for (key, value) in body.as_object().into_iter().flatten() {
            match &**key {
                key if key == turns_key(format) => pieces
                    .turns
                    .extend(value.as_array().into_iter().flatten().cloned()),
                "model" | "max_tokens" => {}
                _ => pieces.parameters.push((key.clone(), value.clone())),
            }
        }
    }
    pieces
}

/// Whether the model stands in the path of a request, and not in its body.
fn is_in_path(format: WireFormat) -> bool {
    format.codec().is_model_in_path()
}

/// A request of turns and parameters from all over the fixtures.
fn request() -> impl Strategy<Value = (WireFormat, Value)> {
    let of = |format| {
        let Pieces { turns, parameters } = pieces_of(format);
        let turns = prop::collection::vec(select(turns), 1..6);
        let parameters = prop::collection::vec(select(parameters), 0..6);
        (turns, parameters).prop_map(move |(turns, parameters)| {
            let mut body = json!({turns_key(format): turns});
            if !is_in_path(format) {
                body["model"] = json!("m");
            }
            if !is_in_path(format) && format != WireFormat::OpenAiResponses {
                body["max_tokens"] = json!(5000);
            }
            for (key, value) in parameters {
                body[key] = value;
            }
            (format, body)
        })
    };
    prop_oneof![
        of(WireFormat::OpenAiChat),
        of(WireFormat::OpenAiResponses),
        of(WireFormat::AnthropicMessages),
        of(WireFormat::BedrockConverse),
        of(WireFormat::GeminiGenerate),
        of(WireFormat::CohereChat)
    ]
}

/// A stream fixture, and where to cut it.
fn cut_stream() -> impl Strategy<Value = (Fixture, Vec<usize>)> {
    let cuts = prop::collection::vec(any::<Index>(), 0..20);
    (select(fixtures("stream")), cuts).prop_map(|(fixture, cuts)| {
        let bound = fixture.bytes.len() + 1;
        let mut places: Vec<usize> = cuts.iter().map(|cut| cut.index(bound)).collect();
        places.sort_unstable();
        (fixture, places)
    })
}

fn cut<'b>(bytes: &'b [u8], places: &[usize]) -> Vec<&'b [u8]> {
    let mut rest = bytes;
    let mut taken = 0;
    let mut out = Vec::new();
    for place in places {
        let (piece, tail) = rest.split_at(place - taken);
        out.push(piece);
        (rest, taken) = (tail, *place);
    }
    out.push(rest);
    out
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn any_chunking_of_a_stream_gives_the_same_bytes((fixture, places) in cut_stream(), client in format()) {
        let whole = support::stream(fixture.format, client, [&*fixture.bytes], &CONTEXT);
        let pieced = support::stream(fixture.format, client, cut(&fixture.bytes, &places), &CONTEXT);
        prop_assert_eq!(String::from_utf8_lossy(&pieced), String::from_utf8_lossy(&whole), "{}", fixture.name("stream"));
    }

    #[test]
    fn what_was_written_is_read_and_written_the_same((format, body) in request()) {
        // Turns put together at random may be what no provider takes; then nothing is written.
        if let Ok((once, _)) = support::request(format, format, body.to_string().as_bytes()) {
            let (twice, losses) = match support::request(format, format, &once) {
                Ok(written) => written,
                Err(refusal) => return Err(TestCaseError::fail(format!("{refusal:?}"))),
            };
            prop_assert_eq!(String::from_utf8_lossy(&twice), String::from_utf8_lossy(&once));
            prop_assert!(losses.is_empty(), "lost only on the second way: {:?}", losses);
        }
    }

    #[test]
    fn no_top_level_field_is_lost_in_silence((format, body) in request()) {
        if let Ok((out, losses)) = support::request(format, format, body.to_string().as_bytes()) {
            let out: Value = serde_json::from_slice(&out).unwrap_or_default();
            for (key, value) in body.as_object().into_iter().flatten() {
                let carried = !out[renamed(format, key, value)].is_null();
                // What stands in a group of parameters is named without the group, and
                // a system prompt that stands alone is told of the messages.
                let place = if key == "system" { "messages" } else { key };
                let listed = losses.iter().any(|loss| names(&loss.field, place) || value.is_object() && is_in_path(format));
                // What is said about tools, or a stream, says nothing where there are none.
                let idle = out["tools"].is_null() && is_about_tools(key, &body)
                    || key == "stream_options" && body["stream"] != true;
                prop_assert!(value.is_null() || idle || says_nothing(key, value) || carried || listed, "{} of {} is not in {}", key, body, out);
            }
        }
    }

    #[test]
    fn a_field_that_nobody_knows_is_carried_or_listed((format, mut body) in request(), provider in format(), turn in any::<Index>()) {
        const UNKNOWN: &str = "an_unknown_field";
        body[UNKNOWN] = json!(1);
        if let Some(turns) = body[turns_key(format)].as_array_mut() {
            let at = turn.index(turns.len());
            turns[at][UNKNOWN] = json!(2);
        }
        if let Ok((out, losses)) = support::request(format, provider, body.to_string().as_bytes()) {
            let carried = String::from_utf8_lossy(&out).matches(UNKNOWN).count();
            let listed = losses.iter().filter(|loss| loss.field.contains(UNKNOWN)).count();
            prop_assert!(carried + listed >= 2 || losses.len() > Losses::MOST, "{body}\n{losses:?}");
        }
    }

    #[test]
    fn the_native_path_changes_only_owned_keys((format, body) in request(), pretty: bool, model in "[a-z\"\\\\/é-]{1,12}") {
        let text = if pretty { serde_json::to_string_pretty(&body) } else { serde_json::to_string(&body) };
        let text = text.unwrap_or_default();
        let parsed = Document::parse(text.as_bytes(), Limits::default());
        let Ok(document) = parsed else { return Err(TestCaseError::fail("not JSON")) };
        let edited = format.codec().native_edits(document.root(text.as_bytes()), &model).apply(text.as_bytes());
        let after: Value = serde_json::from_slice(&edited).unwrap_or_default();
        if is_in_path(format) {
            prop_assert_eq!(&edited, text.as_bytes());
        } else {
            prop_assert_eq!(&after["model"], &json!(model));
        }
        for (key, value) in body.as_object().into_iter().flatten() {
            let owned = key == "model" || key == "stream_options";
            prop_assert!(owned || after[key] == *value, "{key} changed");
        }
        // Every line that holds no owned key is there as it was.
        for line in text.lines().filter(|line| pretty && !line.contains("model") && !line.contains("stream_options")) {
            prop_assert!(String::from_utf8_lossy(&edited).contains(line.trim_end_matches(',')), "{line:?} is gone");
        }
    }
}

/// The name that the codec writes where the format has an older one too.
fn renamed<'k>(format: WireFormat, key: &'k str, value: &Value) -> &'k str {
    match (format, key) {
        (WireFormat::OpenAiChat, "max_tokens") => "max_completion_tokens",
        (WireFormat::OpenAiChat, "functions") => "tools",
        (WireFormat::GeminiGenerate, "system_instruction") => "systemInstruction",
        (WireFormat::GeminiGenerate, "tool_config") => "toolConfig",
        (WireFormat::GeminiGenerate, "generation_config") => "generationConfig",
        (WireFormat::OpenAiChat, "function_call") if !value.is_null() => "tool_choice",
        _ => key,
    }
}

/// Whether a field says what its absence says too.
fn says_nothing(key: &str, value: &Value) -> bool {
    match value {
        // Reasoning is always asked for in this form where there can be any.
        Value::Array(items) => items
            .iter()
            .all(|item| item == "reasoning.encrypted_content"),
        Value::String(text) => text.is_empty() || key == "truncation" && text == "disabled",
        Value::Object(pairs) if key == "metadata" => pairs.is_empty(),
        Value::Object(_) if key == "text" => value["format"]["type"] == "text",
        Value::Object(_) => {
            (key == "response_format" && value["type"] == "text")
                || *value == json!({"thinkingConfig": {"thinkingBudget": -1}})
        }
        Value::Bool(value) => ["stream", "background", "store"].contains(&key) && !value,
        // The default of every provider, and left out where a model takes no other.
        Value::Number(value) => {
            let default = if key == "top_logprobs" { 0.0 } else { 1.0 };
            ["temperature", "top_p", "top_logprobs"].contains(&key)
                && value.as_f64() == Some(default)
        }
        Value::Null => true,
    }
}

/// Whether a field only says how to use the tools; the tools themselves, if the
/// choice among them allows none.
fn is_about_tools(key: &str, body: &Value) -> bool {
    match key {
        "tool_choice"
        | "parallel_tool_calls"
        | "function_call"
        | "toolConfig"
        | "tool_config"
        | "strict_tools" => true,
        "tools" | "functions" => body["tool_choice"]["type"] == "allowed_tools",
        _ => false,
    }
}

/// Whether a loss is about a top-level field.
fn names(loss: &str, key: &str) -> bool {
    loss.strip_prefix(key)
        .is_some_and(|rest| rest.is_empty() || rest.starts_with(['.', '[']))
}

/// Plays each whole answer as a stream, folds it again, and writes both.
#[test]
fn a_folded_stream_is_the_whole_answer() {
    for fixture in fixtures("response") {
        for client in WireFormat::ALL {
            let document = Document::parse(&fixture.bytes, Limits::default());
            let Ok(document) = document else { continue };
            let Ok(response) = fixture
                .format
                .codec()
                .decode_response(document.root(&fixture.bytes))
            else {
                continue;
            };
            // A stream of nothing but its end is no answer.
            if response.choices.is_empty() {
                continue;
            }
            let mut whole = Vec::new();
            client
                .codec()
                .encode_response(&response, &CONTEXT, &mut whole, &mut Losses::default());

            let mut encoder = client.codec().stream_encoder(&CONTEXT);
            let mut bytes = Vec::new();
            replay(&response, &mut |event| encoder.event(event, &mut bytes));
            let mut fold = Fold::new(usize::MAX);
            support::decode(*client, [&*bytes], &mut |event| fold.push(event));
            let folded = fold.response();
            assert!(
                folded.is_ok(),
                "{} to {client}: {folded:?}",
                fixture.name("response")
            );
            let Ok(folded) = folded else { continue };
            let mut streamed = Vec::new();
            client.codec().encode_response(
                &folded,
                &CONTEXT,
                &mut streamed,
                &mut Losses::default(),
            );

            let json = |bytes: &[u8]| {
                let mut value = serde_json::from_slice::<Value>(bytes).unwrap_or_default();
                // A chunk has no place for them.
                if let Some(message) = value
                    .pointer_mut("/choices/0/message")
                    .and_then(Value::as_object_mut)
                {
                    message.remove("annotations");
                }
                // Converse tells the tier at the end of a stream, the hub at its start.
                if is_in_path(*client)
                    && let Some(answer) = value.as_object_mut()
                {
                    answer.remove("serviceTier");
                }
                // The fold puts candidates in order.
                for key in ["choices", "candidates"] {
                    if let Some(choices) = value.get_mut(key).and_then(Value::as_array_mut) {
                        choices.sort_by_key(|choice| choice["index"].as_u64());
                    }
                }
                value
            };
            assert_eq!(
                json(&streamed),
                json(&whole),
                "{} to {client}",
                fixture.name("response")
            );
        }
    }
}

#[test]
fn a_refusal_names_its_place() {
    for fixture in fixtures("request") {
        for provider in WireFormat::ALL {
            match support::request(fixture.format, *provider, &fixture.bytes) {
                Err(Refusal::Encode(error)) => {
                    assert!(
                        !error.at.0.is_empty() && !error.problem.is_empty(),
                        "{error:?}"
                    );
                    assert_eq!(error.format, *provider);
                }
                Err(Refusal::Decode(error)) => {
                    let text = error.to_string();
                    assert!(!text.is_empty() && !text.ends_with('.'), "{text}");
                }
                Ok(_) => {}
            }
        }
    }
}
