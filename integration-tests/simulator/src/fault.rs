//! Faults: the ways in which a provider misbehaves on demand.
//!
//! A fault spoils the answer to a request that the simulator accepts. A request
//! that the provider would refuse is refused whatever the faults say. All faults
//! that are set apply together; one with a `times` applies to that many requests.

use std::fmt;
use std::str::FromStr;
use std::time::Duration;

mod text;

pub use text::{FAULTS, FaultSyntax};

/// One way to misbehave.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Fault {
    /// An error status, with the provider's own error body unless `body` is set.
    Status {
        /// The HTTP status.
        code: u16,
        /// Headers added to the answer, such as `retry-after`.
        headers: Vec<(String, String)>,
        /// The body, in place of the provider's error.
        body: Option<String>,
    },
    /// The answer comes late.
    Delay {
        /// Before the response headers.
        headers: Duration,
        /// Between the headers and the first event (or the body).
        first_event: Duration,
        /// Between one event and the next.
        events: Duration,
    },
    /// The connection closes inside a stream, with no end of the body.
    CutStream {
        /// Whole events sent before the cut; half of the next one follows.
        after: usize,
    },
    /// The connection closes in the middle of a whole body.
    CutBody,
    /// The connection closes before anything is read from it.
    Refuse,
    /// The connection is reset after the request has been read.
    Reset,
    /// The bytes are written a few at a time, headers included.
    SplitBytes {
        /// Bytes in a write.
        size: usize,
        /// Between one write and the next, so that the reader sees them apart;
        /// without it, it may see several at once.
        pause: Duration,
    },
    /// A status of 200 and a stream whose first event is an error.
    ErrorFirstEvent,
    /// An error event ends a stream that had begun well.
    ErrorMidStream {
        /// Good events before it.
        after: usize,
    },
    /// An event whose JSON is broken; the stream goes on after it.
    MalformedEvent {
        /// Its place in the stream, from 0.
        at: usize,
    },
    /// The answer is compressed although nobody asked.
    Gzip,
    /// A whole answer where a stream was asked for.
    JsonInsteadOfStream,
    /// A stream where a whole answer was asked for.
    StreamInsteadOfJson,
    /// An HTML page, as proxies in front of a provider send it.
    HtmlErrorPage {
        /// The HTTP status.
        code: u16,
    },
    /// A status of 200 with no body.
    EmptyBody,
    /// The stream ends without its terminator.
    NoDone,
    /// The lines of the stream end in another way than LF.
    LineEnd(LineEnd),
    /// Comments and keep-alive events between the events.
    Pings,
    /// A text of that size.
    LargeAnswer {
        /// Bytes of text in the answer.
        bytes: usize,
    },
    /// An event of a type that no client knows.
    UnknownEvent,
}

/// How the lines of a stream end.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum LineEnd {
    /// CR and LF.
    CrLf,
    /// CR alone.
    Cr,
}

/// A fault, and to how many requests it applies.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Armed {
    /// What goes wrong.
    pub fault: Fault,
    /// How many requests it still applies to; `None` is all of them.
    pub times: Option<u32>,
}

impl Fault {
    /// Applies to every request.
    #[must_use]
    pub fn always(self) -> Armed {
        Armed {
            fault: self,
            times: None,
        }
    }

    /// Applies to the next `times` requests.
    #[must_use]
    pub fn times(self, times: u32) -> Armed {
        Armed {
            fault: self,
            times: Some(times),
        }
    }

    /// A plain error status.
    #[must_use]
    pub fn status(code: u16) -> Self {
        Self::Status {
            code,
            headers: Vec::new(),
            body: None,
        }
    }
}

/// Why a fault in text form was not understood.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FaultError(String);

impl fmt::Display for FaultError {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(&self.0)
    }
}

impl std::error::Error for FaultError {}

impl FromStr for Armed {
    type Err = FaultError;

    fn from_str(text: &str) -> Result<Self, FaultError> {
        text::parse(text)
    }
}

impl FromStr for Fault {
    type Err = FaultError;

    /// The text form of a fault that applies to every request.
    fn from_str(text: &str) -> Result<Self, FaultError> {
        let armed = text::parse(text)?;
        match armed.times {
            None => Ok(armed.fault),
            Some(_) => Err(FaultError("`times` has no place here".to_owned())),
        }
    }
}
