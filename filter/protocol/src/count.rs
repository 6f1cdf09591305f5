//! Counting the tokens of a chat request without an answer to it.
//!
//! Three formats have an API for that, beside the one for chat and with nearly its
//! body:
//!
//! | format | path | body | answer |
//! |---|---|---|---|
//! | `anthropic-messages` | `…/messages/count_tokens` | the request's, but for what shapes the answer | `input_tokens` |
//! | `gemini-generate` | `…:countTokens` | `generateContentRequest`; on Vertex AI its members | `totalTokens` |
//! | `bedrock-converse` | `…/count-tokens` | `input.converse` | `inputTokens` |
//!
//! Sources: Anthropic API reference, "Count Message tokens"; Gemini API reference,
//! `models.countTokens`; Amazon Bedrock API reference, `CountTokens`.

use crate::chat::{Request, ToolNames};
use crate::codec::Target;
use crate::codec::gemini_generate::{
    Counted, decode_count_request, decode_counted, encode_counted,
};
use crate::error::DecodeError;
use crate::format::WireFormat;
use crate::json::{Document, Limits, Value, Writer};
use crate::loss::Losses;
use crate::translate::Refusal;

/// What of a body Anthropic takes here.
const OF_ANTHROPIC: &[&str] = &[
    "cache_control",
    "messages",
    "model",
    "output_config",
    "system",
    "thinking",
    "tool_choice",
    "tools",
];
/// What of a body Bedrock takes here.
const OF_BEDROCK: &[&str] = &[
    "additionalModelRequestFields",
    "messages",
    "system",
    "toolConfig",
];

/// The path that counts, beside `chat`, which has no query. `None` if the format has no
/// such API, or not on that host.
#[must_use]
pub fn path(format: WireFormat, chat: &str) -> Option<String> {
    let (end, instead) = match format {
        WireFormat::AnthropicMessages => ("/messages", "/messages/count_tokens"),
        WireFormat::GeminiGenerate => (":generateContent", ":countTokens"),
        WireFormat::BedrockConverse => ("/converse", "/count-tokens"),
        _ => return None,
    };
    Some(format!("{}{instead}", chat.strip_suffix(end)?))
}

/// The body that asks a provider at `path` to count what the `client` format's body
/// `bytes`, whose root is `root`, asks to be counted.
///
/// # Errors
/// A body that the client's format does not allow, or that the provider's cannot carry.
pub fn translate_request(
    client: WireFormat,
    bytes: &[u8],
    root: Value<'_>,
    provider: WireFormat,
    path: &str,
    target: &Target<'_>,
) -> Result<Vec<u8>, Refusal> {
    if client != WireFormat::AnthropicMessages || root.get("max_tokens").is_some() {
        let request = match client {
            WireFormat::GeminiGenerate => decode_count_request(root)?,
            WireFormat::BedrockConverse => client.codec().decode_request(converse(root)?)?,
            _ => client.codec().decode_request(root)?,
        };
        return encode(request, provider, path, target);
    }
    // The codec demands a limit for the answer that is not asked for.
    let inside = root.span().start + 1;
    let (head, tail) = bytes.split_at_checked(inside).unwrap_or((bytes, &[]));
    let comma: &[u8] = if root.members().next().is_some() {
        b","
    } else {
        b""
    };
    let whole = [head, br#""max_tokens":1"#, comma, tail].concat();
    let document = Document::parse(&whole, Limits::default()).map_err(DecodeError::from)?;
    let request = client.codec().decode_request(document.root(&whole))?;
    encode(request, provider, path, target)
}

/// The request in a body of Bedrock's.
fn converse(root: Value<'_>) -> Result<Value<'_>, DecodeError> {
    let input = root
        .get_some("input")
        .ok_or_else(|| DecodeError::missing("input"))?;
    input.get_some("converse").ok_or_else(|| {
        DecodeError::value(
            "input",
            "only a request of converse can be counted elsewhere; send it as input.converse",
        )
    })
}

fn encode(
    mut request: Request<'_>,
    provider: WireFormat,
    path: &str,
    target: &Target<'_>,
) -> Result<Vec<u8>, Refusal> {
    request.max_output_tokens = None;
    request.stream = false;
    let codec = provider.codec();
    let _ = ToolNames::fit(&mut request, codec.tool_names());
    let mut body = Vec::new();
    // What shapes an answer is missed by nobody where none is made, and what else is
    // lost is told when the request is sent.
    codec.encode_request(&request, target, &mut body, &mut Losses::default())?;
    let document = Document::parse(&body, Limits::default()).map_err(DecodeError::from)?;
    let root = document.root(&body);
    let mut out = Vec::with_capacity(body.len() + 64);
    let mut writer = Writer::new(&mut out);
    match provider {
        WireFormat::GeminiGenerate if !path.contains("/publishers/") => {
            writer.begin_object();
            writer.key("generateContentRequest");
            writer.begin_object();
            writer.key("model");
            writer.str(&format!("models/{}", target.model));
            members(root, |_| true, &mut writer);
            writer.end_object();
            writer.end_object();
        }
        WireFormat::BedrockConverse => {
            writer.begin_object();
            writer.key("input");
            writer.begin_object();
            writer.key("converse");
            writer.begin_object();
            members(root, |name| OF_BEDROCK.contains(&name), &mut writer);
            writer.end_object();
            writer.end_object();
            writer.end_object();
        }
        WireFormat::AnthropicMessages => {
            writer.begin_object();
            members(root, |name| OF_ANTHROPIC.contains(&name), &mut writer);
            writer.end_object();
        }
        _ => writer.value(root),
    }
    Ok(out)
}

fn members(root: Value<'_>, keep: impl Fn(&str) -> bool, writer: &mut Writer<'_>) {
    for (name, value) in root.members().filter(|(name, _)| keep(&name.to_str())) {
        writer.key_text(&name);
        writer.value(value);
    }
}

/// A count of `provider`, as the `client` is told it.
///
/// # Errors
/// An answer without a count.
pub fn translate_answer(
    provider: WireFormat,
    client: WireFormat,
    bytes: &[u8],
) -> Result<(u64, Vec<u8>), DecodeError> {
    let document = Document::parse(bytes, Limits::default())?;
    let root = document.root(bytes);
    let field = |name: &'static str| {
        let count = root.get_some(name).and_then(|count| count.u64());
        count.ok_or_else(|| DecodeError::missing(name))
    };
    let total = match provider {
        WireFormat::GeminiGenerate => decode_counted(root)?.total,
        WireFormat::BedrockConverse => field("inputTokens")?,
        _ => field("input_tokens")?,
    };
    let mut out = Vec::with_capacity(32);
    let name = match client {
        WireFormat::GeminiGenerate => {
            encode_counted(
                Counted {
                    total,
                    cached: None,
                },
                &mut out,
            );
            return Ok((total, out));
        }
        WireFormat::BedrockConverse => "inputTokens",
        _ => "input_tokens",
    };
    let mut writer = Writer::new(&mut out);
    writer.begin_object();
    writer.key(name);
    writer.u64(total);
    writer.end_object();
    Ok((total, out))
}

#[cfg(test)]
mod tests {
    use super::*;
    use WireFormat::{AnthropicMessages, BedrockConverse, GeminiGenerate};

    const TARGET: Target<'_> = Target {
        model: "m",
        default_max_tokens: 4096,
        wants_reasoning: false,
    };

    #[track_caller]
    fn translated(client: WireFormat, body: &str, provider: WireFormat, path: &str) -> String {
        let document = Document::parse(body.as_bytes(), Limits::default()).unwrap();
        let root = document.root(body.as_bytes());
        let translated = translate_request(client, body.as_bytes(), root, provider, path, &TARGET);
        String::from_utf8(translated.unwrap()).unwrap()
    }

    const OF_CLAUDE: &str =
        r#"{"model":"x","system":"Be brief.","messages":[{"role":"user","content":"hi"}]}"#;
    const OF_GEMINI: &str = r#"{"contents":[{"role":"user","parts":[{"text":"hi"}]}]}"#;

    #[test]
    fn the_path_stands_beside_that_of_chat() {
        for (format, chat, expected) in [
            (
                AnthropicMessages,
                "/v1/messages",
                Some("/v1/messages/count_tokens"),
            ),
            (AnthropicMessages, "/v1/models/x:rawPredict", None),
            (
                GeminiGenerate,
                "/v1beta/models/m:generateContent",
                Some("/v1beta/models/m:countTokens"),
            ),
            (
                BedrockConverse,
                "/model/m/converse",
                Some("/model/m/count-tokens"),
            ),
            (WireFormat::OpenAiChat, "/v1/chat/completions", None),
        ] {
            assert_eq!(path(format, chat).as_deref(), expected, "{chat}");
        }
    }

    #[test]
    fn a_request_is_counted_by_every_format_that_counts() {
        let contents = r#""contents":[{"role":"user","parts":[{"text":"hi"}]}]"#;
        let of_studio = translated(
            AnthropicMessages,
            OF_CLAUDE,
            GeminiGenerate,
            "/v1beta/models/m:countTokens",
        );
        assert!(
            of_studio.starts_with(r#"{"generateContentRequest":{"model":"models/m","#),
            "{of_studio}"
        );
        assert!(
            of_studio.contains(contents) && of_studio.contains("Be brief."),
            "{of_studio}"
        );
        let of_vertex = translated(
            AnthropicMessages,
            OF_CLAUDE,
            GeminiGenerate,
            "/v1/projects/p/locations/l/publishers/google/models/m:countTokens",
        );
        assert!(
            !of_vertex.contains("generateContentRequest") && of_vertex.contains(contents),
            "{of_vertex}"
        );

        let of_claude = translated(
            GeminiGenerate,
            OF_GEMINI,
            AnthropicMessages,
            "/v1/messages/count_tokens",
        );
        let of_claude: serde_json::Value = serde_json::from_str(&of_claude).unwrap();
        let names: Vec<_> = of_claude.as_object().unwrap().keys().collect();
        assert_eq!(
            names,
            ["model", "messages"],
            "nothing that shapes an answer"
        );

        let of_bedrock = translated(
            GeminiGenerate,
            OF_GEMINI,
            BedrockConverse,
            "/model/m/count-tokens",
        );
        assert_eq!(
            of_bedrock,
            r#"{"input":{"converse":{"messages":[{"role":"user","content":[{"text":"hi"}]}]}}}"#
        );
        let back = translated(
            BedrockConverse,
            &of_bedrock,
            AnthropicMessages,
            "/v1/messages/count_tokens",
        );
        assert!(back.contains(r#""hi""#), "{back}");
    }

    #[test]
    fn a_count_is_told_in_the_words_of_the_client() {
        for (provider, answer, client, expected) in [
            (
                GeminiGenerate,
                r#"{"totalTokens":7,"promptTokensDetails":[]}"#,
                AnthropicMessages,
                r#"{"input_tokens":7}"#,
            ),
            (
                AnthropicMessages,
                r#"{"input_tokens":7}"#,
                GeminiGenerate,
                r#"{"totalTokens":7}"#,
            ),
            (
                BedrockConverse,
                r#"{"inputTokens":7}"#,
                AnthropicMessages,
                r#"{"input_tokens":7}"#,
            ),
            (
                AnthropicMessages,
                r#"{"input_tokens":7}"#,
                BedrockConverse,
                r#"{"inputTokens":7}"#,
            ),
        ] {
            let (total, told) = translate_answer(provider, client, answer.as_bytes()).unwrap();
            assert_eq!(
                (total, String::from_utf8(told).unwrap().as_str()),
                (7, expected)
            );
        }
        assert!(translate_answer(BedrockConverse, AnthropicMessages, b"{}").is_err());
    }

    #[test]
    fn what_is_no_request_is_refused() {
        for (client, body) in [
            (AnthropicMessages, "{}"),
            (AnthropicMessages, "[]"),
            (BedrockConverse, "{}"),
            (BedrockConverse, r#"{"input":{"invokeModel":{}}}"#),
            (
                GeminiGenerate,
                r#"{"contents":[],"generateContentRequest":{}}"#,
            ),
        ] {
            let document = Document::parse(body.as_bytes(), Limits::default()).unwrap();
            let root = document.root(body.as_bytes());
            let refused = translate_request(
                client,
                body.as_bytes(),
                root,
                AnthropicMessages,
                "",
                &TARGET,
            );
            assert!(refused.is_err(), "{body}");
        }
    }
}
