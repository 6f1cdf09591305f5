//! The request of the Messages format, as the clouds want it.

use std::ops::Range;

use super::Envelope;
use crate::json::{Edit, Edits, Text, Value, Writer};
use crate::loss::Losses;

/// Beta features that both clouds take, as of November 2026.
const BETAS: &[&str] = &[
    "compact-2026-01-12",
    "computer-use-2024-10-22",
    "computer-use-2025-01-24",
    "computer-use-2025-11-24",
    "context-1m-2025-08-07",
    "context-management-2025-06-27",
    "dev-full-thinking-2025-05-14",
    "effort-2025-11-24",
    "fine-grained-tool-streaming-2025-05-14",
    "interleaved-thinking-2025-05-14",
    "max-tokens-3-5-sonnet-2024-07-15",
    "output-128k-2025-02-19",
    "structured-outputs-2025-11-13",
    "token-efficient-tools-2025-02-19",
    "tool-examples-2025-10-29",
    "tool-search-tool-2025-10-19",
];

/// Members that only the provider's own API has, and that change nothing in what
/// is answered.
const FOREIGN: &[&str] = &["inference_geo", "service_tier"];

/// The features of a header that are taken, each once.
pub(super) fn betas<'h>(header: &'h str, losses: &mut Losses) -> Vec<&'h str> {
    let mut taken: Vec<&str> = Vec::new();
    for name in header.split(',').map(str::trim) {
        if name.is_empty() || taken.contains(&name) {
            continue;
        }
        if BETAS.contains(&name) {
            taken.push(name);
        } else {
            losses.dropped(
                "anthropic-beta",
                "a beta feature that this cloud does not have",
            );
        }
    }
    taken
}

pub(super) fn edits(
    envelope: Envelope,
    root: Value<'_>,
    betas: &[&str],
    losses: &mut Losses,
) -> Edits {
    let members: Vec<(Text<'_>, Range<usize>)> = root.member_spans().collect();
    let goes: Vec<bool> = members
        .iter()
        .map(|(name, _)| does_go(envelope, name, losses))
        .collect();
    let mut first = Vec::new();
    let mut writer = Writer::new(&mut first);
    writer.key("anthropic_version");
    writer.str(match envelope {
        Envelope::ClaudeOnVertex => "vertex-2023-10-16",
        Envelope::ClaudeOnBedrock => "bedrock-2023-05-31",
    });
    if envelope == Envelope::ClaudeOnBedrock {
        write_betas(&mut writer, root.get_some("anthropic_beta"), betas);
    }
    let stays = goes.iter().any(|goes| !goes);
    if stays {
        first.push(b',');
    }
    let mut edits = Edits::default();
    let inside = root.span().start + 1;
    edits.push(Edit {
        span: inside..inside,
        with: first,
    });
    for span in runs(&members, &goes) {
        edits.push(Edit {
            span,
            with: Vec::new(),
        });
    }
    edits
}

/// Whether a member is taken out of the body.
fn does_go(envelope: Envelope, name: &Text<'_>, losses: &mut Losses) -> bool {
    if *name == "model" || *name == "anthropic_version" {
        return true;
    }
    if let Some(known) = FOREIGN.iter().find(|known| *name == **known) {
        losses.dropped(*known, "Claude on this cloud has no such parameter");
        return true;
    }
    envelope == Envelope::ClaudeOnBedrock && (*name == "stream" || *name == "anthropic_beta")
}

/// Writes the features that the body asks for already and those of the header.
fn write_betas(writer: &mut Writer<'_>, written: Option<Value<'_>>, betas: &[&str]) {
    let mut names: Vec<Text<'_>> = Vec::new();
    let in_body = written
        .iter()
        .flat_map(Value::items)
        .filter_map(|name| name.text());
    for name in in_body.chain(betas.iter().map(|name| Text::from(*name))) {
        if !names.contains(&name) {
            names.push(name);
        }
    }
    if names.is_empty() {
        return;
    }
    writer.key("anthropic_beta");
    writer.begin_array();
    names.iter().for_each(|name| writer.text(name));
    writer.end_array();
}

/// Where the members that go stand, each run of neighbours with the comma that
/// goes with it.
fn runs(members: &[(Text<'_>, Range<usize>)], goes: &[bool]) -> Vec<Range<usize>> {
    let mut out = Vec::new();
    let mut spans = members.iter().map(|(_, span)| span).zip(goes).peekable();
    // Where the last member that stays ends.
    let mut before: Option<usize> = None;
    while let Some((span, goes)) = spans.next() {
        if !goes {
            before = Some(span.end);
            continue;
        }
        let (start, mut end) = (span.start, span.end);
        while let Some((next, _)) = spans.next_if(|(_, goes)| **goes) {
            end = next.end;
        }
        out.push(match (spans.peek(), before) {
            (Some((next, _)), _) => start..next.start,
            (None, Some(before)) => before..end,
            (None, None) => start..end,
        });
    }
    out
}
