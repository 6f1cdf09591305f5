//! One row of the table.

use super::chat::Chat;

/// A kind of provider.
///
/// Texts with braces are templates; [`super::PARTS`] lists what may stand in them.
#[derive(Debug, PartialEq, Eq)]
pub struct Kind {
    /// The word for it in gateway.yaml.
    pub name: &'static str,
    /// What people call it.
    pub title: &'static str,
    /// Where it is, `https://host[:port]`, as a template; empty where only the
    /// user knows.
    pub endpoint: &'static str,
    /// The path that its OpenAI-like or own API stands below, as a template; what
    /// SDKs call the base URL's path. A path in the user's endpoint takes its place.
    pub base: &'static str,
    /// Parts that need not be given, and what stands for them.
    pub defaults: &'static [(&'static str, &'static str)],
    /// How calls are authorized, unless the user says otherwise.
    pub auth: Auth,
    /// The chat formats it speaks, at least one. Requests in other formats are
    /// translated to the first.
    pub chat: &'static [Chat],
}

/// How calls to a kind of provider are authorized.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Auth {
    /// Not at all, as servers nearby do.
    None,
    /// `authorization: Bearer <key>`; the environment variable that its own SDK
    /// reads the key from.
    Bearer(&'static str),
    /// The key in a header: its name, and the environment variable.
    Header(&'static str, &'static str),
    /// AWS Signature Version 4 for this service.
    SigV4(&'static str),
}

impl Kind {
    /// An OpenAI-like API with the usual base path and without anything special,
    /// for the rows to depart from.
    pub(super) const USUAL: Self = Self {
        name: "",
        title: "",
        endpoint: "",
        base: "/v1",
        defaults: &[],
        auth: Auth::None,
        chat: &[Chat::OPENAI],
    };

    /// How it speaks a format, if it does.
    #[must_use]
    pub fn speaks(&self, format: crate::WireFormat) -> Option<&'static Chat> {
        self.chat.iter().find(|chat| chat.format == format)
    }
}
