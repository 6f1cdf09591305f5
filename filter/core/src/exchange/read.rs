//! The body of a request: read once, as far as its operation needs.

use std::cell::OnceCell;

use sluice_protocol::json::{self, Document, Edits, Value};
use sluice_protocol::multipart::{self, Field};
use sluice_protocol::provider::ListFormat;
use sluice_protocol::{DecodeError, native};

use super::lists;
use crate::endpoint::{Endpoint, Media, ModelAt, Operation, Pass};
use crate::guard::Content;
use crate::headers::Headers;
use crate::rejection::Rejection;

/// A request body and what has been read of it, each once for all attempts.
#[derive(Debug)]
pub(super) struct Body {
    pub(super) bytes: Vec<u8>,
    /// The upper levels, which is all that the native path needs.
    outline: Document,
    /// All of it, once a target in another format comes up.
    whole: OnceCell<Document>,
    /// Where a form names its model.
    form: Option<Field>,
    /// Whether these are not the bytes that the client has sent.
    pub(super) is_changed: bool,
}

/// How much of a JSON body is read at first.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Depth {
    /// The upper levels: it will pass.
    Outline,
    /// All: it will be translated.
    Whole,
}

impl Body {
    /// Reads a JSON body as far as it will be needed.
    pub(super) fn json(bytes: Vec<u8>, depth: Depth) -> Result<Self, DecodeError> {
        let limits = json::Limits::default();
        let (outline, whole) = match depth {
            Depth::Outline => (Document::outline(&bytes, limits)?, OnceCell::new()),
            Depth::Whole => {
                let whole = Document::parse(&bytes, limits)?;
                (Document::default(), OnceCell::from(whole))
            }
        };
        Ok(Self {
            outline,
            whole,
            ..Self::opaque(bytes)
        })
    }

    /// Finds the model in a form.
    fn form(bytes: Vec<u8>, content_type: &str) -> Result<Self, DecodeError> {
        let boundary = multipart::boundary(content_type)?;
        let form = Field::find(&bytes, boundary, "model")?;
        Ok(Self {
            form: Some(form),
            ..Self::opaque(bytes)
        })
    }

    /// A body that is none of the gateway's business; empty, mostly.
    fn opaque(bytes: Vec<u8>) -> Self {
        Self {
            bytes,
            outline: Document::default(),
            whole: OnceCell::new(),
            form: None,
            is_changed: false,
        }
    }

    /// The body, its upper levels at least.
    pub(super) fn outline(&self) -> Value<'_> {
        self.whole.get().unwrap_or(&self.outline).root(&self.bytes)
    }

    /// The whole body.
    pub(super) fn whole(&self) -> Result<Value<'_>, DecodeError> {
        if let Some(document) = self.whole.get() {
            return Ok(document.root(&self.bytes));
        }
        let document = Document::parse(&self.bytes, json::Limits::default())?;
        Ok(self.whole.get_or_init(|| document).root(&self.bytes))
    }

    /// All of it, as guardrails look at it.
    pub(super) fn content(&self) -> Result<Content<'_>, DecodeError> {
        match &self.form {
            Some(form) => Ok(Content::Form {
                bytes: &self.bytes,
                parts: form.parts(),
            }),
            None => self.whole().map(Content::Json),
        }
    }

    /// Other bytes in the place of these, with the same form.
    pub(super) fn changed(&self, bytes: Vec<u8>) -> Result<Self, DecodeError> {
        let Some(form) = &self.form else {
            return Self::json(bytes, Depth::Whole);
        };
        let form = form.find_again(&bytes)?;
        Ok(Self {
            form: Some(form),
            ..Self::opaque(bytes)
        })
    }

    /// What makes a body that only passes ask for `model`.
    pub(super) fn set_model(&self, model: &str) -> Edits {
        match &self.form {
            Some(form) => form.set(model),
            None => native::set_model(self.outline(), model),
        }
    }
}

/// What a request asks for, as its body says.
#[derive(Debug)]
pub(super) struct Asked {
    pub(super) body: Body,
    /// The model as the client wrote it; `None` if it named none.
    pub(super) model: Option<String>,
    pub(super) stream: bool,
    pub(super) include_usage: bool,
}

impl Asked {
    /// Reads the body of a request for `endpoint`.
    pub(super) fn read(
        endpoint: &Endpoint,
        content_type: Option<&str>,
        bytes: Vec<u8>,
        depth: Depth,
    ) -> Result<Self, Rejection> {
        match endpoint.operation {
            Operation::Pass(pass) => Self::passed(endpoint, pass, content_type, bytes),
            Operation::CountTokens => Self::counted(endpoint, bytes, depth),
            Operation::List(format) => Self::listed(endpoint, format, bytes, depth),
            Operation::Chat | Operation::ListModels | Operation::ShowModel => {
                Self::chat(endpoint, bytes, depth)
            }
        }
    }

    fn chat(endpoint: &Endpoint, bytes: Vec<u8>, depth: Depth) -> Result<Self, Rejection> {
        let body = json_of(endpoint, bytes, depth)?;
        let outline = endpoint.format.codec().outline(body.outline())?;
        let named = outline.model.to_str().into_owned();
        let (stream, include_usage) = (outline.stream, outline.include_usage);
        Ok(Self {
            model: endpoint.model.clone().or(Some(named)),
            stream: endpoint.stream.unwrap_or(stream),
            include_usage,
            body,
        })
    }

    fn counted(endpoint: &Endpoint, bytes: Vec<u8>, depth: Depth) -> Result<Self, Rejection> {
        let body = json_of(endpoint, bytes, depth)?;
        let named = model_member(body.outline())?;
        Ok(Self {
            model: endpoint.model.clone().or(named),
            stream: false,
            include_usage: false,
            body,
        })
    }

    fn listed(
        endpoint: &Endpoint,
        format: ListFormat,
        bytes: Vec<u8>,
        depth: Depth,
    ) -> Result<Self, Rejection> {
        let body = json_of(endpoint, bytes, depth)?;
        let named = lists::model(format, body.outline())?;
        Ok(Self {
            model: endpoint.model.clone().or(named),
            stream: false,
            include_usage: false,
            body,
        })
    }

    fn passed(
        endpoint: &Endpoint,
        pass: &Pass,
        content_type: Option<&str>,
        bytes: Vec<u8>,
    ) -> Result<Self, Rejection> {
        let is_form = match pass.media {
            Media::Form => true,
            Media::JsonOrForm => is_form(content_type.unwrap_or_default()),
            Media::Json | Media::Nothing | Media::Upgrade => false,
        };
        let body = match pass.media {
            Media::Nothing | Media::Upgrade => Body::opaque(bytes),
            _ if bytes.is_empty() => return Err(Rejection::EmptyBody),
            _ if is_form => Body::form(bytes, content_type.unwrap_or_default())?,
            _ => {
                let body = Body::json(bytes, Depth::Outline)?;
                if !body.outline().is_object() {
                    return Err(DecodeError::expected("", "an object").into());
                }
                body
            }
        };
        let named = match pass.model {
            ModelAt::Nowhere | ModelAt::Query => None,
            ModelAt::Body => match &body.form {
                Some(form) => form_model(form, &body.bytes)?,
                None => model_member(body.outline())?,
            },
        };
        Ok(Self {
            model: endpoint.model.clone().or(named),
            stream: false,
            include_usage: false,
            body,
        })
    }
}

/// A JSON body. Azure's clients write the model into the path alone, where no codec
/// looks for it.
fn json_of(endpoint: &Endpoint, bytes: Vec<u8>, depth: Depth) -> Result<Body, Rejection> {
    if bytes.is_empty() {
        return Err(Rejection::EmptyBody);
    }
    let body = Body::json(bytes, depth)?;
    match &endpoint.model {
        Some(model) if !endpoint.is_path_only => {
            let named = native::set_model(body.outline(), model).apply(&body.bytes);
            let mut body = Body::json(named, depth)?;
            body.is_changed = true;
            Ok(body)
        }
        _ => Ok(body),
    }
}

/// The member `model` of a body, if it is there.
fn model_member(root: Value<'_>) -> Result<Option<String>, DecodeError> {
    let mut named = None;
    for (name, value) in root.members() {
        if name == "model" && named.replace(value).is_some() {
            return Err(DecodeError::Duplicate { at: "model".into() });
        }
    }
    let Some(value) = named.filter(|value| !value.is_null()) else {
        return Ok(None);
    };
    let text = value
        .text()
        .ok_or_else(|| DecodeError::expected("model", "a string"))?;
    Ok(Some(text.to_str().into_owned()))
}

/// The field `model` of a form, if it is there.
fn form_model(form: &Field, bytes: &[u8]) -> Result<Option<String>, DecodeError> {
    let Some(span) = form.value() else {
        return Ok(None);
    };
    let text = std::str::from_utf8(bytes.get(span).unwrap_or_default());
    text.map(|text| Some(text.to_owned()))
        .map_err(|_| DecodeError::expected("model", "text in UTF-8"))
}

pub(super) fn is_form(content_type: &str) -> bool {
    let media = content_type.split(';').next().unwrap_or_default();
    media.trim().eq_ignore_ascii_case("multipart/form-data")
}

/// Checks what the headers say of a body.
pub(super) fn check_headers(
    endpoint: &Endpoint,
    headers: &Headers,
    limit: usize,
) -> Result<(), Rejection> {
    let media = headers.media_type();
    let media = media.as_deref();
    let is_json = media.is_none_or(|media| media == "application/json" || media.ends_with("+json"));
    let is_form = media == Some("multipart/form-data");
    let (is_right, expected) = match endpoint.operation {
        Operation::Pass(pass) => match pass.media {
            Media::Nothing | Media::Upgrade => (true, ""),
            Media::Json => (is_json, JSON),
            Media::Form => (is_form, FORM),
            Media::JsonOrForm => (is_json || is_form, JSON_OR_FORM),
        },
        _ => (is_json, JSON),
    };
    if !is_right {
        return Err(Rejection::WrongContentType { expected });
    }
    if headers
        .text("content-encoding")
        .is_some_and(|encoding| !encoding.eq_ignore_ascii_case("identity"))
    {
        return Err(Rejection::EncodedBody);
    }
    let length = headers
        .text("content-length")
        .and_then(|length| length.parse::<usize>().ok());
    if length.is_some_and(|length| length > limit) {
        return Err(Rejection::BodyTooLarge { limit });
    }
    Ok(())
}

const JSON: &str = "application/json";
const FORM: &str = "multipart/form-data";
const JSON_OR_FORM: &str = "application/json or multipart/form-data";
