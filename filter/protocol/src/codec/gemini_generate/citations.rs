//! Sources of an answer: grounding and citations here, URL citations in the hub.
//!
//! Both count in bytes of the candidate's text, the hub in characters. A citation in
//! the hub has the form of Chat Completions, which every format reads. What else the
//! metadata hold (searches, scores, widgets) is kept as it was written.

use crate::json::{Json, Text, Value, Writer};

use super::key::{count, list, member, text};

/// Most characters beyond ASCII that are kept account of; places behind more are not
/// told.
const MOST_WIDE: usize = 1 << 16;

/// Most citations of one candidate.
const MOST: usize = 1024;

/// Where the characters of a text stand that are more than one byte long.
#[derive(Debug, Default)]
pub(super) struct Offsets {
    /// Bytes so far.
    bytes: u64,
    /// For each such character: the byte behind it, and by how many all bytes up to
    /// there are more than the characters.
    wide: Vec<(u64, u64)>,
    lost: bool,
}

impl Offsets {
    /// Takes account of more of the text.
    pub(super) fn add(&mut self, text: &str) {
        if text.is_ascii() {
            self.bytes += text.len() as u64;
            return;
        }
        let mut extra = self.wide.last().map_or(0, |(_, extra)| *extra);
        for c in text.chars() {
            let length = c.len_utf8() as u64;
            self.bytes += length;
            if length > 1 {
                extra += length - 1;
                if self.wide.len() < MOST_WIDE {
                    self.wide.push((self.bytes, extra));
                } else {
                    self.lost = true;
                }
            }
        }
    }

    /// The character that begins at this byte, or before which it ends.
    fn character(&self, byte: u64) -> Option<u64> {
        let known = self.wide.last().map_or(0, |(end, _)| *end);
        if byte > self.bytes || (self.lost && byte > known) {
            return None;
        }
        let before = self.wide.partition_point(|(end, _)| *end <= byte);
        let extra = before
            .checked_sub(1)
            .and_then(|last| self.wide.get(last))
            .map_or(0, |(_, extra)| *extra);
        byte.checked_sub(extra)
    }

    /// The byte at which this character begins.
    fn byte(&self, character: u64) -> Option<u64> {
        // The bytes of characters grow with them, so that the place can be searched.
        let before = self
            .wide
            .partition_point(|(end, extra)| end - extra <= character);
        let extra = before
            .checked_sub(1)
            .and_then(|last| self.wide.get(last))
            .map_or(0, |(_, extra)| *extra);
        let byte = character + extra;
        (byte <= self.bytes && !self.lost).then_some(byte)
    }
}

/// A source of a stretch of text.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Source<'a> {
    url: Text<'a>,
    title: Option<Text<'a>>,
    start: u64,
    end: u64,
}

/// The citations of a candidate, as a list in the hub's form; `None` if there are none.
pub(super) fn of_candidate(candidate: Value<'_>, offsets: &Offsets) -> Option<Json<'static>> {
    let mut sources = grounding(candidate, offsets);
    sources.extend(cited(candidate, offsets));
    sources.truncate(MOST);
    if sources.is_empty() {
        return None;
    }
    let mut out = Vec::new();
    let mut writer = Writer::new(&mut out);
    writer.begin_array();
    for source in &sources {
        write(&mut writer, source);
    }
    writer.end_array();
    Json::made(out).ok()
}

fn write(writer: &mut Writer<'_>, source: &Source<'_>) {
    writer.begin_object();
    writer.key("type");
    writer.str("url_citation");
    writer.key("url_citation");
    writer.begin_object();
    writer.key("url");
    writer.text(&source.url);
    writer.key("title");
    writer.text(source.title.as_ref().unwrap_or(&source.url));
    writer.key("start_index");
    writer.u64(source.start);
    writer.key("end_index");
    writer.u64(source.end);
    writer.end_object();
    writer.end_object();
}

/// Supports of `groundingMetadata`, one for each of their chunks.
fn grounding<'a>(candidate: Value<'a>, offsets: &Offsets) -> Vec<Source<'a>> {
    let Some(metadata) = member(candidate, "groundingMetadata") else {
        return Vec::new();
    };
    let chunks: Vec<_> = member(metadata, "groundingChunks")
        .into_iter()
        .flat_map(list)
        .take(MOST)
        .map(|chunk| {
            ["web", "retrievedContext", "maps", "image"]
                .into_iter()
                .find_map(|kind| member(chunk, kind))
        })
        .collect();
    let mut found = Vec::new();
    let supports = member(metadata, "groundingSupports");
    for support in supports.into_iter().flat_map(list).take(MOST) {
        let Some((start, end)) = member(support, "segment").and_then(|one| range(one, offsets))
        else {
            continue;
        };
        let numbers = member(support, "groundingChunkIndices");
        for number in numbers.into_iter().flat_map(list).take(MOST) {
            let number = count(number).and_then(|number| usize::try_from(number).ok());
            let chunk = number.and_then(|number| chunks.get(number).copied().flatten());
            let Some(url) = chunk.and_then(|chunk| text(chunk, "uri")) else {
                continue;
            };
            if found.len() < MOST {
                found.push(Source {
                    url,
                    title: chunk.and_then(|chunk| text(chunk, "title")),
                    start,
                    end,
                });
            }
        }
    }
    found
}

/// Citations of `citationMetadata`.
fn cited<'a>(candidate: Value<'a>, offsets: &Offsets) -> Vec<Source<'a>> {
    let metadata = member(candidate, "citationMetadata");
    // Vertex AI says `citations`, AI Studio `citationSources`.
    let lists = ["citations", "citationSources"]
        .into_iter()
        .filter_map(|name| member(metadata?, name));
    lists
        .flat_map(list)
        .take(MOST)
        .filter_map(|citation| {
            let (start, end) = range(citation, offsets)?;
            Some(Source {
                url: text(citation, "uri")?,
                title: text(citation, "title").filter(|title| !title.is_empty()),
                start,
                end,
            })
        })
        .collect()
}

fn range(object: Value<'_>, offsets: &Offsets) -> Option<(u64, u64)> {
    let place = |name: &str| {
        let byte = member(object, name).and_then(count).unwrap_or(0);
        offsets.character(byte)
    };
    Some((place("startIndex")?, place("endIndex")?))
}

/// Writes citations of the hub's form as a `citationMetadata`; how many there were
/// of another form.
pub(super) fn write_metadata<'v>(
    writer: &mut Writer<'_>,
    citations: impl Iterator<Item = Value<'v>>,
    offsets: &Offsets,
) -> usize {
    let mut json = Vec::new();
    let mut inner = Writer::new(&mut json);
    let mut others = 0;
    for citation in citations {
        let url_citation = citation.get_some("url_citation");
        let url = url_citation.and_then(|cited| cited.get_some("url")?.text());
        let (Some(cited), Some(url)) = (url_citation, url) else {
            others += 1;
            continue;
        };
        inner.begin_object();
        for (key, name) in [("startIndex", "start_index"), ("endIndex", "end_index")] {
            let character = cited.get_some(name).and_then(|place| place.u64());
            if let Some(byte) = character.and_then(|character| offsets.byte(character)) {
                inner.key(key);
                inner.u64(byte);
            }
        }
        inner.key("uri");
        inner.text(&url);
        if let Some(title) = cited.get_some("title").and_then(|title| title.text()) {
            inner.key("title");
            inner.text(&title);
        }
        inner.end_object();
    }
    if !json.is_empty() {
        writer.key("citationMetadata");
        writer.begin_object();
        writer.key("citations");
        writer.begin_array();
        writer.raw(&json);
        writer.end_array();
        writer.end_object();
    }
    others
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn bytes_and_characters_lead_to_each_other() {
        let text = "aé€b😀c";
        let mut offsets = Offsets::default();
        for piece in [&text[..3], &text[3..]] {
            offsets.add(piece);
        }
        for (character, (byte, _)) in (0..).zip(text.char_indices()) {
            assert_eq!(offsets.character(byte as u64), Some(character));
            assert_eq!(offsets.byte(character), Some(byte as u64));
        }
        assert_eq!(offsets.character(text.len() as u64), Some(6));
        assert_eq!(offsets.byte(6), Some(text.len() as u64));
        assert_eq!(offsets.character(99), None);
        assert_eq!(offsets.byte(99), None);
    }
}
