//! A small, blocking HTTP/1.1 client for tests: it sends exactly the bytes it
//! is given, keeps when which bytes arrived, and can hang up at any moment.
//!
//! It follows no redirects, reuses no connections unless told to and undoes no
//! compression. It refuses answers over [`LIMIT`].

use std::fmt::Write as _;
use std::io::{self, Read, Write};
use std::net::{Shutdown, SocketAddr, TcpStream};
use std::time::{Duration, Instant};

use serde_json::Value;

/// Most bytes of an answer.
pub const LIMIT: usize = 256 << 20;

/// How long the client waits for the next byte.
pub const PATIENCE: Duration = Duration::from_secs(90);

/// A request about to be sent.
#[derive(Debug, Clone)]
pub struct Request {
    method: String,
    path: String,
    headers: Vec<(String, Vec<u8>)>,
    body: Vec<u8>,
}

impl Request {
    /// A request without headers or body.
    #[must_use]
    pub fn new(method: &str, path: &str) -> Self {
        Self {
            method: method.to_owned(),
            path: path.to_owned(),
            headers: Vec::new(),
            body: Vec::new(),
        }
    }

    /// A `POST` of JSON.
    #[must_use]
    pub fn post(path: &str, body: &Value) -> Self {
        Self::new("POST", path)
            .header("content-type", "application/json")
            .body(body.to_string().into_bytes())
    }

    /// Adds a header.
    #[must_use]
    pub fn header(self, name: &str, value: &str) -> Self {
        self.raw_header(name, value.as_bytes())
    }

    /// Adds a header whose value need not be text.
    #[must_use]
    pub fn raw_header(mut self, name: &str, value: &[u8]) -> Self {
        self.headers.push((name.to_owned(), value.to_vec()));
        self
    }

    /// Leaves out the headers of that name.
    #[must_use]
    pub fn without(mut self, name: &str) -> Self {
        self.headers
            .retain(|(known, _)| !known.eq_ignore_ascii_case(name));
        self
    }

    /// Sets the body.
    #[must_use]
    pub fn body(mut self, body: impl Into<Vec<u8>>) -> Self {
        self.body = body.into();
        self
    }

    /// The bytes on the wire. `host` and `content-length` are added.
    #[must_use]
    pub fn bytes(&self, host: SocketAddr) -> Vec<u8> {
        let mut head = format!("{} {} HTTP/1.1\r\nhost: {host}\r\n", self.method, self.path);
        if !self.body.is_empty() || self.method == "POST" {
            // Writing to a string cannot fail.
            let _written = write!(head, "content-length: {}\r\n", self.body.len());
        }
        let mut bytes = head.into_bytes();
        for (name, value) in &self.headers {
            bytes.extend(name.as_bytes());
            bytes.extend(b": ");
            bytes.extend(value);
            bytes.extend(b"\r\n");
        }
        bytes.extend(b"\r\n");
        bytes.extend(&self.body);
        bytes
    }

    /// Sends the request over a new connection and reads the whole answer.
    ///
    /// # Errors
    /// The connection fails before the headers have arrived, or says something
    /// that is not HTTP. A body that is cut short is no error: see [`Answer::end`].
    pub fn send(&self, to: SocketAddr) -> io::Result<Answer> {
        let mut connection = Connection::open(to)?;
        connection.write(&self.bytes(to))?;
        connection.answer()
    }
}

/// A piece of a body, as one `read` gave it.
#[derive(Debug, Clone)]
pub struct Piece {
    /// Time since the connection was opened.
    pub at: Duration,
    /// How many bytes of the body it brought.
    pub length: usize,
}

/// How a body ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum End {
    /// As announced.
    Complete,
    /// The connection closed or was reset before that.
    Cut,
}

/// An answer.
#[derive(Debug, Clone)]
pub struct Answer {
    /// The HTTP status.
    pub status: u16,
    /// The headers in their order, names in lower case.
    pub headers: Vec<(String, String)>,
    /// The body without its chunk framing.
    pub body: Vec<u8>,
    /// When the body arrived.
    pub pieces: Vec<Piece>,
    /// Whether the body is whole.
    pub end: End,
}

impl Answer {
    /// The first header of that name.
    #[must_use]
    pub fn header(&self, name: &str) -> Option<&str> {
        self.headers
            .iter()
            .find(|(known, _)| known.eq_ignore_ascii_case(name))
            .map(|(_, value)| value.as_str())
    }

    /// The body as text; bytes that are not UTF-8 are replaced.
    #[must_use]
    pub fn text(&self) -> String {
        String::from_utf8_lossy(&self.body).into_owned()
    }

    /// The body as JSON.
    ///
    /// # Panics
    /// It is not JSON.
    #[must_use]
    #[expect(clippy::panic, reason = "an assertion of tests")]
    pub fn json(&self) -> Value {
        serde_json::from_slice(&self.body)
            .unwrap_or_else(|error| panic!("not JSON ({error}): {} {}", self.status, self.text()))
    }

    /// The server-sent events of the body. An event that is cut off is left out.
    #[must_use]
    pub fn events(&self) -> Vec<ServerSentEvent> {
        events(&self.text())
    }
}

/// One server-sent event.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ServerSentEvent {
    /// The `event` field.
    pub name: Option<String>,
    /// The `data` fields, joined by line ends.
    pub data: String,
}

impl ServerSentEvent {
    /// The data as JSON, `null` where it is none.
    #[must_use]
    pub fn json(&self) -> Value {
        serde_json::from_str(&self.data).unwrap_or_default()
    }
}

/// Reads server-sent events, with any of the three line ends.
#[must_use]
pub fn events(text: &str) -> Vec<ServerSentEvent> {
    let text = text.replace("\r\n", "\n").replace('\r', "\n");
    let mut events = Vec::new();
    let mut name = None;
    let mut data: Vec<&str> = Vec::new();
    for line in text.split('\n') {
        if line.is_empty() {
            if !data.is_empty() {
                events.push(ServerSentEvent {
                    name: name.take(),
                    data: data.join("\n"),
                });
            }
            name = None;
            data.clear();
            continue;
        }
        let (field, value) = line.split_once(':').unwrap_or((line, ""));
        let value = value.strip_prefix(' ').unwrap_or(value);
        match field {
            "event" => name = Some(value.to_owned()),
            "data" => data.push(value),
            _ => {}
        }
    }
    events
}

/// A connection under the test's control.
pub struct Connection {
    stream: TcpStream,
    opened: Instant,
    /// When reading ends, whatever has come by then.
    deadline: Option<Instant>,
    /// Bytes read and not used yet.
    rest: Vec<u8>,
}

impl Connection {
    /// Connects.
    ///
    /// # Errors
    /// Nobody listens there.
    pub fn open(to: SocketAddr) -> io::Result<Self> {
        let stream = TcpStream::connect_timeout(&to, PATIENCE)?;
        stream.set_read_timeout(Some(PATIENCE))?;
        stream.set_write_timeout(Some(PATIENCE))?;
        stream.set_nodelay(true)?;
        Ok(Self {
            stream,
            opened: Instant::now(),
            deadline: None,
            rest: Vec::new(),
        })
    }

    /// Sends these bytes and nothing else.
    ///
    /// # Errors
    /// The connection is gone.
    pub fn write(&mut self, bytes: &[u8]) -> io::Result<()> {
        self.stream.write_all(bytes)
    }

    /// Reads for no longer than this in all, in place of [`PATIENCE`] for each byte.
    pub fn read_for(&mut self, patience: Duration) {
        self.deadline = Some(Instant::now() + patience);
    }

    /// Ends the client's half of the connection.
    ///
    /// # Errors
    /// The connection is gone.
    pub fn finish_writing(&mut self) -> io::Result<()> {
        self.stream.shutdown(Shutdown::Write)
    }

    /// Leaves without waiting for the rest of the answer.
    pub fn hang_up(self) {
        // A connection that is gone already has been hung up on.
        let _gone = self.stream.shutdown(Shutdown::Both);
    }

    /// One `read`: some bytes, none where the other side has finished.
    ///
    /// # Errors
    /// The connection was reset, or nothing came in [`PATIENCE`]; where
    /// [`Connection::read_for`] has set an end, `WouldBlock` when that is over.
    pub fn read_some(&mut self) -> io::Result<Vec<u8>> {
        if !self.rest.is_empty() {
            return Ok(std::mem::take(&mut self.rest));
        }
        if let Some(deadline) = self.deadline {
            let left = deadline.saturating_duration_since(Instant::now());
            if left.is_zero() {
                return Err(io::ErrorKind::WouldBlock.into());
            }
            self.stream.set_read_timeout(Some(left))?;
        }
        let mut buffer = vec![0; 64 << 10];
        let length = self.stream.read(&mut buffer)?;
        buffer.truncate(length);
        Ok(buffer)
    }

    /// Reads until some text has arrived; gives all that was read so far, and
    /// keeps it for [`Connection::answer`].
    ///
    /// # Errors
    /// The connection ended before that.
    pub fn read_until(&mut self, text: &str) -> io::Result<String> {
        let mut seen = Vec::new();
        loop {
            let bytes = self.read_some()?;
            if bytes.is_empty() {
                return Err(io::ErrorKind::UnexpectedEof.into());
            }
            seen.extend(bytes);
            let so_far = String::from_utf8_lossy(&seen).into_owned();
            if so_far.contains(text) {
                self.rest = seen;
                return Ok(so_far);
            }
        }
    }

    /// Reads an answer to its end.
    ///
    /// # Errors
    /// As [`Request::send`].
    pub fn answer(&mut self) -> io::Result<Answer> {
        let mut seen = Vec::new();
        let head_end = loop {
            if let Some(at) = find(&seen, b"\r\n\r\n") {
                break at;
            }
            let bytes = self.read_some()?;
            if bytes.is_empty() {
                return Err(io::ErrorKind::UnexpectedEof.into());
            }
            seen.extend(bytes);
        };
        let raw = seen.split_off(head_end + 4);
        let head = String::from_utf8_lossy(&seen).into_owned();
        let mut lines = head.split("\r\n");
        let status = lines
            .next()
            .and_then(|line| line.split(' ').nth(1))
            .and_then(|code| code.parse().ok())
            .ok_or_else(|| io::Error::other(format!("not an answer: {head}")))?;
        let headers: Vec<(String, String)> = lines
            .filter_map(|line| line.split_once(':'))
            .map(|(name, value)| (name.to_ascii_lowercase(), value.trim().to_owned()))
            .collect();
        let mut answer = Answer {
            status,
            headers,
            body: Vec::new(),
            pieces: Vec::new(),
            end: End::Cut,
        };
        self.read_body(&mut answer, raw)?;
        Ok(answer)
    }

    fn read_body(&mut self, answer: &mut Answer, first: Vec<u8>) -> io::Result<()> {
        let length = answer
            .header("content-length")
            .and_then(|length| length.parse::<usize>().ok());
        let chunked = answer.header("transfer-encoding") == Some("chunked");
        let mut framing = if chunked {
            Framing::Size(Vec::new())
        } else {
            match length {
                Some(length) => Framing::Fixed(length),
                None if answer.status == 204 || answer.status == 304 => Framing::Fixed(0),
                None => Framing::UntilClosed,
            }
        };
        let mut bytes = first;
        loop {
            let before = answer.body.len();
            let used = framing.take(&bytes, &mut answer.body)?;
            if answer.body.len() > before {
                answer.pieces.push(Piece {
                    at: self.opened.elapsed(),
                    length: answer.body.len() - before,
                });
            }
            if framing.is_over() {
                self.rest = bytes.split_off(used);
                answer.end = End::Complete;
                return Ok(());
            }
            if answer.body.len() > LIMIT {
                return Err(io::Error::other("the answer is too large"));
            }
            bytes = match self.read_some() {
                Ok(bytes) => bytes,
                Err(error) if error.kind() == io::ErrorKind::WouldBlock => return Err(error),
                Err(_) => return Ok(()),
            };
            if bytes.is_empty() {
                if matches!(framing, Framing::UntilClosed) {
                    answer.end = End::Complete;
                }
                return Ok(());
            }
        }
    }
}

/// Where in the framing of a body the reader is.
pub(crate) enum Framing {
    /// So many bytes are left.
    Fixed(usize),
    /// The body ends with the connection.
    UntilClosed,
    /// Inside the line with the size of the next chunk.
    Size(Vec<u8>),
    /// So many bytes of the chunk and of the line end after it are left.
    Chunk(usize),
    /// Inside the trailers; holds the line so far.
    Trailers(Vec<u8>),
    /// After the last chunk.
    Over,
}

impl Framing {
    pub(crate) fn is_over(&self) -> bool {
        matches!(self, Self::Over | Self::Fixed(0))
    }

    /// Moves body bytes out; gives how many bytes were used.
    pub(crate) fn take(&mut self, bytes: &[u8], body: &mut Vec<u8>) -> io::Result<usize> {
        let mut at = 0;
        while let Some(rest) = bytes.get(at..).filter(|rest| !rest.is_empty()) {
            match self {
                Self::Fixed(left) => {
                    let part = rest.get(..(*left).min(rest.len())).unwrap_or_default();
                    body.extend(part);
                    *left -= part.len();
                    return Ok(at + part.len());
                }
                Self::UntilClosed => {
                    body.extend(rest);
                    return Ok(bytes.len());
                }
                Self::Size(line) | Self::Trailers(line) if rest.first() != Some(&b'\n') => {
                    line.extend(rest.first());
                    at += 1;
                }
                Self::Size(line) => {
                    let text = String::from_utf8_lossy(line).into_owned();
                    let digits = text.split(';').next().unwrap_or_default().trim();
                    let size = usize::from_str_radix(digits, 16).map_err(io::Error::other)?;
                    *self = if size == 0 {
                        Self::Trailers(Vec::new())
                    } else {
                        Self::Chunk(size + 2)
                    };
                    at += 1;
                }
                Self::Chunk(left) => {
                    let part = rest.get(..(*left).min(rest.len())).unwrap_or_default();
                    let content = left.saturating_sub(2).min(part.len());
                    body.extend(part.get(..content).unwrap_or_default());
                    *left -= part.len();
                    at += part.len();
                    if *left == 0 {
                        *self = Self::Size(Vec::new());
                    }
                }
                Self::Trailers(line) => {
                    let blank = line.iter().all(u8::is_ascii_whitespace);
                    line.clear();
                    at += 1;
                    if blank {
                        *self = Self::Over;
                    }
                }
                Self::Over => break,
            }
        }
        Ok(at)
    }
}

fn find(bytes: &[u8], wanted: &[u8]) -> Option<usize> {
    bytes
        .windows(wanted.len())
        .position(|window| window == wanted)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn chunks_are_joined_however_they_are_cut() {
        let wire = b"5\r\nhello\r\n1;ext=1\r\n \r\n5\r\nworld\r\n0\r\n\r\n";
        for size in 1..wire.len() {
            let mut framing = Framing::Size(Vec::new());
            let mut body = Vec::new();
            for part in wire.chunks(size) {
                framing.take(part, &mut body).unwrap();
            }
            assert!(framing.is_over());
            assert_eq!(body, b"hello world");
        }
    }

    #[test]
    fn events_are_read_with_every_line_end() {
        for end in ["\n", "\r\n", "\r"] {
            let text = format!(
                ": note{end}event: a{end}data: 1{end}data: 2{end}{end}data:3{end}{end}data: cut"
            );
            let expected = [("a", "1\n2"), ("", "3")].map(|(name, data)| ServerSentEvent {
                name: (!name.is_empty()).then(|| name.to_owned()),
                data: data.to_owned(),
            });
            assert_eq!(events(&text), expected);
        }
    }
}
