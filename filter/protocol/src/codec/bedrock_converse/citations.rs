//! Citations: this format's own, and those of web pages that every format reads.

use crate::json::{Json, Text, Value, Writer};

/// Whether a citation has this format's shape, and not that of another one.
fn is_own(citation: Value<'_>) -> bool {
    citation.is_object()
        && citation.get("type").is_none()
        && ["location", "sourceContent", "source", "title"]
            .iter()
            .any(|member| citation.get_some(member).is_some())
}

/// The web page of a citation in the form that every format reads.
fn page(citation: Value<'_>) -> Option<Value<'_>> {
    let page = citation.get_some("url_citation")?;
    page.get_some("url")?.text()?;
    Some(page)
}

/// Writes a citation in this format's own form; `false` if it has none there.
pub(super) fn write(writer: &mut Writer<'_>, citation: Value<'_>) -> bool {
    if is_own(citation) {
        writer.value(citation);
        return true;
    }
    let Some(page) = page(citation) else {
        return false;
    };
    let text = |name: &str| page.get_some(name).and_then(|member| member.text());
    writer.begin_object();
    for (key, text) in [("title", text("title")), ("source", text("url"))] {
        if let Some(text) = text {
            writer.key(key);
            writer.text(&text);
        }
    }
    writer.key("location");
    writer.begin_object();
    writer.key("web");
    writer.begin_object();
    if let Some(url) = text("url") {
        writer.key("url");
        writer.text(&url);
    }
    writer.end_object();
    writer.end_object();
    writer.end_object();
    true
}

/// Whether [`write()`] has a form for a citation.
pub(super) fn is_known(citation: Value<'_>) -> bool {
    is_own(citation) || page(citation).is_some()
}

/// The citations of a text, if this format has a form for all of them.
///
/// # Errors
/// It has none for one of them.
pub(super) fn own(citations: Option<&Json<'_>>) -> Result<Option<Json<'static>>, ()> {
    let Some(list) = citations.map(Json::value) else {
        return Ok(None);
    };
    if list.items().next().is_none() {
        return Ok(None);
    }
    let mut out = Vec::new();
    let mut writer = Writer::new(&mut out);
    writer.begin_array();
    for citation in list.items() {
        if !write(&mut writer, citation) {
            return Err(());
        }
    }
    writer.end_array();
    Json::made(out).map(Some).map_err(|_| ())
}

/// A citation of a web page in the form that every format reads, for the text from
/// the first to the second place; `None` if it is of something else.
pub(super) fn neutral(citation: Value<'_>, (from, to): (u64, u64)) -> Option<Json<'static>> {
    let web = citation.get_some("location")?.get_some("web")?;
    let url: Text<'_> = web.get_some("url")?.text()?;
    // What is quoted of the page has no place there.
    if citation.get_some("sourceContent").is_some() {
        return None;
    }
    let title = citation.get_some("title").and_then(|title| title.text());
    let mut out = Vec::new();
    let mut writer = Writer::new(&mut out);
    writer.begin_object();
    writer.key("type");
    writer.str("url_citation");
    writer.key("url_citation");
    writer.begin_object();
    for (key, place) in [("start_index", from), ("end_index", to)] {
        writer.key(key);
        writer.u64(place);
    }
    writer.key("url");
    writer.text(&url);
    writer.key("title");
    writer.text(&title.unwrap_or(url));
    writer.end_object();
    writer.end_object();
    Json::made(out).ok()
}

/// The citations of a text, each in that form if it has one.
pub(super) fn all_neutral<'a>(list: Value<'a>, places: (u64, u64)) -> Json<'a> {
    let mut out = Vec::new();
    let mut writer = Writer::new(&mut out);
    writer.begin_array();
    for citation in list.items() {
        match neutral(citation, places) {
            Some(page) => writer.value(page.value()),
            None => writer.value(citation),
        }
    }
    writer.end_array();
    Json::made(out).unwrap_or_else(|_| list.into())
}
