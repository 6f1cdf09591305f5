//! Paths with gaps: `/models/{model}:generateContent`, `/files/{id}/content`.

/// Whether `path` has the form of `template`, and what stands in its `{model}`, still
/// encoded. `{id}` is one segment of the path; `{model}` may be several.
pub(super) fn matches<'p>(template: &str, path: &'p str) -> Option<Option<&'p str>> {
    let Some((plain, rest)) = template.split_once('{') else {
        return (template == path).then_some(None);
    };
    let path = path.strip_prefix(plain)?;
    let (gap, rest) = rest.split_once('}')?;
    if gap == "model" {
        let model = path.strip_suffix(rest)?;
        return (!model.is_empty()).then_some(Some(model));
    }
    let end = path.find('/').unwrap_or(path.len());
    let (segment, path) = path.split_at(end);
    if segment.is_empty() {
        return None;
    }
    matches(rest, path)
}

#[cfg(test)]
mod tests {
    use super::matches;

    #[test]
    fn gaps_are_filled_by_what_stands_in_them() {
        for (template, path, expected) in [
            ("/a", "/a", Some(None)),
            ("/a", "/ab", None),
            ("/m/{model}:go", "/m/x:go", Some(Some("x"))),
            ("/m/{model}:go", "/m/a/b:1:go", Some(Some("a/b:1"))),
            ("/m/{model}:go", "/m/:go", None),
            ("/m/{model}", "/m/", None),
            ("/f/{id}", "/f/1", Some(None)),
            ("/f/{id}", "/f/1/2", None),
            ("/f/{id}/c", "/f/1/c", Some(None)),
            ("/f/{id}/c", "/f//c", None),
            (
                "/p/{id}/q/{id}/m/{model}:go",
                "/p/1/q/2/m/x:go",
                Some(Some("x")),
            ),
        ] {
            assert_eq!(matches(template, path), expected, "{template} {path}");
        }
    }
}
