//! Hub parts to the parts of a request.

use crate::chat::{CacheControl, MediaSource, Origin, Part, Signature};
use crate::data_uri::is_media_type;
use crate::error::EncodeError;
use crate::json::{Document, Limits, Text, Value, Writer};
use crate::loss::{LossAction, Losses};

use super::calls::is_made;
use super::conversation::{Placed, refuse};
use super::media;
use super::models::Rules;

/// What stands in for the signature of a call that the model did not make. Source:
/// "Thought signatures", FAQ, on histories of other models.
const SKIP: &str = "skip_thought_signature_validator";

/// Kinds of parts that only this format has.
const NATIVE: &[&str] = &[
    "inlineData",
    "fileData",
    "executableCode",
    "codeExecutionResult",
    "toolCall",
    "toolResponse",
];

/// Whether a part of the source format's own is one of this format's.
pub(super) fn is_native(kind: &Text<'_>, part: Value<'_>) -> bool {
    let mut known = NATIVE.iter();
    known.any(|known| super::key::is(kind, known) && super::key::member(part, known).is_some())
}

/// Writes the parts of a request.
pub(super) struct PartWriter<'w, 'o> {
    pub(super) writer: &'w mut Writer<'o>,
    pub(super) losses: &'w mut Losses,
    pub(super) rules: Rules,
    /// Whether the next call must have a signature.
    pub(super) is_first_call: bool,
    /// The signature of the next part.
    pub(super) signature: Option<Text<'w>>,
}

impl<'w> PartWriter<'w, '_> {
    /// Writes one part of a turn.
    ///
    /// # Errors
    /// The part has no form in this format.
    pub(super) fn write(&mut self, placed: &Placed<'w, '_>) -> Result<(), EncodeError> {
        let path = || placed.path();
        match placed.part {
            Part::Text {
                text,
                cache,
                citations,
            } => {
                self.list_cache(cache.as_ref(), &path);
                if citations.is_some() {
                    self.losses.dropped(
                        format!("{}.citations", path()),
                        "citations cannot be given back in this format",
                    );
                }
                self.text(text);
            }
            Part::Refusal { text } => {
                self.losses
                    .push(LossAction::Renamed, path(), "a refusal is sent as text");
                self.text(text);
            }
            Part::Reasoning { text, signature } => self.reasoning(text, signature.as_ref(), &path),
            Part::RedactedReasoning { .. } => {
                self.losses
                    .dropped(path(), "reasoning that only another provider can read");
            }
            Part::ToolCall {
                id,
                name,
                arguments,
                cache,
            } => {
                self.list_cache(cache.as_ref(), &path);
                self.call(id, name, arguments, &path);
            }
            Part::ToolResult {
                call_id,
                content,
                is_error,
                cache,
            } => {
                self.list_cache(cache.as_ref(), &path);
                match placed.name {
                    Some(name) => self.result(call_id, name, content, *is_error, placed)?,
                    None => self.content(content, placed)?,
                }
            }
            part => self.media(part, &path, true)?,
        }
        Ok(())
    }

    /// Writes a signature that no part has followed.
    pub(super) fn finish(&mut self) {
        if self.signature.is_some() {
            self.text(&Text::from(""));
        }
    }

    fn list_cache(&mut self, cache: Option<&CacheControl<'_>>, path: &dyn Fn() -> String) {
        if cache.is_some() {
            self.losses.dropped(
                format!("{}.cache_control", path()),
                "the provider caches by itself",
            );
        }
    }

    /// Writes the signature that is due, and ends the part.
    fn end(&mut self) {
        if let Some(signature) = self.signature.take() {
            self.writer.key("thoughtSignature");
            self.writer.text(&signature);
        }
        self.writer.end_object();
    }

    fn text(&mut self, text: &Text<'_>) {
        self.writer.begin_object();
        self.writer.key("text");
        self.writer.text(text);
        self.end();
    }

    fn reasoning(
        &mut self,
        text: &Text<'_>,
        signature: Option<&Signature<'w>>,
        path: &dyn Fn() -> String,
    ) {
        let own = signature.filter(|signature| signature.origin == Origin::Google);
        if signature.is_some() && own.is_none() {
            self.losses.dropped(
                format!("{}.signature", path()),
                "a signature of another provider",
            );
        }
        if text.is_empty() {
            self.finish();
            self.signature = own.map(|signature| signature.data.clone());
            return;
        }
        self.finish();
        self.signature = own.map(|signature| signature.data.clone());
        self.writer.begin_object();
        self.writer.key("text");
        self.writer.text(text);
        self.writer.key("thought");
        self.writer.bool(true);
        self.end();
    }

    fn call(
        &mut self,
        id: &Text<'_>,
        name: &Text<'_>,
        arguments: &Text<'_>,
        path: &dyn Fn() -> String,
    ) {
        if self.is_first_call && self.signature.is_none() && self.rules.demands_signatures {
            self.losses.push(
                LossAction::Defaulted,
                format!("{}.thought_signature", path()),
                "a call that comes without its signature is sent with the value that skips the check",
            );
            self.signature = Some(Text::from(SKIP));
        }
        self.is_first_call = false;
        self.writer.begin_object();
        self.writer.key("functionCall");
        self.writer.begin_object();
        self.id(id);
        self.writer.key("name");
        self.writer.text(name);
        self.writer.key("args");
        write_arguments(self.writer, arguments, self.losses, || {
            format!("{}.function.arguments", path())
        });
        self.writer.end_object();
        self.end();
    }

    /// Writes the id of a call, unless the provider gave none.
    fn id(&mut self, id: &Text<'_>) {
        if !id.is_empty() && !is_made(&id.to_str()) {
            self.writer.key("id");
            self.writer.text(id);
        }
    }

    fn result(
        &mut self,
        call_id: &Text<'_>,
        name: &Text<'_>,
        content: &[Part<'_>],
        is_error: Option<bool>,
        placed: &Placed<'w, '_>,
    ) -> Result<(), EncodeError> {
        let path = || placed.path();
        let texts: Vec<&Text<'_>> = content.iter().filter_map(words).collect();
        let mut others = content.iter().filter(|part| words(part).is_none());
        self.writer.begin_object();
        self.writer.key("functionResponse");
        self.writer.begin_object();
        self.id(call_id);
        self.writer.key("name");
        self.writer.text(name);
        self.writer.key("response");
        self.response(&texts, is_error == Some(true));
        let has_others = others.clone().next().is_some();
        if has_others && self.rules.rich_parts {
            self.writer.key("parts");
            self.writer.begin_array();
            others.try_for_each(|part| self.media(part, &path, false))?;
            self.writer.end_array();
        }
        self.writer.end_object();
        self.writer.end_object();
        if has_others && !self.rules.rich_parts {
            self.losses.push(
                LossAction::Renamed,
                path(),
                "media of a tool result stands behind it: this model takes words as results",
            );
            let others = content.iter().filter(|part| words(part).is_none());
            for part in others {
                self.media(part, &path, true)?;
            }
        }
        Ok(())
    }

    /// Writes what a function said: an object as it is, other text as its output.
    fn response(&mut self, texts: &[&Text<'_>], is_error: bool) {
        let whole = match texts {
            [text] => text.to_str(),
            texts => {
                let texts: Vec<_> = texts.iter().map(|text| text.to_str()).collect();
                texts.join("\n").into()
            }
        };
        let object = whole.trim_matches([' ', '\n', '\r', '\t']);
        let is_object = object.starts_with('{') && is_json(object);
        if is_object && !is_error {
            self.writer.raw(object.as_bytes());
            return;
        }
        self.writer.begin_object();
        self.writer.key(if is_error { "error" } else { "output" });
        if is_object {
            self.writer.raw(object.as_bytes());
        } else if let [text] = texts {
            self.writer.text(text);
        } else {
            self.writer.str(&whole);
        }
        self.writer.end_object();
    }

    /// Writes the content of a result that belongs to no call.
    fn content(
        &mut self,
        content: &[Part<'_>],
        placed: &Placed<'w, '_>,
    ) -> Result<(), EncodeError> {
        /// What a result without content says.
        const NOTHING: &str = "(no output)";
        if content
            .iter()
            .all(|part| words(part).is_some_and(Text::is_empty))
        {
            self.text(&Text::from(NOTHING));
        }
        for part in content {
            match words(part) {
                Some(text) if text.is_empty() => {}
                Some(text) => self.text(text),
                None => self.media(part, &|| placed.path(), true)?,
            }
        }
        Ok(())
    }

    /// Writes a part that is neither words nor a call nor a result. Only one that
    /// stands in a turn may have a resolution.
    fn media(
        &mut self,
        part: &Part<'_>,
        path: &dyn Fn() -> String,
        in_turn: bool,
    ) -> Result<(), EncodeError> {
        match part {
            Part::Image {
                source,
                detail,
                cache,
            } => {
                self.list_cache(cache.as_ref(), path);
                self.writer.begin_object();
                self.source(source, "image/jpeg", path)?;
                self.detail(detail.as_ref(), path, in_turn);
                self.end();
            }
            Part::Document {
                source: MediaSource::Text(text),
                ..
            } => {
                self.losses.push(
                    LossAction::Renamed,
                    path(),
                    "a document of plain text is sent as text",
                );
                self.text(text);
            }
            Part::Document {
                source,
                name,
                cache,
            } => {
                self.list_cache(cache.as_ref(), path);
                if name.is_some() {
                    self.losses
                        .dropped(format!("{}.filename", path()), "files have no names");
                }
                self.writer.begin_object();
                self.source(source, "application/pdf", path)?;
                self.end();
            }
            Part::Audio { data, format } => {
                let media_type = media::sound_type(&format.to_str());
                if !is_media_type(&media_type) {
                    return Err(refuse(
                        path(),
                        "the format of the sound must be a word, as in wav",
                    ));
                }
                self.writer.begin_object();
                self.inline(&Text::from(media_type), data);
                self.end();
            }
            Part::Native { kind, value } if is_native(kind, *value) => {
                self.finish();
                self.writer.value(*value);
            }
            _ => return Err(refuse(path(), "a part of this type has no form there")),
        }
        Ok(())
    }

    fn inline(&mut self, media_type: &Text<'_>, data: &Text<'_>) {
        self.writer.key("inlineData");
        self.writer.begin_object();
        self.writer.key("mimeType");
        self.writer.text(media_type);
        self.writer.key("data");
        self.writer.text(data);
        self.writer.end_object();
    }

    fn source(
        &mut self,
        source: &MediaSource<'_>,
        default: &'static str,
        path: &dyn Fn() -> String,
    ) -> Result<(), EncodeError> {
        let uri = match source {
            MediaSource::Base64 { media_type, data } => {
                if !is_media_type(&media_type.to_str()) {
                    return Err(refuse(
                        path(),
                        "base64 data needs a media type, as in image/png",
                    ));
                }
                self.inline(media_type, data);
                return Ok(());
            }
            MediaSource::Url(url) if media::is_fetched(&url.to_str()) => url,
            MediaSource::FileId(id) if media::is_upload(&id.to_str()) => id,
            MediaSource::Url(_) => {
                return Err(refuse(
                    path(),
                    "the provider reads https and gs:// URLs only, and Sluice fetches nothing; send the data as base64",
                ));
            }
            MediaSource::FileId(_) | MediaSource::Text(_) => {
                return Err(refuse(
                    path(),
                    "an upload of another provider is out of reach; send the data as base64",
                ));
            }
        };
        let known = media::type_of_url(&uri.to_str());
        // An upload has its type already.
        let is_upload = matches!(source, MediaSource::FileId(_));
        if known.is_none() && !is_upload {
            self.losses.push(
                LossAction::Defaulted,
                format!("{}.mime_type", path()),
                "the URL does not tell its media type by its ending",
            );
        }
        self.writer.key("fileData");
        self.writer.begin_object();
        if known.is_some() || !is_upload {
            self.writer.key("mimeType");
            self.writer.str(known.unwrap_or(default));
        }
        self.writer.key("fileUri");
        self.writer.text(uri);
        self.writer.end_object();
        Ok(())
    }

    fn detail(&mut self, detail: Option<&Text<'_>>, path: &dyn Fn() -> String, in_turn: bool) {
        /// Levels, in the hub's words.
        const LEVELS: &[&str] = &["low", "medium", "high", "ultra_high"];
        let Some(detail) = detail.filter(|detail| **detail != "auto") else {
            return;
        };
        let level = detail.to_str();
        if !LEVELS.contains(&&*level) || !self.rules.rich_parts || !in_turn {
            self.losses.dropped(
                format!("{}.image_url.detail", path()),
                "this model has no such level of detail for one image",
            );
            return;
        }
        self.writer.key("mediaResolution");
        self.writer.begin_object();
        self.writer.key("level");
        self.writer
            .str(&format!("MEDIA_RESOLUTION_{}", level.to_ascii_uppercase()));
        self.writer.end_object();
    }
}

/// The words of a part, if that is what it has.
fn words<'p, 'a>(part: &'p Part<'a>) -> Option<&'p Text<'a>> {
    match part {
        Part::Text { text, .. }
        | Part::Refusal { text }
        | Part::Document {
            source: MediaSource::Text(text),
            ..
        } => Some(text),
        _ => None,
    }
}

fn is_json(text: &str) -> bool {
    Document::parse(text.as_bytes(), Limits::default()).is_ok()
}

/// Writes the arguments of a call as an object: empty text and `null` are an empty
/// one. What is no object is wrapped, so that a conversation with such a call in it
/// can go on.
pub(super) fn write_arguments(
    writer: &mut Writer<'_>,
    arguments: &Text<'_>,
    losses: &mut Losses,
    field: impl FnOnce() -> String,
) {
    let text = arguments.to_str();
    let text = text.trim_matches([' ', '\n', '\r', '\t']);
    if text.is_empty() || text == "null" {
        writer.raw(b"{}");
    } else if text.starts_with('{') && is_json(text) {
        writer.raw(text.as_bytes());
    } else {
        losses.push(
            LossAction::Renamed,
            field(),
            "not a JSON object, so wrapped as _raw_arguments",
        );
        writer.begin_object();
        writer.key("_raw_arguments");
        writer.text(arguments);
        writer.end_object();
    }
}
