//! Probes sent through the codecs, and what became of them.

use std::collections::BTreeSet;

use sluice_protocol::chat::{Event, Fold, Request, Response, ToolNames, replay};
use sluice_protocol::codec::{AnswerContext, Target};
use sluice_protocol::json::{Document, Limits};
use sluice_protocol::{Losses, WireFormat};

use super::probe::{AnswerFact, Feature, RequestFact, bare_request, with};

/// What became of a feature on its way.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub enum Outcome {
    /// It is there as it was, and nothing is told of it.
    Passed,
    /// It is there in another form.
    Mapped,
    /// It is not there, and a loss says so.
    Lost,
    /// The request is refused, and the reason says so.
    Refused,
    /// One of the formats has no form for it, and loses nothing with it.
    NotThere,
    /// It is gone, and nobody says so.
    Silent(String),
}

/// What stands in for facts that the filter knows and an answer does not tell.
const CONTEXT: AnswerContext<'_> = AnswerContext {
    id: "an-id",
    created: 1_790_000_000,
    model: "a-model",
    include_usage: true,
    array_stream: false,
};

/// Models of a format that differ in what they take.
const fn models(format: WireFormat) -> &'static [&'static str] {
    match format {
        WireFormat::OpenAiChat => &["gpt-5.2", "gpt-4.1"],
        WireFormat::OpenAiResponses => &["gpt-5.2", "gpt-4.1"],
        WireFormat::AnthropicMessages => &[
            "claude-opus-5",
            "claude-sonnet-4-5",
            "claude-3-5-haiku-latest",
        ],
        WireFormat::BedrockConverse => &[
            "us.anthropic.claude-opus-5-v1:0",
            "us.anthropic.claude-sonnet-4-5-20250929-v1:0",
            "amazon.nova-pro-v1:0",
        ],
        WireFormat::GeminiGenerate => &["gemini-3-pro-preview", "gemini-2.5-flash"],
        WireFormat::CohereChat => &["command-a-03-2025", "command-a-reasoning-08-2025"],
        WireFormat::OpenAiCompletions => &["gpt-3.5-turbo-instruct"],
    }
}

/// A body and what was lost on the way to it.
struct Sent {
    body: Vec<u8>,
    losses: BTreeSet<String>,
}

type Way<'w> = &'w dyn Fn(&[u8]) -> Option<Sent>;

/// Whether every loss of it says only that something stands in another form.
fn told(sent: &Sent, before: Option<&Sent>) -> Vec<String> {
    let new = |loss: &&String| before.is_none_or(|before| !before.losses.contains(*loss));
    sent.losses.iter().filter(new).cloned().collect()
}

/// The best outcome over the models of a provider; and what is wrong with any.
pub fn request(
    features: &[Feature<RequestFact>],
    feature: &Feature<RequestFact>,
    client: WireFormat,
    provider: WireFormat,
) -> Outcome {
    let Some(probe) = request_probe(feature, client) else {
        return Outcome::NotThere;
    };
    let on = feature
        .on
        .and_then(|name| features.iter().find(|other| other.name == name));
    let base = match on {
        Some(on) => request_probe(on, client),
        None => Some(bare_request(client).to_string().into_bytes()),
    };
    let see = |body: &[u8], format: WireFormat| read_request(format, body, feature.fact);
    let mut outcomes = Vec::new();
    for model in models(provider) {
        let way: Way<'_> = &|body| send_request(client, provider, model, body);
        let outcome = judge(
            &probe,
            base.as_deref(),
            way,
            &|body| see(body, client),
            &|body| see(body, provider),
        );
        let outcome = match outcome {
            Outcome::Silent(_) if feature.label => Outcome::NotThere,
            // With what it stands on, it is gone too.
            Outcome::Silent(_) if on.is_some_and(|on| is_lost(on, client, provider, model)) => {
                Outcome::Lost
            }
            Outcome::Silent(_) => return outcome,
            outcome => outcome,
        };
        outcomes.push(outcome);
    }
    outcomes.into_iter().min().unwrap_or(Outcome::NotThere)
}

fn is_lost(
    feature: &Feature<RequestFact>,
    client: WireFormat,
    provider: WireFormat,
    model: &str,
) -> bool {
    let Some(probe) = request_probe(feature, client) else {
        return false;
    };
    let bare = bare_request(client).to_string().into_bytes();
    let outcome = judge(
        &probe,
        Some(&bare),
        &|body| send_request(client, provider, model, body),
        &|body| read_request(client, body, feature.fact),
        &|body| read_request(provider, body, feature.fact),
    );
    outcome == Outcome::Lost
}

/// The same for a whole answer, from the provider to the client. `text` is the
/// feature that every answer has.
pub fn answer(
    text: &Feature<AnswerFact>,
    feature: &Feature<AnswerFact>,
    client: WireFormat,
    provider: WireFormat,
) -> Outcome {
    let Some(probe) = answer_probe(feature, provider) else {
        return Outcome::NotThere;
    };
    let base = answer_probe(text, provider);
    let way: Way<'_> = &|body| send_answer(provider, client, body);
    let outcome = judge(
        &probe,
        base.as_deref(),
        way,
        &|body| read_answer(provider, body, feature.fact),
        &|body| read_answer(client, body, feature.fact),
    );
    match outcome {
        Outcome::Silent(_) if feature.label => Outcome::NotThere,
        outcome => outcome,
    }
}

/// The same for an answer in a stream. A stream has no place to tell a loss, so it
/// may lose only what a whole answer tells to be lost.
pub fn stream(
    feature: &Feature<AnswerFact>,
    client: WireFormat,
    provider: WireFormat,
    whole: &Outcome,
) -> Outcome {
    let Some(probe) = answer_probe(feature, provider) else {
        return Outcome::NotThere;
    };
    let bytes = streamed(provider, &probe);
    let Some(source) = read_stream(provider, &bytes, feature.fact) else {
        return Outcome::NotThere;
    };
    let sent = if client == provider {
        bytes
    } else {
        relayed(provider, client, &bytes)
    };
    match read_stream(client, &sent, feature.fact) {
        Some(seen) if seen == source => Outcome::Passed,
        Some(_) => Outcome::Mapped,
        None if matches!(whole, Outcome::Lost) => Outcome::Lost,
        None if feature.label => Outcome::NotThere,
        None => Outcome::Silent(format!("{source} is not in the stream")),
    }
}

fn judge(
    probe: &[u8],
    base: Option<&[u8]>,
    way: Way<'_>,
    before: &dyn Fn(&[u8]) -> Option<String>,
    after: &dyn Fn(&[u8]) -> Option<String>,
) -> Outcome {
    let Some(source) = before(probe) else {
        return Outcome::NotThere;
    };
    let Some(sent) = way(probe) else {
        return Outcome::Refused;
    };
    let base = base.and_then(way);
    let told = told(&sent, base.as_ref());
    match after(&sent.body) {
        Some(seen) if seen == source && told.is_empty() => Outcome::Passed,
        Some(_) => Outcome::Mapped,
        // Told to stand in another form: in words, in another place.
        None if told.iter().any(|loss| !loss.ends_with(" dropped")) => Outcome::Mapped,
        None if !told.is_empty() => Outcome::Lost,
        None => Outcome::Silent(format!(
            "{source} is not in {}, and of the losses none is new: {:?}",
            String::from_utf8_lossy(&sent.body),
            sent.losses,
        )),
    }
}

fn request_probe(feature: &Feature<RequestFact>, client: WireFormat) -> Option<Vec<u8>> {
    let mut made = feature.seeds.iter().map(|(format, members)| {
        (
            *format,
            with(bare_request(*format), members)
                .to_string()
                .into_bytes(),
        )
    });
    let own = made.clone().find(|(format, _)| *format == client);
    let has_it = |body: &Vec<u8>| read_request(client, body, feature.fact).is_some();
    if let Some((_, body)) = own {
        return Some(body).filter(has_it);
    }
    made.find_map(|(format, body)| {
        models(client).iter().find_map(|model| {
            let made = encode_request(format, client, model, &body, true)?.body;
            Some(made).filter(has_it)
        })
    })
}

fn answer_probe(feature: &Feature<AnswerFact>, provider: WireFormat) -> Option<Vec<u8>> {
    let own = feature.seeds.iter().find(|(format, _)| *format == provider);
    let has_it = |body: &Vec<u8>| read_answer(provider, body, feature.fact).is_some();
    if let Some((_, body)) = own {
        return Some(body.to_string().into_bytes()).filter(has_it);
    }
    feature.seeds.iter().find_map(|(format, body)| {
        let made = send_answer(*format, provider, body.to_string().as_bytes())?.body;
        Some(made).filter(has_it)
    })
}

fn listed(losses: &Losses) -> BTreeSet<String> {
    losses
        .iter()
        .map(|loss| format!("{} {}", loss.field, loss.action.name()))
        .collect()
}
fn send_request(
    client: WireFormat,
    provider: WireFormat,
    model: &str,
    body: &[u8],
) -> Option<Sent> {
    if client != provider {
        return encode_request(client, provider, model, body, false);
    }
    let document = Document::parse(body, Limits::default()).ok()?;
    let edits = client.codec().native_edits(document.root(body), model);
    Some(Sent {
        body: edits.apply(body),
        losses: BTreeSet::new(),
    })
}

fn encode_request(
    client: WireFormat,
    provider: WireFormat,
    model: &str,
    body: &[u8],
    wants_reasoning: bool,
) -> Option<Sent> {
    let document = Document::parse(body, Limits::default()).ok()?;
    let mut request = client.codec().decode_request(document.root(body)).ok()?;
    let _ = ToolNames::fit(&mut request, provider.codec().tool_names());
    let target = Target {
        model,
        default_max_tokens: 4096,
        wants_reasoning,
    };
    let (mut out, mut losses) = (Vec::new(), Losses::default());
    provider
        .codec()
        .encode_request(&request, &target, &mut out, &mut losses)
        .ok()?;
    Some(Sent {
        body: out,
        losses: listed(&losses),
    })
}

fn send_answer(provider: WireFormat, client: WireFormat, body: &[u8]) -> Option<Sent> {
    if client == provider {
        return Some(Sent {
            body: body.to_vec(),
            losses: BTreeSet::new(),
        });
    }
    let document = Document::parse(body, Limits::default()).ok()?;
    let response = provider.codec().decode_response(document.root(body)).ok()?;
    let (mut out, mut losses) = (Vec::new(), Losses::default());
    client
        .codec()
        .encode_response(&response, &CONTEXT, &mut out, &mut losses);
    Some(Sent {
        body: out,
        losses: listed(&losses),
    })
}

fn read_request(
    format: WireFormat,
    body: &[u8],
    see: impl Fn(&Request<'_>) -> Option<String>,
) -> Option<String> {
    let document = Document::parse(body, Limits::default()).ok()?;
    let request = format.codec().decode_request(document.root(body)).ok()?;
    see(&request)
}

fn read_answer(
    format: WireFormat,
    body: &[u8],
    see: impl Fn(&Response<'_>) -> Option<String>,
) -> Option<String> {
    let document = Document::parse(body, Limits::default()).ok()?;
    let response = format.codec().decode_response(document.root(body)).ok()?;
    see(&response)
}

/// A whole answer as the provider would stream it.
fn streamed(provider: WireFormat, body: &[u8]) -> Vec<u8> {
    let mut out = Vec::new();
    let Ok(document) = Document::parse(body, Limits::default()) else {
        return out;
    };
    let Ok(response) = provider.codec().decode_response(document.root(body)) else {
        return out;
    };
    let mut encoder = provider.codec().stream_encoder(&CONTEXT);
    replay(&response, &mut |event| encoder.event(event, &mut out));
    out
}

fn relayed(provider: WireFormat, client: WireFormat, bytes: &[u8]) -> Vec<u8> {
    let mut out = Vec::new();
    let mut decoder = provider.codec().stream_decoder();
    let mut encoder = client.codec().stream_encoder(&CONTEXT);
    let mut each = |event: &Event<'_>| encoder.event(event, &mut out);
    decoder.feed(bytes, &mut each);
    decoder.finish(&mut each);
    out
}

fn read_stream(
    format: WireFormat,
    bytes: &[u8],
    see: impl Fn(&Response<'_>) -> Option<String>,
) -> Option<String> {
    let mut fold = Fold::new(1 << 20);
    let mut decoder = format.codec().stream_decoder();
    let mut each = |event: &Event<'_>| fold.push(event);
    decoder.feed(bytes, &mut each);
    decoder.finish(&mut each);
    see(&fold.response().ok()?)
}
