//! The text form of faults: `name`, `name=value`, then `key=value` after
//! commas, such as `status=529,retry-after=2,times=1`.
//!
//! A part without `=` belongs to the value before it, so that dates with a
//! comma can be written, and `body=` takes all the text after it.

use std::time::Duration;

use super::{Armed, Fault, FaultError, LineEnd};

/// How a fault is written.
pub struct FaultSyntax {
    /// Its name.
    pub name: &'static str,
    /// An example with every key it has.
    pub example: &'static str,
    /// What it does, in a few words.
    pub about: &'static str,
    build: fn(&mut Parts) -> Result<Fault, FaultError>,
}

/// Every fault, for help texts.
pub const FAULTS: &[FaultSyntax] = &[
    FaultSyntax {
        name: "status",
        example: "status=529,retry-after=2,header=x-note:hello,body={}",
        about: "an error status",
        build: |parts| {
            let code = parts.status()?;
            let mut headers = Vec::new();
            for name in ["retry-after", "retry-after-ms"] {
                if let Some(value) = parts.take(name) {
                    headers.push((name.to_owned(), value));
                }
            }
            while let Some(header) = parts.take("header") {
                let (name, value) = header.split_once(':').ok_or_else(|| {
                    FaultError(format!("`header={header}`: expected `header=name:value`"))
                })?;
                headers.push((name.trim().to_owned(), value.trim().to_owned()));
            }
            let body = parts.take("body");
            Ok(Fault::Status {
                code,
                headers,
                body,
            })
        },
    },
    FaultSyntax {
        name: "delay",
        example: "delay,headers=100ms,first-event=2s,events=5ms",
        about: "waits before the headers, the first event and each later one",
        build: |parts| {
            Ok(Fault::Delay {
                headers: parts.duration("headers")?,
                first_event: parts.duration("first-event")?,
                events: parts.duration("events")?,
            })
        },
    },
    FaultSyntax {
        name: "cut-stream",
        example: "cut-stream=2",
        about: "closes the connection after that many events",
        build: |parts| {
            Ok(Fault::CutStream {
                after: parts.number()?,
            })
        },
    },
    FaultSyntax {
        name: "cut-body",
        example: "cut-body",
        about: "closes the connection in the middle of a whole answer",
        build: |_| Ok(Fault::CutBody),
    },
    FaultSyntax {
        name: "refuse",
        example: "refuse",
        about: "closes the connection before reading from it",
        build: |_| Ok(Fault::Refuse),
    },
    FaultSyntax {
        name: "reset",
        example: "reset",
        about: "resets the connection after reading the request",
        build: |_| Ok(Fault::Reset),
    },
    FaultSyntax {
        name: "split-bytes",
        example: "split-bytes=1,pause=1ms",
        about: "writes that many bytes at a time",
        build: |parts| {
            let size = parts.number()?;
            if size == 0 {
                return Err(FaultError("`split-bytes` needs at least 1".to_owned()));
            }
            let pause = parts.duration("pause")?;
            Ok(Fault::SplitBytes { size, pause })
        },
    },
    FaultSyntax {
        name: "error-first-event",
        example: "error-first-event",
        about: "answers 200 and a stream that begins with an error",
        build: |_| Ok(Fault::ErrorFirstEvent),
    },
    FaultSyntax {
        name: "error-mid-stream",
        example: "error-mid-stream=3",
        about: "ends a stream with an error after that many events",
        build: |parts| {
            Ok(Fault::ErrorMidStream {
                after: parts.number()?,
            })
        },
    },
    FaultSyntax {
        name: "malformed-event",
        example: "malformed-event=1",
        about: "breaks the JSON of the event at that place",
        build: |parts| {
            Ok(Fault::MalformedEvent {
                at: parts.number()?,
            })
        },
    },
    FaultSyntax {
        name: "gzip",
        example: "gzip",
        about: "compresses the answer although nobody asked",
        build: |_| Ok(Fault::Gzip),
    },
    FaultSyntax {
        name: "json-instead-of-stream",
        example: "json-instead-of-stream",
        about: "answers whole where a stream was asked for",
        build: |_| Ok(Fault::JsonInsteadOfStream),
    },
    FaultSyntax {
        name: "stream-instead-of-json",
        example: "stream-instead-of-json",
        about: "streams where a whole answer was asked for",
        build: |_| Ok(Fault::StreamInsteadOfJson),
    },
    FaultSyntax {
        name: "html-error-page",
        example: "html-error-page=502",
        about: "answers with the HTML page of a proxy",
        build: |parts| {
            Ok(Fault::HtmlErrorPage {
                code: parts.status()?,
            })
        },
    },
    FaultSyntax {
        name: "empty-body",
        example: "empty-body",
        about: "answers 200 with no body",
        build: |_| Ok(Fault::EmptyBody),
    },
    FaultSyntax {
        name: "no-done",
        example: "no-done",
        about: "ends a stream without its terminator",
        build: |_| Ok(Fault::NoDone),
    },
    FaultSyntax {
        name: "crlf",
        example: "crlf",
        about: "ends the lines of a stream with CR LF",
        build: |_| Ok(Fault::LineEnd(LineEnd::CrLf)),
    },
    FaultSyntax {
        name: "cr",
        example: "cr",
        about: "ends the lines of a stream with CR",
        build: |_| Ok(Fault::LineEnd(LineEnd::Cr)),
    },
    FaultSyntax {
        name: "pings",
        example: "pings",
        about: "puts comments and keep-alive events into a stream",
        build: |_| Ok(Fault::Pings),
    },
    FaultSyntax {
        name: "large-answer",
        example: "large-answer=1000000",
        about: "answers with a text of that many bytes",
        build: |parts| {
            Ok(Fault::LargeAnswer {
                bytes: parts.number()?,
            })
        },
    },
    FaultSyntax {
        name: "unknown-event",
        example: "unknown-event",
        about: "puts an event of an unknown type into a stream",
        build: |_| Ok(Fault::UnknownEvent),
    },
];

/// What was written after the name.
struct Parts {
    name: &'static str,
    value: Option<String>,
    keys: Vec<(String, String)>,
}

pub(super) fn parse(text: &str) -> Result<Armed, FaultError> {
    let (head, body) = match text.split_once(",body=") {
        Some((head, body)) => (head, Some(body)),
        None => (text, None),
    };
    let mut joined: Vec<String> = Vec::new();
    for part in head.split(',') {
        match joined.last_mut() {
            Some(last) if joined_to_last(part) => {
                last.push(',');
                last.push_str(part);
            }
            _ => joined.push(part.trim().to_owned()),
        }
    }
    let mut parts = joined.into_iter();
    let first = parts.next().unwrap_or_default();
    let (name, value) = match first.split_once('=') {
        Some((name, value)) => (name, Some(value.to_owned())),
        None => (first.as_str(), None),
    };
    let syntax = FAULTS
        .iter()
        .find(|syntax| syntax.name == name)
        .ok_or_else(|| {
            let names: Vec<&str> = FAULTS.iter().map(|syntax| syntax.name).collect();
            FaultError(format!(
                "unknown fault `{name}`; known are {}",
                names.join(", ")
            ))
        })?;
    let mut keys: Vec<(String, String)> = parts
        .filter_map(|part| {
            let (key, value) = part.split_once('=')?;
            Some((key.to_owned(), value.to_owned()))
        })
        .collect();
    keys.extend(body.map(|body| ("body".to_owned(), body.to_owned())));
    let mut parts = Parts {
        name: syntax.name,
        value,
        keys,
    };
    let times = match parts.take("times") {
        None => None,
        Some(times) => Some(
            times
                .parse()
                .map_err(|_| FaultError(format!("`times={times}`: expected a whole number")))?,
        ),
    };
    let fault = (syntax.build)(&mut parts)?;
    parts.finish(syntax.example)?;
    Ok(Armed { fault, times })
}

fn joined_to_last(part: &str) -> bool {
    !part.contains('=')
}

impl Parts {
    fn take(&mut self, key: &str) -> Option<String> {
        let at = self.keys.iter().position(|(name, _)| name == key)?;
        Some(self.keys.remove(at).1)
    }

    fn number(&mut self) -> Result<usize, FaultError> {
        let name = self.name;
        let value = self.value.take().unwrap_or_default();
        value
            .parse()
            .map_err(|_| FaultError(format!("`{name}={value}`: expected a whole number")))
    }

    fn status(&mut self) -> Result<u16, FaultError> {
        let number = self.number()?;
        u16::try_from(number)
            .ok()
            .filter(|code| (200..=599).contains(code))
            .ok_or_else(|| FaultError(format!("`{}={number}`: not an HTTP status", self.name)))
    }

    fn duration(&mut self, key: &str) -> Result<Duration, FaultError> {
        let Some(text) = self.take(key) else {
            return Ok(Duration::ZERO);
        };
        let (digits, factor) = match text.strip_suffix("ms") {
            Some(digits) => (digits, 1),
            None => (text.strip_suffix('s').unwrap_or_default(), 1000),
        };
        digits
            .parse()
            .ok()
            .and_then(|number: u64| number.checked_mul(factor))
            .map(Duration::from_millis)
            .ok_or_else(|| {
                FaultError(format!(
                    "`{key}={text}`: expected a time such as `5ms` or `2s`"
                ))
            })
    }

    fn finish(self, example: &str) -> Result<(), FaultError> {
        let left = self
            .value
            .or_else(|| self.keys.first().map(|(key, _)| key.clone()));
        match left {
            None => Ok(()),
            Some(left) => Err(FaultError(format!(
                "`{}` does not take `{left}`; an example is `{example}`",
                self.name
            ))),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_example_is_understood() {
        for syntax in FAULTS {
            if let Err(error) = parse(syntax.example) {
                panic!("{}: {error}", syntax.example);
            }
        }
    }

    #[test]
    fn a_retry_after_may_be_a_date_and_a_body_may_hold_commas() {
        let armed = parse(
            "status=503,retry-after=Wed, 21 Oct 2026 07:28:00 GMT,times=2,body={\"a\":1,\"b\":2}",
        );
        let fault = Fault::Status {
            code: 503,
            headers: vec![(
                "retry-after".to_owned(),
                "Wed, 21 Oct 2026 07:28:00 GMT".to_owned(),
            )],
            body: Some("{\"a\":1,\"b\":2}".to_owned()),
        };
        assert_eq!(armed, Ok(fault.times(2)));
    }

    #[test]
    fn what_is_not_understood_is_an_error_that_says_so() {
        for (text, part) in [
            ("stauts=1", "unknown fault `stauts`"),
            ("status=abc", "whole number"),
            ("status=99", "not an HTTP status"),
            ("gzip=1", "does not take `1`"),
            ("reset,after=2", "does not take `after`"),
            ("delay,headers=2", "a time such as"),
            ("split-bytes=0", "at least 1"),
        ] {
            let error = parse(text).expect_err(text).to_string();
            assert!(error.contains(part), "{text}: {error}");
        }
    }
}
