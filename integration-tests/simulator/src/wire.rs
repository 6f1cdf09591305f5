//! A connection whose writes can be made small and whose end can be made rude.

use std::future::Future;
use std::io;
use std::pin::Pin;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicU64, AtomicUsize, Ordering};
use std::task::{Context, Poll};
use std::time::Duration;

use tokio::io::{AsyncRead, AsyncWrite, ReadBuf};
use tokio::net::TcpStream;
use tokio::time::Sleep;

/// What the requests on a connection ask of it.
#[derive(Debug, Default)]
pub(crate) struct Manners {
    /// Bytes in a write; 0 is no limit.
    pub(crate) split: AtomicUsize,
    /// Milliseconds between two such writes.
    pub(crate) pause: AtomicU64,
    /// Ends with a reset, not with an orderly close.
    pub(crate) reset: AtomicBool,
    /// Ends as soon as what was written so far has left.
    pub(crate) cut: AtomicBool,
}

/// A TCP stream with manners.
pub(crate) struct Wire {
    stream: TcpStream,
    manners: Arc<Manners>,
    /// A small write has gone out; the next one waits for this.
    pause: Option<Pin<Box<Sleep>>>,
}

impl Wire {
    pub(crate) fn new(stream: TcpStream, manners: Arc<Manners>) -> Self {
        Self {
            stream,
            manners,
            pause: None,
        }
    }
}

impl Drop for Wire {
    fn drop(&mut self) {
        if self.manners.reset.load(Ordering::Relaxed) {
            // A socket that is gone already needs no reset.
            let _gone = self.stream.set_zero_linger();
        }
    }
}

impl AsyncRead for Wire {
    fn poll_read(
        self: Pin<&mut Self>,
        context: &mut Context<'_>,
        buffer: &mut ReadBuf<'_>,
    ) -> Poll<io::Result<()>> {
        Pin::new(&mut self.get_mut().stream).poll_read(context, buffer)
    }
}

impl AsyncWrite for Wire {
    fn poll_write(
        self: Pin<&mut Self>,
        context: &mut Context<'_>,
        bytes: &[u8],
    ) -> Poll<io::Result<usize>> {
        let this = self.get_mut();
        let split = this.manners.split.load(Ordering::Relaxed);
        if split == 0 {
            return Pin::new(&mut this.stream).poll_write(context, bytes);
        }
        if let Some(pause) = &mut this.pause {
            if pause.as_mut().poll(context).is_pending() {
                return Poll::Pending;
            }
            this.pause = None;
        }
        let part = bytes.get(..split.min(bytes.len())).unwrap_or_default();
        let written = Pin::new(&mut this.stream).poll_write(context, part);
        let pause = Duration::from_millis(this.manners.pause.load(Ordering::Relaxed));
        if written.is_ready() && !pause.is_zero() {
            this.pause = Some(Box::pin(tokio::time::sleep(pause)));
        }
        written
    }

    fn poll_flush(self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<io::Result<()>> {
        let this = self.get_mut();
        let flushed = Pin::new(&mut this.stream).poll_flush(context);
        if flushed.is_ready() && this.manners.cut.load(Ordering::Relaxed) {
            return Poll::Ready(Err(io::ErrorKind::ConnectionAborted.into()));
        }
        flushed
    }

    fn poll_shutdown(self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<io::Result<()>> {
        let this = self.get_mut();
        if this.manners.reset.load(Ordering::Relaxed) {
            return Poll::Ready(Ok(()));
        }
        Pin::new(&mut this.stream).poll_shutdown(context)
    }
}
