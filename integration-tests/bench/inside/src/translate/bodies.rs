//! What is translated, in every format.

use serde_json::{Value, json};
use sluice_protocol::WireFormat;
use sluice_protocol::chat::{Event, FinishReason, PartKind, Start, Usage};
use sluice_protocol::codec::AnswerContext;
use sluice_protocol::json::Text;
use sluice_protocol::provider::Way;
use sluice_protocol::translate::Pair;

/// Content events of a stream.
pub(crate) const EVENTS: u32 = 200;

/// Turns of a request: about 20 KB.
const TURNS: usize = 40;

/// A turn of an ordinary conversation, with what has to be escaped.
const TURN: &str = "Here is the second draft of the café's opening notice.\n\n\
    \"We open on Friday at 7 o'clock,\" it says, and then: \"Bring a friend – the first \
    cup is on the house.\" Please keep the tone, shorten it by a third, and list the \
    changes as bullet points with a reason each.\n\t- price: 3,50 €\n\t- place: C:\\notices\n";

/// The bodies of one format.
#[derive(Debug)]
pub(crate) struct Bodies {
    pub(crate) request: Vec<u8>,
    /// The first turn of it, for providers that know no conversations.
    pub(crate) short_request: Vec<u8>,
    pub(crate) answer: Vec<u8>,
    pub(crate) stream: Vec<u8>,
}

impl Bodies {
    /// The same conversation in this format; a request of a text completion has its
    /// last turn only.
    pub(crate) fn of(format: WireFormat) -> Self {
        let request_of = |turns| {
            let made = pair(WireFormat::OpenAiChat, format).request(&request(turns));
            made.unwrap_or_default().0
        };
        let short_request = request_of(1);
        let mut request = request_of(TURNS);
        if request.is_empty() {
            request.clone_from(&short_request);
        }
        let answer = pair(format, WireFormat::OpenAiChat).response(&answer());
        Self {
            request,
            short_request,
            answer: answer.unwrap_or_default().0,
            stream: stream(format),
        }
    }
}

/// A client and a provider.
pub(crate) fn pair(client: WireFormat, provider: WireFormat) -> Pair<'static> {
    Pair {
        client,
        provider: Way::plain(provider),
        model: Some("a-model"),
        default_max_tokens: 4096,
        include_usage: true,
    }
}

fn request(turns: usize) -> Vec<u8> {
    let turn = |number: usize| {
        let role = if number.is_multiple_of(2) {
            "user"
        } else {
            "assistant"
        };
        json!({"role": role, "content": TURN})
    };
    // The last word is the user's.
    let messages: Vec<Value> = (0..turns | 1).map(turn).collect();
    json!({"model": "a-model", "max_tokens": 512, "messages": messages})
        .to_string()
        .into_bytes()
}

fn answer() -> Vec<u8> {
    json!({
        "id": "chatcmpl-1", "object": "chat.completion", "created": 1_790_000_000, "model": "a-model",
        "choices": [{"index": 0, "message": {"role": "assistant", "content": TURN.repeat(10)}, "finish_reason": "stop"}],
        "usage": {"prompt_tokens": 4000, "completion_tokens": 700, "total_tokens": 4700},
    })
    .to_string()
    .into_bytes()
}

fn stream(format: WireFormat) -> Vec<u8> {
    let context = AnswerContext {
        id: "an-id",
        created: 1_790_000_000,
        model: "a-model",
        include_usage: true,
        array_stream: false,
    };
    let (choice, part) = (0, 0);
    let mut encoder = format.codec().stream_encoder(&context);
    let mut out = Vec::new();
    let mut tell = |event: &Event<'_>| encoder.event(event, &mut out);
    tell(&Event::Start(Start::default()));
    tell(&Event::PartStart {
        choice,
        part,
        kind: PartKind::Text,
    });
    for word in TURN.split(' ').cycle().take(EVENTS as usize) {
        tell(&Event::PartDelta {
            choice,
            part,
            text: Text::from(word),
        });
    }
    tell(&Event::PartStop { choice, part });
    tell(&Event::Finish {
        choice,
        reason: FinishReason::Stop,
    });
    tell(&Event::Usage(Usage {
        input_tokens: Some(4000),
        output_tokens: Some(700),
        ..Usage::default()
    }));
    tell(&Event::End);
    out
}
