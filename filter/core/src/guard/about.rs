//! What checks may ask of an exchange beside its texts.

use sluice_config::Feature;
use sluice_guard::{Beside, Piece, Subject};
use sluice_protocol::chat::{Part, Request, Response, Tool};

use crate::routing::Facts;

/// What checks may ask of an exchange beside its texts.
#[derive(Debug, Clone, Default)]
pub(crate) struct About {
    /// The model that the client asks for.
    pub(crate) model: String,
    tools: Vec<String>,
    capabilities: Vec<&'static str>,
    metadata: Vec<(String, String)>,
    /// Whether the request, and the answer, cannot be read, so that they tell nothing.
    unread: (bool, bool),
}

impl About {
    /// What a chat request tells.
    pub(crate) fn of_request(model: &str, request: &Request<'_>) -> Self {
        let facts = Facts::of_request(request);
        let name = |tool: &Tool<'_>| match tool {
            Tool::Function { name, .. } => name.to_str().into_owned(),
            Tool::Native { kind, .. } => kind.to_str().into_owned(),
            _ => String::new(),
        };
        let capabilities = Feature::ALL
            .iter()
            .filter(|(feature, _)| facts.features.has(*feature))
            .map(|(_, name)| *name);
        let metadata = request.metadata.into_iter().flat_map(|object| {
            object.members().filter_map(|(name, value)| {
                let value = match value.text() {
                    Some(text) => text.to_str().into_owned(),
                    None => String::from_utf8(value.raw().to_vec()).ok()?,
                };
                Some((name.to_str().into_owned(), value))
            })
        });
        Self {
            model: model.to_owned(),
            tools: request.tools.iter().map(name).collect(),
            capabilities: capabilities.collect(),
            metadata: metadata.collect(),
            unread: (false, false),
        }
    }

    /// What any other request tells.
    pub(crate) fn of_nothing(model: &str) -> Self {
        Self {
            model: model.to_owned(),
            ..Self::default()
        }
    }

    /// What a request tells that cannot be read.
    pub(crate) fn of_unread(model: &str) -> Self {
        Self {
            unread: (true, false),
            ..Self::of_nothing(model)
        }
    }

    /// Whether something cannot be read that it should tell of.
    pub(crate) const fn is_unread(&self) -> bool {
        self.unread.0 || self.unread.1
    }

    /// The same of its answer, which calls tools.
    pub(crate) fn with_calls(&self, answer: &Response<'_>) -> Self {
        let parts = answer.choices.iter().flat_map(|choice| &choice.parts);
        let calls = parts.filter_map(|part| match part {
            Part::ToolCall { name, .. } => Some(name.to_str().into_owned()),
            _ => None,
        });
        Self {
            tools: calls.collect(),
            unread: (self.unread.0, false),
            ..self.clone()
        }
    }

    /// The same where the answer cannot be read.
    pub(crate) fn with_unread_calls(&self) -> Self {
        Self {
            tools: Vec::new(),
            unread: (self.unread.0, true),
            ..self.clone()
        }
    }

    /// Calls `ask` with all that checks may know.
    pub(crate) fn subject<T>(
        &self,
        pieces: &[Piece<'_>],
        beside: Beside<'_>,
        ask: impl FnOnce(&Subject<'_>) -> T,
    ) -> T {
        let tools: Vec<&str> = self.tools.iter().map(String::as_str).collect();
        let metadata: Vec<(&str, &str)> = self
            .metadata
            .iter()
            .map(|(name, value)| (name.as_str(), value.as_str()))
            .collect();
        ask(&Subject {
            pieces,
            model: &self.model,
            tools: &tools,
            capabilities: &self.capabilities,
            metadata: &metadata,
            beside,
        })
    }
}
