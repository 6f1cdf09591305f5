//! What differs between models.
//!
//! Sources: "Gemini API: Thinking" (levels from Gemini 3 on, budgets before), "Thought
//! signatures" (demanded from Gemini 3 on), "Structured outputs" and "Function
//! calling" (both at once from Gemini 3 on), "Media resolution".

/// How a model is told how much to think.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Thinking {
    /// It does not think.
    None,
    /// `thinkingBudget`: the least that is not off, the most, and whether it can be
    /// switched off.
    Budget { least: u64, most: u64, off: bool },
    /// `thinkingLevel`; whether it knows `MINIMAL`, which is nearly off.
    Level { minimal: bool },
}

/// The bounds of Gemini 2.5 Flash, within those of every model that thinks.
const FLASH: Thinking = Thinking::Budget {
    least: 1,
    most: 24_576,
    off: true,
};

/// The rules of one model.
#[derive(Debug, Clone, Copy)]
pub(super) struct Rules {
    /// How it thinks.
    pub(super) thinking: Thinking,
    /// Whether the first call of a step must have its signature.
    pub(super) demands_signatures: bool,
    /// Whether answers in JSON and functions go together.
    pub(super) json_with_tools: bool,
    /// Whether results of functions take media, and each image its resolution.
    pub(super) rich_parts: bool,
}

/// The rules of the model of this name, with or without its path
/// (`publishers/google/models/…`). A name that tells no version, as `gemini-flash-latest`
/// does, is that of a current model; a tuned one with a number for a name takes what
/// every model takes.
pub(super) fn rules_of(model: &str) -> Rules {
    let name = model.rsplit('/').next().unwrap_or(model);
    let old = Rules {
        thinking: Thinking::None,
        demands_signatures: false,
        json_with_tools: false,
        rich_parts: false,
    };
    let Some(rest) = name.strip_prefix("gemini-") else {
        let thinking = if name.starts_with("gemma") {
            Thinking::None
        } else {
            FLASH
        };
        return Rules { thinking, ..old };
    };
    let word = rest.split('-').next().unwrap_or_default();
    let (major, minor) = word.split_once('.').unwrap_or((word, "0"));
    let version = major.parse::<u32>().ok().zip(minor.parse::<u32>().ok());
    match version {
        Some(version) if version < (2, 5) => old,
        Some(version) if version < (3, 0) => Rules {
            thinking: if rest.contains("pro") {
                Thinking::Budget {
                    least: 128,
                    most: 32_768,
                    off: false,
                }
            } else if rest.contains("lite") {
                Thinking::Budget {
                    least: 512,
                    most: 24_576,
                    off: true,
                }
            } else {
                FLASH
            },
            ..old
        },
        Some(_) | None => Rules {
            thinking: Thinking::Level {
                minimal: !rest.contains("pro"),
            },
            demands_signatures: !rest.contains("image"),
            json_with_tools: true,
            rich_parts: true,
        },
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_version_in_a_name_decides() {
        for (model, demands_signatures) in [
            ("gemini-3-pro-preview", true),
            ("models/gemini-3.1-pro", true),
            ("publishers/google/models/gemini-3-flash-preview", true),
            ("gemini-flash-latest", true),
            ("gemini-3-pro-image-preview", false),
            ("gemini-2.5-pro", false),
            ("gemini-2.0-flash", false),
            ("gemma-3-27b-it", false),
            ("1234567890", false),
        ] {
            let rules = rules_of(model);
            assert_eq!(rules.demands_signatures, demands_signatures, "{model}");
        }
        assert_eq!(rules_of("gemini-2.0-flash").thinking, Thinking::None);
        assert!(matches!(
            rules_of("gemini-2.5-flash-lite").thinking,
            Thinking::Budget { least: 512, .. }
        ));
    }
}
