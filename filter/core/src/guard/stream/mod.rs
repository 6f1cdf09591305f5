//! Streams on their way past the guardrails: what is held, and what goes on.

mod arguments;
mod hold;
mod inner;
mod part;
mod rules;
mod shift;
mod track;
mod watch;

pub(crate) use watch::Watch;

#[cfg(test)]
mod tests;
