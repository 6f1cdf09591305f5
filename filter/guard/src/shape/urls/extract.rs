//! Links in a text.

use super::authority::{self, Authority};
use super::host::Host;

/// A link.
#[derive(Debug)]
pub(super) struct Link<'t> {
    /// Its scheme; empty if it has none.
    pub(super) scheme: &'t str,
    /// Where it leads.
    pub(super) authority: Authority,
    /// Whether it is a domain that stands alone.
    pub(super) is_bare: bool,
}

/// What ends a URL wherever it stands.
const ENDS: [char; 5] = ['"', '<', '>', '`', '\''];
/// Schemes without `//` that run or carry something.
const OPAQUE: &[&str] = &[
    "javascript",
    "data",
    "vbscript",
    "mailto",
    "tel",
    "blob",
    "file",
];
/// What domains of links end with, of those that are not mostly names of files.
const TOP: &[&str] = &[
    "com", "org", "net", "edu", "gov", "mil", "int", "info", "biz", "io", "ai", "app", "dev",
    "cloud", "online", "site", "xyz", "top", "shop", "store", "tech", "club", "live", "link",
    "click", "icu", "vip", "page", "blog", "news", "work", "world", "today", "example", "test",
    "eu", "uk", "us", "de", "fr", "it", "es", "nl", "be", "ch", "at", "se", "no", "dk", "fi", "pt",
    "ie", "gr", "cz", "sk", "hu", "ro", "bg", "hr", "si", "lt", "lv", "ee", "ru", "ua", "by", "tr",
    "il", "ae", "sa", "in", "cn", "jp", "kr", "tw", "hk", "sg", "my", "th", "vn", "id", "ph", "au",
    "nz", "br", "ar", "mx", "cl", "pe", "ca", "za", "ng", "ke", "eg", "co", "me", "tv", "to", "ly",
    "gg", "gl", "tk", "ml", "ga", "cf", "gq", "pw", "ws", "su",
];

/// The links of a text, in order of their schemes, then the bare ones.
pub(super) fn links(text: &str) -> impl Iterator<Item = Link<'_>> {
    with_scheme(text)
        .chain(without_scheme(text))
        .chain(bare(text))
}

/// `https://…`, also with fewer slashes or with slashes the other way round, and schemes
/// that need none.
fn with_scheme(text: &str) -> impl Iterator<Item = Link<'_>> {
    memchr::memchr_iter(b':', text.as_bytes()).filter_map(|at| {
        let scheme = scheme_before(text, at)?;
        let after = text.get(at + 1..)?;
        let rest = after.trim_start_matches(['/', '\\']);
        let slashes = after.len() - rest.len();
        let is_http = scheme.eq_ignore_ascii_case("http") || scheme.eq_ignore_ascii_case("https");
        let is_opaque = OPAQUE.iter().any(|one| one.eq_ignore_ascii_case(scheme));
        let goes_on =
            rest.starts_with(|first: char| !first.is_whitespace() && !ENDS.contains(&first));
        let before = text.get(..at - scheme.len())?;
        if slashes >= 2 || (is_http && (slashes == 1 || is_domain(rest))) {
            return link(scheme, before, rest);
        }
        (is_opaque && goes_on && slashes == 0).then(|| Link {
            scheme,
            authority: Authority::default(),
            is_bare: false,
        })
    })
}

/// Whether a text begins with two labels of a domain.
fn is_domain(text: &str) -> bool {
    let is_label = |one: char| one.is_ascii_alphanumeric() || one == '-';
    let behind = text.trim_start_matches(is_label);
    behind.len() < text.len()
        && behind
            .strip_prefix('.')
            .is_some_and(|next| next.starts_with(is_label))
}

fn scheme_before(text: &str, at: usize) -> Option<&str> {
    let before = text.get(..at)?;
    let is_scheme = |one: char| one.is_ascii_alphanumeric() || matches!(one, '+' | '-' | '.');
    let scheme = before.get(before.trim_end_matches(is_scheme).len()..)?;
    let scheme = scheme.trim_start_matches(|one: char| !one.is_ascii_alphabetic());
    (1..=32).contains(&scheme.len()).then_some(scheme)
}

/// `//example.org` as the target of a link in Markdown or HTML.
fn without_scheme(text: &str) -> impl Iterator<Item = Link<'_>> {
    memchr::memmem::find_iter(text.as_bytes(), b"//").filter_map(move |at| {
        let before = text.get(..at)?.trim_end_matches(['"', '\'', '<', ' ']);
        let is_target = before.ends_with("](")
            || before.ends_with("]:")
            || before
                .get(before.len().saturating_sub(5)..)
                .is_some_and(|end| {
                    end.to_ascii_lowercase().ends_with("href=")
                        || end.to_ascii_lowercase().ends_with("src=")
                });
        let rest = text.get(at..)?.trim_start_matches('/');
        is_target.then(|| link("", text.get(..at)?, rest)).flatten()
    })
}

fn link<'t>(scheme: &'t str, before: &str, rest: &str) -> Option<Link<'t>> {
    Some(Link {
        scheme,
        authority: authority::read(before, rest)?,
        is_bare: false,
    })
}

/// Domains that stand alone.
fn bare(text: &str) -> impl Iterator<Item = Link<'_>> {
    let is_part = |one: char| {
        one.is_alphanumeric() || matches!(one, '-' | '.' | '_' | '@' | ':' | '/' | '\\')
    };
    let is_end = |one: char| {
        one.is_whitespace() || ENDS.contains(&one) || matches!(one, '(' | ')' | '[' | ']')
    };
    // What stands inside of a URL is no link of its own.
    let words = text
        .split(is_end)
        .filter(|word| word.contains('.') && !word.contains("//"));
    let tokens = words.flat_map(move |word| word.split(move |one: char| !is_part(one)));
    tokens.filter_map(|token| {
        if !token.contains('.') || token.contains('@') {
            return None;
        }
        let end = token.find(['/', ':', '\\']).unwrap_or(token.len());
        let (name, rest) = token.split_at(end);
        let name = name.trim_matches('.');
        let (before, top) = name.rsplit_once('.')?;
        let is_www = name
            .get(..4)
            .is_some_and(|start| start.eq_ignore_ascii_case("www."));
        let is_path = rest.len() > 1 && before.contains(|one: char| one.is_alphabetic());
        let is_top = TOP.iter().any(|one| one.eq_ignore_ascii_case(top))
            || (!top.is_ascii() && top.chars().count() > 1)
            || top
                .get(..4)
                .is_some_and(|start| start.eq_ignore_ascii_case("xn--"));
        let is_letters = top.chars().count() > 1 && top.chars().all(char::is_alphabetic);
        let is_link = is_top || (is_www && is_letters) || (is_path && is_letters && is_known(top));
        if !is_link || before.contains("..") {
            return None;
        }
        Some(Link {
            scheme: "",
            authority: Authority {
                hosts: vec![Some(Host::read(name)?)],
                has_userinfo: false,
            },
            is_bare: true,
        })
    })
}

/// Whether what a name ends with is no kind of file: `src/main.rs/` is no link.
fn is_known(top: &str) -> bool {
    const FILES: &[&str] = &[
        "rs", "py", "js", "ts", "go", "md", "sh", "pl", "rb", "cc", "cpp", "java", "html", "htm",
        "css", "json", "yaml", "yml", "toml", "txt", "xml", "php", "svg", "png", "jpg", "jpeg",
        "gif", "pdf", "zip", "gz", "tar", "exe", "dll", "lock", "log", "cfg", "conf", "ini", "jsx",
        "tsx", "vue", "sql", "csv", "so",
    ];
    !FILES.iter().any(|file| file.eq_ignore_ascii_case(top))
}
