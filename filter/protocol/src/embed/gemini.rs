//! Embeddings of the Gemini API.
//!
//! Source: <https://ai.google.dev/api/embeddings>. Always written as
//! `batchEmbedContents`, which takes one input as well as a hundred; `embedContent`
//! is read too. The model stands in the path, and in every request of a batch again.

use super::format::EmbedCodec;
use super::request::{Content, Encoding, Input, Piece, Request, Task, Truncate};
use super::response::Response;
use super::shared::{at_least_one, check_count, drop_extra, dropped, no_tokens, once};
use super::vector::{Broken, Vector};
use super::{AnswerContext, Outline};
use crate::at::At;
use crate::chat::{Extra, Usage};
use crate::error::{DecodeError, Uncarried};
use crate::format::WireFormat;
use crate::json::{Text, Value, Writer};
use crate::loss::Losses;

const NAME: &str = "gemini-embed";
const MOST_INPUTS: usize = 100;
const OWNED: &[&str] = &["requests", "content"];

pub(super) struct Gemini;

/// Google's words for tasks.
const TASKS: &[(Task, &str)] = &[
    (Task::Query, "RETRIEVAL_QUERY"),
    (Task::Document, "RETRIEVAL_DOCUMENT"),
    (Task::Classification, "CLASSIFICATION"),
    (Task::Clustering, "CLUSTERING"),
    (Task::Similarity, "SEMANTIC_SIMILARITY"),
    (Task::QuestionAnswering, "QUESTION_ANSWERING"),
    (Task::FactVerification, "FACT_VERIFICATION"),
    (Task::CodeQuery, "CODE_RETRIEVAL_QUERY"),
];

/// Google's word for a task; images need none.
pub(super) fn task_word(task: Task) -> Option<&'static str> {
    TASKS
        .iter()
        .find(|(known, _)| *known == task)
        .map(|(_, word)| *word)
}

/// Reads Google's word for a task.
pub(super) fn task(value: Value<'_>, at: &At<'_>) -> Result<Option<Task>, DecodeError> {
    let word = at.text(value)?;
    if word == "TASK_TYPE_UNSPECIFIED" {
        return Ok(None);
    }
    let known = TASKS.iter().find(|(_, known)| word == *known);
    match known {
        Some((task, _)) => Ok(Some(*task)),
        None => Err(at.problem("must be one of Google's task types, as RETRIEVAL_QUERY")),
    }
}

impl EmbedCodec for Gemini {
    fn errors(&self) -> WireFormat {
        WireFormat::OpenAiChat
    }

    fn levels(&self) -> usize {
        3
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
        let Some(list) = root.get_some("requests") else {
            one(root, &at, &mut request)?;
            return Ok(request);
        };
        let at = at.key("requests");
        for (index, item) in at.array(list)?.items().enumerate() {
            let at = at.item(index);
            let (task, dimensions) = (request.task, request.dimensions);
            one(at.object(item)?, &at, &mut request)?;
            if index > 0 && (task, dimensions) != (request.task, request.dimensions) {
                return Err(at.problem("taskType and outputDimensionality must be the same in all"));
            }
        }
        if request.inputs.is_empty() {
            return Err(at.problem("empty array, but at least one request is needed"));
        }
        let others = root.members();
        request.extra.extend(
            others
                .filter(|(name, value)| *name != "requests" && !value.is_null())
                .map(|(name, value)| Extra { name, value }),
        );
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
        let model = format!("models/{}", model.strip_prefix("models/").unwrap_or(model));
        let task = request.task.filter(|task| *task != Task::Image);
        let mut writer = Writer::new(out);
        writer.begin_object();
        writer.key("requests");
        writer.begin_array();
        for (index, input) in request.inputs.iter().enumerate() {
            writer.begin_object();
            writer.key("model");
            writer.str(&model);
            write_content(&input.content, index, &mut writer)?;
            if let Some(word) = task.and_then(task_word) {
                writer.key("taskType");
                writer.str(word);
            }
            if let Some(title) = &input.title {
                writer.key("title");
                writer.text(title);
            }
            if let Some(dimensions) = request.dimensions {
                writer.key("outputDimensionality");
                writer.u64(dimensions);
            }
            writer.end_object();
        }
        writer.end_array();
        writer.end_object();
        // What is too long is cut at its end without being asked.
        let truncates_else = request
            .truncate
            .is_some_and(|truncate| truncate != Truncate::End);
        dropped(
            losses,
            &[
                ("truncate", truncates_else),
                ("normalize", request.normalize.is_some()),
                ("user", request.user.is_some()),
            ],
        );
        drop_extra(&request.extra, losses);
        Ok(())
    }

    fn decode_response<'a>(&self, root: Value<'a>) -> Result<Response<'a>, DecodeError> {
        let at = At::Root;
        at.object(root)?;
        let values = |embedding: Value<'a>, at: &At<'_>| {
            let values = at.required(embedding, "values")?;
            let values = at.key("values").array(values)?;
            Ok(Vector::Numbers(values.raw()))
        };
        let vectors = match root.get_some("embedding") {
            Some(embedding) => vec![values(embedding, &at.key("embedding"))?],
            None => {
                let list = at.required(root, "embeddings")?;
                let at = at.key("embeddings");
                let items = at.array(list)?.items().enumerate();
                items
                    .map(|(index, item)| values(item, &at.item(index)))
                    .collect::<Result<_, DecodeError>>()?
            }
        };
        let known = ["embedding", "embeddings", "usageMetadata"];
        Ok(Response {
            vectors,
            usage: self.usage(root),
            extra: root
                .members()
                .filter(|(name, value)| !value.is_null() && !known.iter().any(|key| *name == *key))
                .map(|(name, value)| Extra { name, value })
                .collect(),
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
        writer.key("embeddings");
        writer.begin_array();
        for vector in &response.vectors {
            writer.begin_object();
            writer.key("values");
            vector.write_numbers(&mut writer)?;
            writer.end_object();
        }
        writer.end_array();
        if let Some(tokens) = response.usage.input_tokens {
            writer.key("usageMetadata");
            writer.begin_object();
            writer.key("promptTokenCount");
            writer.u64(tokens);
            writer.end_object();
        }
        writer.end_object();
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
        let usage = root.get_some("usageMetadata");
        let count = |key: &str| usage.and_then(|usage| usage.get_some(key)?.u64());
        Usage {
            input_tokens: count("promptTokenCount").or_else(|| count("totalTokenCount")),
            ..Usage::default()
        }
    }
}

/// Reads one request: the body of `embedContent`, or one of a batch.
fn one<'a>(value: Value<'a>, at: &At<'_>, request: &mut Request<'a>) -> Result<(), DecodeError> {
    let mut input = Input::from(content(at.required(value, "content")?, &at.key("content"))?);
    (request.task, request.dimensions) = (None, None);
    for (name, value) in value.members().filter(|(_, value)| !value.is_null()) {
        let key = name.to_str();
        let at = at.key(&key);
        match &*key {
            "content" | "model" => {}
            "title" => input.title = Some(at.text(value)?),
            "taskType" | "task_type" => request.task = task(value, &at)?,
            "outputDimensionality" | "output_dimensionality" => {
                request.dimensions = Some(at_least_one(value, &at)?);
            }
            _ => request.extra.push(Extra { name, value }),
        }
    }
    request.inputs.push(input);
    Ok(())
}

fn content<'a>(value: Value<'a>, at: &At<'_>) -> Result<Content<'a>, DecodeError> {
    let list = at.required(at.object(value)?, "parts")?;
    let at = at.key("parts");
    let mut pieces = Vec::new();
    for (index, part) in at.array(list)?.items().enumerate() {
        let at = at.item(index);
        at.object(part)?;
        if let Some(text) = at.optional_text(part, "text")? {
            pieces.push(Piece::Text(text));
        } else if let Some(data) = part
            .get_some("inlineData")
            .or_else(|| part.get_some("inline_data"))
        {
            let at = at.key("inlineData");
            let media_type = match at.optional_text(data, "mimeType")? {
                Some(media_type) => media_type,
                None => at.required_text(data, "mime_type")?,
            };
            pieces.push(Piece::Image {
                media_type,
                data: at.required_text(data, "data")?,
            });
        } else {
            return Err(at.problem("must hold text or inlineData"));
        }
    }
    match pieces.as_slice() {
        [] => Err(at.problem("empty array, but at least one part is needed")),
        [Piece::Text(text)] => Ok(Content::Text(text.clone())),
        _ => Ok(Content::Pieces(pieces)),
    }
}

fn write_content(
    content: &Content<'_>,
    index: usize,
    writer: &mut Writer<'_>,
) -> Result<(), Uncarried> {
    writer.key("content");
    writer.begin_object();
    writer.key("parts");
    writer.begin_array();
    match content {
        Content::Text(text) => write_piece(&Piece::Text(text.clone()), writer),
        Content::Pieces(pieces) => pieces.iter().for_each(|piece| write_piece(piece, writer)),
        Content::Tokens(_) => return Err(no_tokens(index, NAME)),
    }
    writer.end_array();
    writer.end_object();
    Ok(())
}

fn write_piece(piece: &Piece<'_>, writer: &mut Writer<'_>) {
    writer.begin_object();
    match piece {
        Piece::Text(text) => {
            writer.key("text");
            writer.text(text);
        }
        Piece::Image { media_type, data } => {
            writer.key("inlineData");
            writer.begin_object();
            writer.key("mimeType");
            writer.text(media_type);
            writer.key("data");
            writer.text(data);
            writer.end_object();
        }
    }
    writer.end_object();
}
