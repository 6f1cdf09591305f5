//! Parts of a message: where they stand, and media that travel in the body.

use std::fmt;

use crate::at::At;
use crate::chat::{Message, Part};
use crate::data_uri::{is_media_type, may_be_base64};
use crate::error::DecodeError;
use crate::json::{Text, Value, Writer};

/// Name of a file whose own name is not known; OpenAI demands one.
pub(crate) const DEFAULT_FILE_NAME: &str = "document.pdf";

/// Where a part stands in the source body, for errors and losses.
#[derive(Clone, Copy)]
pub(crate) struct PartAt<'m, 'a> {
    message: &'m Message<'a>,
    part: usize,
    /// The part's own part, in a tool result.
    inner: Option<usize>,
}

impl<'m, 'a> PartAt<'m, 'a> {
    /// The part of this number.
    pub(crate) fn new(message: &'m Message<'a>, part: usize) -> Self {
        Self {
            message,
            part,
            inner: None,
        }
    }

    /// A part of this part.
    pub(crate) fn inner(self, inner: usize) -> Self {
        Self {
            inner: Some(inner),
            ..self
        }
    }
}

impl fmt::Display for PartAt<'_, '_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.message.index {
            Some(index) => write!(f, "messages[{index}].content[{}]", self.part)?,
            None => write!(f, "system[{}]", self.part)?,
        }
        match self.inner {
            Some(inner) => write!(f, ".content[{inner}]"),
            None => Ok(()),
        }
    }
}

/// Reads the sound of an `input_audio` part.
pub(crate) fn audio<'a>(audio: Value<'a>, at: &At<'_>) -> Result<Part<'a>, DecodeError> {
    at.object(audio)?;
    let data = at.required_text(audio, "data")?;
    if !may_be_base64(&data) {
        return Err(at.key("data").problem("is not base64"));
    }
    Ok(Part::Audio {
        data,
        format: at.required_text(audio, "format")?,
    })
}

/// Writes base64 data as a `data:` URI; `false` if the media type is none, so that
/// nothing can be written.
pub(crate) fn write_data_uri(
    media_type: &Text<'_>,
    data: &Text<'_>,
    writer: &mut Writer<'_>,
) -> bool {
    let is_fine = is_media_type(&media_type.to_str());
    if is_fine {
        let (scheme, flag) = (Text::Literal(b"data:"), Text::Literal(b";base64,"));
        writer.concat([&scheme, media_type, &flag, data]);
    }
    is_fine
}
