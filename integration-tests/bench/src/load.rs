//! The clients: each connection sends a request, reads its answer to the end,
//! and sends the next.

use std::net::Ipv4Addr;
use std::sync::Arc;
use std::time::{Duration, Instant};

use anyhow::{Context, Result, bail, ensure};
use memchr::memmem;
use tokio::io::AsyncWriteExt;
use tokio::net::TcpStream;
use tokio::task::JoinSet;
use tokio::time::{sleep, timeout};

use crate::wire::Reader;

/// The longest that one exchange may take.
const PATIENCE: Duration = Duration::from_secs(20);

/// How long an exchange took.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Timing {
    /// To the end of the answer.
    pub(crate) whole: Duration,
    /// To the first character of a streamed answer; none if nobody looked.
    pub(crate) first: Option<Duration>,
}

/// One round of load against one gateway.
#[derive(Debug, Clone)]
pub(crate) struct Load {
    /// The gateway's port.
    pub(crate) port: u16,
    /// The request, head and body.
    pub(crate) request: Arc<[u8]>,
    /// Connections at a time.
    pub(crate) connections: usize,
    /// How long new requests are sent; those under way are finished.
    pub(crate) duration: Duration,
    /// Over how long the connections start, evenly.
    pub(crate) ramp: Duration,
    /// Whether the clients look for the first character of the answer.
    pub(crate) is_watched: bool,
}

impl Load {
    /// Sends one request and returns the answer's body; anything but a 200 is
    /// an error that shows it.
    pub(crate) async fn probe(&self) -> Result<String> {
        let mut client = Client::connect(self.port).await?;
        let mut body = Vec::new();
        let keep = |bytes: &[u8]| body.extend_from_slice(bytes);
        let status = client.exchange(&self.request, keep).await?;
        let body = String::from_utf8_lossy(&body).into_owned();
        ensure!(
            is_ok(&status),
            "the probe was answered with {status}: {body}"
        );
        Ok(body)
    }

    /// Runs the round and returns how long each exchange took.
    pub(crate) async fn run(&self) -> Result<Vec<Timing>> {
        let mut clients = JoinSet::new();
        for index in 0..self.connections {
            let load = self.clone();
            let start = self.ramp.mul_f64(index as f64 / self.connections as f64);
            clients.spawn(async move { load.client(start).await });
        }
        let mut timings = Vec::new();
        while let Some(client) = clients.join_next().await {
            timings.extend(client.context("a client died")??);
        }
        Ok(timings)
    }

    async fn client(&self, start: Duration) -> Result<Vec<Timing>> {
        let mut client = Client::connect(self.port).await?;
        let end = Instant::now() + self.duration;
        if !start.is_zero() {
            sleep(start).await;
        }
        let mut timings = Vec::new();
        while Instant::now() < end {
            let sent = Instant::now();
            let mut first = First::default();
            let look = |bytes: &[u8]| {
                if self.is_watched {
                    first.look(bytes);
                }
            };
            let status = client.exchange(&self.request, look).await?;
            ensure!(is_ok(&status), "answered with {status}");
            timings.push(Timing {
                whole: sent.elapsed(),
                first: first.at.map(|at| at.duration_since(sent)),
            });
        }
        Ok(timings)
    }
}

/// Looks for the first character of a streamed answer.
#[derive(Debug, Default)]
struct First {
    seen: Vec<u8>,
    at: Option<Instant>,
}

impl First {
    /// Takes in more of the answer's body.
    fn look(&mut self, bytes: &[u8]) {
        if self.at.is_none() {
            self.seen.extend_from_slice(bytes);
            let mut contents = memmem::find_iter(&self.seen, CONTENT);
            let is_text = |at: usize| {
                self.seen
                    .get(at + CONTENT.len())
                    .is_some_and(|b| *b != b'"')
            };
            if contents.any(is_text) {
                self.at = Some(Instant::now());
            }
        }
    }
}

/// What stands before the text of an event.
const CONTENT: &[u8] = br#""content":""#;

fn is_ok(status_line: &str) -> bool {
    status_line.starts_with("HTTP/1.1 200")
}

struct Client {
    stream: TcpStream,
    reader: Reader,
}

impl Client {
    async fn connect(port: u16) -> Result<Self> {
        let stream = TcpStream::connect((Ipv4Addr::LOCALHOST, port)).await?;
        stream.set_nodelay(true)?;
        Ok(Self {
            stream,
            reader: Reader::default(),
        })
    }

    async fn exchange(&mut self, request: &[u8], body: impl FnMut(&[u8])) -> Result<String> {
        let exchange = async {
            self.stream
                .write_all(request)
                .await
                .context("sending the request")?;
            match self
                .reader
                .message(&mut self.stream, body)
                .await
                .context("reading the answer")?
            {
                Some(status_line) => Ok(status_line),
                None => bail!("the gateway closed the connection"),
            }
        };
        timeout(PATIENCE, exchange)
            .await
            .context("no answer in time")?
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_first_character_is_found_wherever_the_answer_is_cut() {
        let body = br#"data: {"delta":{"content":""}} data: {"delta":{"content":"The"}}"#;
        for cut in 0..body.len() {
            let (head, tail) = body.split_at(cut);
            let mut first = First::default();
            first.look(head);
            assert_eq!(first.at.is_some(), cut > body.len() - 6, "cut at {cut}");
            first.look(tail);
            assert!(first.at.is_some(), "cut at {cut}");
        }
    }
}
