//! What a provider speaks, and at which paths.

use sluice_protocol::WireFormat;
use sluice_protocol::provider::{Chat, Kind, Template};

use super::super::Problems;
use super::is_path;
use super::parts::Parts;
use crate::{Path, Surface, Surfaces, raw};

const DEFAULT_ANTHROPIC_VERSION: &str = "2023-06-01";
const MAX_VERSION: usize = 64;

/// Makes the surfaces of one provider.
pub(super) struct Builder<'a, 'b, 'p> {
    pub(super) raw: &'a raw::Provider,
    pub(super) base: &'a str,
    pub(super) parts: &'a mut Parts<'b>,
    pub(super) path: &'a Path,
    pub(super) problems: &'a mut Problems<'p>,
}

impl Builder<'_, '_, '_> {
    /// The surfaces of a kind, or of a format alone. Without either there has been
    /// a problem.
    pub(super) fn build(&mut self, kind: Option<&Kind>, format: Option<WireFormat>) -> Surfaces {
        let plain;
        let chats: &[Chat] = match (kind, format) {
            (Some(kind), None) => kind.chat,
            (Some(kind), Some(format)) => match kind.speaks(format) {
                Some(chat) => std::slice::from_ref(chat),
                None => {
                    self.complain_of_format(kind, format);
                    kind.chat
                }
            },
            (None, format) => {
                plain = [Chat::plain(format.unwrap_or(WireFormat::OpenAiChat))];
                &plain
            }
        };
        let is_known = kind.is_some() || format.is_some();
        if is_known {
            self.check_version(chats);
            self.check_path(chats);
        }
        let base = match kind {
            Some(_) => self.base.to_owned(),
            None => with_version(self.base, chats),
        };
        let mut surfaces = chats.iter().map(|chat| self.surface(chat, &base));
        let first = surfaces.next();
        let others = surfaces.collect();
        Surfaces {
            first: first.unwrap_or_else(|| self.surface(&Chat::plain(WireFormat::OpenAiChat), "")),
            others,
        }
    }

    fn surface(&mut self, chat: &Chat, base: &str) -> Surface {
        let has_version = has_version(chat);
        let version = self.raw.anthropic_version.as_deref();
        let version = version.unwrap_or(DEFAULT_ANTHROPIC_VERSION);
        let mut fill = |template: &str| {
            let below = template.strip_prefix("{base}");
            let start = below.map_or("", |_| base);
            let rest = below.unwrap_or(template);
            format!("{start}{}", self.parts.fill(rest, self.path, self.problems))
        };
        let (path, stream_path) = match self.raw.path.as_deref() {
            Some(written) if is_path(written) => (fill(written), None),
            Some(written) => (written.to_owned(), None),
            None => (fill(chat.path), chat.stream_path.map(fill)),
        };
        Surface {
            format: chat.format,
            quirks: chat.quirks,
            envelope: chat.envelope,
            anthropic_version: has_version.then(|| version.to_owned()),
            path,
            stream_path,
        }
    }

    fn complain_of_format(&mut self, kind: &Kind, format: WireFormat) {
        let known: Vec<&str> = kind.chat.iter().map(|chat| chat.format.name()).collect();
        self.problems.add(
            self.path.key("format"),
            format!("{} does not speak {format}", kind.title),
            format!("use {}, or leave it out", known.join(" or ")),
        );
    }

    fn check_version(&mut self, chats: &[Chat]) {
        let Some(version) = &self.raw.anthropic_version else {
            return;
        };
        let at = self.path.key("anthropic_version");
        if !chats.iter().any(has_version) {
            let names: Vec<&str> = chats.iter().map(|chat| chat.format.name()).collect();
            let problem = format!("{} has no such header", names.join(" and "));
            self.problems.add(at, problem, "remove it");
        } else if !is_header_value(version) {
            self.problems.add(
                at,
                "not a header value",
                format!("write it like {DEFAULT_ANTHROPIC_VERSION}"),
            );
        }
    }

    fn check_path(&mut self, chats: &[Chat]) {
        let Some(written) = self.raw.path.as_deref() else {
            return;
        };
        let at = self.path.key("path");
        if !is_path(written) {
            self.problems.add(
                at,
                format!("{written:?} is not a path"),
                "start it with / and percent-encode what is not ASCII",
            );
        } else if chats.len() > 1 {
            let names: Vec<&str> = chats.iter().map(|chat| chat.format.name()).collect();
            self.problems.add(
                at,
                "this kind has a path for each of its formats",
                format!("say which one by `format`: {}", names.join(" or ")),
            );
        } else if chats.iter().any(|chat| chat.stream_path.is_some()) {
            self.problems.add(
                at,
                "this format has one path for streams and one for whole answers",
                "give `endpoint` another base path instead",
            );
        } else if Template::new(written).gaps().any(|gap| gap == "base") {
            self.problems
                .add(at, "{base} is for the table's own", "write it out");
        }
    }
}

/// Whether the version of Anthropic's API goes into a header.
fn has_version(chat: &Chat) -> bool {
    chat.format == WireFormat::AnthropicMessages && chat.envelope.is_none()
}

/// Base URLs are commonly given with the version, as the SDKs want them.
fn with_version(base: &str, chats: &[Chat]) -> String {
    let version = chats.first().map_or("", |chat| Chat::version(chat.format));
    if base.ends_with(version) {
        base.to_owned()
    } else {
        format!("{base}{version}")
    }
}

fn is_header_value(text: &str) -> bool {
    !text.is_empty() && text.len() <= MAX_VERSION && text.bytes().all(|b| b.is_ascii_graphic())
}
