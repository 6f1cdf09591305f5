//! Calls of custom tools in a stream, kept until they are whole: the hub has no part
//! of them that could grow.

use super::choice_decode::{Full, Room};
use crate::chat::{Event, PartKind};
use crate::codec::openai::CustomCall;
use crate::json::{Json, Text, Value, Writer};

/// Most of them in one answer.
const MOST: usize = 128;

/// The calls that have begun.
#[derive(Debug, Default)]
pub(super) struct CustomCalls {
    open: Vec<Call>,
    /// Whether there has been any.
    pub(super) any: bool,
}

#[derive(Debug, Default)]
struct Call {
    index: u64,
    id: String,
    name: String,
    input: String,
}

impl CustomCalls {
    /// Takes in a piece of the call number `index`.
    pub(super) fn take(
        &mut self,
        index: u64,
        entry: Value<'_>,
        custom: Value<'_>,
        room: &mut Room,
    ) -> Result<(), Full> {
        let known = self.open.iter().position(|call| call.index == index);
        if known.is_none() {
            if self.open.len() >= MOST {
                return Err(Full);
            }
            self.open.push(Call {
                index,
                ..Call::default()
            });
            self.any = true;
        }
        let slot = known.unwrap_or(self.open.len() - 1);
        let Some(call) = self.open.get_mut(slot) else {
            return Ok(());
        };
        for (kept, told) in [
            (&mut call.id, text(entry, "id")),
            (&mut call.name, text(custom, "name")),
        ] {
            if let Some(told) = told.filter(|_| kept.is_empty()) {
                room.keep(kept, &told)?;
            }
        }
        match text(custom, "input") {
            Some(more) => room.keep(&mut call.input, &more),
            None => Ok(()),
        }
    }

    /// Tells the calls, which are whole now; `next_part` numbers them.
    pub(super) fn tell(
        &mut self,
        choice: u32,
        next_part: &mut u32,
        each: &mut dyn FnMut(&Event<'_>),
    ) {
        for call in self.open.drain(..) {
            let told = CustomCall {
                id: Text::from(call.id),
                name: Text::from(call.name),
                input: Text::from(call.input),
            };
            let mut out = Vec::new();
            let mut writer = Writer::new(&mut out);
            writer.begin_object();
            told.write_members(&mut writer);
            writer.end_object();
            let Ok(json) = Json::made(out) else { continue };
            let part = *next_part;
            *next_part = part.saturating_add(1);
            each(&Event::PartStart {
                choice,
                part,
                kind: PartKind::Native {
                    kind: Text::Literal(b"custom"),
                    value: json.value(),
                },
            });
            each(&Event::PartStop { choice, part });
        }
    }
}

fn text<'a>(of: Value<'a>, key: &str) -> Option<Text<'a>> {
    of.get_some(key)?.text()
}
