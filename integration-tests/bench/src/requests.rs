//! The requests that the load sends, of an exact size.

use serde_json::{Value, json};

use crate::rows::Request;

/// The key that the measured gateway knows its client by.
pub(crate) const CLIENT_KEY: &str = "sk-sluice-bench";

/// A turn of an ordinary conversation: text with quotes, line ends and letters
/// beyond ASCII, so that nothing profits from unescaped input.
const TURN: &str = "Here is the second draft of the café's opening notice.\n\n\
    \"We open on Friday at 7 o'clock,\" it says, and then: \"Bring a friend – the first \
    cup is on the house.\" Please keep the tone, shorten it by a third, and list the \
    changes as bullet points with a reason each.\n\t- price: 3,50 €\n\t- place: C:\\\\notices\n";

/// A complete HTTP/1.1 request, ready to be written.
pub(crate) fn http_request(request: Request, model: &str, stream: bool) -> Vec<u8> {
    let body = body(request, model, stream);
    let mut bytes = format!(
        "POST /v1/chat/completions HTTP/1.1\r\n\
         host: bench.invalid\r\n\
         content-type: application/json\r\n\
         accept: application/json\r\n\
         user-agent: sluice-bench\r\n\
         authorization: Bearer {CLIENT_KEY}\r\n\
         content-length: {}\r\n\r\n",
        body.len()
    )
    .into_bytes();
    bytes.extend_from_slice(body.as_bytes());
    bytes
}

/// The JSON body, exactly as long as asked for unless the frame alone is longer.
fn body(request: Request, model: &str, stream: bool) -> String {
    match request {
        Request::Chat(size) => chat(size, model, stream),
        Request::Image(size) => image(size, model, stream),
    }
}

fn chat(size: usize, model: &str, stream: bool) -> String {
    let turn_size = json!({"role": "assistant", "content": TURN})
        .to_string()
        .len()
        + 1;
    let mut messages = vec![user("")];
    let frame = with_messages(model, stream, messages.clone())
        .to_string()
        .len();
    let left = size.saturating_sub(frame);
    for turn in 0..left / turn_size {
        let role = if turn % 2 == 0 { "assistant" } else { "user" };
        messages.push(json!({"role": role, "content": TURN}));
    }
    fill(size, |padding| {
        if let Some(first) = messages.first_mut() {
            *first = user(padding);
        }
        with_messages(model, stream, messages.clone()).to_string()
    })
}

fn image(size: usize, model: &str, stream: bool) -> String {
    fill(size, |padding| {
        let url = format!("data:image/png;base64,{padding}");
        let content = json!([
            {"type": "text", "text": "What is in this picture?"},
            {"type": "image_url", "image_url": {"url": url}},
        ]);
        let messages = vec![json!({"role": "user", "content": content})];
        with_messages(model, stream, messages).to_string()
    })
}

/// Calls `make` with as much plain text as brings its result to `size`.
fn fill(size: usize, mut make: impl FnMut(&str) -> String) -> String {
    let missing = size.saturating_sub(make("").len());
    // Base64 pictures come in groups of four; the rest is a padding question of
    // at most three bytes, which no row notices.
    make(&"iVBOR0KG".repeat(missing / 8 + 1)[..missing / 4 * 4])
}

fn user(text: &str) -> Value {
    json!({"role": "user", "content": text})
}

fn with_messages(model: &str, stream: bool, messages: Vec<Value>) -> Value {
    let mut body = json!({"model": model, "messages": messages, "max_tokens": 512});
    if stream {
        body["stream"] = Value::Bool(true);
    }
    body
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn bodies_have_the_asked_size_and_are_json() {
        for request in [
            Request::Chat(200),
            Request::Chat(8 << 10),
            Request::Chat(200 << 10),
            Request::Image(2 << 20),
        ] {
            let (Request::Chat(size) | Request::Image(size)) = request;
            for stream in [false, true] {
                let body = body(request, "openai-whole", stream);
                assert!(
                    (size - 3..=size).contains(&body.len()),
                    "{request:?}: {}",
                    body.len()
                );
                serde_json::from_str::<Value>(&body).expect("JSON");
            }
        }
    }

    #[test]
    fn pictures_are_whole_base64_groups() {
        let body: Value =
            serde_json::from_str(&body(Request::Image(2 << 20), "m", false)).expect("JSON");
        let url = body["messages"][0]["content"][1]["image_url"]["url"]
            .as_str()
            .expect("a URL");
        let (_, data) = url.split_once(',').expect("data");
        assert_eq!(data.len() % 4, 0);
        assert!(data.bytes().all(|byte| byte.is_ascii_alphanumeric()));
    }
}
