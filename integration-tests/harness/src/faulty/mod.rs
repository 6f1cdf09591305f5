//! A provider whose answers are spoiled on the wire, request by request.
//!
//! What it would answer comes from the strict simulators, so that a request it
//! answers is a valid one and its answers are those of the format. What becomes of
//! the answer is one of [`FAULTS`], named by the request header [`HEADER`], which
//! `gateway.yaml` can give to each account. Connections stay open between requests
//! unless a fault ends them.

mod bodies;
mod faults;
mod script;
mod tls;

use std::collections::HashMap;
use std::io::{self, Read};
use std::net::{Ipv4Addr, SocketAddr, TcpListener, TcpStream};
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex, PoisonError};
use std::thread;

use sluice_simulator::{Format, Options, Simulator};

use crate::client::{Answer, Framing, Request};
use faults::flaky;
use script::{Good, Next, perform};

pub use faults::{FAULTS, Fault, RETRY_SECONDS, Stage};
pub use tls::{Identity, TlsProvider};

/// The request header that names a fault.
pub const HEADER: &str = "x-chaos-fault";

/// The fault that strikes at random; its value says how often in a hundred.
pub const FLAKY: &str = "flaky-";

/// Most bytes of a request's head.
const HEAD_LIMIT: usize = 256 << 10;

/// Most answers that are kept to be given again.
const KEPT: usize = 256;

/// Formats, with what their paths end in or hold, and the header of their keys.
const SURFACES: &[(&str, Format, &str)] = &[
    ("/chat/completions", Format::OpenAiChat, "authorization"),
    ("/responses", Format::OpenAiResponses, "authorization"),
    ("/messages", Format::AnthropicMessages, "x-api-key"),
    (":generateContent", Format::GeminiGenerate, "x-goog-api-key"),
    (
        ":streamGenerateContent",
        Format::GeminiGenerate,
        "x-goog-api-key",
    ),
];

/// A listening provider of every format; it ends with the test's process.
pub struct FaultyUpstream {
    address: SocketAddr,
}

/// What the connections share.
struct Shared {
    simulators: Vec<(Format, Simulator)>,
    /// Answers by path and body: the simulators answer the same to the same.
    kept: Mutex<HashMap<Vec<u8>, Arc<Good>>>,
    /// Requests so far; the only source of chance, so that a run can be repeated.
    count: AtomicU64,
}

/// A request as it came.
struct Arrived {
    path: String,
    headers: Vec<(String, String)>,
    body: Vec<u8>,
}

impl Arrived {
    fn header(&self, name: &str) -> Option<&str> {
        let found = self.headers.iter().find(|(known, _)| known == name);
        found.map(|(_, value)| value.as_str())
    }
}

impl FaultyUpstream {
    /// Starts to listen, with a simulator of each format behind it.
    ///
    /// # Panics
    /// No port is free.
    #[must_use]
    pub fn start() -> Self {
        let failed = |error: io::Error| -> ! { panic!("no upstream: {error}") };
        let formats = [
            Format::OpenAiChat,
            Format::OpenAiResponses,
            Format::AnthropicMessages,
            Format::GeminiGenerate,
        ];
        let simulators = formats.map(|format| {
            let simulator = Simulator::start(Options::new(format));
            (format, simulator.unwrap_or_else(|error| failed(error)))
        });
        let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0));
        let listener = listener.unwrap_or_else(|error| failed(error));
        let address = listener.local_addr().unwrap_or_else(|error| failed(error));
        let shared = Arc::new(Shared {
            simulators: simulators.into(),
            kept: Mutex::default(),
            count: AtomicU64::new(0),
        });
        thread::spawn(move || {
            for stream in listener.incoming().flatten() {
                let shared = Arc::clone(&shared);
                thread::spawn(move || shared.serve(stream));
            }
        });
        Self { address }
    }

    /// Where it listens.
    #[must_use]
    pub fn address(&self) -> SocketAddr {
        self.address
    }

    /// Its URL, without a path.
    #[must_use]
    pub fn url(&self) -> String {
        format!("http://{}", self.address)
    }
}

impl Shared {
    /// One connection. A client that goes away ends it.
    fn serve(&self, mut stream: TcpStream) {
        // Small writes are what some faults are about.
        let _unset = stream.set_nodelay(true);
        let mut rest = Vec::new();
        while let Ok(arrived) = read(&mut stream, &mut rest) {
            let Ok(good) = self.good(&arrived) else {
                return;
            };
            let steps = match arrived.header(HEADER) {
                None => good.steps(),
                Some(name) => match name.strip_prefix(FLAKY).map(str::parse) {
                    Some(Ok(odds)) => {
                        flaky(self.count.fetch_add(1, Ordering::Relaxed), odds, &good)
                    }
                    _ => match FAULTS.iter().find(|fault| fault.name == name) {
                        Some(fault) => (fault.script)(&good),
                        None => panic!("no fault is named {name}"),
                    },
                },
            };
            match perform(&mut stream, steps) {
                Ok(Next::Request) => {}
                Ok(Next::End) | Err(_) => return,
            }
        }
    }

    /// What the provider would answer.
    fn good(&self, arrived: &Arrived) -> io::Result<Arc<Good>> {
        let key = [arrived.path.as_bytes(), b"\n", &arrived.body].concat();
        let kept = || self.kept.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(good) = kept().get(&key) {
            return Ok(Arc::clone(good));
        }
        let path = arrived.path.split('?').next().unwrap_or_default();
        let surface = SURFACES.iter().find(|(end, ..)| path.ends_with(end));
        let Some((_, format, key_header)) = surface else {
            return Err(io::Error::other(format!("nothing is served at {path}")));
        };
        let good = Good::new(*format, &self.ask(*format, key_header, arrived)?);
        let good = Arc::new(good);
        let mut kept = kept();
        if kept.len() < KEPT {
            kept.insert(key, Arc::clone(&good));
        }
        Ok(good)
    }

    fn ask(&self, format: Format, key_header: &str, arrived: &Arrived) -> io::Result<Answer> {
        let simulator = self.simulators.iter().find(|(known, _)| *known == format);
        let Some((_, simulator)) = simulator else {
            return Err(io::Error::other("no simulator of that format"));
        };
        let mut request = Request::new("POST", &arrived.path);
        for name in ["content-type", "anthropic-version", "anthropic-beta"] {
            if let Some(value) = arrived.header(name) {
                request = request.header(name, value);
            }
        }
        let key = match key_header {
            "authorization" => "Bearer sk-of-the-faulty-upstream",
            _ => "sk-of-the-faulty-upstream",
        };
        let request = request.header(key_header, key).body(arrived.body.clone());
        request.send(simulator.address())
    }
}

/// The next request of a connection; `rest` holds the bytes behind the one before.
fn read(stream: &mut TcpStream, rest: &mut Vec<u8>) -> io::Result<Arrived> {
    let mut more = |bytes: &mut Vec<u8>| {
        let mut buffer = [0; 16 << 10];
        let length = stream.read(&mut buffer)?;
        if length == 0 {
            return Err(io::Error::from(io::ErrorKind::UnexpectedEof));
        }
        bytes.extend(buffer.get(..length).unwrap_or_default());
        Ok(())
    };
    let end = loop {
        if let Some(end) = rest.windows(4).position(|window| window == b"\r\n\r\n") {
            break end + 4;
        }
        if rest.len() > HEAD_LIMIT {
            return Err(io::Error::other("the head is too large"));
        }
        more(rest)?;
    };
    let mut bytes = rest.split_off(end);
    let head = String::from_utf8_lossy(rest).into_owned();
    let mut lines = head.split("\r\n");
    let path = lines.next().and_then(|line| line.split(' ').nth(1));
    let mut arrived = Arrived {
        path: path.unwrap_or_default().to_owned(),
        headers: lines
            .filter_map(|line| line.split_once(':'))
            .map(|(name, value)| (name.to_ascii_lowercase(), value.trim().to_owned()))
            .collect(),
        body: Vec::new(),
    };
    let length = arrived.header("content-length").map(str::parse);
    let mut framing = match (arrived.header("transfer-encoding"), length) {
        (Some("chunked"), _) => Framing::Size(Vec::new()),
        (_, Some(Ok(length))) => Framing::Fixed(length),
        _ => Framing::Fixed(0),
    };
    loop {
        let used = framing.take(&bytes, &mut arrived.body)?;
        bytes.drain(..used);
        if framing.is_over() {
            *rest = bytes;
            return Ok(arrived);
        }
        more(&mut bytes)?;
    }
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use serde_json::json;

    use super::*;
    use crate::client::{Connection, End};

    fn chat(fault: Option<&str>, stream: bool) -> Request {
        let body = json!({"model": "gpt-4o", "stream": stream, "messages": [{"role": "user", "content": "write 9 words"}]});
        let request = Request::post("/v1/chat/completions", &body);
        match fault {
            Some(name) => request.header(HEADER, name),
            None => request,
        }
    }

    #[test]
    fn without_a_fault_it_answers_as_the_simulator_and_goes_on() {
        let upstream = FaultyUpstream::start();
        let mut connection = Connection::open(upstream.address()).unwrap();
        for stream in [false, true, false] {
            let request = chat(None, stream);
            connection
                .write(&request.bytes(upstream.address()))
                .unwrap();
            let answer = connection.answer().unwrap();
            assert_eq!((answer.status, answer.end), (200, End::Complete));
            assert!(answer.text().contains("word9"), "{}", answer.text());
        }
    }

    /// All that comes over the wire within `patience`.
    fn seen(upstream: &FaultyUpstream, request: &Request, patience: Duration) -> Vec<u8> {
        let mut connection = Connection::open(upstream.address()).unwrap();
        connection
            .write(&request.bytes(upstream.address()))
            .unwrap();
        connection.read_for(patience);
        let mut seen = Vec::new();
        while let Ok(bytes) = connection.read_some()
            && !bytes.is_empty()
        {
            seen.extend(bytes);
        }
        seen
    }

    #[test]
    fn names_of_faults_are_unique_and_each_fault_spoils_the_answer() {
        const PATIENCE: Duration = Duration::from_millis(300);
        let upstream = FaultyUpstream::start();
        let good = [false, true].map(|stream| seen(&upstream, &chat(None, stream), PATIENCE));
        assert!(good.iter().all(|bytes| !bytes.is_empty()));
        thread::scope(|scope| {
            for (at, fault) in FAULTS.iter().enumerate() {
                assert!(FAULTS[..at].iter().all(|other| other.name != fault.name));
                for stream in [false, true] {
                    if fault.stage.is_of_streams() && !stream {
                        continue;
                    }
                    let (upstream, good) = (&upstream, &good);
                    scope.spawn(move || {
                        let name = fault.name;
                        let spoiled = seen(upstream, &chat(Some(name), stream), PATIENCE);
                        assert_ne!(
                            spoiled,
                            good[usize::from(stream)],
                            "{name}, stream {stream}"
                        );
                    });
                }
            }
        });
    }

    #[test]
    fn a_flaky_account_fails_as_often_as_it_is_told() {
        let good = Good::new(
            Format::OpenAiChat,
            &Answer {
                status: 200,
                headers: Vec::new(),
                body: b"{}".to_vec(),
                pieces: Vec::new(),
                end: End::Complete,
            },
        );
        for odds in [0, 30, 90, 100] {
            let failed = (0..10_000).filter(|number| flaky(*number, odds, &good) != good.steps());
            let failed = failed.count() as f64 / 100.0;
            assert!((failed - f64::from(odds)).abs() < 2.0, "{odds}: {failed}");
        }
    }
}
