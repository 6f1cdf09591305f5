//! Names with `*`, which stands for any characters.

/// Whether a name fits a pattern. Time is bounded by the product of their lengths.
pub(crate) fn fits(pattern: &str, name: &str) -> bool {
    let (pattern, name) = (pattern.as_bytes(), name.as_bytes());
    let (mut at, mut in_name) = (0, 0);
    // Where the last `*` was, and how much it has taken.
    let mut star: Option<(usize, usize)> = None;
    while let Some(byte) = name.get(in_name) {
        match pattern.get(at) {
            Some(b'*') => {
                star = Some((at, in_name));
                at += 1;
            }
            Some(expected) if expected == byte => {
                at += 1;
                in_name += 1;
            }
            _ => match star {
                Some((of_star, taken)) => {
                    star = Some((of_star, taken + 1));
                    at = of_star + 1;
                    in_name = taken + 1;
                }
                None => return false,
            },
        }
    }
    pattern
        .get(at..)
        .is_none_or(|rest| rest.iter().all(|byte| *byte == b'*'))
}

/// Whether a name is allowed: none of `deny` fits it, and one of `allow` does if there
/// are any.
pub(super) fn is_allowed(name: &str, allow: &[String], deny: &[String]) -> bool {
    let any = |patterns: &[String]| patterns.iter().any(|pattern| fits(pattern, name));
    !any(deny) && (allow.is_empty() || any(allow))
}

#[cfg(test)]
mod tests {
    use super::fits;

    #[test]
    fn a_star_stands_for_any_characters() {
        for (pattern, name) in [
            ("*", ""),
            ("a*", "a"),
            ("*a", "bba"),
            ("a*b*c", "axxbyybzc"),
            ("a", "a"),
            ("**", "x"),
        ] {
            assert!(fits(pattern, name), "{pattern} {name}");
        }
        for (pattern, name) in [
            ("", "a"),
            ("a", ""),
            ("a*", "b"),
            ("a*b", "abc"),
            ("A", "a"),
            ("*ab", "aab "),
        ] {
            assert!(!fits(pattern, name), "{pattern} {name}");
        }
    }
}
