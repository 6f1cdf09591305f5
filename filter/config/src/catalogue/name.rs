//! The names that clouds and resellers have for a model, without what they add.

/// Where a request to Bedrock computes, before the vendor: `us.anthropic.…`. The
/// worldwide profile has prices of its own, so it is left for the last step.
const PROFILES: &[&str] = &["us-gov.", "us.", "eu.", "apac.", "jp.", "au.", "ca."];

/// Vendors before a dot, as Bedrock writes them.
const VENDORS: &[&str] = &["anthropic.", "amazon.", "openai.", "xai."];

/// The names to look a model up by, the most particular first: as it is written;
/// without the reseller's path (`accounts/…/models/`, `vendor/`), Vertex's version
/// (`@20250929`), Bedrock's profile and version (`us.…-v1:0`) and OpenRouter's variant
/// (`:free`); without Bedrock's vendor; without the day of a snapshot.
pub(super) fn candidates(model: &str) -> [&str; 4] {
    let name = model.rsplit_once('/').map_or(model, |(_, name)| name);
    let name = name.split_once('@').map_or(name, |(name, _)| name);
    let name = name.split_once(':').map_or(name, |(name, _)| name);
    let bare = without_version(strip_first(name, PROFILES));
    let plain = strip_first(bare.strip_prefix("global.").unwrap_or(bare), VENDORS);
    // Bedrock's names of Claude have a day, too, but prices by vendor.
    [model, undated_vendor(bare), plain, undated(plain)]
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
        Some((rest, digits)) if is_number(digits) => rest,
        _ => name,
    }
}

fn undated_vendor(name: &str) -> &str {
    if VENDORS.iter().any(|vendor| name.starts_with(vendor)) {
        undated(name)
    } else {
        name
    }
}

/// Takes off `-latest`, `-001`, `-20250929` or `-2025-09-29`.
fn undated(name: &str) -> &str {
    let Some((rest, last)) = name.rsplit_once('-') else {
        return name;
    };
    if last == "latest" || (last.len() == 3 && last.starts_with('0') && is_number(last)) {
        return rest;
    }
    if !is_number(last) {
        return name;
    }
    if last.len() == 8 {
        return rest;
    }
    let mut words = name.rsplitn(4, '-');
    let [Some(day), Some(month), Some(year), Some(rest)] =
        [words.next(), words.next(), words.next(), words.next()]
    else {
        return name;
    };
    let is_date = [(year, 4), (month, 2), (day, 2)]
        .iter()
        .all(|(word, length)| word.len() == *length && is_number(word));
    if is_date { rest } else { name }
}

fn is_number(text: &str) -> bool {
    !text.is_empty() && text.bytes().all(|b| b.is_ascii_digit())
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
                "claude-sonnet-4-5",
            ),
            ("global.anthropic.claude-opus-5", "claude-opus-5"),
            ("claude-sonnet-4-5@20250929", "claude-sonnet-4-5"),
            ("anthropic/claude-sonnet-4.5:thinking", "claude-sonnet-4.5"),
            ("gpt-4o-2024-08-06", "gpt-4o"),
            ("gemini-2.0-flash-001", "gemini-2.0-flash"),
            ("mistral-large-2411", "mistral-large-2411"),
            ("mistral-large-latest", "mistral-large"),
            (
                "meta-llama/llama-3.3-70b-instruct:free",
                "llama-3.3-70b-instruct",
            ),
            ("accounts/fireworks/models/kimi-k2p6", "kimi-k2p6"),
            ("amazon.nova-pro-v1:0", "nova-pro"),
            ("deepseek.v3-v1:0", "deepseek.v3"),
            ("", ""),
            ("/", ""),
            ("é@:-v-", "é"),
            ("-v1", ""),
            ("-1-2-3-20250101", "-1-2-3"),
        ] {
            assert_eq!(candidates(written)[3], expected, "{written}");
        }
    }

    #[test]
    fn the_vendor_stays_as_long_as_it_tells_the_price() {
        let bare = |name| candidates(name)[1];
        assert_eq!(
            bare("eu.anthropic.claude-haiku-4-5-20251001-v1:0"),
            "anthropic.claude-haiku-4-5"
        );
        assert_eq!(
            bare("global.anthropic.claude-haiku-4-5-20251001-v1:0"),
            "global.anthropic.claude-haiku-4-5-20251001"
        );
        assert_eq!(
            bare("us.meta.llama3-3-70b-instruct-v1:0"),
            "meta.llama3-3-70b-instruct"
        );
    }
}
