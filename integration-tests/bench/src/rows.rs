//! What is measured: one row a traffic shape, with the bar it has to meet.

use clap::ValueEnum;
use clap::builder::PossibleValue;

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
    /// The most that the gateway may cost: Envoy's CPU for a request, as a
    /// multiple of bare Envoy's in the same run.
    pub(crate) bar: f64,
    /// The same as a multiple of Envoy's with a filter that only buffers the request,
    /// alone and with everything around it as Sluice configures it.
    pub(crate) bar_over_buffering: Option<f64>,
}

/// All rows, in the order of the report.
#[rustfmt::skip]
pub(crate) static ROWS: [Row; 10] = [
    row("small-same", Request::Chat(200), Provider::OpenAi, Answer::Whole, 16, 1.9),
    row("medium-same", Request::Chat(8 << 10), Provider::OpenAi, Answer::Whole, 16, 2.0),
    over_buffering(1.3, row("large-same", Request::Chat(200 << 10), Provider::OpenAi, Answer::Whole, 8, 1.7)),
    row("image-same", Request::Image(2 << 20), Provider::OpenAi, Answer::Whole, 4, 1.7),
    row("small-translated", Request::Chat(200), Provider::Anthropic, Answer::Whole, 16, 2.1),
    row("large-translated", Request::Chat(200 << 10), Provider::Anthropic, Answer::Whole, 8, 2.8),
    row("stream-same", Request::Chat(200), Provider::OpenAi, Answer::Stream, 16, 1.3),
    row("stream-translated", Request::Chat(200), Provider::Anthropic, Answer::Stream, 16, 1.9),
    row("paced-same", Request::Chat(200), Provider::OpenAi, Answer::Paced, 64, 1.4),
    row("paced-translated", Request::Chat(200), Provider::Anthropic, Answer::Paced, 64, 1.4),
];

const fn row(
    name: &'static str,
    request: Request,
    provider: Provider,
    answer: Answer,
    connections: usize,
    bar: f64,
) -> Row {
    Row {
        name,
        request,
        provider,
        answer,
        connections,
        bar,
        bar_over_buffering: None,
    }
}

const fn over_buffering(bar: f64, row: Row) -> Row {
    Row {
        bar_over_buffering: Some(bar),
        ..row
    }
}

impl Row {
    /// The model that the client names: it leads the gateway to the right
    /// upstream.
    pub(crate) fn model(&self) -> String {
        format!("{}-{}", self.provider.name(), self.answer.name())
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
