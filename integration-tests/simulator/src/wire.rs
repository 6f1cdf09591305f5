//! A connection whose writes can be made small and whose end can be made rude.

use std::io;
use std::pin::Pin;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::task::{Context, Poll};

use tokio::io::{AsyncRead, AsyncWrite, ReadBuf};
use tokio::net::TcpStream;

/// What the requests on a connection ask of it.
#[derive(Debug, Default)]
pub(crate) struct Manners {
    /// Bytes in a write; 0 is no limit.
    pub(crate) split: AtomicUsize,
    /// Ends with a reset, not with an orderly close.
    pub(crate) reset: AtomicBool,
    /// Ends as soon as what was written so far has left.
    pub(crate) cut: AtomicBool,
}

/// A TCP stream with manners.
pub(crate) struct Wire {
    stream: TcpStream,
    manners: Arc<Manners>,
    /// A small write has gone out; the next one waits for its turn, so that
    /// the reader has a chance to see the pieces apart.
    yielded: bool,
}

impl Wire {
    pub(crate) fn new(stream: TcpStream, manners: Arc<Manners>) -> Self {
        Self {
            stream,
            manners,
            yielded: false,
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
        if this.yielded {
            this.yielded = false;
            context.waker().wake_by_ref();
            return Poll::Pending;
        }
        let part = bytes.get(..split.min(bytes.len())).unwrap_or_default();
        let written = Pin::new(&mut this.stream).poll_write(context, part);
        this.yielded = written.is_ready();
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
