//! The names that clouds and resellers have for a model, without what they add.

/// Where a request to Bedrock may compute, before the vendor: `us.anthropic.…`.
const PROFILES: &[&str] = &[
    "us-gov.", "us.", "eu.", "apac.", "jp.", "au.", "ca.", "global.",
];

/// Vendors before a dot, as Bedrock writes them.
const VENDORS: &[&str] = &[
    "ai21.",
    "amazon.",
    "anthropic.",
    "cohere.",
    "deepseek.",
    "google.",
    "meta.",
    "minimax.",
    "mistral.",
    "moonshot.",
    "moonshotai.",
    "nvidia.",
    "openai.",
    "qwen.",
    "writer.",
    "zai.",
];

/// What is left of a model's name when the reseller's path (`accounts/…/models/`,
/// `vendor/`), Bedrock's profile, vendor and version (`us.anthropic.…-v1:0`),
/// Vertex's version (`@20250929`) and OpenRouter's variant (`:free`) are taken off.
pub(super) fn plain(model: &str) -> &str {
    let name = model.rsplit_once('/').map_or(model, |(_, name)| name);
    let name = name.split_once('@').map_or(name, |(name, _)| name);
    let name = strip_first(name, PROFILES);
    let name = strip_first(name, VENDORS);
    let name = name.split_once(':').map_or(name, |(name, _)| name);
    without_version(name)
}

fn strip_first<'a>(name: &'a str, starts: &[&str]) -> &'a str {
    starts
        .iter()
        .find_map(|start| name.strip_prefix(start))
        .unwrap_or(name)
}

/// Takes off `-v1`.
fn without_version(name: &str) -> &str {
    match name.rsplit_once("-v") {
        Some((rest, digits))
            if !digits.is_empty() && digits.bytes().all(|b| b.is_ascii_digit()) =>
        {
            rest
        }
        _ => name,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_clouds_and_resellers_add_is_taken_off() {
        for (written, expected) in [
            ("gpt-5.2", "gpt-5.2"),
            ("openai/gpt-5.2", "gpt-5.2"),
            (
                "us.anthropic.claude-sonnet-4-5-20250929-v1:0",
                "claude-sonnet-4-5-20250929",
            ),
            ("claude-sonnet-4-5@20250929", "claude-sonnet-4-5"),
            (
                "meta-llama/llama-3.3-70b-instruct:free",
                "llama-3.3-70b-instruct",
            ),
            ("accounts/fireworks/models/kimi-k2", "kimi-k2"),
            ("amazon.nova-pro-v1:0", "nova-pro"),
            ("deepseek.v3-v1:0", "v3"),
            ("", ""),
            ("/", ""),
            ("é@:-v", "é"),
        ] {
            assert_eq!(plain(written), expected, "{written}");
        }
    }
}
