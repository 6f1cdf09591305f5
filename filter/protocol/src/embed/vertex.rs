//! Embeddings of text on Vertex AI, `publishers/google/models/{model}:predict`.
//!
//! Source: Vertex AI, "Text embeddings API". The model stands in the path. Models of
//! the Gemini family take one input a call, the older ones up to 250.

use super::format::EmbedCodec;
use super::gemini::{task, task_word};
use super::request::{Content, Encoding, Input, Request, Task, Truncate};
use super::response::Response;
use super::shared::{at_least_one, check_count, drop_extra, dropped, once, only_text};
use super::vector::{Broken, Vector};
use super::{AnswerContext, Outline};
use crate::at::At;
use crate::chat::{Extra, Usage};
use crate::error::{DecodeError, Uncarried};
use crate::format::WireFormat;
use crate::json::{Text, Value, Writer};
use crate::loss::{LossAction, Losses};

const NAME: &str = "vertex-embed";
const MOST_INPUTS: usize = 250;
const OWNED: &[&str] = &["instances", "parameters"];

pub(super) struct Vertex;

impl EmbedCodec for Vertex {
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
        let list = at.required(root, "instances")?;
        let at_list = at.key("instances");
        for (index, item) in at_list.array(list)?.items().enumerate() {
            let at = at_list.item(index);
            let before = request.task;
            request
                .inputs
                .push(instance(at.object(item)?, &at, &mut request.task)?);
            if index > 0 && before != request.task {
                return Err(at.key("task_type").problem("must be the same in all"));
            }
        }
        if request.inputs.is_empty() {
            return Err(at_list.problem("empty array, but at least one instance is needed"));
        }
        for (name, value) in root.members() {
            if name == "parameters" {
                parameters(value, &at.key("parameters"), &mut request)?;
            } else if name != "instances" && !value.is_null() {
                request.extra.push(Extra { name, value });
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
        let most = if model.contains("gemini") {
            1
        } else {
            MOST_INPUTS
        };
        check_count(request, most, NAME)?;
        let task = request.task.filter(|task| *task != Task::Image);
        let mut writer = Writer::new(out);
        writer.begin_object();
        writer.key("instances");
        writer.begin_array();
        for (index, input) in request.inputs.iter().enumerate() {
            writer.begin_object();
            writer.key("content");
            writer.text(only_text(input, index, NAME)?);
            if let Some(word) = task.and_then(task_word) {
                writer.key("task_type");
                writer.str(word);
            }
            if let Some(title) = &input.title {
                writer.key("title");
                writer.text(title);
            }
            writer.end_object();
        }
        writer.end_array();
        if request.truncate.is_some() || request.dimensions.is_some() {
            writer.key("parameters");
            writer.begin_object();
            if let Some(truncate) = request.truncate {
                writer.key("autoTruncate");
                writer.bool(truncate != Truncate::Refuse);
            }
            if let Some(dimensions) = request.dimensions {
                writer.key("outputDimensionality");
                writer.u64(dimensions);
            }
            writer.end_object();
        }
        writer.end_object();
        if request.truncate == Some(Truncate::Start) {
            losses.push(
                LossAction::Renamed,
                "truncate",
                "only the end can be left out here",
            );
        }
        dropped(
            losses,
            &[
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
        let list = at.required(root, "predictions")?;
        let at = at.key("predictions");
        let mut vectors = Vec::new();
        for (index, item) in at.array(list)?.items().enumerate() {
            let at = at.item(index);
            let embeddings = at.required(item, "embeddings")?;
            let at = at.key("embeddings");
            let values = at.required(embeddings, "values")?;
            vectors.push(Vector::Numbers(at.key("values").array(values)?.raw()));
        }
        // The number of characters is how older models are billed; nobody else counts so.
        let known = ["predictions", "metadata"];
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
        let mut tokens = response.usage.input_tokens;
        let mut writer = Writer::new(out);
        writer.begin_object();
        writer.key("predictions");
        writer.begin_array();
        for vector in &response.vectors {
            writer.begin_object();
            writer.key("embeddings");
            writer.begin_object();
            writer.key("values");
            vector.write_numbers(&mut writer)?;
            // Counts stand beside each vector; what is known is their sum.
            if let Some(count) = tokens {
                tokens = Some(0);
                writer.key("statistics");
                writer.begin_object();
                writer.key("truncated");
                writer.bool(false);
                writer.key("token_count");
                writer.u64(count);
                writer.end_object();
            }
            writer.end_object();
            writer.end_object();
        }
        writer.end_array();
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
        let list = root.get_some("predictions");
        let counts = list.iter().flat_map(Value::items).filter_map(|item| {
            let statistics = item.get_some("embeddings")?.get_some("statistics")?;
            statistics.get_some("token_count")?.u64()
        });
        Usage {
            input_tokens: counts.reduce(u64::saturating_add),
            ..Usage::default()
        }
    }
}

fn instance<'a>(
    item: Value<'a>,
    at: &At<'_>,
    task_slot: &mut Option<Task>,
) -> Result<Input<'a>, DecodeError> {
    let mut input = Input::from(Content::Text(at.required_text(item, "content")?));
    input.title = at.optional_text(item, "title")?;
    *task_slot = match item
        .get_some("task_type")
        .or_else(|| item.get_some("taskType"))
    {
        Some(value) => task(value, &at.key("task_type"))?,
        None => None,
    };
    Ok(input)
}

fn parameters<'a>(
    value: Value<'a>,
    at: &At<'_>,
    request: &mut Request<'a>,
) -> Result<(), DecodeError> {
    for (name, value) in value.members().filter(|(_, value)| !value.is_null()) {
        let key = name.to_str();
        let at = at.key(&key);
        match &*key {
            "autoTruncate" => {
                request.truncate = Some(if at.bool(value)? {
                    Truncate::End
                } else {
                    Truncate::Refuse
                });
            }
            "outputDimensionality" => request.dimensions = Some(at_least_one(value, &at)?),
            _ => request.extra.push(Extra {
                name: Text::from(format!("parameters.{key}")),
                value,
            }),
        }
    }
    Ok(())
}
