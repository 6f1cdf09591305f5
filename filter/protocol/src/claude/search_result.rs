//! Search results that a client hands in, which Claude's two formats spell differently.
//!
//! Sources: Anthropic API reference, "Messages", `search_result`; Amazon Bedrock API
//! reference, `SearchResultBlock`.

use crate::json::{Text, Value, Writer};
use crate::loss::Losses;

/// A search result of either format.
#[derive(Debug)]
pub(crate) struct SearchResult<'a> {
    source: Text<'a>,
    title: Text<'a>,
    texts: Vec<Text<'a>>,
    cites: Option<bool>,
    others: Vec<Text<'a>>,
}

impl<'a> SearchResult<'a> {
    /// Reads a native part, if it is one that can be said in both.
    pub(crate) fn of(kind: &Text<'_>, value: Value<'a>) -> Option<Self> {
        let body = match &*kind.to_str() {
            "search_result" => value,
            "searchResult" => value.get_some("searchResult")?,
            _ => return None,
        };
        let text = |key: &str| body.get_some(key).and_then(|text| text.text());
        let pieces = body.get_some("content").filter(Value::is_array)?;
        let texts = pieces.items().map(|piece| piece.get_some("text")?.text());
        let known = ["type", "source", "title", "content", "citations"];
        Some(Self {
            source: text("source")?,
            title: text("title")?,
            texts: texts.collect::<Option<_>>()?,
            cites: body
                .get_some("citations")
                .and_then(|citations| citations.get_some("enabled")?.bool()),
            others: body
                .members()
                .filter(|(key, value)| !value.is_null() && !known.iter().any(|name| *key == **name))
                .map(|(key, _)| key)
                .collect(),
        })
    }

    /// Writes a block of Anthropic's Messages.
    pub(crate) fn write_messages(&self, at: &str, writer: &mut Writer<'_>, losses: &mut Losses) {
        writer.begin_object();
        writer.key("type");
        writer.raw(br#""search_result""#);
        self.members(writer, true);
        writer.end_object();
        self.list_others(at, losses);
    }

    /// Writes a block of Bedrock's Converse.
    pub(crate) fn write_converse(&self, at: &str, writer: &mut Writer<'_>, losses: &mut Losses) {
        writer.begin_object();
        writer.key("searchResult");
        writer.begin_object();
        self.members(writer, false);
        writer.end_object();
        writer.end_object();
        self.list_others(at, losses);
    }

    /// Writes what both have; texts may have a type.
    fn members(&self, writer: &mut Writer<'_>, has_types: bool) {
        writer.key("source");
        writer.text(&self.source);
        writer.key("title");
        writer.text(&self.title);
        writer.key("content");
        writer.begin_array();
        for text in &self.texts {
            writer.begin_object();
            if has_types {
                writer.key("type");
                writer.raw(br#""text""#);
            }
            writer.key("text");
            writer.text(text);
            writer.end_object();
        }
        writer.end_array();
        if let Some(cites) = self.cites {
            writer.key("citations");
            writer.begin_object();
            writer.key("enabled");
            writer.bool(cites);
            writer.end_object();
        }
    }

    fn list_others(&self, at: &str, losses: &mut Losses) {
        for name in &self.others {
            losses.dropped(format!("{at}.{name}"), "the other format has no such field");
        }
    }
}
