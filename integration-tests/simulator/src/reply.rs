//! An answer before it is put on the wire: what a format produces and what the
//! faults spoil.

use serde_json::Value;

/// A status, headers and a body.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Reply {
    pub(crate) status: u16,
    pub(crate) headers: Vec<(String, String)>,
    pub(crate) body: Body,
}

/// The body of an answer.
#[derive(Debug, Clone, PartialEq)]
pub(crate) enum Body {
    Whole { media: &'static str, bytes: Vec<u8> },
    Events(Vec<Event>),
}

/// One server-sent event.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Event {
    /// The `event:` line, where the format has one.
    pub(crate) name: Option<&'static str>,
    pub(crate) data: String,
}

impl Event {
    /// An event with only a `data:` line.
    pub(crate) fn data(data: &Value) -> Self {
        Self {
            name: None,
            data: data.to_string(),
        }
    }

    /// An event with a name.
    pub(crate) fn named(name: &'static str, data: &Value) -> Self {
        Self {
            name: Some(name),
            data: data.to_string(),
        }
    }

    /// The bytes of the event with the given end of line.
    pub(crate) fn bytes(&self, end: &str) -> Vec<u8> {
        let name = self
            .name
            .map(|name| format!("event: {name}{end}"))
            .unwrap_or_default();
        format!("{name}data: {}{end}{end}", self.data).into_bytes()
    }
}

impl Reply {
    pub(crate) fn json(status: u16, body: &Value) -> Self {
        Self {
            status,
            headers: Vec::new(),
            body: Body::Whole {
                media: "application/json",
                bytes: body.to_string().into_bytes(),
            },
        }
    }

    pub(crate) fn header(mut self, name: &str, value: &str) -> Self {
        self.headers.push((name.to_owned(), value.to_owned()));
        self
    }
}
