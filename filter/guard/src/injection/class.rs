//! What words mean to an injection.

/// A meaning that words of any language have.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Class {
    /// To put aside: ignore, forget.
    Override,
    /// To take away, which one does with other things as well: remove, drop.
    Undo,
    /// What came before: previous, above.
    Prior,
    /// All of it.
    All,
    /// What one has to keep to: instructions, rules.
    Rules,
    /// Your, what you were given.
    Yours,
    /// To tell openly: reveal, print.
    Reveal,
    /// To work on a text: translate, summarize.
    Rework,
    /// Word for word.
    Verbatim,
    /// A system prompt.
    Prompt,
    /// The reader's own prompt or hidden instructions.
    OwnPrompt,
    /// The text before this one.
    Before,
    /// To be someone else: you are now, pretend.
    Persona,
    /// Without limits.
    Unbound,
    /// Without morals and filters: what only a model is.
    Amoral,
    /// A mode that products have as well: developer mode.
    Mode,
    /// A mode that only jailbreaks have.
    WildMode,
    /// To begin a mode.
    Enter,
    /// Switched off, lifted, void.
    Off,
    /// What keeps a model safe: filters, policies.
    Safety,
    /// To have the say: your developer, an administrator.
    Authority,
    /// Not to refuse, warn or apologize.
    Suppress,
    /// How an answer has to begin.
    Opening,
    /// What such an answer begins with.
    Yes,
    /// Whom a hidden text speaks to: the assistant, a language model.
    Machine,
    /// Words that speak to one: dear model, note to the assistant.
    Address,
    /// To leave the user's question: ignore the user.
    Divert,
    /// What it is to do: send, delete.
    Action,
    /// What it is to do it with: keys, the conversation.
    Sensitive,
    /// Not to tell the user.
    Conceal,
    /// A task in place of the present one.
    NewTask,
    /// To do what is said: obey, execute.
    Obey,
    /// To put pieces together.
    Join,
    /// To decode.
    Decode,
    /// Do not, never.
    Negation,
    /// What stands before a thing that is to be refused.
    Guarding,
    /// Talk about attacks, not one.
    Meta,
    /// Words that ask or tell about what is quoted.
    About,
    /// What is no target of an attack: an e-mail, a typing error.
    Everyday,
    /// Told you, gave you.
    Told,
    /// What one does not ask a helpful assistant for.
    Harm,
    /// None of it: no, without, free of.
    Lack,
    /// What holds one back: limits, filters, morals.
    Limit,
    /// That something is not to be done: never, do not, no.
    Never,
    /// How one says no: refuse, warn, a disclaimer.
    Refusal,
    /// Who set the reader up: the operator, developers.
    Maker,
    /// To set up: gave, told, configured.
    Gave,
    /// The reader.
    You,
    /// In front of: above, precedes.
    Ahead,
    /// The present place: this message, our conversation.
    Here,
    /// To keep to: follow, abide by.
    Hold,
    /// That the reader keeps to something.
    Bound,
    /// To have to.
    Must,
    /// What calls someone: note to, dear.
    Greet,
    /// What a machine does with a text: reading, summarising.
    Reads,
    /// To let know: mention, tell.
    Tell,
    /// Not to let know.
    Hush,
    /// Who is not to know.
    Whom,
    /// Whom a hidden text speaks of: the user.
    TheUser,
    /// The reader's own rules and limits.
    OwnRules,
    /// What a machine has to do.
    Bidden,
    /// To follow the writer only.
    OnlyMe,
    /// What a question begins with.
    Question,
    /// A made-up world.
    Fiction,
    /// Exact, step by step.
    Working,
    /// What happens to one who refuses.
    Penalty,
    /// A link.
    Link,
    /// A key word in another writing: rot13.
    Rotated,
    /// A key word in another writing: backwards.
    Reversed,
}

impl Class {
    /// How many there are.
    pub(super) const COUNT: usize = Self::Reversed as usize + 1;
}

/// Terms of a language: a meaning, and words and phrases parted by `|`. A `*` at the end
/// leaves the end of the word open.
pub(super) type Terms = &'static [(Class, &'static str)];
