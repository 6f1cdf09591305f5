//! LLM wire formats: bytes to meaning and back.
