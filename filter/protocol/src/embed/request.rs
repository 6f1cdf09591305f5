//! What is asked.

use crate::chat::Extra;
use crate::json::{Text, Value};

/// A request for embeddings.
#[derive(Debug, Clone, Default)]
pub struct Request<'a> {
    /// The model as the client wrote it; `None` where it stands in the path.
    pub model: Option<Text<'a>>,
    /// What is embedded, in order. Never empty.
    pub inputs: Vec<Input<'a>>,
    /// How long the vectors shall be; `None` for the model's own length.
    pub dimensions: Option<u64>,
    /// The form of the vectors; `None` if not said, which means numbers.
    pub encoding: Option<Encoding>,
    /// What the vectors are for.
    pub task: Option<Task>,
    /// What happens to an input that is too long; `None` if not said.
    pub truncate: Option<Truncate>,
    /// Whether vectors shall have the length one; `None` if not said.
    pub normalize: Option<bool>,
    /// Stable id of the end user.
    pub user: Option<Text<'a>>,
    /// Top-level fields that have no place above.
    pub extra: Vec<Extra<'a>>,
}

/// One input: it becomes one vector.
#[derive(Debug, Clone)]
pub struct Input<'a> {
    /// What is embedded.
    pub content: Content<'a>,
    /// Title of the document it comes from.
    pub title: Option<Text<'a>>,
}

impl<'a> From<Content<'a>> for Input<'a> {
    fn from(content: Content<'a>) -> Self {
        Self {
            content,
            title: None,
        }
    }
}

/// What one vector is made of.
#[derive(Debug, Clone)]
#[non_exhaustive]
pub enum Content<'a> {
    /// Text.
    Text(Text<'a>),
    /// Tokens: a JSON array of whole numbers, which mean something to the
    /// tokenizer of one family of models only.
    Tokens(Value<'a>),
    /// Text and images together, or an image alone. Never empty.
    Pieces(Vec<Piece<'a>>),
}

/// A piece of an input.
#[derive(Debug, Clone)]
#[non_exhaustive]
pub enum Piece<'a> {
    /// Text.
    Text(Text<'a>),
    /// An image in the body.
    Image {
        /// `image/png`, …
        media_type: Text<'a>,
        /// Base64, standard alphabet.
        data: Text<'a>,
    },
}

/// The form of a vector on the wire.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum Encoding {
    /// An array of numbers.
    #[default]
    Float,
    /// Base64 of the numbers as 32-bit floats, little endian.
    Base64,
}

/// What happens to an input that is longer than the model takes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Truncate {
    /// An error.
    Refuse,
    /// Its start is left out.
    Start,
    /// Its end is left out.
    End,
}

/// What vectors are for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Task {
    /// Queries that look for documents.
    Query,
    /// Documents that are looked for.
    Document,
    /// Input of a classifier.
    Classification,
    /// Finding groups.
    Clustering,
    /// Comparing texts with each other.
    Similarity,
    /// Questions that look for answers.
    QuestionAnswering,
    /// Claims that look for evidence.
    FactVerification,
    /// Descriptions that look for code.
    CodeQuery,
    /// Images (a word that Cohere's older models demand).
    Image,
}

/// The words for tasks in all formats, and in those extensions of OpenAI's that
/// clients use: Google's (`taskType`), Cohere's (`input_type`), and the `task` or
/// `input_type` of Jina, Voyage and NVIDIA.
const TASKS: &[(&str, Task)] = &[
    ("search_query", Task::Query),
    ("search_document", Task::Document),
    ("classification", Task::Classification),
    ("clustering", Task::Clustering),
    ("image", Task::Image),
    ("RETRIEVAL_QUERY", Task::Query),
    ("RETRIEVAL_DOCUMENT", Task::Document),
    ("SEMANTIC_SIMILARITY", Task::Similarity),
    ("QUESTION_ANSWERING", Task::QuestionAnswering),
    ("FACT_VERIFICATION", Task::FactVerification),
    ("CODE_RETRIEVAL_QUERY", Task::CodeQuery),
    ("query", Task::Query),
    ("document", Task::Document),
    ("passage", Task::Document),
    ("retrieval.query", Task::Query),
    ("retrieval.passage", Task::Document),
    ("text-matching", Task::Similarity),
    ("separation", Task::Clustering),
];

impl Task {
    /// The task a word of any format stands for, in either case.
    #[must_use]
    pub fn from_word(word: &str) -> Option<Self> {
        TASKS
            .iter()
            .find(|(name, _)| name.eq_ignore_ascii_case(word))
            .map(|(_, task)| *task)
    }
}

impl Truncate {
    /// What Cohere's words mean, those of its newer models on Bedrock included.
    #[must_use]
    pub fn from_word(word: &str) -> Option<Self> {
        match word {
            "NONE" => Some(Self::Refuse),
            "START" | "LEFT" => Some(Self::Start),
            "END" | "RIGHT" => Some(Self::End),
            _ => None,
        }
    }
}
