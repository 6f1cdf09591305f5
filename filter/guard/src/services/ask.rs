//! What a service is asked.

/// One thing to be asked.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Ask {
    /// A server.
    Call(Call),
    /// A model.
    Question(Question),
}

/// A POST with a body of JSON.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Call {
    /// Below the base path of the service's endpoint; empty for that path itself. Else it
    /// begins with `/`, and may have a query.
    pub path: String,
    /// The body.
    pub body: Vec<u8>,
}

/// A conversation that a model is to answer. Its answer is text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Question {
    /// Instructions.
    pub system: Option<String>,
    /// The turns, the user's first.
    pub turns: Vec<Turn>,
    /// How many tokens the answer may have.
    pub max_tokens: u64,
}

/// A turn of a conversation.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Turn {
    /// Whose it is.
    pub speaker: Speaker,
    /// What is said.
    pub text: String,
}

/// Who says something.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Speaker {
    /// The user.
    User,
    /// The model.
    Model,
}
