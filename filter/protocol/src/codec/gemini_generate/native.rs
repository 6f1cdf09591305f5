//! What the native path looks for in answers that pass as they came.

use memchr::memmem;

use crate::json::Value;

use super::key::member;

/// The usage object of an answer or a chunk: of a list of chunks, each one's.
pub(super) fn usages<'a>(root: Value<'a>, each: &mut dyn FnMut(Value<'a>)) {
    let items = root.items();
    let single = root.is_object().then_some(root);
    items
        .chain(single)
        .filter_map(|answer| member(answer, "usageMetadata"))
        .for_each(each);
}

/// Whether chunks carry output: text that is not empty, or a part of another kind.
pub(super) fn has_content(events: &[u8]) -> bool {
    const OTHERS: &[&[u8]] = &[
        br#""functionCall""#,
        br#""inlineData""#,
        br#""executableCode""#,
        br#""codeExecutionResult""#,
    ];
    let is_said = |at: usize| {
        let rest = events.get(at..).unwrap_or_default();
        let rest = rest.trim_ascii_start();
        let rest = rest.strip_prefix(b":").unwrap_or_default();
        let rest = rest.trim_ascii_start();
        rest.first() == Some(&b'"') && rest.get(1) != Some(&b'"')
    };
    const TEXT: &[u8] = br#""text""#;
    memmem::find_iter(events, TEXT).any(|at| is_said(at + TEXT.len()))
        || OTHERS
            .iter()
            .any(|part| memmem::find(events, part).is_some())
}
