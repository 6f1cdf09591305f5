//! Cohere's body and those that differ from it in names only.
//!
//! Sources: <https://docs.cohere.com/reference/rerank>, <https://api.jina.ai/redoc>,
//! <https://docs.together.ai/reference/rerank>,
//! <https://docs.voyageai.com/reference/reranker-api>, and Amazon Bedrock's user
//! guide for its rerank models. Fields of the neighbours are read everywhere, since
//! clients mix them; what is written is what the row says.

use super::AnswerContext;
use super::format::RerankCodec;
use super::hub::{Document, Ranked, Request, Response};
use crate::at::At;
use crate::chat::{Extra, Usage};
use crate::error::{DecodeError, Uncarried};
use crate::format::WireFormat;
use crate::json::{Text, Value, Writer};
use crate::loss::{LossAction, Losses};

/// How one API spells it.
pub(super) struct Flat {
    name: &'static str,
    /// Whether the body names the model.
    names_model: bool,
    /// How many documents to name.
    top: &'static str,
    /// The list of results.
    results: &'static str,
    /// Whether documents may have fields.
    takes_fields: bool,
    /// Whether `max_tokens_per_doc` is known.
    cuts_documents: bool,
    /// Whether `return_documents` is known.
    returns_documents: bool,
    /// Most documents a call.
    most: usize,
    tells: Tells,
}

/// Where usage stands.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Tells {
    /// `meta.billed_units.search_units`
    Meta,
    /// `usage.total_tokens`
    Usage,
    Nothing,
}

const COHERE: Flat = Flat {
    name: "cohere-rerank",
    names_model: true,
    top: "top_n",
    results: "results",
    takes_fields: false,
    cuts_documents: true,
    returns_documents: false,
    most: usize::MAX,
    tells: Tells::Meta,
};

impl Flat {
    pub(super) const COHERE: Self = COHERE;
    pub(super) const JINA: Self = Self {
        name: "jina-rerank",
        takes_fields: true,
        cuts_documents: false,
        returns_documents: true,
        tells: Tells::Usage,
        ..COHERE
    };
    pub(super) const VOYAGE: Self = Self {
        name: "voyage-rerank",
        top: "top_k",
        results: "data",
        cuts_documents: false,
        returns_documents: true,
        most: 1000,
        tells: Tells::Usage,
        ..COHERE
    };
    pub(super) const BEDROCK_INVOKE: Self = Self {
        name: "bedrock-invoke-rerank",
        names_model: false,
        most: 1000,
        tells: Tells::Nothing,
        ..COHERE
    };

    fn refuse(&self, at: String, problem: impl Into<std::borrow::Cow<'static, str>>) -> Uncarried {
        Uncarried {
            at: at.into(),
            format: self.name,
            problem: problem.into(),
        }
    }

    fn documents(&self, request: &Request<'_>, writer: &mut Writer<'_>) -> Result<(), Uncarried> {
        let count = request.documents.len();
        if count > self.most {
            return Err(self.refuse(
                "documents".to_owned(),
                format!("{count} documents, but one call takes at most {}; send them in several requests", self.most),
            ));
        }
        writer.key("documents");
        writer.begin_array();
        for (index, document) in request.documents.iter().enumerate() {
            match (document, document.text()) {
                (_, Some(text)) => writer.text(&text),
                (Document::Fields(fields), None) if self.takes_fields => writer.value(*fields),
                _ => {
                    return Err(self.refuse(
                        format!("documents[{index}]"),
                        "a document must be text here; write its fields as YAML text",
                    ));
                }
            }
        }
        writer.end_array();
        Ok(())
    }
}

/// Reads the model, and refuses what is there twice.
fn named_model(root: Value<'_>) -> Result<Text<'_>, DecodeError> {
    let at = At::Root;
    let model = at.required_text(root, "model")?;
    if model.is_blank() {
        return Err(at.key("model").problem("must not be empty"));
    }
    Ok(model)
}

impl RerankCodec for Flat {
    fn errors(&self) -> WireFormat {
        match self.tells {
            Tells::Meta => WireFormat::CohereChat,
            Tells::Usage | Tells::Nothing => WireFormat::OpenAiChat,
        }
    }

    fn model<'a>(&self, root: Value<'a>) -> Result<Text<'a>, DecodeError> {
        At::Root.object(root)?;
        for key in ["model", "query", "documents"] {
            if root.members().filter(|(name, _)| *name == key).count() > 1 {
                return Err(DecodeError::Duplicate { at: key.into() });
            }
        }
        for key in ["query", "documents"] {
            At::Root.required(root, key)?;
        }
        if self.names_model {
            named_model(root)
        } else {
            Ok(Text::from(""))
        }
    }

    fn decode_request<'a>(&self, root: Value<'a>) -> Result<Request<'a>, DecodeError> {
        let model = self.model(root)?;
        let at = At::Root;
        let mut request = Request {
            model: self.names_model.then_some(model),
            query: at.required_text(root, "query")?,
            documents: documents(at.required(root, "documents")?, &at.key("documents"))?,
            top_n: None,
            max_tokens_per_doc: None,
            return_documents: None,
            extra: Vec::new(),
        };
        for (name, value) in root.members().filter(|(_, value)| !value.is_null()) {
            let key = name.to_str();
            let at = at.key(&key);
            match &*key {
                "query" | "documents" => {}
                "model" if self.names_model => {}
                // It only says that the body is of this kind.
                "api_version" if !self.names_model => {}
                "top_n" | "top_k" => request.top_n = Some(at.u64(value)?),
                "max_tokens_per_doc" => request.max_tokens_per_doc = Some(at.u64(value)?),
                "return_documents" => request.return_documents = Some(at.bool(value)?),
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
        let is_cohere_on_bedrock = !self.names_model && model.contains("cohere");
        let mut writer = Writer::new(out);
        writer.begin_object();
        if self.names_model {
            writer.key("model");
            writer.str(model);
        }
        writer.key("query");
        writer.text(&request.query);
        self.documents(request, &mut writer)?;
        if let Some(top) = request.top_n {
            writer.key(self.top);
            writer.u64(top);
        }
        if is_cohere_on_bedrock {
            writer.key("api_version");
            writer.u64(2);
        }
        let cuts = self.cuts_documents && (self.names_model || is_cohere_on_bedrock);
        if let Some(tokens) = request.max_tokens_per_doc {
            if cuts {
                writer.key("max_tokens_per_doc");
                writer.u64(tokens);
            } else {
                losses.dropped("max_tokens_per_doc", "this format has no such field");
            }
        }
        match request.return_documents {
            Some(wanted) if self.returns_documents => {
                writer.key("return_documents");
                writer.bool(wanted);
            }
            Some(true) => losses.dropped("return_documents", "this format has no such field"),
            _ => {}
        }
        writer.end_object();
        drop_extra(&request.extra, losses);
        Ok(())
    }

    fn decode_response<'a>(&self, root: Value<'a>) -> Result<Response<'a>, DecodeError> {
        let at = At::Root;
        at.object(root)?;
        let list = at.required(root, self.results)?;
        let at = at.key(self.results);
        let results = at
            .array(list)?
            .items()
            .enumerate()
            .map(|(position, item)| ranked(item, "relevance_score", &at.item(position)))
            .collect::<Result<_, _>>()?;
        let told = |key: &str| root.get_some(key)?.text();
        let known = ["id", "model", "object", "meta", "usage", self.results];
        let meta = root.get_some("meta");
        let billed = |key: &str| meta?.get_some("billed_units")?.get_some(key)?.u64();
        let tokens = |key: &str| meta?.get_some("tokens")?.get_some(key)?.u64();
        let usage = root.get_some("usage");
        let count = |key: &str| usage.and_then(|usage| usage.get_some(key)?.u64());
        Ok(Response {
            id: told("id"),
            model: told("model"),
            results,
            usage: Usage {
                input_tokens: tokens("input_tokens")
                    .or_else(|| billed("input_tokens"))
                    .or_else(|| count("prompt_tokens"))
                    .or_else(|| count("total_tokens")),
                output_tokens: count("completion_tokens"),
                ..Usage::default()
            },
            search_units: billed("search_units"),
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
    ) {
        let mut writer = Writer::new(out);
        writer.begin_object();
        match self.tells {
            Tells::Meta => {
                writer.key("id");
                match &response.id {
                    Some(id) => writer.text(id),
                    None => writer.str(context.id),
                }
            }
            Tells::Usage => {
                writer.key("model");
                match &response.model {
                    Some(model) => writer.text(model),
                    None => writer.str(context.model),
                }
            }
            Tells::Nothing => {}
        }
        writer.key(self.results);
        writer.begin_array();
        for ranked in &response.results {
            self.result(ranked, &mut writer);
        }
        writer.end_array();
        self.usage(response, &mut writer, losses);
        writer.end_object();
        if response.id.is_some() && self.tells != Tells::Meta {
            losses.dropped("id", "this format has no such field");
        }
        if response.model.is_some() && self.tells != Tells::Usage {
            losses.dropped("model", "this format has no such field");
        }
        drop_extra(&response.extra, losses);
    }
}

impl Flat {
    fn result(&self, ranked: &Ranked<'_>, writer: &mut Writer<'_>) {
        writer.begin_object();
        writer.key("index");
        writer.u64(ranked.index);
        writer.key("relevance_score");
        writer.value(ranked.score);
        if let Some(document) = ranked.document {
            writer.key("document");
            let text = document.text();
            if self.name == Self::VOYAGE.name || text.is_none() {
                writer.value(document);
            } else {
                writer.begin_object();
                writer.key("text");
                writer.value(document);
                writer.end_object();
            }
        }
        writer.end_object();
    }

    fn usage(&self, response: &Response<'_>, writer: &mut Writer<'_>, losses: &mut Losses) {
        let tokens = response.usage.total();
        match self.tells {
            Tells::Meta => {
                writer.key("meta");
                writer.begin_object();
                writer.key("api_version");
                writer.raw(br#"{"version":"2"}"#);
                if let Some(units) = response.search_units {
                    writer.key("billed_units");
                    writer.begin_object();
                    writer.key("search_units");
                    writer.u64(units);
                    writer.end_object();
                }
                if let Some(tokens) = tokens {
                    writer.key("tokens");
                    writer.begin_object();
                    writer.key("input_tokens");
                    writer.u64(tokens);
                    writer.end_object();
                }
                writer.end_object();
            }
            Tells::Usage => {
                if tokens.is_none() {
                    losses.push(
                        LossAction::Defaulted,
                        "usage",
                        "this format demands a count, and the provider told none",
                    );
                }
                writer.key("usage");
                writer.begin_object();
                writer.key("total_tokens");
                writer.u64(tokens.unwrap_or(0));
                writer.end_object();
            }
            Tells::Nothing if tokens.is_some() => {
                losses.dropped("usage", "this format tells tokens by a header");
            }
            Tells::Nothing => {}
        }
        if response.search_units.is_some() && self.tells != Tells::Meta {
            losses.dropped("meta.billed_units", "this format has no such field");
        }
    }
}

fn documents<'a>(list: Value<'a>, at: &At<'_>) -> Result<Vec<Document<'a>>, DecodeError> {
    let mut found = Vec::new();
    for (index, item) in at.array(list)?.items().enumerate() {
        found.push(match item.text() {
            Some(text) => Document::Text(text),
            None if item.is_object() => Document::Fields(item),
            None => return Err(at.item(index).expected("a string or an object")),
        });
    }
    if found.is_empty() {
        return Err(at.problem("empty array, but at least one document is needed"));
    }
    Ok(found)
}

/// Reads one result.
pub(super) fn ranked<'a>(
    item: Value<'a>,
    score: &'static str,
    at: &At<'_>,
) -> Result<Ranked<'a>, DecodeError> {
    at.object(item)?;
    let index = at.key("index").u64(at.required(item, "index")?)?;
    let score = at.key(score).number(at.required(item, score)?)?;
    // Together writes `{}` for a document that it was not asked for.
    let document = item
        .get_some("document")
        .filter(|document| document.text().is_some() || document.members().next().is_some());
    Ok(Ranked {
        index,
        score,
        document,
    })
}

/// Lists the fields that no format knows.
pub(super) fn drop_extra(extra: &[Extra<'_>], losses: &mut Losses) {
    for extra in extra {
        losses.dropped(
            extra.name.to_str().into_owned(),
            "this format has no such field",
        );
    }
}
