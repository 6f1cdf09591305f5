//! The query of a path, and percent-encoding.

/// Parameters that are the gateway's or the client format's own affair. The key is
/// the gateway's; a provider's path has its own version; the form of a stream and the
/// model are decided anew.
const OWN: &[&str] = &["key", "alt", "api-version", "model"];

/// The first value of a parameter, decoded.
pub(crate) fn value(query: &str, name: &str) -> Option<String> {
    pairs(query)
        .find(|(key, _)| decoded(key) == name)
        .map(|(_, value)| decoded(value))
}

/// What of a query goes on to a provider of the client's own format.
pub(crate) fn passed(query: &str) -> Option<String> {
    let kept: Vec<&str> = query
        .split('&')
        .filter(|pair| {
            let (key, _) = pair.split_once('=').unwrap_or((pair, ""));
            let key = decoded(key);
            !pair.is_empty() && !OWN.contains(&key.as_str())
        })
        .collect();
    (!kept.is_empty()).then(|| kept.join("&"))
}

fn pairs(query: &str) -> impl Iterator<Item = (&str, &str)> {
    query
        .split('&')
        .map(|pair| pair.split_once('=').unwrap_or((pair, "")))
}

/// The text behind percent-encoding; what is no encoding stands for itself.
pub(super) fn decoded(text: &str) -> String {
    let mut out = Vec::with_capacity(text.len());
    let mut rest = text.as_bytes();
    while let Some((first, after)) = rest.split_first() {
        let hex = after.get(..2).filter(|_| *first == b'%');
        let byte = hex
            .and_then(|hex| std::str::from_utf8(hex).ok())
            .and_then(|hex| u8::from_str_radix(hex, 16).ok());
        match byte {
            Some(byte) => {
                out.push(byte);
                rest = after.get(2..).unwrap_or_default();
            }
            None => {
                out.push(*first);
                rest = after;
            }
        }
    }
    String::from_utf8_lossy(&out).into_owned()
}

/// The text as a value in a query.
pub(crate) fn escaped(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for byte in text.bytes() {
        if byte.is_ascii_alphanumeric() || b"-._~".contains(&byte) {
            out.push(char::from(byte));
        } else {
            out.push_str(&format!("%{byte:02X}"));
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_key_never_goes_on_however_it_is_spelt() {
        assert_eq!(passed("key=secret"), None);
        assert_eq!(passed("%6Bey=secret&beta=true"), Some("beta=true".into()));
        assert_eq!(passed("a=1&&key&alt=sse&b"), Some("a=1&b".into()));
        assert_eq!(passed(""), None);
    }

    #[test]
    fn values_are_decoded() {
        assert_eq!(value("a=1&model=x%2Fy", "model").as_deref(), Some("x/y"));
        assert_eq!(value("model", "model").as_deref(), Some(""));
        assert_eq!(value("a=1", "model"), None);
        assert_eq!(decoded("100%"), "100%");
        assert_eq!(decoded("%zz%e"), "%zz%e");
        assert_eq!(decoded("%ff"), "\u{fffd}");
        assert_eq!(decoded(&escaped("a/b &é")), "a/b &é");
    }
}
