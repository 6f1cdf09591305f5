//! Whole exchanges without a proxy: scripted providers behind both machines.

mod asked;
mod bedrock_client;
mod counts;
mod fallback;
mod formats;
mod forms;
mod gemini;
mod guarded_errors;
mod guarded_unread;
mod guardrails;
mod kinds;
mod lists;
mod passed;
mod refusals;
mod streams;
mod world;
