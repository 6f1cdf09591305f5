//! As much HTTP/1.1 as both ends of the measurement need: where a message ends.
//!
//! Deliberately not a general client or server: the load and the upstream share
//! one core, and what they do not spend shows the gateway at a higher rate.
//! Framing follows RFC 9112 §6 and §7.1; messages without a length are refused.

use std::io;

use memchr::memmem;
use tokio::io::AsyncReadExt;
use tokio::net::TcpStream;

/// The longest head that is read, in bytes.
const MAX_HEAD: usize = 64 << 10;

/// Reads one message after the other from a connection that is kept open.
#[derive(Debug, Default)]
pub(crate) struct Reader {
    /// Bytes read and not yet consumed.
    buffer: Vec<u8>,
}

impl Reader {
    /// Reads one message to its end and returns its first line; `None` when the
    /// other side closed between messages. The body goes to `body` as it comes.
    pub(crate) async fn message(
        &mut self,
        stream: &mut TcpStream,
        mut body: impl FnMut(&[u8]),
    ) -> io::Result<Option<String>> {
        let head_len = loop {
            if let Some(at) = memmem::find(&self.buffer, b"\r\n\r\n") {
                break at + 4;
            }
            if self.buffer.len() > MAX_HEAD {
                return Err(malformed("head too long"));
            }
            if stream.read_buf(&mut self.buffer).await? == 0 {
                return match self.buffer.is_empty() {
                    true => Ok(None),
                    false => Err(io::ErrorKind::UnexpectedEof.into()),
                };
            }
        };
        let (first_line, mut framing) = parse_head(&self.buffer[..head_len])?;
        self.buffer.drain(..head_len);
        loop {
            let used = framing.consume(&self.buffer, &mut body)?;
            self.buffer.drain(..used);
            if framing.is_done() {
                return Ok(Some(first_line));
            }
            if self.buffer.capacity() < MAX_HEAD {
                self.buffer.reserve(MAX_HEAD);
            }
            if stream.read_buf(&mut self.buffer).await? == 0 {
                return Err(io::ErrorKind::UnexpectedEof.into());
            }
        }
    }
}

fn parse_head(head: &[u8]) -> io::Result<(String, Framing)> {
    let head = str::from_utf8(head).map_err(|_| malformed("head is not text"))?;
    let mut lines = head.split("\r\n");
    let first_line = lines.next().unwrap_or_default().to_owned();
    let mut framing = None;
    for line in lines {
        let Some((name, value)) = line.split_once(':') else {
            continue;
        };
        let value = value.trim();
        if name.eq_ignore_ascii_case("transfer-encoding") && value.eq_ignore_ascii_case("chunked") {
            framing = Some(Framing::Chunked(Chunk::Size(0)));
        } else if name.eq_ignore_ascii_case("content-length") && framing.is_none() {
            let length = value.parse().map_err(|_| malformed("content-length"))?;
            framing = Some(Framing::Length(length));
        }
    }
    let framing = framing.ok_or_else(|| malformed("no length"))?;
    Ok((first_line, framing))
}

fn malformed(what: &'static str) -> io::Error {
    io::Error::new(io::ErrorKind::InvalidData, what)
}

/// How much of a body is still to come.
#[derive(Debug)]
enum Framing {
    /// This many bytes.
    Length(u64),
    /// Chunks, of which one is being read.
    Chunked(Chunk),
}

/// The place inside a chunked body.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Chunk {
    /// In the line with the size, of which this much has been read.
    Size(u64),
    /// After the size, up to the line's end.
    Extension(u64),
    /// In the data, with the line end behind it: this many bytes to go.
    Data(u64),
    /// In the trailer section; whether the current line is still empty.
    Trailer(bool),
    /// Behind the last byte.
    End,
}

impl Framing {
    fn is_done(&self) -> bool {
        matches!(self, Self::Length(0) | Self::Chunked(Chunk::End))
    }

    /// Takes what belongs to this body from the start of `input`.
    fn consume(&mut self, input: &[u8], keep: &mut impl FnMut(&[u8])) -> io::Result<usize> {
        match self {
            Self::Length(left) => {
                let used = bounded(*left, input.len());
                keep(&input[..used]);
                *left -= used as u64;
                Ok(used)
            }
            Self::Chunked(chunk) => {
                let mut at = 0;
                while at < input.len() && *chunk != Chunk::End {
                    if let Chunk::Data(left) = *chunk {
                        let used = bounded(left, input.len() - at);
                        // The last two bytes to go are the line end.
                        keep(&input[at..at + bounded(left.saturating_sub(2), used)]);
                        at += used;
                        let left = left - used as u64;
                        *chunk = if left == 0 {
                            Chunk::Size(0)
                        } else {
                            Chunk::Data(left)
                        };
                    } else {
                        *chunk = chunk.step(input[at])?;
                        at += 1;
                    }
                }
                Ok(at)
            }
        }
    }
}

impl Chunk {
    /// One byte outside the data.
    fn step(self, byte: u8) -> io::Result<Self> {
        Ok(match (self, byte) {
            (Self::Size(0) | Self::Extension(0), b'\n') => Self::Trailer(true),
            (Self::Size(size) | Self::Extension(size), b'\n') => Self::Data(size + 2),
            (Self::Size(size), b'\r' | b';') => Self::Extension(size),
            (Self::Size(size), digit) => {
                let value = char::from(digit)
                    .to_digit(16)
                    .ok_or_else(|| malformed("chunk size"))?;
                let size = size
                    .checked_mul(16)
                    .ok_or_else(|| malformed("chunk size"))?;
                Self::Size(size | u64::from(value))
            }
            (Self::Trailer(true), b'\n') => Self::End,
            (Self::Trailer(false), b'\n') => Self::Trailer(true),
            (Self::Trailer(empty), b'\r') => Self::Trailer(empty),
            (Self::Trailer(_), _) => Self::Trailer(false),
            (other, _) => other,
        })
    }
}

fn bounded(left: u64, available: usize) -> usize {
    usize::try_from(left).map_or(available, |left| left.min(available))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(head: &str, rest: &[u8], expected: &[u8], unused: usize) {
        for cut in 1..=rest.len() {
            let (_, mut framing) = parse_head(head.as_bytes()).expect("a head");
            let mut body = Vec::new();
            let mut used = 0;
            for piece in rest.chunks(cut) {
                let taken = framing
                    .consume(piece, &mut |bytes: &[u8]| body.extend_from_slice(bytes))
                    .expect("a body");
                used += taken;
                if taken < piece.len() {
                    break;
                }
            }
            assert!(framing.is_done());
            assert_eq!(
                (body.as_slice(), rest.len() - used),
                (expected, unused),
                "cut {cut}"
            );
        }
    }

    #[test]
    fn a_length_ends_the_body_wherever_it_is_cut() {
        check(
            "HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\n",
            b"hello",
            b"hello",
            0,
        );
    }

    #[test]
    fn chunks_are_joined_wherever_they_are_cut() {
        let head = "POST / HTTP/1.1\r\ntransfer-encoding: chunked\r\n\r\n";
        check(
            head,
            b"5\r\nhello\r\nA;x=y\r\n0123456789\r\n0\r\n\r\n",
            b"hello0123456789",
            0,
        );
        check(head, b"1\r\na\r\n0\r\ntrailer: 1\r\n\r\n", b"a", 0);
    }

    #[test]
    fn a_chunk_size_beyond_all_measure_is_refused() {
        let (_, mut framing) =
            parse_head(b"x\r\ntransfer-encoding: chunked\r\n\r\n").expect("a head");
        assert!(
            framing
                .consume(b"fffffffffffffffff", &mut |_: &[u8]| {})
                .is_err()
        );
    }

    #[test]
    fn a_message_without_a_length_is_refused() {
        assert!(parse_head(b"HTTP/1.1 200 OK\r\n\r\n").is_err());
    }
}
