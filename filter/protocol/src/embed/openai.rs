//! OpenAI's embeddings, `POST /v1/embeddings`.
//!
//! Source: <https://platform.openai.com/docs/api-reference/embeddings>. Two things
//! are read that OpenAI does not document, since clients of other models write
//! them here: what the vectors are for (`input_type`, `task`, `task_type`), and an
//! image as a `data:image/…` string. They are not written.

use super::format::EmbedCodec;
use super::request::{Content, Encoding, Input, Request, Task, Truncate};
use super::response::Response;
use super::shared::{
    at_least_one, check_count, drop_extra, dropped, has_titles, image, model, once, refuse,
};
use super::vector::{Broken, Vector};
use super::{AnswerContext, Outline};
use crate::at::At;
use crate::chat::{Extra, Usage};
use crate::error::{DecodeError, Uncarried};
use crate::format::WireFormat;
use crate::json::{Text, Value, Writer};
use crate::loss::{LossAction, Losses};

const NAME: &str = "openai-embeddings";
const MOST_INPUTS: usize = 2048;
const OWNED: &[&str] = &["model", "input", "encoding_format"];
const INPUT: &str = "a string or an array of strings, of tokens, or of arrays of tokens";

pub(super) struct OpenAi;

impl EmbedCodec for OpenAi {
    fn errors(&self) -> WireFormat {
        WireFormat::OpenAiChat
    }

    fn levels(&self) -> usize {
        3
    }

    fn outline<'a>(&self, root: Value<'a>) -> Result<Outline<'a>, DecodeError> {
        once(root, OWNED)?;
        let at = At::Root;
        at.required(root, "input")?;
        let encoding = root
            .get_some("encoding_format")
            .map(|value| encoding(value, &at.key("encoding_format")));
        Ok(Outline {
            model: model(root)?,
            encoding: encoding.transpose()?.unwrap_or_default(),
        })
    }

    fn decode_request<'a>(&self, root: Value<'a>) -> Result<Request<'a>, DecodeError> {
        once(root, OWNED)?;
        let at = At::Root;
        let mut request = Request {
            model: Some(model(root)?),
            inputs: inputs(at.required(root, "input")?, &at.key("input"))?,
            ..Request::default()
        };
        for (name, value) in root.members().filter(|(_, value)| !value.is_null()) {
            let key = name.to_str();
            let at = at.key(&key);
            match &*key {
                "model" | "input" => {}
                "encoding_format" => request.encoding = Some(encoding(value, &at)?),
                "dimensions" => request.dimensions = Some(at_least_one(value, &at)?),
                "user" => request.user = Some(at.text(value)?),
                "input_type" | "task" | "task_type" if task(value).is_some() => {
                    request.task = task(value);
                }
                "truncate" if truncate(value).is_some() => request.truncate = truncate(value),
                _ => request.extra.push(Extra { name, value }),
            }
        }
        Ok(request)
    }

    fn encode_request(
        &self,
        request: &Request<'_>,
        model: &str,
        out: &mut Vec<u8>,
        losses: &mut Losses,
    ) -> Result<(), Uncarried> {
        check_count(request, MOST_INPUTS, NAME)?;
        let mut writer = Writer::new(out);
        writer.begin_object();
        writer.key("model");
        writer.str(model);
        writer.key("input");
        match request.inputs.as_slice() {
            [input] => write_input(input, 0, &mut writer)?,
            inputs => {
                writer.begin_array();
                for (index, input) in inputs.iter().enumerate() {
                    write_input(input, index, &mut writer)?;
                }
                writer.end_array();
            }
        }
        if let Some(dimensions) = request.dimensions {
            writer.key("dimensions");
            writer.u64(dimensions);
        }
        if let Some(encoding) = request.encoding {
            writer.key("encoding_format");
            writer.str(match encoding {
                Encoding::Float => "float",
                Encoding::Base64 => "base64",
            });
        }
        if let Some(user) = &request.user {
            writer.key("user");
            writer.text(user);
        }
        writer.end_object();
        // What is too long is an error here, which is what `Refuse` asks for.
        let cut = request
            .truncate
            .is_some_and(|truncate| truncate != Truncate::Refuse);
        dropped(
            losses,
            &[
                ("input_type", request.task.is_some()),
                ("truncate", cut),
                ("normalize", request.normalize == Some(false)),
                ("title", has_titles(request)),
            ],
        );
        drop_extra(&request.extra, losses);
        Ok(())
    }

    fn decode_response<'a>(&self, root: Value<'a>) -> Result<Response<'a>, DecodeError> {
        let at = At::Root;
        at.object(root)?;
        let data = at.required(root, "data")?;
        let at = at.key("data");
        let mut vectors = Vec::new();
        for (position, item) in at.array(data)?.items().enumerate() {
            let at = at.item(position);
            let value = at.required(item, "embedding")?;
            let vector = match value.text() {
                Some(text) => Vector::Base64(text),
                None if value.is_array() => Vector::Numbers(value.raw()),
                None => return Err(at.key("embedding").expected("an array or a string")),
            };
            let index = item.get_some("index").and_then(|index| index.u64());
            vectors.push((index.unwrap_or(position as u64), vector));
        }
        vectors.sort_by_key(|(index, _)| *index);
        let told = |key: &str| {
            let text = root.get_some(key)?.text()?;
            Some(text).filter(|text| !text.is_empty())
        };
        let known = ["object", "data", "model", "usage", "id"];
        Ok(Response {
            id: told("id"),
            model: told("model"),
            vectors: vectors.into_iter().map(|(_, vector)| vector).collect(),
            usage: self.usage(root),
            extra: root
                .members()
                .filter(|(name, value)| !value.is_null() && !known.iter().any(|key| *name == *key))
                .map(|(name, value)| Extra { name, value })
                .collect(),
        })
    }

    fn encode_response(
        &self,
        response: &Response<'_>,
        context: &AnswerContext<'_>,
        out: &mut Vec<u8>,
        losses: &mut Losses,
    ) -> Result<(), Broken> {
        let mut writer = Writer::new(out);
        writer.begin_object();
        writer.key("object");
        writer.raw(br#""list""#);
        writer.key("data");
        writer.begin_array();
        for (index, vector) in response.vectors.iter().enumerate() {
            writer.begin_object();
            writer.key("object");
            writer.raw(br#""embedding""#);
            writer.key("index");
            writer.u64(index as u64);
            writer.key("embedding");
            match context.encoding {
                Encoding::Float => vector.write_numbers(&mut writer)?,
                Encoding::Base64 => vector.write_base64(&mut writer)?,
            }
            writer.end_object();
        }
        writer.end_array();
        writer.key("model");
        match &response.model {
            Some(model) => writer.text(model),
            None => writer.str(context.model),
        }
        let tokens = response.usage.input_tokens;
        if tokens.is_none() {
            losses.push(
                LossAction::Defaulted,
                "usage",
                "this format demands counts, and the provider told none",
            );
        }
        writer.key("usage");
        writer.begin_object();
        writer.key("prompt_tokens");
        writer.u64(tokens.unwrap_or(0));
        writer.key("total_tokens");
        writer.u64(response.usage.total().unwrap_or(0));
        writer.end_object();
        writer.end_object();
        drop_extra(&response.extra, losses);
        Ok(())
    }

    fn usage(&self, root: Value<'_>) -> Usage {
        let usage = root.get_some("usage");
        let count = |key: &str| usage.and_then(|usage| usage.get_some(key)?.u64());
        Usage {
            // Some servers tell the total only, which is the same: there is no output.
            input_tokens: count("prompt_tokens").or_else(|| count("total_tokens")),
            ..Usage::default()
        }
    }
}

fn encoding(value: Value<'_>, at: &At<'_>) -> Result<Encoding, DecodeError> {
    match &*at.text(value)?.to_str() {
        "float" => Ok(Encoding::Float),
        "base64" => Ok(Encoding::Base64),
        _ => Err(at.problem("must be float or base64")),
    }
}

fn task(value: Value<'_>) -> Option<Task> {
    Task::from_word(&value.text()?.to_str())
}

fn truncate(value: Value<'_>) -> Option<Truncate> {
    Truncate::from_word(&value.text()?.to_str())
}

fn inputs<'a>(value: Value<'a>, at: &At<'_>) -> Result<Vec<Input<'a>>, DecodeError> {
    if value.text().is_some() {
        return Ok(vec![one(value, at)?]);
    }
    if !value.is_array() {
        return Err(at.expected(INPUT));
    }
    let Some(first) = value.items().next() else {
        return Err(at.problem("empty array, but at least one input is needed"));
    };
    if first.number().is_some() {
        return Ok(vec![tokens(value, at)?]);
    }
    value
        .items()
        .enumerate()
        .map(|(index, item)| {
            let at = at.item(index);
            if item.is_array() {
                tokens(item, &at)
            } else {
                one(item, &at)
            }
        })
        .collect()
}

fn one<'a>(value: Value<'a>, at: &At<'_>) -> Result<Input<'a>, DecodeError> {
    let text = value.text().ok_or_else(|| at.expected(INPUT))?;
    let is_image = matches!(text, Text::Literal(literal) if literal.starts_with(b"data:image"));
    if is_image && let Ok(piece) = image(value, at) {
        return Ok(Content::Pieces(vec![piece]).into());
    }
    Ok(Content::Text(text).into())
}

fn tokens<'a>(value: Value<'a>, at: &At<'_>) -> Result<Input<'a>, DecodeError> {
    if value.items().next().is_none() {
        return Err(at.problem("empty array, but at least one token is needed"));
    }
    for (index, item) in value.items().enumerate() {
        at.item(index).u64(item)?;
    }
    Ok(Content::Tokens(value).into())
}

fn write_input(input: &Input<'_>, index: usize, writer: &mut Writer<'_>) -> Result<(), Uncarried> {
    match &input.content {
        Content::Text(text) => writer.text(text),
        Content::Tokens(tokens) => writer.value(*tokens),
        Content::Pieces(_) => {
            return Err(refuse(
                format!("input[{index}]"),
                NAME,
                "images and mixed inputs cannot be embedded here; send text",
            ));
        }
    }
    Ok(())
}
