//! The providers: each format and each manner of answering has its own port, so
//! that no request has to be understood.

use std::io;
use std::net::Ipv4Addr;
use std::sync::Arc;
use std::time::Duration;

use tokio::io::AsyncWriteExt;
use tokio::net::{TcpListener, TcpStream};
use tokio::time::{MissedTickBehavior, interval};

use crate::answers;
use crate::rows::{Answer, PACE_MILLIS, Provider};
use crate::wire::Reader;

/// Where the providers listen.
#[derive(Debug)]
pub(crate) struct Upstreams {
    ports: Vec<(Provider, Answer, u16)>,
}

impl Upstreams {
    /// Starts all of them on the current runtime, on free ports.
    pub(crate) async fn start() -> io::Result<Self> {
        let mut ports = Vec::new();
        for provider in Provider::ALL {
            for answer in Answer::ALL {
                let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).await?;
                ports.push((provider, answer, listener.local_addr()?.port()));
                tokio::spawn(serve(listener, Arc::new(Script::new(provider, answer))));
            }
        }
        Ok(Self { ports })
    }

    /// Each upstream with its port.
    pub(crate) fn ports(&self) -> &[(Provider, Answer, u16)] {
        &self.ports
    }
}

/// What one upstream writes.
#[derive(Debug)]
enum Script {
    Whole(Vec<u8>),
    Stream {
        chunks: Vec<Vec<u8>>,
        pace: Option<Duration>,
    },
}

impl Script {
    fn new(provider: Provider, answer: Answer) -> Self {
        let pace = match answer {
            Answer::Whole => return Self::Whole(answers::whole(provider)),
            Answer::Stream => None,
            Answer::Paced => Some(Duration::from_millis(PACE_MILLIS)),
        };
        Self::Stream {
            chunks: answers::stream(provider),
            pace,
        }
    }

    async fn write(&self, stream: &mut TcpStream) -> io::Result<()> {
        let (chunks, pace) = match self {
            Self::Whole(answer) => return stream.write_all(answer).await,
            Self::Stream { chunks, pace } => (chunks, pace),
        };
        stream.write_all(answers::STREAM_HEAD).await?;
        let mut clock = pace.map(interval);
        if let Some(clock) = &mut clock {
            clock.set_missed_tick_behavior(MissedTickBehavior::Delay);
        }
        for chunk in chunks {
            if let Some(clock) = &mut clock {
                clock.tick().await;
            }
            stream.write_all(chunk).await?;
        }
        Ok(())
    }
}

async fn serve(listener: TcpListener, script: Arc<Script>) {
    while let Ok((stream, _)) = listener.accept().await {
        let script = Arc::clone(&script);
        // The gateway closing its connection is how each of them ends.
        tokio::spawn(async move { answer_all(stream, &script).await });
    }
}

async fn answer_all(mut stream: TcpStream, script: &Script) -> io::Result<()> {
    stream.set_nodelay(true)?;
    let mut reader = Reader::default();
    while reader.message(&mut stream, |_| {}).await?.is_some() {
        script.write(&mut stream).await?;
    }
    Ok(())
}
