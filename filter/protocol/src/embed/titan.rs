//! Amazon's Titan embeddings on Bedrock, `model/{model}/invoke`.
//!
//! Source: Amazon Bedrock's user guide, "Amazon Titan Embeddings Text" and "Amazon
//! Titan Multimodal Embeddings G1". One input a call; the model stands in the path,
//! and by its name the body is that of the text models or of the multimodal ones.

use super::format::EmbedCodec;
use super::request::{Content, Encoding, Input, Piece, Request};
use super::response::Response;
use super::shared::{
    at_least_one, check_count, drop_extra, dropped, has_titles, no_tokens, once, only_text, refuse,
};
use super::vector::{Broken, Vector};
use super::{AnswerContext, Outline};
use crate::at::At;
use crate::chat::{Extra, Usage};
use crate::error::{DecodeError, Uncarried};
use crate::format::WireFormat;
use crate::json::{Text, Value, Writer};
use crate::loss::Losses;

const NAME: &str = "bedrock-titan-embed";
const OWNED: &[&str] = &["inputText", "inputImage"];

/// What Amazon takes an image without a declared type for.
const IMAGE_TYPE: &str = "image/png";

pub(super) struct Titan;

impl EmbedCodec for Titan {
    fn errors(&self) -> WireFormat {
        WireFormat::OpenAiChat
    }

    fn outline<'a>(&self, root: Value<'a>) -> Result<Outline<'a>, DecodeError> {
        once(root, OWNED)?;
        Ok(Outline {
            model: Text::from(""),
            encoding: Encoding::Float,
        })
    }

    fn decode_request<'a>(&self, root: Value<'a>) -> Result<Request<'a>, DecodeError> {
        once(root, OWNED)?;
        let at = At::Root;
        let mut request = Request::default();
        for (name, value) in root.members().filter(|(_, value)| !value.is_null()) {
            let key = name.to_str();
            let at = at.key(&key);
            match &*key {
                "inputText" | "inputImage" => {}
                "dimensions" => request.dimensions = Some(at_least_one(value, &at)?),
                "normalize" => request.normalize = Some(at.bool(value)?),
                "embeddingConfig" => {
                    let at = at.key("outputEmbeddingLength");
                    if let Some(length) = value.get_some("outputEmbeddingLength") {
                        request.dimensions = Some(at_least_one(length, &at)?);
                    }
                }
                "embeddingTypes" if is_float(value) => {}
                _ => request.extra.push(Extra { name, value }),
            }
        }
        request.inputs.push(input(root)?);
        Ok(request)
    }

    fn encode_request(
        &self,
        request: &Request<'_>,
        model: &str,
        out: &mut Vec<u8>,
        losses: &mut Losses,
    ) -> Result<(), Uncarried> {
        check_count(request, 1, NAME)?;
        let Some(input) = request.inputs.first() else {
            return Err(refuse("input", NAME, "one input is needed"));
        };
        let is_multimodal = model.contains("embed-image");
        // The first text model takes text and nothing else.
        let is_plain = model.contains("embed-text-v1") || model.contains("embed-g1");
        let mut writer = Writer::new(out);
        writer.begin_object();
        if is_multimodal {
            multimodal(input, &mut writer)?;
        } else {
            writer.key("inputText");
            writer.text(only_text(input, 0, NAME)?);
        }
        if let Some(dimensions) = request.dimensions.filter(|_| !is_plain) {
            if is_multimodal {
                writer.key("embeddingConfig");
                writer.begin_object();
                writer.key("outputEmbeddingLength");
                writer.u64(dimensions);
                writer.end_object();
            } else {
                writer.key("dimensions");
                writer.u64(dimensions);
            }
        }
        if let Some(normalize) = request.normalize.filter(|_| !is_plain && !is_multimodal) {
            writer.key("normalize");
            writer.bool(normalize);
        }
        writer.end_object();
        dropped(
            losses,
            &[
                ("dimensions", is_plain && request.dimensions.is_some()),
                (
                    "normalize",
                    (is_plain || is_multimodal) && request.normalize.is_some(),
                ),
                ("input_type", request.task.is_some()),
                ("truncate", request.truncate.is_some()),
                ("user", request.user.is_some()),
                ("title", has_titles(request)),
            ],
        );
        drop_extra(&request.extra, losses);
        Ok(())
    }

    fn decode_response<'a>(&self, root: Value<'a>) -> Result<Response<'a>, DecodeError> {
        let at = At::Root;
        at.object(root)?;
        let by_type = root.get_some("embeddingsByType");
        let vector = root
            .get_some("embedding")
            .or_else(|| by_type?.get_some("float"))
            .ok_or_else(|| DecodeError::missing("embedding"))?;
        let vector = Vector::Numbers(at.key("embedding").array(vector)?.raw());
        let known = [
            "embedding",
            "embeddingsByType",
            "inputTextTokenCount",
            "message",
        ];
        let mut extra: Vec<Extra<'_>> = root
            .members()
            .filter(|(name, value)| !value.is_null() && !known.iter().any(|key| *name == *key))
            .map(|(name, value)| Extra { name, value })
            .collect();
        if let Some(value) = by_type.and_then(|types| types.get_some("binary")) {
            let name = Text::from("embeddingsByType.binary");
            extra.push(Extra { name, value });
        }
        Ok(Response {
            vectors: vec![vector],
            usage: self.usage(root),
            extra,
            ..Response::default()
        })
    }

    fn encode_response(
        &self,
        response: &Response<'_>,
        _context: &AnswerContext<'_>,
        out: &mut Vec<u8>,
        losses: &mut Losses,
    ) -> Result<(), Broken> {
        let mut writer = Writer::new(out);
        writer.begin_object();
        writer.key("embedding");
        response
            .vectors
            .first()
            .ok_or(Broken)?
            .write_numbers(&mut writer)?;
        if let Some(tokens) = response.usage.input_tokens {
            writer.key("inputTextTokenCount");
            writer.u64(tokens);
        }
        writer.end_object();
        if response.vectors.len() > 1 {
            losses.dropped("data[1]", "this format has one vector an answer");
        }
        dropped(
            losses,
            &[
                ("id", response.id.is_some()),
                ("model", response.model.is_some()),
            ],
        );
        drop_extra(&response.extra, losses);
        Ok(())
    }

    fn usage(&self, root: Value<'_>) -> Usage {
        Usage {
            input_tokens: root
                .get_some("inputTextTokenCount")
                .and_then(|count| count.u64()),
            ..Usage::default()
        }
    }
}

/// Whether `["float"]` is asked for, which comes anyway.
fn is_float(types: Value<'_>) -> bool {
    types.is_array()
        && types
            .items()
            .all(|item| item.text().is_some_and(|word| word == "float"))
}

fn input<'a>(root: Value<'a>) -> Result<Input<'a>, DecodeError> {
    let at = At::Root;
    let text = at.optional_text(root, "inputText")?;
    let image = at.optional_text(root, "inputImage")?;
    let image = image.map(|data| Piece::Image {
        media_type: Text::from(IMAGE_TYPE),
        data,
    });
    Ok(match (text, image) {
        (Some(text), None) => Content::Text(text),
        (None, Some(image)) => Content::Pieces(vec![image]),
        (Some(text), Some(image)) => Content::Pieces(vec![Piece::Text(text), image]),
        (None, None) => return Err(DecodeError::missing("inputText")),
    }
    .into())
}

/// Writes a text, an image, or one of each.
fn multimodal(input: &Input<'_>, writer: &mut Writer<'_>) -> Result<(), Uncarried> {
    let pieces = match &input.content {
        Content::Tokens(_) => return Err(no_tokens(0, NAME)),
        Content::Text(text) => &[Piece::Text(text.clone())][..],
        Content::Pieces(pieces) => pieces,
    };
    let (mut text, mut image) = (None, None);
    for piece in pieces {
        let is_second = match piece {
            Piece::Text(piece) => text.replace(piece).is_some(),
            Piece::Image { data, .. } => image.replace(data).is_some(),
        };
        if is_second {
            return Err(refuse(
                "input[0]",
                NAME,
                "one text and one image at most; send the others in requests of their own",
            ));
        }
    }
    for (key, value) in [("inputText", text), ("inputImage", image)] {
        if let Some(value) = value {
            writer.key(key);
            writer.text(value);
        }
    }
    Ok(())
}
