//! A provider that says what it is told and keeps what it got, for what no
//! simulator speaks: sound, files, WebSockets.

use std::io::{Read, Write};
use std::net::{Ipv4Addr, SocketAddr, TcpListener, TcpStream};
use std::sync::{Arc, Mutex, PoisonError};
use std::thread;

/// What the provider does with each connection.
#[derive(Debug, Clone)]
pub enum Behaviour {
    /// Answers each request with these bytes, then closes.
    Answer(Vec<u8>),
    /// Upgrades to a WebSocket, then sends every byte back.
    Echo,
}

/// A request as it came.
#[derive(Debug, Clone)]
pub struct Received {
    /// Request line and headers.
    pub head: String,
    /// The body, which was announced by its length.
    pub body: Vec<u8>,
}

impl Received {
    /// The first header of that name, lower case.
    #[must_use]
    pub fn header(&self, name: &str) -> Option<&str> {
        self.head.lines().find_map(|line| {
            let (known, value) = line.split_once(':')?;
            known.eq_ignore_ascii_case(name).then(|| value.trim())
        })
    }
}

/// A listening provider; it ends with the test's process.
#[derive(Debug)]
pub struct Upstream {
    address: SocketAddr,
    received: Arc<Mutex<Vec<Received>>>,
}

impl Upstream {
    /// Starts to listen.
    ///
    /// # Panics
    /// No port is free.
    #[must_use]
    pub fn start(behaviour: Behaviour) -> Self {
        let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0))
            .unwrap_or_else(|error| panic!("no upstream: {error}"));
        let address = listener
            .local_addr()
            .unwrap_or_else(|error| panic!("no upstream: {error}"));
        let received = Arc::new(Mutex::new(Vec::new()));
        let kept = Arc::clone(&received);
        thread::spawn(move || {
            for stream in listener.incoming().flatten() {
                let (behaviour, kept) = (behaviour.clone(), Arc::clone(&kept));
                thread::spawn(move || serve(stream, &behaviour, &kept));
            }
        });
        Self { address, received }
    }

    /// An answer with these headers, one a line, and this body.
    #[must_use]
    pub fn answer(status: u16, headers: &[&str], body: &[u8]) -> Behaviour {
        let mut bytes = format!(
            "HTTP/1.1 {status} Said\r\ncontent-length: {}\r\n",
            body.len()
        );
        for header in headers {
            bytes.push_str(header);
            bytes.push_str("\r\n");
        }
        bytes.push_str("connection: close\r\n\r\n");
        Behaviour::Answer([bytes.as_bytes(), body].concat())
    }

    /// Its URL, without a path.
    #[must_use]
    pub fn url(&self) -> String {
        format!("http://{}", self.address)
    }

    /// What has come so far.
    #[must_use]
    pub fn received(&self) -> Vec<Received> {
        let kept = self.received.lock();
        kept.unwrap_or_else(PoisonError::into_inner).clone()
    }
}

/// One connection. A client that goes away ends it.
fn serve(mut stream: TcpStream, behaviour: &Behaviour, kept: &Mutex<Vec<Received>>) {
    let Some((received, rest)) = read(&mut stream) else {
        return;
    };
    kept.lock()
        .unwrap_or_else(PoisonError::into_inner)
        .push(received);
    match behaviour {
        Behaviour::Answer(bytes) => drop(stream.write_all(bytes)),
        Behaviour::Echo => {
            let head =
                b"HTTP/1.1 101 Switching Protocols\r\nupgrade: websocket\r\nconnection: upgrade\r\n\r\n";
            if stream
                .write_all(head)
                .and_then(|()| stream.write_all(&rest))
                .is_ok()
            {
                echo(&mut stream);
            }
        }
    }
}

fn echo(stream: &mut TcpStream) {
    let mut buffer = [0; 4096];
    while let Ok(length @ 1..) = stream.read(&mut buffer) {
        let bytes = buffer.get(..length).unwrap_or_default();
        if stream.write_all(bytes).is_err() {
            return;
        }
    }
}

/// A request, and the bytes behind it.
fn read(stream: &mut TcpStream) -> Option<(Received, Vec<u8>)> {
    let mut bytes = Vec::new();
    let mut more = |bytes: &mut Vec<u8>| {
        let mut buffer = [0; 16 << 10];
        let length = stream.read(&mut buffer).ok().filter(|length| *length > 0)?;
        bytes.extend(buffer.get(..length)?);
        Some(())
    };
    let end = loop {
        let found = bytes.windows(4).position(|window| window == b"\r\n\r\n");
        match found {
            Some(end) => break end + 4,
            None => more(&mut bytes)?,
        }
    };
    let body = bytes.split_off(end);
    let mut received = Received {
        head: String::from_utf8_lossy(&bytes).into_owned(),
        body,
    };
    let length = received.header("content-length").map(str::parse);
    let length: usize = length.and_then(Result::ok).unwrap_or(0);
    while received.body.len() < length {
        more(&mut received.body)?;
    }
    let rest = received.body.split_off(length);
    Some((received, rest))
}
