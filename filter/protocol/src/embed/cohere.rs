//! Cohere's embeddings: `POST /v2/embed`, and the same body on Bedrock.
//!
//! Source: <https://docs.cohere.com/reference/embed>, and "Cohere Embed v3" and
//! "Cohere Embed v4" in Amazon Bedrock's user guide. On Bedrock the model stands in
//! the path, an answer may be the older list of vectors, tokens are told by a header
//! only, and v4 has other words for truncation and no task for images.
//!
//! Vectors are always asked for as numbers, which every model gives.

use super::cohere_input::{InputEncoder, decode_inputs};
use super::format::EmbedCodec;
use super::request::{Content, Encoding, Piece, Request, Task, Truncate};
use super::response::Response;
use super::shared::{at_least_one, check_count, drop_extra, dropped, has_titles, model, once};
use super::vector::{Broken, Vector};
use super::{AnswerContext, Outline};
use crate::at::At;
use crate::chat::{Extra, Usage};
use crate::error::{DecodeError, Uncarried};
use crate::format::WireFormat;
use crate::json::{Text, Value, Writer};
use crate::loss::{LossAction, Losses};

const MOST_INPUTS: usize = 96;
const OWNED: &[&str] = &["model", "texts", "images", "inputs", "embedding_types"];

/// The words of Cohere for tasks, and what goes for those it does not have.
const TASKS: &[(Task, &str)] = &[
    (Task::Query, "search_query"),
    (Task::Document, "search_document"),
    (Task::Classification, "classification"),
    (Task::Clustering, "clustering"),
    (Task::Image, "image"),
];

/// Where the body goes.
pub(super) struct Cohere {
    name: &'static str,
    is_bedrock: bool,
}

impl Cohere {
    pub(super) const API: Self = Self {
        name: "cohere-embed",
        is_bedrock: false,
    };
    pub(super) const BEDROCK: Self = Self {
        name: "bedrock-cohere-embed",
        is_bedrock: true,
    };
}

impl EmbedCodec for Cohere {
    fn errors(&self) -> WireFormat {
        if self.is_bedrock {
            WireFormat::OpenAiChat
        } else {
            WireFormat::CohereChat
        }
    }

    fn levels(&self) -> usize {
        3
    }

    fn outline<'a>(&self, root: Value<'a>) -> Result<Outline<'a>, DecodeError> {
        once(root, OWNED)?;
        Ok(Outline {
            model: if self.is_bedrock {
                Text::from("")
            } else {
                model(root)?
            },
            encoding: encoding(root).unwrap_or_default(),
        })
    }

    fn decode_request<'a>(&self, root: Value<'a>) -> Result<Request<'a>, DecodeError> {
        once(root, OWNED)?;
        let at = At::Root;
        let mut request = Request {
            inputs: decode_inputs(root)?,
            encoding: encoding(root),
            ..Request::default()
        };
        if !self.is_bedrock {
            request.model = Some(model(root)?);
        }
        for (name, value) in root.members().filter(|(_, value)| !value.is_null()) {
            let key = name.to_str();
            let at = at.key(&key);
            match &*key {
                "texts" | "images" | "inputs" => {}
                "model" if !self.is_bedrock => {}
                "embedding_types" if encoding(root).is_some() => {}
                "input_type" => {
                    let task = Task::from_word(&at.text(value)?.to_str());
                    request.task = Some(task.ok_or_else(|| {
                        at.problem("must be search_document, search_query, classification, clustering or image")
                    })?);
                }
                "output_dimension" => request.dimensions = Some(at_least_one(value, &at)?),
                "truncate" => {
                    let truncate = Truncate::from_word(&at.text(value)?.to_str());
                    request.truncate =
                        Some(truncate.ok_or_else(|| at.problem("must be NONE, START or END"))?);
                }
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
        check_count(request, MOST_INPUTS, self.name)?;
        let is_bedrock_v4 = self.is_bedrock && model.contains("embed-v4");
        let mut writer = Writer::new(out);
        writer.begin_object();
        if !self.is_bedrock {
            writer.key("model");
            writer.str(model);
        }
        writer.key("input_type");
        writer.str(input_type(request, is_bedrock_v4, losses));
        InputEncoder {
            format: self.name,
            writer: &mut writer,
        }
        .inputs(&request.inputs)?;
        writer.key("embedding_types");
        writer.raw(br#"["float"]"#);
        if let Some(dimensions) = request.dimensions {
            writer.key("output_dimension");
            writer.u64(dimensions);
        }
        if let Some(truncate) = request.truncate {
            writer.key("truncate");
            writer.str(match (truncate, is_bedrock_v4) {
                (Truncate::Refuse, _) => "NONE",
                (Truncate::Start, false) => "START",
                (Truncate::End, false) => "END",
                (Truncate::Start, true) => "LEFT",
                (Truncate::End, true) => "RIGHT",
            });
        }
        writer.end_object();
        dropped(
            losses,
            &[
                ("user", request.user.is_some()),
                ("normalize", request.normalize.is_some()),
                ("title", has_titles(request)),
            ],
        );
        drop_extra(&request.extra, losses);
        Ok(())
    }

    fn decode_response<'a>(&self, root: Value<'a>) -> Result<Response<'a>, DecodeError> {
        let at = At::Root;
        at.object(root)?;
        let embeddings = at.required(root, "embeddings")?;
        let at = at.key("embeddings");
        let mut extra = Vec::new();
        let list = if embeddings.is_object() {
            let of = |kind: &str| embeddings.get_some(kind);
            let list = of("float").or_else(|| of("base64"));
            for (name, value) in embeddings.members() {
                if name != "float" && name != "base64" && !value.is_null() {
                    let name = Text::from(format!("embeddings.{name}"));
                    extra.push(Extra { name, value });
                }
            }
            list.ok_or_else(|| DecodeError::missing(at.key("float").path()))?
        } else {
            embeddings
        };
        let vectors = at
            .array(list)?
            .items()
            .enumerate()
            .map(|(index, item)| match item.text() {
                Some(text) => Ok(Vector::Base64(text)),
                None if item.is_array() => Ok(Vector::Numbers(item.raw())),
                None => Err(at.item(index).expected("an array or a string")),
            })
            .collect::<Result<_, _>>()?;
        // The inputs again, which the client has.
        let known = [
            "id",
            "embeddings",
            "texts",
            "images",
            "meta",
            "response_type",
        ];
        let others = root.members();
        extra.extend(
            others
                .filter(|(name, value)| !value.is_null() && !known.iter().any(|key| *name == *key))
                .map(|(name, value)| Extra { name, value }),
        );
        Ok(Response {
            id: root.get_some("id").and_then(|id| id.text()),
            model: None,
            vectors,
            usage: self.usage(root),
            extra,
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
        writer.key("id");
        match &response.id {
            Some(id) => writer.text(id),
            None => writer.str(context.id),
        }
        writer.key("embeddings");
        writer.begin_object();
        writer.key(match context.encoding {
            Encoding::Float => "float",
            Encoding::Base64 => "base64",
        });
        writer.begin_array();
        for vector in &response.vectors {
            match context.encoding {
                Encoding::Float => vector.write_numbers(&mut writer)?,
                Encoding::Base64 => vector.write_base64(&mut writer)?,
            }
        }
        writer.end_array();
        writer.end_object();
        if !self.is_bedrock {
            writer.key("meta");
            writer.begin_object();
            writer.key("api_version");
            writer.raw(br#"{"version":"2"}"#);
            if let Some(tokens) = response.usage.input_tokens {
                writer.key("billed_units");
                writer.begin_object();
                writer.key("input_tokens");
                writer.u64(tokens);
                writer.end_object();
            }
            writer.end_object();
        } else if response.usage.input_tokens.is_some() {
            losses.dropped("usage", "this format tells tokens by a header");
        }
        writer.key("response_type");
        writer.raw(br#""embeddings_by_type""#);
        writer.end_object();
        dropped(losses, &[("model", response.model.is_some())]);
        drop_extra(&response.extra, losses);
        Ok(())
    }

    fn usage(&self, root: Value<'_>) -> Usage {
        let meta = root.get_some("meta");
        let count = |group: &str, key: &str| meta?.get_some(group)?.get_some(key)?.u64();
        let text = count("billed_units", "input_tokens");
        let images = count("billed_units", "image_tokens");
        let billed = match (text, images) {
            (None, None) => None,
            (text, images) => Some(text.unwrap_or(0).saturating_add(images.unwrap_or(0))),
        };
        Usage {
            input_tokens: count("tokens", "input_tokens").or(billed),
            ..Usage::default()
        }
    }
}

/// The form of vectors asked for; `None` if nothing is said, or another form is
/// asked for too.
fn encoding(root: Value<'_>) -> Option<Encoding> {
    let types = root.get_some("embedding_types")?;
    let mut items = types.items();
    let word = items.next()?.text()?;
    match &*word.to_str() {
        _ if items.next().is_some() => None,
        "float" => Some(Encoding::Float),
        "base64" => Some(Encoding::Base64),
        _ => None,
    }
}

/// Cohere's word for the task, which it demands.
fn input_type(request: &Request<'_>, is_bedrock_v4: bool, losses: &mut Losses) -> &'static str {
    let is_image = |content: &Content<'_>| match content {
        Content::Pieces(pieces) => matches!(pieces.as_slice(), [Piece::Image { .. }]),
        Content::Text(_) | Content::Tokens(_) => false,
    };
    let known = |task: Task| {
        TASKS
            .iter()
            .find(|(known, _)| *known == task)
            .map(|(_, word)| *word)
    };
    let word = match request.task {
        None if request.inputs.iter().all(|input| is_image(&input.content)) => "image",
        None => {
            losses.push(
                LossAction::Defaulted,
                "input_type",
                "this format demands one; search_document stands there",
            );
            "search_document"
        }
        Some(task) => known(task).unwrap_or_else(|| {
            losses.push(
                LossAction::Renamed,
                "input_type",
                "no such task in this format; the nearest takes its place",
            );
            match task {
                Task::QuestionAnswering | Task::FactVerification | Task::CodeQuery => {
                    "search_query"
                }
                _ => "clustering",
            }
        }),
    };
    if is_bedrock_v4 && word == "image" {
        return "search_document";
    }
    word
}
