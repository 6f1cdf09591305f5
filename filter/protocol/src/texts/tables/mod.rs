//! Which member is what, format by format.

mod anthropic_messages;
mod bedrock_converse;
mod cohere_chat;
mod error;
mod gemini_generate;
mod lists;
mod openai_chat;
mod openai_responses;
mod passed;
mod shared;

pub(super) use error::ERROR;

use super::Side;
use super::shape::{Shape, Step};
use super::walk::is_name;
use crate::any::AnyFormat;
use crate::format::WireFormat;

/// The shape of a body.
pub(super) fn of(side: Side, format: Option<AnyFormat>) -> &'static Shape {
    let (request, answer) = match format {
        Some(AnyFormat::Chat(format)) => of_chat(format),
        Some(AnyFormat::Embed(_)) => (&lists::EMBED, &lists::EMBEDDED),
        Some(AnyFormat::Rerank(_)) => (&lists::RERANK, &lists::RERANKED),
        None => (&passed::REQUEST, &passed::ANSWER),
    };
    match side {
        Side::Request => request,
        Side::Answer => answer,
    }
}

/// What the field of a form is, by its name.
pub(super) fn of_field(name: &str) -> Option<Step> {
    let rows = passed::REQUEST.rows.iter();
    let mut rows = rows.filter(|(known, _)| is_name(known, name.as_bytes()));
    rows.next().map(|(_, step)| *step)
}

fn of_chat(format: WireFormat) -> (&'static Shape, &'static Shape) {
    match format {
        WireFormat::OpenAiChat => (&openai_chat::REQUEST, &openai_chat::ANSWER),
        WireFormat::OpenAiResponses => (&openai_responses::REQUEST, &openai_responses::ANSWER),
        WireFormat::AnthropicMessages => {
            (&anthropic_messages::REQUEST, &anthropic_messages::ANSWER)
        }
        WireFormat::BedrockConverse => (&bedrock_converse::REQUEST, &bedrock_converse::ANSWER),
        WireFormat::GeminiGenerate => (&gemini_generate::REQUEST, &gemini_generate::ANSWER),
        WireFormat::CohereChat => (&cohere_chat::REQUEST, &cohere_chat::ANSWER),
        WireFormat::OpenAiCompletions => (&lists::COMPLETIONS, &lists::COMPLETED),
    }
}

/// The shape of one part of an answer.
pub(super) const fn of_part(format: WireFormat) -> &'static Shape {
    match format {
        WireFormat::OpenAiChat | WireFormat::OpenAiCompletions => &openai_chat::PART,
        WireFormat::OpenAiResponses => &openai_responses::ITEM,
        WireFormat::AnthropicMessages => &anthropic_messages::BLOCK,
        WireFormat::BedrockConverse => &bedrock_converse::BLOCK,
        WireFormat::GeminiGenerate => &gemini_generate::PART,
        WireFormat::CohereChat => &cohere_chat::PART,
    }
}
