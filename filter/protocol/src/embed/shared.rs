//! What the embedding formats do alike.

use std::fmt::Display;

use super::request::{Content, Input, Piece, Request};
use crate::at::At;
use crate::chat::MediaSource;
use crate::data_uri;
use crate::error::{DecodeError, Uncarried};
use crate::json::{Text, Value, Writer};
use crate::loss::Losses;

/// Keys that Sluice edits or acts upon; twice the same would leave open which is meant.
pub(super) fn once(body: Value<'_>, owned: &[&'static str]) -> Result<(), DecodeError> {
    At::Root.object(body)?;
    for key in owned {
        if body.members().filter(|(name, _)| *name == *key).count() > 1 {
            return Err(DecodeError::Duplicate { at: (*key).into() });
        }
    }
    Ok(())
}

/// A model name, which must say something.
pub(super) fn model(body: Value<'_>) -> Result<Text<'_>, DecodeError> {
    let root = At::Root;
    let model = root.required_text(body, "model")?;
    if model.is_blank() {
        return Err(root.key("model").problem("must not be empty"));
    }
    Ok(model)
}

/// A whole number from 1 on.
pub(super) fn at_least_one(value: Value<'_>, at: &At<'_>) -> Result<u64, DecodeError> {
    match at.u64(value)? {
        0 => Err(at.problem("must be at least 1")),
        number => Ok(number),
    }
}

/// An image in a `data:` URI.
pub(super) fn image<'a>(value: Value<'a>, at: &At<'_>) -> Result<Piece<'a>, DecodeError> {
    let Text::Literal(literal) = at.text(value)? else {
        return Err(at.expected("a string"));
    };
    match data_uri::base64(literal, at)? {
        MediaSource::Base64 { media_type, data } => Ok(Piece::Image { media_type, data }),
        _ => Err(at.problem("must be a data: URI with base64 data")),
    }
}

/// Refuses images that could not be read from a `data:` URI again.
pub(super) fn check_images(
    pieces: &[Piece<'_>],
    index: usize,
    format: &'static str,
) -> Result<(), Uncarried> {
    let is_broken = |piece: &Piece<'_>| match piece {
        Piece::Text(_) => false,
        Piece::Image { media_type, data } => {
            let length = data.to_str().len();
            !data_uri::is_media_type(&media_type.to_str()) || length == 0 || length % 4 == 1
        }
    };
    if pieces.iter().any(is_broken) {
        return Err(refuse(
            format!("input[{index}]"),
            format,
            "an image needs base64 data and a media type, as in image/png",
        ));
    }
    Ok(())
}

/// Writes an image as a `data:` URI.
pub(super) fn write_image(media_type: &Text<'_>, data: &Text<'_>, writer: &mut Writer<'_>) {
    let (scheme, flag) = (Text::Literal(b"data:"), Text::Literal(b";base64,"));
    writer.concat([&scheme, media_type, &flag, data]);
}

/// A refusal to ask for this in one call of `format`.
pub(super) fn refuse(
    at: impl Into<String>,
    format: &'static str,
    problem: impl Into<std::borrow::Cow<'static, str>>,
) -> Uncarried {
    Uncarried {
        at: at.into().into(),
        format,
        problem: problem.into(),
    }
}

/// Refuses more inputs than one call takes.
pub(super) fn check_count(
    request: &Request<'_>,
    most: usize,
    format: &'static str,
) -> Result<(), Uncarried> {
    let count = request.inputs.len();
    if count <= most {
        return Ok(());
    }
    Err(refuse(
        "input",
        format,
        format!("{count} inputs, but one call takes at most {most}; send them in several requests"),
    ))
}

/// The refusal of tokens.
pub(super) fn no_tokens(index: impl Display, format: &'static str) -> Uncarried {
    refuse(
        format!("input[{index}]"),
        format,
        "tokens are of use to OpenAI's models only; send text (LangChain: check_embedding_ctx_length=False)",
    )
}

/// The text of an input, for formats that take nothing else.
pub(super) fn only_text<'r, 'a>(
    input: &'r Input<'a>,
    index: usize,
    format: &'static str,
) -> Result<&'r Text<'a>, Uncarried> {
    match &input.content {
        Content::Text(text) => Ok(text),
        Content::Tokens(_) => Err(no_tokens(index, format)),
        Content::Pieces(pieces) => match pieces.as_slice() {
            [Piece::Text(text)] => Ok(text),
            _ => Err(refuse(
                format!("input[{index}]"),
                format,
                "images and mixed inputs cannot be embedded here; send text",
            )),
        },
    }
}

/// Lists the fields of a request that this format has no place for.
pub(super) fn dropped(losses: &mut Losses, fields: &[(&'static str, bool)]) {
    for (field, is_there) in fields {
        if *is_there {
            losses.dropped(*field, "this format has no such field");
        }
    }
}

/// Lists the fields that no format knows.
pub(super) fn drop_extra(extra: &[crate::chat::Extra<'_>], losses: &mut Losses) {
    for extra in extra {
        losses.dropped(
            extra.name.to_str().into_owned(),
            "this format has no such field",
        );
    }
}

/// Whether an input has a title.
pub(super) fn has_titles(request: &Request<'_>) -> bool {
    request.inputs.iter().any(|input| input.title.is_some())
}
