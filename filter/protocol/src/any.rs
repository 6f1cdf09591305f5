//! Formats of every API by their names, and one body between two of them: for the
//! command line, which is told names and no more.

use std::fmt;
use std::str::FromStr;

use crate::embed::{self, EmbedFormat};
use crate::error::DecodeError;
use crate::format::WireFormat;
use crate::json::{Document, Limits};
use crate::loss::Losses;
use crate::rerank::{self, RerankFormat};
use crate::translate::{Pair, Refusal};

/// A format of any API.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum AnyFormat {
    /// Of a chat.
    Chat(WireFormat),
    /// Of embeddings.
    Embed(EmbedFormat),
    /// Of rerank.
    Rerank(RerankFormat),
}

impl AnyFormat {
    /// Every format of every API, chats first.
    pub fn all() -> impl Iterator<Item = Self> {
        let chats = WireFormat::ALL.iter().copied().map(Self::Chat);
        let embeds = EmbedFormat::ALL.iter().copied().map(Self::Embed);
        let reranks = RerankFormat::ALL.iter().copied().map(Self::Rerank);
        chats.chain(embeds).chain(reranks)
    }

    /// The name used on the command line.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Chat(format) => format.name(),
            Self::Embed(format) => format.name(),
            Self::Rerank(format) => format.name(),
        }
    }
}

impl fmt::Display for AnyFormat {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}

/// A format name that nobody has.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("unknown wire format {0:?}; known are {known}", known = known())]
pub struct UnknownName(pub String);

fn known() -> String {
    let names: Vec<&str> = AnyFormat::all().map(AnyFormat::name).collect();
    names.join(", ")
}

impl FromStr for AnyFormat {
    type Err = UnknownName;

    fn from_str(name: &str) -> Result<Self, UnknownName> {
        Self::all()
            .find(|format| format.name() == name)
            .ok_or_else(|| UnknownName(name.to_owned()))
    }
}

/// Two formats of one API that are not chats.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ListPair {
    /// What the client and the provider of embeddings speak.
    Embed(EmbedFormat, EmbedFormat),
    /// What the client and the provider of rerank speak.
    Rerank(RerankFormat, RerankFormat),
}

impl ListPair {
    /// A client's request body, as a provider of `model` gets it.
    ///
    /// # Errors
    /// A body that the client's format does not allow, or that the provider's cannot carry.
    pub fn request(self, bytes: &[u8], model: Option<&str>) -> Result<(Vec<u8>, Losses), Refusal> {
        let document = Document::parse(bytes, Limits::default()).map_err(DecodeError::from)?;
        let root = document.root(bytes);
        let written = match self {
            Self::Embed(client, _) => client.outline(root)?.model,
            Self::Rerank(client, _) => client.model(root)?,
        };
        let written = written.to_str();
        let model = model.unwrap_or(&written);
        let (mut out, mut losses) = (Vec::new(), Losses::default());
        if self.is_native() {
            out = embed::model_edits(root, model).apply(bytes);
            return Ok((out, losses));
        }
        match self {
            Self::Embed(client, provider) => {
                embed::translate_request(client, provider, root, model, &mut out, &mut losses)?;
            }
            Self::Rerank(client, provider) => {
                rerank::translate_request(client, provider, root, model, &mut out, &mut losses)?;
            }
        }
        Ok((out, losses))
    }

    /// A provider's answer, as a client gets it. Vectors are numbers, as for a client
    /// that did not ask for another form.
    ///
    /// # Errors
    /// A body that is no answer.
    pub fn response(self, bytes: &[u8], model: Option<&str>) -> Result<(Vec<u8>, Losses), Refusal> {
        let (model, id) = (model.unwrap_or("unknown"), "sluice-translate");
        let (mut out, mut losses) = (Vec::new(), Losses::default());
        if self.is_native() {
            return Ok((bytes.to_vec(), losses));
        }
        match self {
            Self::Embed(client, provider) => {
                let context = embed::AnswerContext {
                    model,
                    id,
                    ..embed::AnswerContext::default()
                };
                embed::translate_response(
                    client,
                    provider,
                    bytes,
                    &context,
                    &mut out,
                    &mut losses,
                )?;
            }
            Self::Rerank(client, provider) => {
                let context = rerank::AnswerContext { model, id };
                rerank::translate_response(
                    client,
                    provider,
                    bytes,
                    &context,
                    &mut out,
                    &mut losses,
                )?;
            }
        }
        Ok((out, losses))
    }

    /// A provider's error, as a client gets it.
    #[must_use]
    pub fn error(self, status: u16, bytes: &[u8]) -> Vec<u8> {
        let (client, provider) = match self {
            Self::Embed(client, provider) => (client.errors(), provider.errors()),
            Self::Rerank(client, provider) => (client.errors(), provider.errors()),
        };
        let mut out = Vec::new();
        let error = provider.codec().decode_error(status, bytes);
        client.codec().encode_error(&error, &mut out);
        out
    }

    fn is_native(self) -> bool {
        match self {
            Self::Embed(client, provider) => client == provider,
            Self::Rerank(client, provider) => client == provider,
        }
    }
}

/// Two formats of one API.
#[derive(Debug, Clone)]
pub enum AnyPair<'a> {
    /// Of chats.
    Chat(Pair<'a>),
    /// Of another API.
    List(ListPair),
}

/// Two formats of different APIs, between which nothing can be translated.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("{0} and {1} are formats of different APIs")]
pub struct Mixed(pub AnyFormat, pub AnyFormat);

impl<'a> AnyPair<'a> {
    /// Puts two formats together; `chat` makes the pair if they are of chats.
    ///
    /// # Errors
    /// Formats of different APIs.
    pub fn new(
        client: AnyFormat,
        provider: AnyFormat,
        chat: impl FnOnce(WireFormat, WireFormat) -> Pair<'a>,
    ) -> Result<Self, Mixed> {
        match (client, provider) {
            (AnyFormat::Chat(client), AnyFormat::Chat(provider)) => {
                Ok(Self::Chat(chat(client, provider)))
            }
            (AnyFormat::Embed(client), AnyFormat::Embed(provider)) => {
                Ok(Self::List(ListPair::Embed(client, provider)))
            }
            (AnyFormat::Rerank(client), AnyFormat::Rerank(provider)) => {
                Ok(Self::List(ListPair::Rerank(client, provider)))
            }
            _ => Err(Mixed(client, provider)),
        }
    }
}
