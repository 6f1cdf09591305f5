//! What goes over the wire in place of a good answer: a list of steps, and who walks it.

use std::io::{self, Read, Write};
use std::net::{Shutdown, TcpStream};
use std::thread;
use std::time::{Duration, Instant};

use sluice_simulator::Format;

use crate::client::Answer;

/// How long a provider that says nothing more keeps its connection open. Longer than
/// any time-out under test, so that it is the gateway that ends it.
const PATIENCE: Duration = Duration::from_secs(30);

/// One step of an answer.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Step {
    /// These bytes at once.
    Send(Vec<u8>),
    /// These bytes one at a time.
    Drip(Vec<u8>, Duration),
    /// These bytes again and again, until the client leaves.
    Repeat(Vec<u8>, Duration),
    /// Nothing for that long.
    Wait(Duration),
    /// Nothing more, until the client leaves.
    Hold,
    /// The connection is reset.
    Reset,
    /// The connection is closed.
    Close,
}

/// What becomes of the connection.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Next {
    /// It takes another request.
    Request,
    /// It is over.
    End,
}

/// An answer as the simulator gave it.
pub(super) struct Good {
    pub(super) format: Format,
    pub(super) is_stream: bool,
    status: u16,
    headers: Vec<(String, String)>,
    /// The body of a whole answer.
    pub(super) body: Vec<u8>,
    /// The events of a stream, each with its blank line.
    pub(super) events: Vec<Vec<u8>>,
}

impl Good {
    pub(super) fn new(format: Format, answer: &Answer) -> Self {
        const FRAMING: &[&str] = &["content-length", "transfer-encoding", "connection"];
        let is_stream = answer
            .header("content-type")
            .is_some_and(|media| media.starts_with("text/event-stream"));
        let headers = answer.headers.iter();
        let headers = headers.filter(|(name, _)| !FRAMING.contains(&name.as_str()));
        let text = answer.text();
        let events = text.split_inclusive("\n\n").filter(|_| is_stream);
        Self {
            format,
            is_stream,
            status: answer.status,
            headers: headers.cloned().collect(),
            body: answer.body.clone(),
            events: events.map(|event| event.as_bytes().to_vec()).collect(),
        }
    }

    /// The answer as it is.
    pub(super) fn steps(&self) -> Vec<Step> {
        let body = if self.is_stream {
            self.stream_of(&self.events)
        } else {
            self.body.clone()
        };
        vec![Step::Send([self.head(), body].concat())]
    }

    /// Status line and headers.
    pub(super) fn head(&self) -> Vec<u8> {
        let headers: Vec<(&str, &str)> = self
            .headers
            .iter()
            .map(|(name, value)| (name.as_str(), value.as_str()))
            .collect();
        let length = (!self.is_stream).then_some(self.body.len());
        head(self.status, &headers, length)
    }

    /// The headers, and about half of what follows them: of a stream whole events, of
    /// which some hold words of the model.
    pub(super) fn half(&self) -> Vec<u8> {
        let half = if self.is_stream {
            let events = self.events.len() * 2 / 3;
            let events = self.events.get(..events).unwrap_or_default();
            events.iter().flat_map(|event| chunk(event)).collect()
        } else {
            let half = self.body.get(..self.body.len() / 2);
            half.unwrap_or_default().to_vec()
        };
        [self.head(), half].concat()
    }

    /// The stream of these events, ended as HTTP wants it.
    pub(super) fn stream_of(&self, events: &[Vec<u8>]) -> Vec<u8> {
        let mut bytes: Vec<u8> = events.iter().flat_map(|event| chunk(event)).collect();
        bytes.extend(b"0\r\n\r\n");
        bytes
    }
}

/// A status line and headers; without a length the body comes in chunks.
pub(super) fn head(status: u16, headers: &[(&str, &str)], length: Option<usize>) -> Vec<u8> {
    let mut text = format!("HTTP/1.1 {status} Said\r\n");
    for (name, value) in headers {
        text.push_str(&format!("{name}: {value}\r\n"));
    }
    match length {
        Some(length) => text.push_str(&format!("content-length: {length}\r\n\r\n")),
        None => text.push_str("transfer-encoding: chunked\r\n\r\n"),
    }
    text.into_bytes()
}

/// Bytes in the framing of a chunk.
pub(super) fn chunk(bytes: &[u8]) -> Vec<u8> {
    [format!("{:x}\r\n", bytes.len()).as_bytes(), bytes, b"\r\n"].concat()
}

/// Walks the steps.
///
/// # Errors
/// The client has left.
pub(super) fn perform(stream: &mut TcpStream, steps: Vec<Step>) -> io::Result<Next> {
    for step in steps {
        match step {
            Step::Send(bytes) => stream.write_all(&bytes)?,
            Step::Drip(bytes, pause) => {
                for byte in bytes {
                    stream.write_all(&[byte])?;
                    thread::sleep(pause);
                }
            }
            Step::Repeat(bytes, pause) => {
                let begun = Instant::now();
                while begun.elapsed() < PATIENCE {
                    stream.write_all(&bytes)?;
                    thread::sleep(pause);
                }
                return Ok(Next::End);
            }
            Step::Wait(pause) => thread::sleep(pause),
            Step::Hold => {
                stream.set_read_timeout(Some(PATIENCE))?;
                let mut buffer = [0; 512];
                while let Ok(1..) = stream.read(&mut buffer) {}
                return Ok(Next::End);
            }
            Step::Reset => {
                // Without lingering, the close that follows is a reset.
                socket2::SockRef::from(&*stream).set_linger(Some(Duration::ZERO))?;
                return Ok(Next::End);
            }
            Step::Close => {
                // In order, so that the bytes before it arrive whatever comes in.
                stream.shutdown(Shutdown::Write)?;
                stream.set_read_timeout(Some(PATIENCE))?;
                let mut buffer = [0; 512];
                while let Ok(1..) = stream.read(&mut buffer) {}
                return Ok(Next::End);
            }
        }
    }
    Ok(Next::Request)
}
