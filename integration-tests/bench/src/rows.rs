//! What is measured: one row a traffic shape, with the bar it has to meet.

use clap::ValueEnum;
use clap::builder::PossibleValue;

use crate::bars::Bar;
use crate::variants::{BARE, BUFFERING, CHAIN, EMPTY, SLUICE};

/// How the provider answers.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Answer {
    /// One JSON body of about 600 bytes.
    Whole,
    /// [`EVENTS`] events, each written by itself, as fast as they are taken.
    Stream,
    /// [`EVENTS`] events, one each [`PACE_MILLIS`].
    Paced,
}

/// Content events of a streamed answer.
pub(crate) const EVENTS: usize = 200;

/// Milliseconds between two events of a paced stream.
pub(crate) const PACE_MILLIS: u64 = 5;

impl Answer {
    /// All of them, in the order in which upstreams listen.
    pub(crate) const ALL: [Self; 3] = [Self::Whole, Self::Stream, Self::Paced];

    /// The name used for clusters, providers and models.
    pub(crate) const fn name(self) -> &'static str {
        match self {
            Self::Whole => "whole",
            Self::Stream => "stream",
            Self::Paced => "paced",
        }
    }
}

/// The format of the provider behind the gateway. The client always speaks
/// OpenAI chat.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Provider {
    /// The client's own format: bodies pass natively.
    OpenAi,
    /// Another format: request and answer are translated.
    Anthropic,
}

impl Provider {
    /// All of them, in the order in which upstreams listen.
    pub(crate) const ALL: [Self; 2] = [Self::OpenAi, Self::Anthropic];

    /// The name used for clusters, providers and models.
    pub(crate) const fn name(self) -> &'static str {
        match self {
            Self::OpenAi => "openai",
            Self::Anthropic => "anthropic",
        }
    }
}

/// What the client sends.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Request {
    /// A conversation; the size of the body in bytes.
    Chat(usize),
    /// A question about an inline picture; the size of the body in bytes.
    Image(usize),
}

/// Which texts a guardrail looks at.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Side {
    /// Those of requests.
    Input,
    /// Those of answers.
    Output,
}

impl Side {
    /// As gateway.yaml has it.
    pub(crate) const fn name(self) -> &'static str {
        match self {
            Self::Input => "input",
            Self::Output => "output",
        }
    }

    /// The gateway whose guardrail looks there.
    pub(crate) const fn variant(self) -> &'static str {
        match self {
            Self::Input => "guarded in",
            Self::Output => "guarded out",
        }
    }
}

/// One traffic shape.
#[derive(Debug)]
pub(crate) struct Row {
    /// As `--only` takes it.
    pub(crate) name: &'static str,
    /// What the client sends.
    pub(crate) request: Request,
    /// Who answers it.
    pub(crate) provider: Provider,
    /// How.
    pub(crate) answer: Answer,
    /// Connections that send one request after the other.
    pub(crate) connections: usize,
    /// The side of a guardrail that looks for personal data, and is compared with the
    /// gateway without one; else the gateway is compared with bare Envoy.
    pub(crate) guarded: Option<Side>,
    /// What it has to come to.
    pub(crate) bars: &'static [Bar],
}

/// All rows, in the order of the report.
#[rustfmt::skip]
pub(crate) static ROWS: [Row; 15] = [
    row("small-same", Request::Chat(200), Provider::OpenAi, Answer::Whole, 16, &[Bar::Cpu(1.9)]),
    row("medium-same", Request::Chat(8 << 10), Provider::OpenAi, Answer::Whole, 16, &[Bar::Cpu(2.0)]),
    row("large-same", Request::Chat(200 << 10), Provider::OpenAi, Answer::Whole, 8, &[Bar::Cpu(1.7), Bar::OverBuffering(1.3)]),
    row("image-same", Request::Image(2 << 20), Provider::OpenAi, Answer::Whole, 4, &[Bar::Cpu(1.7)]),
    row("small-translated", Request::Chat(200), Provider::Anthropic, Answer::Whole, 16, &[Bar::Cpu(2.1)]),
    row("large-translated", Request::Chat(200 << 10), Provider::Anthropic, Answer::Whole, 8, &[Bar::Cpu(2.8)]),
    row("stream-same", Request::Chat(200), Provider::OpenAi, Answer::Stream, 16, &[Bar::Cpu(1.3)]),
    row("stream-translated", Request::Chat(200), Provider::Anthropic, Answer::Stream, 16, &[Bar::Cpu(1.9)]),
    row("paced-same", Request::Chat(200), Provider::OpenAi, Answer::Paced, 64, &[Bar::Cpu(1.4)]),
    row("paced-translated", Request::Chat(200), Provider::Anthropic, Answer::Paced, 64, &[Bar::Cpu(1.4)]),
    guarded(Side::Output, row("stream-guarded", Request::Chat(200), Provider::OpenAi, Answer::Stream, 16, &[Bar::Throughput(0.8)])),
    guarded(Side::Output, row("paced-guarded", Request::Chat(200), Provider::OpenAi, Answer::Paced, 64, &[Bar::Held(64.0)])),
    guarded(Side::Output, row("answer-guarded", Request::Chat(200), Provider::OpenAi, Answer::Whole, 16, &[Bar::Cpu(1.25)])),
    guarded(Side::Input, row("medium-guarded", Request::Chat(8 << 10), Provider::OpenAi, Answer::Whole, 16, &[Bar::Speed(100.0)])),
    guarded(Side::Input, row("large-guarded", Request::Chat(200 << 10), Provider::OpenAi, Answer::Whole, 8, &[Bar::Speed(100.0)])),
];

const fn row(
    name: &'static str,
    request: Request,
    provider: Provider,
    answer: Answer,
    connections: usize,
    bars: &'static [Bar],
) -> Row {
    Row {
        name,
        request,
        provider,
        answer,
        connections,
        guarded: None,
        bars,
    }
}

const fn guarded(side: Side, row: Row) -> Row {
    Row {
        guarded: Some(side),
        ..row
    }
}

impl Row {
    /// The model that the client names: it leads the gateway to the right
    /// upstream.
    pub(crate) fn model(&self) -> String {
        format!("{}-{}", self.provider.name(), self.answer.name())
    }

    /// Whether it is compared with what only buffers the request as well.
    pub(crate) fn is_over_buffering(&self) -> bool {
        let mut bars = self.bars.iter();
        bars.any(|bar| matches!(bar, Bar::OverBuffering(_)))
    }

    /// The variants that are measured for it; the others are compared with the first.
    pub(crate) fn variants(&self) -> Vec<&'static str> {
        match self.guarded {
            Some(side) => vec![SLUICE, side.variant()],
            None if self.is_over_buffering() => vec![BARE, EMPTY, BUFFERING, CHAIN, SLUICE],
            None => vec![BARE, EMPTY, SLUICE],
        }
    }
}

/// A row's name on the command line.
#[derive(Debug, Clone, Copy)]
pub(crate) struct RowName(pub(crate) usize);

impl ValueEnum for RowName {
    fn value_variants<'a>() -> &'a [Self] {
        const NAMES: [RowName; ROWS.len()] = {
            let mut names = [RowName(0); ROWS.len()];
            let mut index = 0;
            while index < names.len() {
                names[index] = RowName(index);
                index += 1;
            }
            names
        };
        &NAMES
    }

    fn to_possible_value(&self) -> Option<PossibleValue> {
        ROWS.get(self.0).map(|row| PossibleValue::new(row.name))
    }
}
