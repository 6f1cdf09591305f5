//! How the targets of a model are put in order, and what a target must be able to do.

use std::time::Duration;

/// A node of the tree that orders the targets of a model.
///
/// Each group orders its members by its strategy; what a member stands for takes its
/// place in that order, so that the whole tree yields one list of targets.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Group {
    /// How the members are ordered.
    pub strategy: Strategy,
    /// At least one.
    pub members: Vec<Member>,
}

/// A member of a [`Group`].
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Member {
    /// When it is there at all; always if none.
    pub when: Option<Condition>,
    /// Its share, for [`Strategy::Weighted`]; 1 to 1,000,000.
    pub weight: u32,
    /// What it stands for.
    pub node: Node,
}

/// A target or another group.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Node {
    /// Index into [`crate::Model::targets`].
    Target(usize),
    /// A group of its own.
    Group(Group),
}

/// How the members of a [`Group`] are ordered. The first is asked; the others are
/// what it falls back to, in this order.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Strategy {
    /// As they are written.
    Priority,
    /// By chance, in proportion to their weights.
    Weighted {
        /// What stays with the same member as long as it can.
        sticky: Option<Sticky>,
    },
    /// The fastest of two that chance picks, by the time to the first token and that
    /// of each further one.
    LowestLatency {
        /// Requests of a thousand that go to a member picked by chance alone.
        exploration: u32,
    },
    /// The cheapest for the estimated tokens of the request.
    LowestCost,
    /// The one with the fewest requests under way.
    LeastBusy,
    /// As they are written, but those whose rate limit is used up behind the others.
    FillFirst {
        /// A limit counts as used up when less than this percentage of it remains.
        spill_below: u32,
    },
    /// Of two members the first is the stable one; the second gets a part.
    Canary {
        /// Of ten thousand requests, how many the second member gets.
        share: u32,
        /// What stays with the same member.
        sticky: Option<Sticky>,
        /// When the second member gets none any more.
        stop: CanaryStop,
    },
}

impl Strategy {
    /// Percent of requests that [`Self::LowestLatency`] explores with if the file says
    /// nothing.
    pub const USUAL_EXPLORATION: u32 = 5;

    /// Percent of a rate limit below which [`Self::FillFirst`] spills over if the file
    /// says nothing.
    pub const USUAL_SPILL_BELOW: u32 = 5;
}

/// When a canary is stopped.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct CanaryStop {
    /// Its error ratio exceeds that of the stable member by this much, in percentage
    /// points.
    pub excess: u32,
    /// It has answered at least so many requests in the window.
    pub min_requests: u32,
}

/// What a request has in common with others that should get the same member.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Sticky {
    /// The consumer.
    Consumer,
    /// This header, by lowercase name.
    Header(String),
    /// The end user that the body names: OpenAI's `user` or `safety_identifier`,
    /// Anthropic's `metadata.user_id`.
    User,
}

/// What is asked of a request before a member is considered.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Condition {
    /// All of these hold; true if there are none.
    All(Vec<Self>),
    /// One of these holds.
    Any(Vec<Self>),
    /// It does not hold.
    Not(Box<Self>),
    /// The consumer has one of these names.
    Consumer(Vec<String>),
    /// The consumer's team is one of these.
    Team(Vec<String>),
    /// The header of this lowercase name is one of these; with none of them, is there.
    Header(String, Vec<Pattern>),
    /// The path, without its query, is one of these.
    Path(Vec<Pattern>),
    /// Something that the request does or does not ask for.
    Has(Feature, bool),
    /// A number of the request is within bounds. What the request does not say is
    /// within none.
    Number(Measure, Bounds),
    /// The clock is within a window.
    Time(TimeWindow),
}

/// A text, or its beginning.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Pattern {
    /// All of it.
    Exact(String),
    /// What it begins with.
    Prefix(String),
}

impl Pattern {
    /// Whether a text is meant.
    #[must_use]
    pub fn matches(&self, text: &str) -> bool {
        match self {
            Self::Exact(exact) => exact == text,
            Self::Prefix(prefix) => text.starts_with(prefix.as_str()),
        }
    }
}

/// Something a request may ask for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
#[non_exhaustive]
pub enum Feature {
    /// It offers tools.
    Tools,
    /// It holds an image.
    Image,
    /// It holds a document, such as a PDF.
    Document,
    /// It holds sound.
    AudioInput,
    /// It asks for an answer in sound.
    AudioOutput,
    /// It asks for JSON of any shape.
    JsonMode,
    /// It asks for JSON of a given schema.
    JsonSchema,
    /// It asks for reasoning.
    Reasoning,
    /// It asks for a stream.
    Stream,
    /// Its text holds code.
    Code,
}

impl Feature {
    /// Every feature, with its name in gateway.yaml.
    pub const ALL: &[(Self, &'static str)] = &[
        (Self::Tools, "tools"),
        (Self::Image, "image"),
        (Self::Document, "document"),
        (Self::AudioInput, "audio_input"),
        (Self::AudioOutput, "audio_output"),
        (Self::JsonMode, "json_mode"),
        (Self::JsonSchema, "json_schema"),
        (Self::Reasoning, "reasoning"),
        (Self::Stream, "stream"),
        (Self::Code, "code"),
    ];
}

/// A number of a request.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
#[non_exhaustive]
pub enum Measure {
    /// The output limit that the client gave, in tokens.
    MaxTokens,
    /// Estimated input tokens.
    InputTokens,
    /// Unicode characters of all text in the conversation.
    PromptChars,
    /// Messages in the conversation.
    Messages,
    /// Tools on offer.
    ToolCount,
}

impl Measure {
    /// Every measure, with its name in gateway.yaml.
    pub const ALL: &[(Self, &'static str)] = &[
        (Self::MaxTokens, "max_tokens"),
        (Self::InputTokens, "input_tokens"),
        (Self::PromptChars, "prompt_chars"),
        (Self::Messages, "messages"),
        (Self::ToolCount, "tool_count"),
    ];
}

/// Bounds of a number, both inclusive.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Bounds {
    /// At least this.
    pub min: u64,
    /// At most this.
    pub max: u64,
}

/// Hours of some days of the week.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct TimeWindow {
    /// Bit 0 is Monday.
    pub days: u8,
    /// Minute of the day at which it begins, 0 to 1439; the days are those of its
    /// beginning.
    pub from: u16,
    /// Minute at which it ends, 0 to 1440, not the same; before `from` it is that of
    /// the next day.
    pub to: u16,
    /// Minutes that local time is ahead of UTC.
    pub utc_offset: i16,
}

/// What is known of a provider's model, from the catalogue and the file.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Card {
    /// Tokens of input and output together.
    pub context_window: Option<u64>,
    /// Tokens of output.
    pub max_output: Option<u64>,
    /// What it can do.
    pub capabilities: Capabilities,
    /// What it costs.
    pub price: Option<Price>,
}

/// What a model can do. What is not known excludes nothing.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Capabilities {
    /// Features it has.
    has: u16,
    /// Features it lacks.
    lacks: u16,
}

impl Capabilities {
    /// Says that it has or lacks a feature.
    pub const fn set(&mut self, feature: Feature, has: bool) {
        let bit = 1 << feature as u16;
        self.has &= !bit;
        self.lacks &= !bit;
        if has {
            self.has |= bit;
        } else {
            self.lacks |= bit;
        }
    }

    /// Whether it has a feature; `None` if that is not known.
    #[must_use]
    pub const fn get(self, feature: Feature) -> Option<bool> {
        let bit = 1 << feature as u16;
        if self.has & bit != 0 {
            Some(true)
        } else if self.lacks & bit != 0 {
            Some(false)
        } else {
            None
        }
    }

    /// Whether anything is known to be lacking.
    #[must_use]
    pub const fn lacks_any(self) -> bool {
        self.lacks != 0
    }
}

/// Prices in billionths of a US dollar a token: 3,000 are 3 dollars a million tokens.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Price {
    /// Of a token of input.
    pub input: u64,
    /// Of a token of output.
    pub output: u64,
    /// Of a token of input that is read from the provider's cache; `input` if none.
    pub cache_read: Option<u64>,
    /// Of a token of input that is written to it; `input` if none.
    pub cache_write: Option<u64>,
}

/// Where data may go and what may be done with it.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct DataRules {
    /// Accounts in these regions only, sorted; any if none.
    pub regions: Option<Vec<String>>,
    /// Only accounts whose provider does not train on the data.
    pub no_training: bool,
    /// Only accounts with zero data retention.
    pub zdr: bool,
}

impl DataRules {
    /// Whether an account keeps to them. What it does not say it does not promise.
    #[must_use]
    pub fn admit(&self, policy: &DataPolicy) -> bool {
        let is_near = self.regions.as_ref().is_none_or(|regions| {
            let residency = policy.residency.as_ref();
            residency.is_some_and(|residency| regions.contains(residency))
        });
        is_near && (policy.no_training || !self.no_training) && (policy.zdr || !self.zdr)
    }
}

/// What an account promises about data.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct DataPolicy {
    /// Where it computes, as `regions` names it: `eu`, `us`.
    pub residency: Option<String>,
    /// Its provider does not train on the data.
    pub no_training: bool,
    /// It retains no data.
    pub zdr: bool,
}

/// How many requests an account may have under way, and what waits for it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Concurrency {
    /// Requests under way, over all workers.
    pub max: u32,
    /// How long a request waits for a free place before it goes elsewhere or is
    /// refused.
    pub queue: Duration,
}

/// A second target that gets a copy of requests; its answers are measured and dropped.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Shadow {
    /// Index into [`crate::Model::targets`]; not part of the tree.
    pub target: usize,
    /// Of ten thousand requests, how many are copied.
    pub share: u32,
}

/// How failures are absorbed, for all models.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Reliability {
    /// Attempts a request may have, 1 to 8.
    pub max_attempts: usize,
    /// How many attempts beyond the first a worker may make.
    pub retry_budget: RetryBudget,
    /// When an account is left alone for a while.
    pub cool_down: CoolDown,
}

/// Attempts beyond the first, in a sliding window of one worker.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct RetryBudget {
    /// Of a hundred first attempts.
    pub percent: u32,
    /// What is allowed in a window however few first attempts there are.
    pub min: u32,
    /// The length of the window.
    pub window: Duration,
}

/// When an account is left alone for a while.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct CoolDown {
    /// Failures in a row that begin one.
    pub failures: u32,
    /// More failures than these, of a hundred recent attempts at a target, begin one too.
    pub failure_percent: u32,
    /// How long the first one lasts when the provider does not say; each further one
    /// twice as long.
    pub base: Duration,
    /// How long one lasts at most, also when the provider says more; zero if there are
    /// none.
    pub max: Duration,
}

impl Default for Reliability {
    fn default() -> Self {
        Self {
            max_attempts: 4,
            retry_budget: RetryBudget {
                percent: 20,
                min: 10,
                window: Duration::from_secs(10),
            },
            cool_down: CoolDown {
                failures: 5,
                failure_percent: 20,
                base: Duration::from_secs(5),
                max: Duration::from_secs(300),
            },
        }
    }
}

/// What has to be read of a request to order a model's targets.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Needs {
    /// More than the path, the headers and the upper level of the body tell, whatever
    /// the request asks for.
    pub body: bool,
    /// Whether it asks for one of the features that are lacking here: those that some
    /// targets lack and others do not, or that the file says are lacking.
    pub lacking: Capabilities,
    /// The user that the body names.
    pub user: bool,
    /// What remains of the accounts' rate limits.
    pub quota: bool,
}
