//! The table. A section is as of the day that its comment names; a change of it
//! changes [`super::Catalogue::DATE`].

mod anthropic;
mod bedrock;
mod google;
mod hosts;
mod makers;
mod openai;

use super::row::Section;

/// Who makes a model stands before who only runs it.
pub(super) const ALL: &[&Section] = &[
    &openai::OPENAI,
    &anthropic::ANTHROPIC,
    &google::GOOGLE,
    &makers::MISTRAL,
    &makers::COHERE,
    &makers::DEEPSEEK,
    &makers::XAI,
    &makers::ALIBABA,
    &makers::MOONSHOT,
    &makers::ZHIPU,
    &makers::MINIMAX,
    &makers::PERPLEXITY,
    &bedrock::BEDROCK,
    &hosts::GROQ,
    &hosts::TOGETHER,
    &hosts::FIREWORKS,
    &hosts::CEREBRAS,
    &hosts::OPEN,
];
