//! Which result belongs to which call. Ids are optional in this format.

use crate::json::Text;

/// Begins an id that was made up here, so that it is not sent to the provider.
const MADE: &str = "gcall_";

/// Whether an id was made up by [`Calls`].
pub(super) fn is_made(id: &str) -> bool {
    id.starts_with(MADE)
}

#[derive(Debug)]
struct Call<'a> {
    id: Text<'a>,
    name: Text<'a>,
    answered: bool,
}

/// The calls of the model's last turn, and a source of ids.
#[derive(Debug)]
pub(super) struct Calls<'a> {
    /// What made-up ids are of: an answer, or a history.
    of: String,
    made: usize,
    open: Vec<Call<'a>>,
}

impl<'a> Calls<'a> {
    /// Calls of the answer with this id; empty for a history.
    pub(super) fn new(of: &str) -> Self {
        /// Most characters of an answer's id: some clients take 40 for that of a call.
        const MOST: usize = 28;
        let fits = |c: &char| c.is_ascii_alphanumeric() || *c == '_' || *c == '-';
        Self {
            of: of.chars().filter(fits).take(MOST).collect(),
            made: 0,
            open: Vec::new(),
        }
    }

    /// The model's next turn begins.
    pub(super) fn next_turn(&mut self) {
        self.open.clear();
    }

    /// The id of a call: the one it has, else one made up, the same for the same
    /// answer or history.
    pub(super) fn called(&mut self, id: Option<Text<'a>>, name: &Text<'a>) -> Text<'a> {
        let id = id.unwrap_or_else(|| self.make());
        self.open.push(Call {
            id: id.clone(),
            name: name.clone(),
            answered: false,
        });
        id
    }

    /// The id of the call that a result belongs to: the one it names, else that of
    /// the first call of this function without a result.
    pub(super) fn answered(&mut self, id: Option<Text<'a>>, name: &Text<'a>) -> Text<'a> {
        let wanted = |call: &&mut Call<'a>| match &id {
            Some(id) => call.id == *id,
            None => call.name == *name,
        };
        let mut open = self.open.iter_mut().filter(|call| !call.answered);
        if let Some(call) = open.find(wanted) {
            call.answered = true;
            return call.id.clone();
        }
        id.unwrap_or_else(|| self.make())
    }

    fn make(&mut self) -> Text<'a> {
        let id = if self.of.is_empty() {
            format!("{MADE}{}", self.made)
        } else {
            format!("{MADE}{}_{}", self.of, self.made)
        };
        self.made += 1;
        Text::from(id)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn results_without_ids_find_their_calls_by_name_and_order() {
        let mut calls = Calls::new("");
        let (f, g) = (Text::from("f"), Text::from("g"));
        let ids = [
            calls.called(None, &f),
            calls.called(None, &g),
            calls.called(None, &f),
        ];
        let found = [
            calls.answered(None, &g),
            calls.answered(None, &f),
            calls.answered(None, &f),
        ];
        assert_eq!(found, [ids[1].clone(), ids[0].clone(), ids[2].clone()]);
        assert!(!ids.contains(&calls.answered(None, &f)), "an orphan");
    }

    #[test]
    fn made_up_ids_are_of_their_answer_and_short() {
        let mut calls = Calls::new("aZ-9_/äbcdefghijklmnopqrstuvwxyz0123456789");
        let id = calls.called(None, &Text::from("f"));
        assert_eq!(id, "gcall_aZ-9_bcdefghijklmnopqrstuvwx_0");
        assert!(is_made(&id.to_str()) && id.to_str().len() <= 40);
    }
}
