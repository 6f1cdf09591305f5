//! One body or stream through the codecs, in the way the filter does it: for the
//! command line and for the playground, which have the whole of it at hand.

use crate::chat::ToolNames;
use crate::codec::{AnswerContext, Target};
use crate::error::{DecodeError, EncodeError, Uncarried};
use crate::format::WireFormat;
use crate::json::{Document, Limits};
use crate::loss::Losses;
use crate::native::StreamTap;
use crate::provider::Way;

/// Between which formats, and with which names.
#[derive(Debug, Clone)]
pub struct Pair<'a> {
    /// What the client speaks.
    pub client: WireFormat,
    /// What the provider speaks, and how.
    pub provider: Way,
    /// The model to ask for, or to name where the provider names none.
    pub model: Option<&'a str>,
    /// The output limit for formats that demand one.
    pub default_max_tokens: u64,
    /// Whether the client asked for token counts in a stream.
    pub include_usage: bool,
}

/// Why there is no translation.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum Refusal {
    /// The input is not what it is said to be.
    #[error(transparent)]
    Decode(#[from] DecodeError),
    /// The other format has no form for it.
    #[error(transparent)]
    Encode(#[from] EncodeError),
    /// The same for embeddings and rerank.
    #[error(transparent)]
    Uncarried(#[from] Uncarried),
    /// A stream without a single event.
    #[error("no event could be read")]
    NoEvent,
}

impl Pair<'_> {
    /// A client's request body, as the provider gets it.
    ///
    /// # Errors
    /// A body that the client's format does not allow, or that the provider's cannot carry.
    pub fn request(&self, bytes: &[u8]) -> Result<(Vec<u8>, Losses), Refusal> {
        let document = parse(bytes)?;
        let root = document.root(bytes);
        let outline = self.client.codec().outline(root)?;
        let written = outline.model.to_str();
        let model = self.model.unwrap_or(&written);
        let mut losses = Losses::default();
        let mut out = Vec::new();
        if self.client == self.provider.format {
            out = self
                .provider
                .native(model, bytes, root, &[], &mut losses)
                .apply(bytes);
        } else {
            let target = Target {
                model,
                default_max_tokens: self.default_max_tokens,
                wants_reasoning: self.provider.quirks.wants_reasoning(model),
            };
            let mut request = self.client.codec().decode_request(root)?;
            let codec = self.provider.format.codec();
            let _ = ToolNames::fit(&mut request, codec.tool_names());
            codec.encode_request(&request, &target, &mut out, &mut losses)?;
            self.provider.rewrite(model, &mut out, &mut losses);
        }
        Ok((out, losses))
    }

    /// A provider's whole answer, as the client gets it.
    ///
    /// # Errors
    /// A body that is no answer.
    pub fn response(&self, bytes: &[u8]) -> Result<(Vec<u8>, Losses), Refusal> {
        let document = parse(bytes)?;
        let response = self
            .provider
            .format
            .codec()
            .decode_response(document.root(bytes))?;
        let mut losses = Losses::default();
        if self.client == self.provider.format {
            return Ok((bytes.to_vec(), losses));
        }
        let mut out = Vec::with_capacity(bytes.len());
        self.client
            .codec()
            .encode_response(&response, &self.context(), &mut out, &mut losses);
        Ok((out, losses))
    }

    /// A provider's stream, as the client gets it; read `chunk` bytes at a time,
    /// which is at least one.
    ///
    /// # Errors
    /// Bytes without an event.
    pub fn stream(&self, bytes: &[u8], chunk: usize) -> Result<Vec<u8>, Refusal> {
        let (out, has_started) = if self.client == self.provider.format {
            self.tapped(bytes, chunk)
        } else {
            self.translated(bytes, chunk)
        };
        if has_started {
            Ok(out)
        } else {
            Err(Refusal::NoEvent)
        }
    }

    fn tapped(&self, bytes: &[u8], chunk: usize) -> (Vec<u8>, bool) {
        let mut tap = StreamTap::new(self.client, !self.include_usage);
        let mut out = Vec::with_capacity(bytes.len());
        for chunk in bytes.chunks(chunk.max(1)) {
            // An event that is too large to be read passes unread.
            match tap.feed(chunk) {
                Ok(Some(changed)) => out.extend_from_slice(&changed),
                Ok(None) | Err(_) => out.extend_from_slice(chunk),
            }
        }
        out.extend(tap.finish().unwrap_or_default());
        (out, tap.has_started())
    }

    fn translated(&self, bytes: &[u8], chunk: usize) -> (Vec<u8>, bool) {
        let mut decoder = self.provider.format.codec().stream_decoder();
        let mut encoder = self.client.codec().stream_encoder(&self.context());
        let mut out = Vec::with_capacity(bytes.len());
        let mut has_started = false;
        for chunk in bytes.chunks(chunk.max(1)) {
            decoder.feed(chunk, &mut |event| {
                has_started = true;
                encoder.event(event, &mut out);
            });
        }
        decoder.finish(&mut |event| encoder.event(event, &mut out));
        (out, has_started)
    }

    /// A provider's error, as the client gets it.
    #[must_use]
    pub fn error(&self, status: u16, bytes: &[u8]) -> Vec<u8> {
        let is_native = self.client == self.provider.format
            && parse(bytes).is_ok_and(|document| {
                document
                    .root(bytes)
                    .get("error")
                    .is_some_and(|error| error.is_object())
            });
        if is_native {
            return bytes.to_vec();
        }
        let mut out = Vec::new();
        self.client.codec().encode_error(
            &self.provider.format.codec().decode_error(status, bytes),
            &mut out,
        );
        out
    }

    /// The same for every run, so that outputs can be compared.
    fn context(&self) -> AnswerContext<'_> {
        AnswerContext {
            id: "sluice-translate",
            created: 0,
            model: self.model.unwrap_or("unknown"),
            include_usage: self.include_usage,
            array_stream: false,
        }
    }
}

fn parse(bytes: &[u8]) -> Result<Document, DecodeError> {
    Ok(Document::parse(bytes, Limits::default())?)
}
