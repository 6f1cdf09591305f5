//! Vertex AI: Gemini and its embeddings, and Claude by its own format.
//!
//! Source: Vertex AI's API reference, "Generate content with the Gemini API", "Text
//! embeddings API", and "Request predictions with Claude models".

use serde_json::json;

use crate::formats::gemini_generate::error::{Refusal, not_found, of_status};
use crate::formats::{Answer, Arrival, Dialect, gemini_generate};
use crate::reply::{Event, Reply};

mod claude;
mod predict;

/// The dialect; see the module.
pub(crate) struct Vertex;

/// What a path names.
struct Place<'a> {
    publisher: &'a str,
    model: &'a str,
    call: &'a str,
}

impl Dialect for Vertex {
    fn body_limit(&self) -> usize {
        20 << 20
    }

    fn accept(&self, arrival: &Arrival<'_>) -> Result<Answer, Reply> {
        credentials(arrival).map_err(|refusal| refusal.reply())?;
        accept(arrival)
    }

    fn error(&self, status: u16) -> Reply {
        of_status(status).reply()
    }

    fn error_event(&self) -> Event {
        Event::data(&of_status(503).body())
    }

    fn ping(&self) -> Option<Event> {
        None
    }

    fn unknown_event(&self) -> Event {
        Event::data(&json!({"futureNotice": {"level": 1}}))
    }
}

fn accept(arrival: &Arrival<'_>) -> Result<Answer, Reply> {
    let unknown = || not_found("Requested entity was not found.").reply();
    let place = place(arrival.route()).filter(|_| arrival.method == "POST");
    let place = place.ok_or_else(unknown)?;
    let answer = match (place.publisher, place.call) {
        ("google", "predict") => predict::accept(arrival.body, place.model),
        ("google", call) => gemini_generate::called(arrival, place.model, call),
        ("anthropic", "rawPredict") => return claude::accept(arrival.body, place.model, false),
        ("anthropic", "streamRawPredict") => {
            return claude::accept(arrival.body, place.model, true);
        }
        _ => return Err(unknown()),
    };
    answer.map_err(|refusal| refusal.reply())
}

/// Checks the access token.
fn credentials(arrival: &Arrival<'_>) -> Result<(), Refusal> {
    let header = arrival.header("authorization").unwrap_or_default();
    let token = header.strip_prefix("Bearer ").unwrap_or_default().trim();
    let is_right = arrival.key.is_none_or(|expected| expected == token);
    if token.is_empty() || !is_right {
        return Err(of_status(401));
    }
    Ok(())
}

/// Reads `/v1/projects/P/locations/L/publishers/PUBLISHER/models/MODEL:CALL`.
fn place(route: &str) -> Option<Place<'_>> {
    let steps: Vec<&str> = route.split('/').collect();
    let [
        "",
        "v1",
        "projects",
        project,
        "locations",
        region,
        "publishers",
        publisher,
        "models",
        last,
    ] = steps.as_slice()
    else {
        return None;
    };
    let (model, call) = last.split_once(':')?;
    let is_whole = ![*project, *region, model].contains(&"");
    is_whole.then_some(Place {
        publisher,
        model,
        call,
    })
}
