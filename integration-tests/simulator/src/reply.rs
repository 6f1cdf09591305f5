//! An answer before it is put on the wire: what a format produces and what the
//! faults spoil.

use serde_json::Value;

use crate::frame;

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

/// One event of a stream.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Event {
    /// The `event:` line, where the format has one.
    pub(crate) name: Option<&'static str>,
    pub(crate) data: String,
    pub(crate) framing: Framing,
}

/// How an event stands in the stream.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Framing {
    /// As a server-sent event.
    Sse,
    /// As a message of an AWS event stream.
    Aws,
    /// The same, as an exception.
    AwsException,
}

impl Event {
    /// An event with only a `data:` line.
    pub(crate) fn data(data: &Value) -> Self {
        Self {
            name: None,
            data: data.to_string(),
            framing: Framing::Sse,
        }
    }

    /// An event with a name.
    pub(crate) fn named(name: &'static str, data: &Value) -> Self {
        Self {
            name: Some(name),
            data: data.to_string(),
            framing: Framing::Sse,
        }
    }

    /// The same event in a frame of AWS.
    pub(crate) fn framed(mut self, framing: Framing) -> Self {
        self.framing = framing;
        self
    }

    /// The bytes of the event with the given end of line.
    pub(crate) fn bytes(&self, end: &str) -> Vec<u8> {
        let exception = match self.framing {
            Framing::Sse => None,
            Framing::Aws => Some(false),
            Framing::AwsException => Some(true),
        };
        if let Some(exception) = exception {
            return frame::message(self.name.unwrap_or_default(), exception, &self.data);
        }
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
