//! The control API under `/__sim`, for clients in other processes.
//!
//! - `POST /__sim/faults`: sets the faults to a JSON list of text forms, such as
//!   `["status=529,retry-after=2,times=1"]`, in place of those set before.
//! - `DELETE /__sim/faults`: sets none.
//! - `GET /__sim/requests`: the requests so far; bodies as text.
//! - `DELETE /__sim/requests`: forgets them.

use serde_json::{Value, json};

use crate::fault::Armed;
use crate::reply::Reply;
use crate::state::{Outcome, Recorded, State};

/// Where the control API stands.
pub(crate) const PREFIX: &str = "/__sim/";

pub(crate) fn answer(method: &str, path: &str, body: &[u8], state: &State) -> Reply {
    match (method, path.trim_start_matches(PREFIX)) {
        ("POST", "faults") => match parse(body) {
            Ok(faults) => {
                state.set_faults(faults);
                Reply::json(200, &json!({}))
            }
            Err(message) => Reply::json(400, &json!({"error": message})),
        },
        ("DELETE", "faults") => {
            state.set_faults(Vec::new());
            Reply::json(200, &json!({}))
        }
        ("GET", "requests") => {
            let requests: Vec<Value> = state.requests().iter().map(render).collect();
            Reply::json(200, &json!(requests))
        }
        ("DELETE", "requests") => {
            state.forget_requests();
            Reply::json(200, &json!({}))
        }
        _ => Reply::json(404, &json!({"error": "no such control"})),
    }
}

fn parse(body: &[u8]) -> Result<Vec<Armed>, String> {
    let texts: Vec<String> = serde_json::from_slice(body)
        .map_err(|error| format!("expected a JSON list of strings: {error}"))?;
    texts
        .iter()
        .map(|text| text.parse::<Armed>().map_err(|error| error.to_string()))
        .collect()
}

fn render(request: &Recorded) -> Value {
    json!({
        "number": request.number,
        "method": request.method,
        "path": request.path,
        "headers": request.headers,
        "body": String::from_utf8_lossy(&request.body),
        "outcome": match request.outcome {
            Outcome::Open => "open",
            Outcome::Done => "done",
            Outcome::ClientLeft => "client_left",
        },
    })
}
