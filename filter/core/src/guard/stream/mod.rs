//! Streams on their way past the guardrails: what is held, and what goes on.

mod arguments;
mod cluster;
mod hold;
mod part;
mod rules;
mod shift;
mod track;
mod watch;
mod whole;

pub(crate) use watch::Watch;

#[cfg(test)]
mod tests;
