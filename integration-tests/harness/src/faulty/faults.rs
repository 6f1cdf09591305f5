//! The faults, as a table.

use std::time::Duration;

use super::bodies::{error, error_event, half_a_gzip, ping, retry_info};
use super::script::{Good, Step, chunk, head};

/// When a provider that says when to ask again wants to be asked.
pub const RETRY_SECONDS: u64 = 7;

/// Long enough for the bytes before a reset to be read, which would else take them away.
const READ: Duration = Duration::from_millis(400);

/// Between two bytes of a slow provider: no silence that a time-out would end.
const SLOW: Duration = Duration::from_millis(200);

/// When a fault strikes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Stage {
    /// In place of an answer.
    BeforeHeaders,
    /// Behind the headers, before the body.
    AfterHeaders,
    /// When a part of the body has gone out.
    MidBody,
    /// In place of an answer, but as one of HTTP.
    Answer,
    /// In a stream that has not said anything yet.
    FirstEvent,
    /// In a stream that has begun well.
    MidStream,
}

impl Stage {
    /// Its name in tables.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::BeforeHeaders => "before headers",
            Self::AfterHeaders => "after headers",
            Self::MidBody => "mid-answer",
            Self::Answer => "answer",
            Self::FirstEvent => "first event",
            Self::MidStream => "mid-stream",
        }
    }

    /// Whether only streams have such a stage.
    #[must_use]
    pub const fn is_of_streams(self) -> bool {
        matches!(self, Self::FirstEvent | Self::MidStream)
    }

    /// Whether an answer has begun by then.
    #[must_use]
    pub const fn has_begun(self) -> bool {
        matches!(self, Self::MidBody | Self::MidStream)
    }
}

/// One way in which an answer is spoiled.
pub struct Fault {
    /// Its name.
    pub name: &'static str,
    /// When it strikes.
    pub stage: Stage,
    /// What the provider does, in a few words.
    pub about: &'static str,
    pub(super) script: fn(&Good) -> Vec<Step>,
}

const fn fault(
    name: &'static str,
    stage: Stage,
    about: &'static str,
    script: fn(&Good) -> Vec<Step>,
) -> Fault {
    Fault {
        name,
        stage,
        about,
        script,
    }
}

/// Every fault.
pub const FAULTS: &[Fault] = &[
    fault(
        "reset",
        Stage::BeforeHeaders,
        "resets the connection",
        |_| vec![Step::Reset],
    ),
    fault(
        "close",
        Stage::BeforeHeaders,
        "closes the connection",
        |_| vec![Step::Close],
    ),
    fault(
        "garbage",
        Stage::BeforeHeaders,
        "says something that is not HTTP",
        |_| {
            vec![
                Step::Send(b"\x16\x03\x01\x00\x05\xff\xfe 220 mail.example ready\r\n\r\n".to_vec()),
                Step::Hold,
            ]
        },
    ),
    fault("stall", Stage::BeforeHeaders, "says nothing", |_| {
        vec![Step::Hold]
    }),
    fault(
        "reset-after-headers",
        Stage::AfterHeaders,
        "resets the connection",
        |good| vec![Step::Send(good.head()), Step::Wait(READ), Step::Reset],
    ),
    fault(
        "close-after-headers",
        Stage::AfterHeaders,
        "closes the connection",
        |good| vec![Step::Send(good.head()), Step::Close],
    ),
    fault(
        "stall-after-headers",
        Stage::AfterHeaders,
        "says nothing more",
        |good| vec![Step::Send(good.head()), Step::Hold],
    ),
    fault(
        "reset-mid-answer",
        Stage::MidBody,
        "resets the connection",
        |good| vec![Step::Send(good.half()), Step::Wait(READ), Step::Reset],
    ),
    fault(
        "close-mid-answer",
        Stage::MidBody,
        "closes the connection",
        |good| vec![Step::Send(good.half()), Step::Close],
    ),
    fault(
        "stall-mid-answer",
        Stage::MidBody,
        "says nothing more",
        |good| vec![Step::Send(good.half()), Step::Hold],
    ),
    fault(
        "slow-bytes",
        Stage::AfterHeaders,
        "sends a byte at a time, five a second",
        |good| {
            let body = if good.is_stream {
                good.stream_of(&good.events)
            } else {
                good.body.clone()
            };
            vec![Step::Send(good.head()), Step::Drip(body, SLOW)]
        },
    ),
    fault(
        "pings",
        Stage::FirstEvent,
        "sends signs of life and nothing else",
        |good| {
            vec![
                Step::Send(good.head()),
                Step::Repeat(chunk(ping(good.format)), SLOW),
            ]
        },
    ),
    fault("429", Stage::Answer, "429 without a hint", |good| {
        status(good, 429, &[])
    }),
    fault(
        "429-seconds",
        Stage::Answer,
        "429, `retry-after` in seconds",
        |good| {
            let wait = RETRY_SECONDS.to_string();
            status(good, 429, &[("retry-after", &wait)])
        },
    ),
    fault(
        "429-date",
        Stage::Answer,
        "429, `retry-after` as a date",
        |good| {
            status(
                good,
                429,
                &[("retry-after", "Wed, 21 Oct 2015 07:28:00 GMT")],
            )
        },
    ),
    fault(
        "429-milliseconds",
        Stage::Answer,
        "429, `retry-after-ms`",
        |good| {
            let wait = (RETRY_SECONDS * 1000).to_string();
            status(good, 429, &[("retry-after-ms", &wait)])
        },
    ),
    fault(
        "429-reset",
        Stage::Answer,
        "429, `x-ratelimit-reset-requests`",
        |good| {
            let headers = [
                ("x-ratelimit-remaining-requests", "0"),
                ("x-ratelimit-reset-requests", &*format!("{RETRY_SECONDS}s")),
            ];
            status(good, 429, &headers)
        },
    ),
    fault(
        "429-retry-info",
        Stage::Answer,
        "429, Google's `RetryInfo` in the body",
        |_| json_answer(429, &[], &retry_info(RETRY_SECONDS).to_string()),
    ),
    fault("500", Stage::Answer, "500", |good| status(good, 500, &[])),
    fault("502", Stage::Answer, "502 with a page of HTML", |_| {
        let page = b"<html><body><h1>502 Bad Gateway</h1></body></html>";
        let head = head(502, &[("content-type", "text/html")], Some(page.len()));
        vec![Step::Send([&head, page.as_slice()].concat())]
    }),
    fault("503", Stage::Answer, "503", |good| status(good, 503, &[])),
    fault("529", Stage::Answer, "529", |good| status(good, 529, &[])),
    fault(
        "error-as-200",
        Stage::Answer,
        "200 with the body of an error",
        |good| json_answer(200, &[], &error(good.format, 500).to_string()),
    ),
    fault("empty", Stage::Answer, "200 without a body", |_| {
        json_answer(200, &[], "")
    }),
    fault(
        "broken-json",
        Stage::Answer,
        "200 with half of a JSON body",
        |good| {
            let text = if good.is_stream {
                "{\"choices\": [{broken"
            } else {
                let half = good.body.get(..good.body.len() / 2).unwrap_or_default();
                std::str::from_utf8(half).unwrap_or("{broken")
            };
            json_answer(200, &[], text)
        },
    ),
    fault(
        "html-as-200",
        Stage::Answer,
        "200 with a page of HTML",
        |_| {
            let page = b"<html><body>Sign in to the network</body></html>";
            let head = head(200, &[("content-type", "text/html")], Some(page.len()));
            vec![Step::Send([&head, page.as_slice()].concat())]
        },
    ),
    fault(
        "truncated-gzip",
        Stage::Answer,
        "200 with half of a gzip file",
        |good| {
            let body: Vec<u8> = if good.is_stream {
                good.events.concat()
            } else {
                good.body.clone()
            };
            let body = half_a_gzip(&body);
            let media = if good.is_stream {
                "text/event-stream"
            } else {
                "application/json"
            };
            let headers = [("content-type", media), ("content-encoding", "gzip")];
            let head = head(200, &headers, Some(body.len()));
            vec![Step::Send([head, body].concat())]
        },
    ),
    fault(
        "error-first",
        Stage::FirstEvent,
        "an error as the first event",
        |good| {
            let events = [error_event(good.format)];
            vec![Step::Send([good.head(), good.stream_of(&events)].concat())]
        },
    ),
    fault(
        "nothing-said",
        Stage::FirstEvent,
        "ends the stream before its first event",
        |good| vec![Step::Send([good.head(), good.stream_of(&[])].concat())],
    ),
    fault(
        "all-broken",
        Stage::FirstEvent,
        "breaks the JSON of every event",
        |good| {
            let events: Vec<Vec<u8>> = good
                .events
                .iter()
                .map(|_| b"data: {broken\n\n".to_vec())
                .collect();
            vec![Step::Send([good.head(), good.stream_of(&events)].concat())]
        },
    ),
    fault(
        "error-mid-stream",
        Stage::MidStream,
        "an error in place of the last events",
        |good| {
            let mut events = first_part(good);
            events.push(error_event(good.format));
            vec![Step::Send([good.head(), good.stream_of(&events)].concat())]
        },
    ),
    fault(
        "event-broken",
        Stage::MidStream,
        "breaks the JSON of one event",
        |good| {
            let mut events = good.events.clone();
            if let Some(event) = events.get_mut(good.events.len() / 2) {
                *event = b"data: {broken\n\n".to_vec();
            }
            vec![Step::Send([good.head(), good.stream_of(&events)].concat())]
        },
    ),
    fault(
        "ends-early",
        Stage::MidStream,
        "ends the stream before the last events",
        |good| {
            let events = first_part(good);
            vec![Step::Send([good.head(), good.stream_of(&events)].concat())]
        },
    ),
    fault(
        "no-terminator",
        Stage::MidStream,
        "leaves out the last event",
        |good| {
            let events = good.events.split_last().map_or(&[][..], |(_, rest)| rest);
            vec![Step::Send([good.head(), good.stream_of(events)].concat())]
        },
    ),
];

/// The events of a stream up to some of the model's words.
fn first_part(good: &Good) -> Vec<Vec<u8>> {
    let part = good.events.get(..good.events.len() * 2 / 3);
    part.unwrap_or_default().to_vec()
}

fn status(good: &Good, status: u16, headers: &[(&str, &str)]) -> Vec<Step> {
    json_answer(status, headers, &error(good.format, status).to_string())
}

fn json_answer(status: u16, headers: &[(&str, &str)], body: &str) -> Vec<Step> {
    let headers = [&[("content-type", "application/json")], headers].concat();
    let head = head(status, &headers, Some(body.len()));
    vec![Step::Send([&head, body.as_bytes()].concat())]
}

/// What a flaky account fails with.
const FLAKES: &[&str] = &["reset", "429", "500", "503", "529", "error-as-200"];

/// The answer to request `number` of an account that fails `odds` times in a hundred,
/// each time in another way. The same number gives the same answer.
pub(super) fn flaky(number: u64, odds: u8, good: &Good) -> Vec<Step> {
    let chance = scatter(number);
    if chance % 100 >= u64::from(odds) {
        return good.steps();
    }
    let kinds = FLAKES.len() as u64;
    let name = usize::try_from(chance / 100 % kinds)
        .ok()
        .and_then(|at| FLAKES.get(at));
    let fault = FAULTS.iter().find(|fault| Some(&fault.name) == name);
    fault.map_or_else(|| vec![Step::Reset], |fault| (fault.script)(good))
}

/// A number that looks like chance: the finalizer of SplitMix64.
fn scatter(number: u64) -> u64 {
    let mut mixed = number.wrapping_add(1).wrapping_mul(0x9e37_79b9_7f4a_7c15);
    mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
    mixed ^ (mixed >> 31)
}
