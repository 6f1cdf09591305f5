//! Parts of contents, of requests and of answers, to the hub's.
//!
//! A `thoughtSignature` belongs to the part it stands on. In the hub it stands in
//! front of it, in a reasoning part without text, except on a thought, whose own it
//! is.

use crate::at::At;
use crate::chat::{Extra, MediaSource, Part};
use crate::data_uri::{is_http, may_be_base64};
use crate::error::DecodeError;
use crate::json::{Text, Value};

use super::calls::Calls;
use super::key::{keep_unknown, list, member, optional_text, raw_text, required_text, word};
use super::media;
use super::signature::{self, Held};

/// What a part is, apart from what may stand beside it.
const DATA: &[&str] = &[
    "text",
    "inlineData",
    "fileData",
    "functionCall",
    "functionResponse",
    "executableCode",
    "codeExecutionResult",
];

/// Members that say something about a part and are none themselves.
const BESIDE: &[&str] = &["thought", "thoughtSignature", "mediaResolution"];

/// Reads parts one after the other.
pub(super) struct PartReader<'r, 'a> {
    /// Parts so far.
    pub(super) parts: Vec<Part<'a>>,
    /// The calls of the conversation.
    pub(super) calls: &'r mut Calls<'a>,
    /// Members that the hub has no place for.
    pub(super) extra: &'r mut Vec<Extra<'a>>,
    /// Whether this is an answer: what cannot be read there is kept or left out,
    /// since nobody could mend it.
    pub(super) is_answer: bool,
}

impl<'a> PartReader<'_, 'a> {
    /// Reads one part.
    ///
    /// # Errors
    /// It is no part, or one without anything in it.
    pub(super) fn read(&mut self, part: Value<'a>, at: &At<'_>) -> Result<(), DecodeError> {
        at.object(part)?;
        let is_thought = member(part, "thought").and_then(|flag| flag.bool()) == Some(true);
        let held = optional_text(part, "thoughtSignature", at)?
            .filter(|text| !text.is_empty())
            .map(signature::read);
        let data = DATA
            .iter()
            .find_map(|name| member(part, name).map(|value| (*name, value)));
        let Some((name, value)) = data else {
            return self.unknown(part, held, at);
        };
        if name == "text" && is_thought {
            let text = at.key("text").text(value)?;
            self.thought(text, held);
        } else if matches!(name, "executableCode" | "codeExecutionResult")
            || (self.is_answer && matches!(name, "inlineData" | "fileData" | "functionResponse"))
        {
            // With its signature, which makes sense beside it only. Answers of other
            // formats have no media.
            self.parts.push(Part::Native {
                kind: Text::from(name),
                value: part,
            });
            return Ok(());
        } else {
            self.sign(held);
            self.data(name, value, part, at)?;
            // One that is kept as it was written has all its members.
            if matches!(self.parts.last(), Some(Part::Native { .. })) {
                return Ok(());
            }
        }
        let known = [&[name], BESIDE].concat();
        keep_unknown(part, &known, at, self.extra);
        Ok(())
    }

    fn data(
        &mut self,
        name: &str,
        value: Value<'a>,
        part: Value<'a>,
        at: &At<'_>,
    ) -> Result<(), DecodeError> {
        let place = at.key(name);
        match name {
            "text" => {
                let text = place.text(value)?;
                // An empty text is where a signature stands that has no part.
                if !text.is_empty() {
                    self.parts.push(Part::Text {
                        text,
                        cache: None,
                        citations: None,
                    });
                }
            }
            "inlineData" => {
                let data = required_text(place.object(value)?, "data", &place)?;
                let source = MediaSource::Base64 {
                    media_type: required_text(value, "mimeType", &place)?,
                    data: checked(data, &place)?,
                };
                self.media(source, value, part, at, &place)?;
            }
            "fileData" => {
                let uri = required_text(place.object(value)?, "fileUri", &place)?;
                // An upload, or what is in Cloud Storage, nobody else can read.
                if is_http(&uri) && !media::is_upload(&uri.to_str()) {
                    self.media(MediaSource::Url(uri), value, part, at, &place)?;
                } else {
                    self.parts.push(Part::Native {
                        kind: Text::from("fileData"),
                        value: part,
                    });
                }
            }
            "functionCall" => self.call(value, &place)?,
            _ => self.result(value, &place)?,
        }
        Ok(())
    }

    /// A part of a kind that only this format knows; or one that is nothing but a
    /// signature.
    fn unknown(
        &mut self,
        part: Value<'a>,
        held: Option<Held<'a>>,
        at: &At<'_>,
    ) -> Result<(), DecodeError> {
        let kind = part
            .members()
            .find(|(key, value)| {
                !value.is_null() && !BESIDE.iter().any(|known| super::key::is(key, known))
            })
            .map(|(key, _)| key);
        match (kind, held) {
            (Some(kind), _) => self.parts.push(Part::Native { kind, value: part }),
            (None, Some(held)) => self.sign(Some(held)),
            (None, None) if self.is_answer => {}
            (None, None) => {
                return Err(at.problem(
                    "must have one of text, inlineData, fileData, functionCall, functionResponse, executableCode and codeExecutionResult",
                ));
            }
        }
        Ok(())
    }

    fn thought(&mut self, text: Text<'a>, held: Option<Held<'a>>) {
        let signature = match held {
            Some(Held::Redacted(data)) => {
                self.parts.push(Part::RedactedReasoning { data });
                if text.is_empty() {
                    return;
                }
                None
            }
            Some(Held::Proof(signature)) => Some(signature),
            None => None,
        };
        if text.is_empty() && signature.is_none() {
            return;
        }
        self.parts.push(Part::Reasoning { text, signature });
    }

    /// Puts the signature of the next part in front of it.
    fn sign(&mut self, held: Option<Held<'a>>) {
        if held.is_some() {
            self.thought(Text::from(""), held);
        }
    }

    fn media(
        &mut self,
        source: MediaSource<'a>,
        value: Value<'a>,
        part: Value<'a>,
        at: &At<'_>,
        place: &At<'_>,
    ) -> Result<(), DecodeError> {
        let name = optional_text(value, "displayName", place)?;
        let media_type = match (optional_text(value, "mimeType", place)?, &source) {
            (Some(media_type), _) => media_type,
            (None, MediaSource::Url(uri)) if media::is_video_page(&uri.to_str()) => {
                Text::Literal(b"video/mp4")
            }
            (None, MediaSource::Url(uri) | MediaSource::FileId(uri)) => {
                Text::from(media::type_of_url(&uri.to_str()).unwrap_or_default())
            }
            (None, _) => Text::from(""),
        };
        let detail = detail(part, at)?;
        let native = || Part::Native {
            kind: Text::from(match place {
                At::Key(_, "fileData") => "fileData",
                _ => "inlineData",
            }),
            value: part,
        };
        let made = media::part(&media_type.to_str(), source, name);
        let mut made = made.unwrap_or_else(native);
        if let Part::Image { detail: slot, .. } = &mut made {
            *slot = detail;
        }
        if !matches!(made, Part::Native { .. }) {
            // Only documents have names elsewhere.
            let has_name = matches!(made, Part::Document { .. });
            let known = ["data", "mimeType", "fileUri", "displayName"];
            let known = known.get(..known.len() - usize::from(!has_name));
            keep_unknown(value, known.unwrap_or_default(), place, self.extra);
        }
        self.parts.push(made);
        Ok(())
    }

    fn call(&mut self, call: Value<'a>, at: &At<'_>) -> Result<(), DecodeError> {
        let name = required_text(at.object(call)?, "name", at)?;
        let arguments = match member(call, "args") {
            Some(args) if args.is_object() => raw_text(args),
            Some(_) => return Err(at.key("args").expected("an object")),
            None => Text::from("{}"),
        };
        let id = optional_text(call, "id", at)?.filter(|id| !id.is_empty());
        let id = self.calls.called(id, &name);
        keep_unknown(
            call,
            &["name", "args", "id", "partialArgs", "willContinue"],
            at,
            self.extra,
        );
        self.parts.push(Part::ToolCall {
            id,
            name,
            arguments,
            cache: None,
        });
        Ok(())
    }

    fn result(&mut self, result: Value<'a>, at: &At<'_>) -> Result<(), DecodeError> {
        let name = required_text(at.object(result)?, "name", at)?;
        let id = optional_text(result, "id", at)?.filter(|id| !id.is_empty());
        let call_id = self.calls.answered(id, &name);
        let (mut content, is_error) = match member(result, "response") {
            Some(response) if response.is_object() => outcome(response),
            Some(_) => return Err(at.key("response").expected("an object")),
            None => (Vec::new(), None),
        };
        if let Some(parts) = member(result, "parts") {
            let place = at.key("parts");
            let mut reader = PartReader {
                parts: Vec::new(),
                calls: self.calls,
                extra: self.extra,
                is_answer: self.is_answer,
            };
            for (index, part) in list(parts).enumerate() {
                let at = place.item(index);
                if member(at.object(part)?, "functionCall").is_some()
                    || member(part, "functionResponse").is_some()
                {
                    return Err(at.problem("must have one of inlineData and fileData"));
                }
                reader.read(part, &at)?;
            }
            content.append(&mut reader.parts);
        }
        keep_unknown(result, &["name", "response", "id", "parts"], at, self.extra);
        self.parts.push(Part::ToolResult {
            call_id,
            content,
            is_error,
            cache: None,
        });
        Ok(())
    }
}

/// What a function said. Source: `FunctionResponse.response`: its `output`, or its
/// `error`; without them the whole of it.
fn outcome(response: Value<'_>) -> (Vec<Part<'_>>, Option<bool>) {
    let mut members = response.members();
    let (value, is_error) = match (members.next(), members.next()) {
        (Some((key, value)), None) if key == "output" => (value, None),
        (Some((key, value)), None) if key == "error" => (value, Some(true)),
        _ => (response, None),
    };
    let text = value.text().unwrap_or_else(|| raw_text(value));
    let part = Part::Text {
        text,
        cache: None,
        citations: None,
    };
    (vec![part], is_error)
}

/// The resolution asked for an image, in the hub's words.
fn detail<'a>(part: Value<'a>, at: &At<'_>) -> Result<Option<Text<'a>>, DecodeError> {
    let Some(resolution) = member(part, "mediaResolution") else {
        return Ok(None);
    };
    let at = at.key("mediaResolution");
    let Some(level) = optional_text(at.object(resolution)?, "level", &at)? else {
        return Ok(None);
    };
    let level = word(&level);
    let short = level.strip_prefix("MEDIA_RESOLUTION_").unwrap_or(&level);
    Ok(match short {
        "UNSPECIFIED" => None,
        other => Some(Text::from(other.to_ascii_lowercase())),
    })
}

fn checked<'a>(data: Text<'a>, at: &At<'_>) -> Result<Text<'a>, DecodeError> {
    let data = media::standard_base64(data);
    if !may_be_base64(&data) {
        return Err(at.key("data").problem("is not base64"));
    }
    Ok(data)
}
