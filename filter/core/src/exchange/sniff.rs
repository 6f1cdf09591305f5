//! A guess at what a body asks for, before it is read.
//!
//! A body that will be translated is indexed whole, one that passes only in its
//! upper levels; which of them it is depends on the model it names. Looking for the
//! name costs next to nothing, and a wrong guess costs a second index, no more:
//! what is acted on is read from the index.

use memchr::memmem;

/// How far from either end the member `model` is looked for. Clients write it first
/// or last, beside the conversation.
const REACH: usize = 1024;

/// The model that a JSON body seems to name.
pub(super) fn model_hint(body: &[u8]) -> Option<&str> {
    let head = body.get(..REACH).unwrap_or(body);
    named_in(head).or_else(|| named_in(body.get(body.len().saturating_sub(REACH)..)?))
}

fn named_in(bytes: &[u8]) -> Option<&str> {
    const KEY: &[u8] = br#""model""#;
    let at = memmem::find(bytes, KEY)?;
    let value = bytes.get(at + KEY.len()..)?.trim_ascii_start();
    let value = value.strip_prefix(b":")?.trim_ascii_start();
    let value = value.strip_prefix(b"\"")?;
    let end = memchr::memchr2(b'"', b'\\', value)?;
    std::str::from_utf8(value.get(..end)?).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_model_is_seen_at_either_end_of_a_body() {
        let filler = "x".repeat(10_000);
        for body in [
            r#"{"model":"smart","messages":[]}"#.to_owned(),
            format!("{{ \"model\" :\n \"smart\", \"x\": \"{filler}\" }}"),
            format!(r#"{{"x":"{filler}","model":"smart"}}"#),
        ] {
            assert_eq!(model_hint(body.as_bytes()), Some("smart"), "{body}");
        }
    }

    #[test]
    fn what_names_no_model_gives_no_hint() {
        let filler = "x".repeat(10_000);
        for body in [
            String::new(),
            r#"{"model":7}"#.to_owned(),
            r#"{"model":"sm"#.to_owned(),
            r#""model""#.to_owned(),
            format!(r#"{{"x":"{filler}","model":"smart","y":"{filler}"}}"#),
        ] {
            assert_eq!(model_hint(body.as_bytes()), None, "{body}");
        }
    }
}
