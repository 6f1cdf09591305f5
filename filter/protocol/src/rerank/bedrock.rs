//! The agent runtime of Bedrock, `POST /rerank`.
//!
//! Source: Amazon Bedrock API Reference, "Rerank". The model is named by its ARN,
//! inside the body. One query, and at most 1,000 documents a call.

use super::AnswerContext;
use super::flat::{drop_extra, ranked};
use super::format::RerankCodec;
use super::hub::{Document, Request, Response};
use crate::at::At;
use crate::chat::Extra;
use crate::error::{DecodeError, Uncarried};
use crate::format::WireFormat;
use crate::json::{Text, Value, Writer};
use crate::loss::Losses;

const NAME: &str = "bedrock-rerank";
const MOST_DOCUMENTS: usize = 1000;

pub(super) struct Bedrock;

/// `rerankingConfiguration.bedrockRerankingConfiguration`
fn settings(root: Value<'_>) -> Option<Value<'_>> {
    root.get_some("rerankingConfiguration")?
        .get_some("bedrockRerankingConfiguration")
}

impl RerankCodec for Bedrock {
    fn errors(&self) -> WireFormat {
        WireFormat::OpenAiChat
    }

    fn model<'a>(&self, root: Value<'a>) -> Result<Text<'a>, DecodeError> {
        At::Root.object(root)?;
        settings(root)
            .and_then(|settings| settings.get_some("modelConfiguration"))
            .and_then(|model| model.get_some("modelArn"))
            .and_then(|arn| arn.text())
            .filter(|arn| !arn.is_blank())
            .ok_or_else(|| {
                DecodeError::missing(
                    "rerankingConfiguration.bedrockRerankingConfiguration.modelConfiguration.modelArn",
                )
            })
    }

    fn decode_request<'a>(&self, root: Value<'a>) -> Result<Request<'a>, DecodeError> {
        let at = At::Root;
        let model = self.model(root)?;
        let queries = at.required(root, "queries")?;
        let at_queries = at.key("queries");
        let mut queries = at_queries.array(queries)?.items();
        let (Some(query), None) = (queries.next(), queries.next()) else {
            return Err(at_queries.problem("must hold exactly one query"));
        };
        let at_query = at_queries.item(0);
        let query = at_query.required(query, "textQuery")?;
        let sources = at.required(root, "sources")?;
        let at_sources = at.key("sources");
        let mut documents = Vec::new();
        for (index, item) in at_sources.array(sources)?.items().enumerate() {
            documents.push(source(item, &at_sources.item(index))?);
        }
        if documents.is_empty() {
            return Err(at_sources.problem("empty array, but at least one source is needed"));
        }
        let settings = settings(root);
        let number = |value: Option<Value<'_>>| value.and_then(|value| value.u64());
        let cut = settings
            .and_then(|settings| settings.get_some("modelConfiguration"))
            .and_then(|model| model.get_some("additionalModelRequestFields"))
            .and_then(|fields| fields.get_some("max_tokens_per_doc"));
        let known = ["queries", "sources", "rerankingConfiguration"];
        Ok(Request {
            model: Some(model),
            query: at_query.key("textQuery").required_text(query, "text")?,
            documents,
            top_n: number(settings.and_then(|settings| settings.get_some("numberOfResults"))),
            max_tokens_per_doc: number(cut),
            return_documents: None,
            extra: root
                .members()
                .filter(|(name, value)| !value.is_null() && !known.iter().any(|key| *name == *key))
                .map(|(name, value)| Extra { name, value })
                .collect(),
        })
    }

    fn encode_request(
        &self,
        request: &Request<'_>,
        model: &str,
        out: &mut Vec<u8>,
        losses: &mut Losses,
    ) -> Result<(), Uncarried> {
        let count = request.documents.len();
        if count > MOST_DOCUMENTS {
            return Err(Uncarried {
                at: "documents".into(),
                format: NAME,
                problem: format!(
                    "{count} documents, but one call takes at most {MOST_DOCUMENTS}; send them in several requests"
                )
                .into(),
            });
        }
        let mut writer = Writer::new(out);
        writer.begin_object();
        writer.key("queries");
        writer.begin_array();
        typed(&mut writer, "TEXT", "textQuery", |writer| {
            text_object(writer, &request.query);
        });
        writer.end_array();
        writer.key("sources");
        writer.begin_array();
        for document in &request.documents {
            typed(
                &mut writer,
                "INLINE",
                "inlineDocumentSource",
                |writer| match (document, document.text()) {
                    (Document::Fields(fields), None) => {
                        typed(writer, "JSON", "jsonDocument", |writer| {
                            writer.value(*fields);
                        });
                    }
                    (_, text) => typed(writer, "TEXT", "textDocument", |writer| {
                        text_object(writer, &text.unwrap_or_else(|| Text::from("")));
                    }),
                },
            );
        }
        writer.end_array();
        writer.key("rerankingConfiguration");
        typed(
            &mut writer,
            "BEDROCK_RERANKING_MODEL",
            "bedrockRerankingConfiguration",
            |writer| configuration(writer, request, model),
        );
        writer.end_object();
        if request.return_documents == Some(true) {
            losses.dropped("return_documents", "this format has no such field");
        }
        drop_extra(&request.extra, losses);
        Ok(())
    }

    fn decode_response<'a>(&self, root: Value<'a>) -> Result<Response<'a>, DecodeError> {
        let at = At::Root;
        let list = at.required(at.object(root)?, "results")?;
        let at = at.key("results");
        let mut results = Vec::new();
        for (index, item) in at.array(list)?.items().enumerate() {
            let mut result = ranked(item, "relevanceScore", &at.item(index))?;
            result.document = result.document.and_then(|document| {
                let text = document.get_some("textDocument");
                text.and_then(|text| text.get_some("text"))
                    .or_else(|| document.get_some("jsonDocument"))
            });
            results.push(result);
        }
        Ok(Response {
            results,
            extra: root
                .members()
                .filter(|(name, value)| *name != "results" && !value.is_null())
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
    ) {
        let mut writer = Writer::new(out);
        writer.begin_object();
        writer.key("results");
        writer.begin_array();
        for ranked in &response.results {
            writer.begin_object();
            writer.key("index");
            writer.u64(ranked.index);
            writer.key("relevanceScore");
            writer.value(ranked.score);
            if let Some(document) = ranked.document {
                writer.key("document");
                match document.text() {
                    Some(text) => typed(&mut writer, "TEXT", "textDocument", |writer| {
                        text_object(writer, &text);
                    }),
                    None => typed(&mut writer, "JSON", "jsonDocument", |writer| {
                        writer.value(document);
                    }),
                }
            }
            writer.end_object();
        }
        writer.end_array();
        writer.end_object();
        for (field, is_there) in [
            ("id", response.id.is_some()),
            ("model", response.model.is_some()),
            ("usage", !response.usage.is_empty()),
            ("meta.billed_units", response.search_units.is_some()),
        ] {
            if is_there {
                losses.dropped(field, "this format has no such field");
            }
        }
        drop_extra(&response.extra, losses);
    }
}

fn source<'a>(item: Value<'a>, at: &At<'_>) -> Result<Document<'a>, DecodeError> {
    let inline = at.required(at.object(item)?, "inlineDocumentSource")?;
    let at = at.key("inlineDocumentSource");
    if let Some(fields) = inline.get_some("jsonDocument") {
        return Ok(Document::Fields(at.key("jsonDocument").object(fields)?));
    }
    let text = at.required(inline, "textDocument")?;
    let text = at.key("textDocument").required_text(text, "text")?;
    Ok(Document::Text(text))
}

/// `{"type": kind, key: …}`
fn typed(
    writer: &mut Writer<'_>,
    kind: &'static str,
    key: &'static str,
    write: impl FnOnce(&mut Writer<'_>),
) {
    writer.begin_object();
    writer.key("type");
    writer.str(kind);
    writer.key(key);
    write(writer);
    writer.end_object();
}

fn text_object(writer: &mut Writer<'_>, text: &Text<'_>) {
    writer.begin_object();
    writer.key("text");
    writer.text(text);
    writer.end_object();
}

fn configuration(writer: &mut Writer<'_>, request: &Request<'_>, model: &str) {
    writer.begin_object();
    writer.key("modelConfiguration");
    writer.begin_object();
    writer.key("modelArn");
    writer.str(model);
    if let Some(tokens) = request.max_tokens_per_doc {
        writer.key("additionalModelRequestFields");
        writer.begin_object();
        writer.key("max_tokens_per_doc");
        writer.u64(tokens);
        writer.end_object();
    }
    writer.end_object();
    if let Some(top) = request.top_n {
        writer.key("numberOfResults");
        writer.u64(top);
    }
    writer.end_object();
}
