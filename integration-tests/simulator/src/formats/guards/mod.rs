//! Services that guardrails ask, all at one address, told apart by their paths. What one
//! answers is chosen by what the texts say:
//!
//! | in a text | in the answer |
//! |---|---|
//! | `trip the guard` | it is refused, flagged, blocked |
//! | `sesame` | the word is found, or masked as `[HIDDEN]` |
//! | `lose a text` | one item less than was asked about |
//! | `empty the text` | an empty text in its place, where texts come back |
//! | `talk nonsense` | JSON that means something else |
//!
//! Sources: the API references that each file names.

use serde_json::{Map, Value, json};

use crate::check::{Field, Step, check_fields};
use crate::fault::Fault;
use crate::formats::{Answer, Arrival, Dialect};
use crate::reply::{Event, Reply};

mod azure;
mod bedrock;
mod model_armor;
mod moderation;
mod presidio;
mod webhook;

/// The dialect; see the module.
pub(crate) struct Guards;

/// What the texts of a request want of its answer.
#[derive(Debug, Clone, Copy, Default)]
struct Wish {
    trips: bool,
    loses: bool,
    empties: bool,
    is_nonsense: bool,
}

/// The word that is found, and what is put in its place.
const WORD: &str = "sesame";
const MASK: &str = "[HIDDEN]";

impl Wish {
    fn of<'t>(texts: impl IntoIterator<Item = &'t str>) -> Self {
        let mut wish = Self::default();
        for text in texts {
            wish.trips |= text.contains("trip the guard");
            wish.loses |= text.contains("lose a text");
            wish.empties |= text.contains("empty the text");
            wish.is_nonsense |= text.contains("talk nonsense");
        }
        wish
    }

    /// A text as it comes back; none if it comes back as it was.
    fn masked(self, text: &str) -> Option<String> {
        if self.empties {
            Some(String::new())
        } else {
            text.contains(WORD).then(|| text.replace(WORD, MASK))
        }
    }

    /// The items of an answer, less one if that is wanted.
    fn items(self, mut all: Vec<Value>) -> Value {
        if self.loses {
            all.pop();
        }
        Value::Array(all)
    }

    /// An answer, or one that means something else.
    fn reply(self, body: &Value) -> Reply {
        if self.is_nonsense {
            Reply::json(200, &json!({"status": "ok", "items": [1, "two", null]}))
        } else {
            Reply::json(200, body)
        }
    }
}

/// A service: whether a path is its own, and what it answers.
type Row = (
    fn(&str) -> bool,
    fn(&Arrival<'_>) -> Result<(Wish, Value), Reply>,
);

const ROWS: &[Row] = &[
    (|path| path == "/hook", webhook::answer),
    (|path| path == "/v1/moderations", moderation::answer),
    (|path| path == azure::ANALYZE, azure::analyze),
    (|path| path == azure::SHIELD, azure::shield),
    (bedrock::is_path, bedrock::answer),
    (model_armor::is_path, model_armor::answer),
    (|path| path == "/analyze", presidio::answer),
];

impl Dialect for Guards {
    fn body_limit(&self) -> usize {
        25 << 20
    }

    fn accept(&self, arrival: &Arrival<'_>) -> Result<Answer, Reply> {
        let row = ROWS.iter().find(|(is_path, _)| is_path(arrival.route()));
        let (_, answer) = row.ok_or_else(|| refusal(404, "no such path"))?;
        if arrival.method != "POST" {
            return Err(refusal(405, "use POST"));
        }
        if !arrival.is_json() {
            return Err(refusal(415, "the body has to be JSON"));
        }
        let (wish, body) = answer(arrival)?;
        Ok(Box::new(move |_: &[Fault]| wish.reply(&body)))
    }

    fn error(&self, status: u16) -> Reply {
        refusal(status, "fails on demand")
    }

    fn error_event(&self) -> Event {
        Event::data(&json!({"error": {"message": "fails on demand"}}))
    }

    fn ping(&self) -> Option<Event> {
        None
    }

    fn unknown_event(&self) -> Event {
        Event::data(&json!({}))
    }
}

fn refusal(status: u16, message: &str) -> Reply {
    let code = format!("guards_{status}");
    Reply::json(
        status,
        &json!({"error": {"code": code, "message": message}}),
    )
}

/// Checks the key in a header, behind what stands before it.
fn key(arrival: &Arrival<'_>, header: &str, prefix: &str) -> Result<(), Reply> {
    let given = arrival
        .header(header)
        .and_then(|text| text.strip_prefix(prefix));
    let is_right = given
        .is_some_and(|key| !key.is_empty() && arrival.key.is_none_or(|expected| expected == key));
    if is_right {
        Ok(())
    } else {
        Err(refusal(401, "the key is missing or wrong"))
    }
}

/// The body, checked against a table.
fn body(arrival: &Arrival<'_>, fields: &[Field]) -> Result<Map<String, Value>, Reply> {
    let Ok(Value::Object(body)) = serde_json::from_slice(arrival.body) else {
        return Err(refusal(400, "the body has to be an object"));
    };
    check_fields(&body, fields, &[]).map_err(|problem| {
        let steps = problem.path.iter().map(|step| match step {
            Step::Key(key) => key.clone(),
            Step::Index(index) => index.to_string(),
            Step::Tag(tag) => (*tag).to_owned(),
        });
        let path = steps.collect::<Vec<_>>().join(".");
        refusal(400, &format!("{path}: {:?}", problem.what))
    })?;
    Ok(body)
}

/// The texts of a list.
fn texts<'v>(list: Option<&'v Value>, pointer: &str) -> Vec<&'v str> {
    let items = list.and_then(Value::as_array).into_iter().flatten();
    items
        .filter_map(|item| item.pointer(pointer)?.as_str())
        .collect()
}
