//! A header map read once: names are lower case, values are bytes.
//!
//! Values are bytes because clients send what they like; nothing here fails on
//! a value that is not UTF-8, it merely is not equal to any text.

/// Headers in wire order, pseudo headers (`:path`) included.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Headers {
    list: Vec<(String, Vec<u8>)>,
    changed: bool,
}

impl Headers {
    /// Headers as a host hands them over.
    #[must_use]
    pub fn new(list: Vec<(String, Vec<u8>)>) -> Self {
        Self {
            list,
            changed: false,
        }
    }

    /// The first value of a header.
    #[must_use]
    pub fn get(&self, name: &str) -> Option<&[u8]> {
        self.list
            .iter()
            .find(|(key, _)| key == name)
            .map(|(_, value)| value.as_slice())
    }

    /// The first value of a header, if it is UTF-8.
    #[must_use]
    pub fn text(&self, name: &str) -> Option<&str> {
        std::str::from_utf8(self.get(name)?).ok()
    }

    /// Sets a header to one value.
    pub fn set(&mut self, name: &str, value: impl Into<Vec<u8>>) {
        let value = value.into();
        let mut found = self.list.iter_mut().filter(|(key, _)| key == name);
        match found.next() {
            Some((_, old)) if *old == value && found.next().is_none() => {}
            Some(_) => {
                let at = self.list.iter().position(|(key, _)| key == name);
                self.list.retain(|(key, _)| key != name);
                let at = at.unwrap_or(self.list.len()).min(self.list.len());
                self.list.insert(at, (name.to_owned(), value));
                self.changed = true;
            }
            None => {
                self.list.push((name.to_owned(), value));
                self.changed = true;
            }
        }
    }

    /// Keeps only the headers whose name passes.
    pub fn retain(&mut self, keep: impl Fn(&str) -> bool) {
        let before = self.list.len();
        self.list.retain(|(name, _)| keep(name));
        self.changed |= self.list.len() != before;
    }

    /// Removes a header.
    pub fn remove(&mut self, name: &str) {
        self.retain(|key| key != name);
    }

    /// Whether anything differs from what [`Headers::new`] was given.
    #[must_use]
    pub fn is_changed(&self) -> bool {
        self.changed
    }

    /// All headers.
    pub fn iter(&self) -> impl Iterator<Item = (&str, &[u8])> {
        self.list
            .iter()
            .map(|(name, value)| (name.as_str(), value.as_slice()))
    }

    /// The media type of `content-type`, lower case, without parameters.
    #[must_use]
    pub fn media_type(&self) -> Option<String> {
        let value = self.text("content-type")?;
        Some(
            value
                .split(';')
                .next()
                .unwrap_or_default()
                .trim()
                .to_ascii_lowercase(),
        )
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn headers(list: &[(&str, &str)]) -> Headers {
        Headers::new(
            list.iter()
                .map(|(n, v)| ((*n).to_owned(), v.as_bytes().to_vec()))
                .collect(),
        )
    }

    #[test]
    fn setting_the_same_value_changes_nothing() {
        let mut map = headers(&[(":path", "/a"), ("x", "1")]);
        map.set("x", "1");
        map.remove("y");
        assert!(!map.is_changed());
        map.set("x", "2");
        assert!(map.is_changed());
        assert_eq!(map.text("x"), Some("2"));
    }

    #[test]
    fn setting_a_repeated_header_leaves_one() {
        let mut map = headers(&[("x", "1"), ("y", "2"), ("x", "1")]);
        map.set("x", "1");
        assert_eq!(map, {
            let mut expected = headers(&[("x", "1"), ("y", "2")]);
            expected.changed = true;
            expected
        });
    }

    #[test]
    fn a_value_that_is_not_utf8_is_no_text() {
        let map = Headers::new(vec![("x".to_owned(), vec![0xff])]);
        assert_eq!(map.text("x"), None);
        assert_eq!(map.get("x"), Some(&[0xff][..]));
    }

    #[test]
    fn the_media_type_has_no_parameters() {
        let map = headers(&[("content-type", "Text/Event-Stream; charset=utf-8")]);
        assert_eq!(map.media_type().as_deref(), Some("text/event-stream"));
    }
}
