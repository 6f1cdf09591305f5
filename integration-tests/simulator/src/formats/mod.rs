//! The APIs that are simulated, one folder each: which requests are refused
//! (`validate.rs`, with the tables in `fields.rs` and `models.rs`) and how an
//! answer looks, whole (`answer.rs`) and streamed (`stream.rs`).

use hyper::HeaderMap;

use crate::fault::Fault;
use crate::options::Format;
use crate::reply::{Event, Reply};

mod anthropic_messages;
mod base64;
mod bedrock_converse;
mod cohere;
mod gemini_generate;
mod guards;
mod openai_chat;
mod openai_completions;
mod openai_responses;
#[cfg(test)]
mod tests;
mod vectors;
mod vertex;

/// A request as the format sees it.
pub(crate) struct Arrival<'a> {
    pub(crate) method: &'a str,
    /// With the query.
    pub(crate) path: &'a str,
    pub(crate) headers: &'a HeaderMap,
    pub(crate) body: &'a [u8],
    /// The only key that is accepted, if there is one.
    pub(crate) key: Option<&'a str>,
}

impl Arrival<'_> {
    /// A header, `None` where it is absent or not text.
    pub(crate) fn header(&self, name: &str) -> Option<&str> {
        self.headers.get(name).and_then(|value| value.to_str().ok())
    }

    /// The path without its query.
    pub(crate) fn route(&self) -> &str {
        self.path.split('?').next().unwrap_or_default()
    }

    /// Whether the content type is JSON.
    pub(crate) fn is_json(&self) -> bool {
        let media = self.header("content-type").unwrap_or_default();
        let media = media.split(';').next().unwrap_or_default().trim();
        media.eq_ignore_ascii_case("application/json")
    }
}

/// Makes the answer to an accepted request, once the faults are known.
pub(crate) type Answer = Box<dyn FnOnce(&[Fault]) -> Reply + Send>;

/// How one API speaks.
pub(crate) trait Dialect: Sync {
    /// Most bytes in a request body.
    fn body_limit(&self) -> usize;

    /// Refuses what the API refuses.
    ///
    /// # Errors
    /// The refusal, as it is sent.
    fn accept(&self, arrival: &Arrival<'_>) -> Result<Answer, Reply>;

    /// An error with that status that is not the client's doing.
    fn error(&self, status: u16) -> Reply;

    /// An error inside a stream.
    fn error_event(&self) -> Event;

    /// A keep-alive event, where the API has one.
    fn ping(&self) -> Option<Event>;

    /// An event of a type that is not in the documentation.
    fn unknown_event(&self) -> Event;
}

pub(crate) fn dialect(format: Format) -> &'static dyn Dialect {
    match format {
        Format::OpenAiChat | Format::OpenAiCompletions => &openai_chat::OpenAiChat,
        Format::OpenAiResponses => &openai_responses::OpenAiResponses,
        Format::AnthropicMessages => &anthropic_messages::AnthropicMessages,
        Format::BedrockConverse => &bedrock_converse::BedrockConverse,
        Format::GeminiGenerate => &gemini_generate::GeminiGenerate,
        Format::CohereChat => &cohere::Cohere,
        Format::Vertex => &vertex::Vertex,
        Format::Guards => &guards::Guards,
    }
}

/// Whether the answer is streamed, faults considered.
pub(crate) fn streams(asked: bool, faults: &[Fault]) -> bool {
    if asked {
        !faults.contains(&Fault::JsonInsteadOfStream)
    } else {
        faults.contains(&Fault::StreamInsteadOfJson)
    }
}

/// The size that a fault wants the text of the answer to have.
pub(crate) fn wanted_bytes(faults: &[Fault]) -> Option<usize> {
    faults.iter().find_map(|fault| match fault {
        Fault::LargeAnswer { bytes } => Some(*bytes),
        _ => None,
    })
}
