//! The clients: each connection sends a request, reads its answer to the end,
//! and sends the next.

use std::net::Ipv4Addr;
use std::sync::Arc;
use std::time::{Duration, Instant};

use anyhow::{Context, Result, bail, ensure};
use tokio::io::AsyncWriteExt;
use tokio::net::TcpStream;
use tokio::task::JoinSet;
use tokio::time::{sleep, timeout};

use crate::wire::Reader;

/// The longest that one exchange may take.
const PATIENCE: Duration = Duration::from_secs(20);

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
}

impl Load {
    /// Sends one request and returns the answer's body; anything but a 200 is
    /// an error that shows it.
    pub(crate) async fn probe(&self) -> Result<String> {
        let mut client = Client::connect(self.port).await?;
        let mut body = Vec::new();
        let status = client.exchange(&self.request, Some(&mut body)).await?;
        let body = String::from_utf8_lossy(&body).into_owned();
        ensure!(
            is_ok(&status),
            "the probe was answered with {status}: {body}"
        );
        Ok(body)
    }

    /// Runs the round and returns how long each exchange took.
    pub(crate) async fn run(&self) -> Result<Vec<Duration>> {
        let mut clients = JoinSet::new();
        for index in 0..self.connections {
            let load = self.clone();
            let start = self.ramp.mul_f64(index as f64 / self.connections as f64);
            clients.spawn(async move { load.client(start).await });
        }
        let mut latencies = Vec::new();
        while let Some(client) = clients.join_next().await {
            latencies.extend(client.context("a client died")??);
        }
        Ok(latencies)
    }

    async fn client(&self, start: Duration) -> Result<Vec<Duration>> {
        let mut client = Client::connect(self.port).await?;
        let end = Instant::now() + self.duration;
        if !start.is_zero() {
            sleep(start).await;
        }
        let mut latencies = Vec::new();
        while Instant::now() < end {
            let sent = Instant::now();
            let status = client.exchange(&self.request, None).await?;
            ensure!(is_ok(&status), "answered with {status}");
            latencies.push(sent.elapsed());
        }
        Ok(latencies)
    }
}

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

    async fn exchange(&mut self, request: &[u8], body: Option<&mut Vec<u8>>) -> Result<String> {
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
