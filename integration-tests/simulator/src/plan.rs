//! What a simulated model answers, decided by what the request says.
//!
//! Both formats fill in an [`Ask`] and render the [`Plan`], so that the same
//! words have the same effect whichever API they arrive through. Nothing here
//! is random: the same request gives the same plan.

use serde_json::{Map, Value, json};

use crate::schema;
use crate::tokens::{count, pieces, take};

/// Phrases in the last user text that steer the answer.
///
/// Beside these, `call NAME` calls the tool NAME, `repeat exactly: …` answers
/// with the rest of the text and `write N words` answers with N words.
const PHRASES: &[(&str, Wish)] = &[
    ("use the tools", Wish::UseTools),
    ("parallel", Wish::Parallel),
    ("say why", Wish::SayWhy),
    ("please refuse", Wish::Refuse),
    ("trip the content filter", Wish::Filter),
    ("pause your turn", Wish::Pause),
    ("fill the context window", Wish::Overflow),
    ("from the cache", Wish::Cached),
    ("think in secret", Wish::Secret),
    ("say nothing", Wish::Nothing),
];

/// Most characters of the user's text that an answer quotes.
const QUOTE_LIMIT: usize = 4000;

/// Most words that `write N words` gives.
const WORD_LIMIT: usize = 1_000_000;

/// Most pieces of a streamed text, give or take one.
const DELTAS: usize = 20_000;

/// Input tokens that `from the cache` reports as read from the cache.
pub(crate) const CACHED_TOKENS: u64 = 1024;

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Wish {
    UseTools,
    Parallel,
    SayWhy,
    Refuse,
    Filter,
    Pause,
    Overflow,
    Cached,
    Secret,
    Nothing,
}

/// Which tools the client wants called.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Choice {
    Auto,
    None,
    Required,
    Named(String),
}

/// The shape the answer's text must have.
#[derive(Debug, Clone, PartialEq)]
pub(crate) enum Form {
    Text,
    JsonObject,
    Schema(Value),
}

/// A tool on offer: its name and the JSON schema of its arguments.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Tool {
    pub(crate) name: String,
    pub(crate) schema: Value,
}

/// A request without the traits of its format.
#[derive(Debug, Clone)]
pub(crate) struct Ask {
    /// The text of the last user message.
    pub(crate) text: String,
    pub(crate) tools: Vec<Tool>,
    pub(crate) choice: Choice,
    /// Whether several tools may be called at once.
    pub(crate) parallel: bool,
    /// Tool results that stand at the end of the conversation.
    pub(crate) results: Vec<String>,
    pub(crate) form: Form,
    /// Tokens of reasoning; zero means none.
    pub(crate) reasoning: u64,
    pub(crate) max_tokens: Option<u64>,
    pub(crate) stops: Vec<String>,
    /// Images, files and sounds in the last user message.
    pub(crate) media: usize,
    /// Size of the answer's text in bytes, where a fault asks for one.
    pub(crate) bytes: Option<usize>,
}

/// Why the model stopped.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Stop {
    End,
    Tools,
    Length,
    Sequence(String),
    Refusal,
    Filter,
    Pause,
    Window,
}

/// A tool call the model makes.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Call {
    pub(crate) name: String,
    pub(crate) arguments: Value,
}

/// What the model answers.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Plan {
    /// The reasoning, if any was asked for.
    pub(crate) thinking: Option<String>,
    /// The reasoning is not to be shown.
    pub(crate) secret: bool,
    /// The answer; for [`Stop::Refusal`] the words of the refusal.
    pub(crate) text: String,
    pub(crate) calls: Vec<Call>,
    pub(crate) stop: Stop,
    pub(crate) cached: bool,
    pub(crate) thinking_tokens: u64,
    /// All output tokens, those of the reasoning included.
    pub(crate) output_tokens: u64,
}

/// Decides the answer.
pub(crate) fn plan(ask: &Ask) -> Plan {
    let lower = ask.text.to_lowercase();
    let wishes: Vec<Wish> = PHRASES
        .iter()
        .filter(|(phrase, _)| lower.contains(phrase))
        .map(|(_, wish)| *wish)
        .collect();
    let mut calls = calls(ask, &lower, &wishes);
    let (mut text, mut stop) = outcome(ask, &lower, &wishes, &calls);
    if let Some((at, sequence)) = first_stop(&text, &ask.stops) {
        text.truncate(at);
        stop = Stop::Sequence(sequence);
    }
    // A text of a wanted size is no matter of tokens.
    let limit = ask.max_tokens.filter(|_| ask.bytes.is_none());
    let limit = limit.unwrap_or(u64::MAX);
    let thinking_tokens = ask.reasoning.min(limit / 2);
    if count(&text) > limit - thinking_tokens {
        text = take(&text, limit - thinking_tokens);
        stop = Stop::Length;
    }
    if stop != Stop::Tools {
        calls.clear();
    }
    let call_tokens: u64 = calls
        .iter()
        .map(|call| count(&call.name) + count(&call.arguments.to_string()))
        .sum();
    Plan {
        thinking: (thinking_tokens > 0).then(|| thought(&ask.text, thinking_tokens)),
        secret: wishes.contains(&Wish::Secret),
        output_tokens: thinking_tokens + count(&text) + call_tokens,
        text,
        calls,
        stop,
        cached: wishes.contains(&Wish::Cached),
        thinking_tokens,
    }
}

/// The text and why it ends, stop sequences and limits aside.
fn outcome(ask: &Ask, lower: &str, wishes: &[Wish], calls: &[Call]) -> (String, Stop) {
    const STOPS: &[(Wish, Stop)] = &[
        (Wish::Filter, Stop::Filter),
        (Wish::Pause, Stop::Pause),
        (Wish::Overflow, Stop::Window),
    ];
    let wants = |wish| wishes.contains(&wish);
    if wants(Wish::Refuse) {
        return ("I will not help with that.".to_owned(), Stop::Refusal);
    }
    if !calls.is_empty() {
        let names: Vec<&str> = calls.iter().map(|call| call.name.as_str()).collect();
        let why = format!("I need {} for this.", names.join(" and "));
        let text = if wants(Wish::SayWhy) {
            why
        } else {
            String::new()
        };
        return (text, Stop::Tools);
    }
    let stop = STOPS.iter().find(|(wish, _)| wants(*wish));
    let stop = stop.map_or(Stop::End, |(_, stop)| stop.clone());
    let text = if wants(Wish::Nothing) {
        String::new()
    } else {
        words(ask, lower)
    };
    (text, stop)
}

fn calls(ask: &Ask, lower: &str, wishes: &[Wish]) -> Vec<Call> {
    let named: Vec<&Tool> = match &ask.choice {
        Choice::None => return Vec::new(),
        Choice::Named(name) => ask.tools.iter().filter(|tool| tool.name == *name).collect(),
        Choice::Required | Choice::Auto => ask
            .tools
            .iter()
            .filter(|tool| lower.contains(&format!("call {}", tool.name.to_lowercase())))
            .collect(),
    };
    let must = matches!(ask.choice, Choice::Required | Choice::Named(_));
    let asked = wishes.contains(&Wish::UseTools) || !named.is_empty();
    if !must && (!asked || !ask.results.is_empty()) {
        return Vec::new();
    }
    let mut chosen: Vec<&Tool> = if named.is_empty() {
        ask.tools.iter().collect()
    } else {
        named
    };
    if wishes.contains(&Wish::Parallel) && ask.parallel {
        if let [only] = chosen.as_slice() {
            chosen = vec![only, only];
        }
    } else {
        chosen.truncate(1);
    }
    chosen
        .into_iter()
        .map(|tool| Call {
            name: tool.name.clone(),
            arguments: schema::instance(&tool.schema),
        })
        .collect()
}

fn words(ask: &Ask, lower: &str) -> String {
    let text = match &ask.form {
        Form::Schema(schema) => return schema::instance(schema).to_string(),
        Form::JsonObject => {
            let mut object = Map::new();
            object.insert("answer".to_owned(), json!(quote(&ask.text)));
            return Value::Object(object).to_string();
        }
        Form::Text => plain(ask, lower),
    };
    match ask.bytes {
        Some(bytes) => "All work and no play. "
            .chars()
            .cycle()
            .take(bytes)
            .collect(),
        None => text,
    }
}

fn plain(ask: &Ask, lower: &str) -> String {
    const EXACTLY: &str = "repeat exactly:";
    if let Some(start) = ask.text.find(EXACTLY) {
        let rest = ask.text.get(start + EXACTLY.len()..).unwrap_or_default();
        return rest.trim_start().to_owned();
    }
    if let Some(wanted) = words_wanted(lower) {
        let words: Vec<String> = (1..=wanted).map(|number| format!("word{number}")).collect();
        return words.join(" ");
    }
    if !ask.results.is_empty() {
        return format!("The tools say: {}.", ask.results.join("; "));
    }
    let quoted = quote(&ask.text);
    match ask.media {
        0 => format!("You wrote: {quoted}"),
        1 => format!("You wrote: {quoted} (with 1 attachment)"),
        more => format!("You wrote: {quoted} (with {more} attachments)"),
    }
}

/// The number in `write N words`.
fn words_wanted(lower: &str) -> Option<usize> {
    let rest = lower.split("write ").nth(1)?;
    let (number, rest) = rest.split_once(' ')?;
    let wanted: usize = number.parse().ok()?;
    rest.starts_with("word").then_some(wanted.min(WORD_LIMIT))
}

fn quote(text: &str) -> String {
    if text.chars().count() <= QUOTE_LIMIT {
        return text.to_owned();
    }
    text.chars().take(QUOTE_LIMIT).chain(['…']).collect()
}

/// A chain of thought of that many tokens.
fn thought(text: &str, tokens: u64) -> String {
    let opening = format!("The user wrote {} characters.", text.chars().count());
    let mut thought = opening;
    while count(&thought) < tokens {
        thought.push_str(" Let me check that once more.");
    }
    take(&thought, tokens)
}

/// The stop sequence that comes first in the text, with its place in bytes.
fn first_stop(text: &str, stops: &[String]) -> Option<(usize, String)> {
    stops
        .iter()
        .filter(|stop| !stop.is_empty())
        .filter_map(|stop| text.find(stop).map(|at| (at, stop.clone())))
        .min_by_key(|(at, _)| *at)
}

/// The pieces a text is streamed in: its tokens, or several of them at a time
/// where there are more than [`DELTAS`].
pub(crate) fn deltas(text: &str) -> Vec<&str> {
    let at_a_time = pieces(text).count() / DELTAS + 1;
    let mut tokens = pieces(text).peekable();
    let mut start = 0;
    let mut deltas = Vec::new();
    while tokens.peek().is_some() {
        let length: usize = tokens.by_ref().take(at_a_time).map(str::len).sum();
        deltas.extend(text.get(start..start + length));
        start += length;
    }
    deltas
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pieces_of_a_huge_text_are_few_and_give_the_text() {
        let text = "żółć ".repeat(DELTAS * 2);
        let deltas = deltas(&text);
        assert!(deltas.len() <= DELTAS);
        assert_eq!(deltas.concat(), text);
    }
}
