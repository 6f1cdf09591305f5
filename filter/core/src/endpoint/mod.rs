//! What a method and a path ask for.
//!
//! One table ([`table`]) says what stands behind a path; here it is looked up. A base
//! URL may end in a version or not, and some clients put another one behind it, so
//! versions in front of a path are passed over.

mod query;
mod table;
mod template;

use sluice_protocol::WireFormat;
use sluice_protocol::any::AnyFormat;
use sluice_protocol::provider::ListFormat;

use crate::headers::Headers;

pub(crate) use query::{escaped, passed as passed_query, value as query_value};
pub use table::{Media, ModelAt, Operation, Pass};

/// What a client wants, as far as its request line says.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Endpoint {
    /// What is to be done.
    pub operation: Operation,
    /// The format of the request, and of answers and errors.
    pub format: WireFormat,
    /// The model, if it stands in the path or in the query.
    pub model: Option<String>,
    /// Whether the format has no place for a model but the path.
    pub is_path_only: bool,
    /// Whether the answer is to be streamed, if the path says so.
    pub stream: Option<bool>,
    /// Whether a stream is to be one JSON array instead of events, as Gemini's is
    /// without `alt=sse`.
    pub array: bool,
    /// The path below the API's base, as the client wrote it.
    pub below: String,
}

impl Endpoint {
    /// The format of its bodies; none where the operation has none that is known.
    #[must_use]
    pub const fn body_format(&self) -> Option<AnyFormat> {
        match self.operation {
            Operation::Chat | Operation::CountTokens => Some(AnyFormat::Chat(self.format)),
            Operation::List(ListFormat::Embed(format)) => Some(AnyFormat::Embed(format)),
            Operation::List(ListFormat::Rerank(format)) => Some(AnyFormat::Rerank(format)),
            Operation::ListModels | Operation::ShowModel | Operation::Pass(_) => None,
        }
    }
}

/// Why a path leads nowhere.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum NoEndpoint {
    /// No such path.
    Path,
    /// The path is right, the method is not; these would be.
    Method(String),
}

/// What may stand in front of a path of the table.
const PREFIXES: &[&str] = &["/v1", "/v2", "/v1beta", "/v1beta1", "/v1alpha", "/openai"];
/// How many of them: a base URL with a version, before a client with its own.
const MOST_PREFIXES: usize = 3;

/// Reads a request line. `caller` is the format that the caller's headers suggest; it
/// decides the shape of answers that belong to no one format.
///
/// # Errors
/// A path or a method that Sluice does not serve.
pub fn endpoint(method: &str, path: &str, caller: WireFormat) -> Result<Endpoint, NoEndpoint> {
    let (path, query) = split(path);
    let (deployment, below) = below(path);
    let mut allowed: Vec<&str> = Vec::new();
    for row in table::ROWS {
        let Some(gap) = template::matches(row.path, below) else {
            continue;
        };
        if deployment.is_some() && !row.operation.is_openai() {
            continue;
        }
        if row.method != method {
            allowed.push(row.method);
            continue;
        }
        let in_query = row.operation.model_in_query();
        let model = deployment
            .map(query::decoded)
            .or_else(|| gap.map(query::decoded))
            .or_else(|| query_value(query, "model").filter(|_| in_query))
            .filter(|model| !model.is_empty());
        let is_stream = row.stream == Some(true);
        return Ok(Endpoint {
            operation: row.operation,
            is_path_only: gap.is_some(),
            format: row.format.unwrap_or(caller),
            model,
            stream: row.stream,
            array: is_stream
                && row.is_array_without_alt
                && query_value(query, "alt").is_none_or(|alt| alt != "sse"),
            below: below.to_owned(),
        });
    }
    if allowed.is_empty() {
        return Err(NoEndpoint::Path);
    }
    allowed.dedup();
    Err(NoEndpoint::Method(allowed.join(", ")))
}

/// The format of a caller, judged before its body is there: by path, then by what its
/// client library sends along.
#[must_use]
pub fn caller_format(path: &str, headers: &Headers) -> WireFormat {
    let (path, _) = split(path);
    let (_, below) = below(path);
    let known = table::ROWS
        .iter()
        .filter(|row| template::matches(row.path, below).is_some())
        .find_map(|row| row.format);
    if let Some(format) = known {
        return format;
    }
    let has = |name| headers.get(name).is_some();
    if has("anthropic-version") {
        WireFormat::AnthropicMessages
    } else if has("x-goog-api-key") || has("x-goog-api-client") {
        WireFormat::GeminiGenerate
    } else {
        WireFormat::OpenAiChat
    }
}

/// The path without a `/` at its end, and the query.
fn split(path: &str) -> (&str, &str) {
    let path = path.split('#').next().unwrap_or_default();
    let (path, query) = path.split_once('?').unwrap_or((path, ""));
    (path.strip_suffix('/').unwrap_or(path), query)
}

/// The path behind versions, and the model of an Azure deployment in front of it.
fn below(path: &str) -> (Option<&str>, &str) {
    let mut rest = path;
    for _ in 0..MOST_PREFIXES {
        let stripped = PREFIXES.iter().find_map(|prefix| {
            rest.strip_prefix(prefix)
                .filter(|rest| rest.starts_with('/'))
        });
        match stripped {
            Some(stripped) => rest = stripped,
            None => break,
        }
    }
    let deployment = rest
        .strip_prefix("/deployments/")
        .and_then(|rest| rest.split_at_checked(rest.find('/')?));
    match deployment {
        Some((model, below)) if !model.is_empty() => (Some(model), below),
        _ => (None, rest),
    }
}

#[cfg(test)]
mod tests;
