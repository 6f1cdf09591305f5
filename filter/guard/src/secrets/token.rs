//! Secrets that only the whole of a token gives away, or what stands before it.

use std::sync::LazyLock;

use aho_corasick::AhoCorasick;

use super::charset::Charset;
use super::check::is_uuid;
use super::found::Found;
use super::shape::{has, is_body, is_random};
use super::view::{Step, View, is_base64, is_word};

pub(super) const HIGH_ENTROPY: &str = "HIGH_ENTROPY_SECRET";
pub(super) const UUID: &str = "UUID_SECRET";

/// The shortest and the longest token that is looked at.
pub(super) const LEAST: usize = 16;
pub(super) const MOST: usize = 1024;

/// How far before a token words count.
const CONTEXT: usize = 80;

/// A token that a word before it makes a secret.
struct Contextual {
    label: &'static str,
    charset: Charset,
    lengths: &'static [usize],
    words: &'static [&'static [u8]],
}

const fn near(
    label: &'static str,
    charset: Charset,
    lengths: &'static [usize],
    words: &'static [&'static [u8]],
) -> Contextual {
    Contextual {
        label,
        charset,
        lengths,
        words,
    }
}

use Charset::{Alnum, Hex, LowerAlnum, LowerHex, Url};

const CONTEXTUAL: &[Contextual] = &[
    near("GCP_SERVICE_ACCOUNT", LowerHex, &[40], &[b"private_key_id"]),
    near(
        "DATADOG_KEY",
        Hex,
        &[32, 40],
        &[
            b"datadog", b"dd_api", b"dd-api", b"dd_app", b"dd-app", b"ddog",
        ],
    ),
    near("TWILIO_KEY", Hex, &[32], &[b"twilio"]),
    near("FASTLY_TOKEN", Url, &[32], &[b"fastly"]),
    near(
        "CLOUDFLARE_TOKEN",
        Url,
        &[37, 40],
        &[b"cloudflare", b"cf_api", b"cf_token", b"x-auth-key"],
    ),
    near("MISTRAL_KEY", Alnum, &[32], &[b"mistral"]),
    near("COHERE_KEY", Alnum, &[40], &[b"cohere", b"co_api_key"]),
    near("OKTA_TOKEN", Url, &[42], &[b"okta", b"ssws"]),
    near(
        "WANDB_KEY",
        LowerHex,
        &[40],
        &[b"wandb", b"weights & biases"],
    ),
    near("ALGOLIA_KEY", LowerHex, &[32], &[b"algolia"]),
    near(
        "AZURE_AI_KEY",
        Alnum,
        &[32, 84],
        &[
            b"azure_openai",
            b"azure openai",
            b"ocp-apim",
            b"azure_ai",
            b"azure ai",
            b"cognitive",
        ],
    ),
    near("PAYPAL_TOKEN", Url, &[80], &[b"paypal"]),
    near("CODECOV_TOKEN", Url, &[32, 36], &[b"codecov"]),
    near("SHODAN_KEY", Alnum, &[32], &[b"shodan"]),
    near("TRELLO_TOKEN", Alnum, &[32, 64, 76], &[b"trello"]),
    near("ZENDESK_TOKEN", Alnum, &[40], &[b"zendesk"]),
    near(
        "CIRCLECI_TOKEN",
        LowerHex,
        &[40],
        &[b"circleci", b"circle_token", b"circle-token"],
    ),
    near("VERCEL_TOKEN", Alnum, &[24], &[b"vercel"]),
    near("NETLIFY_TOKEN", Url, &[40, 43, 64], &[b"netlify"]),
    near(
        "PAGERDUTY_KEY",
        Url,
        &[20, 32],
        &[b"pagerduty", b"pager_duty", b"pd_api"],
    ),
    near("SUMOLOGIC_KEY", Alnum, &[64], &[b"sumologic", b"sumo_"]),
    near("MAILGUN_KEY", Url, &[50], &[b"mailgun"]),
    near(
        "HASHICORP_VAULT_TOKEN",
        Charset::UrlDots,
        &[26],
        &[b"vault"],
    ),
    near("BITBUCKET_SECRET", Url, &[32, 64], &[b"bitbucket"]),
    near("ASSEMBLYAI_KEY", LowerHex, &[32], &[b"assemblyai"]),
    near("DEEPGRAM_KEY", LowerHex, &[40], &[b"deepgram"]),
    near("LINKEDIN_SECRET", Alnum, &[16], &[b"linkedin"]),
    near("TWITCH_TOKEN", LowerAlnum, &[30], &[b"twitch"]),
    near("TWITTER_TOKEN", Alnum, &[25, 45, 50], &[b"twitter"]),
    near("AIRTABLE_TOKEN", Alnum, &[17], &[b"airtable"]),
    near("HEROKU_KEY", Url, &[36], &[b"heroku"]),
    near("SNYK_TOKEN", Url, &[36], &[b"snyk"]),
    near(
        "ALIBABA_KEY",
        Alnum,
        &[30],
        &[b"aliyun", b"alibaba", b"accesskeysecret"],
    ),
];

/// What makes a random string near it a secret, in small letters.
const KEY_WORDS: &[&[u8]] = &[
    b"secret",
    b"token",
    b"apikey",
    b"api_key",
    b"api-key",
    b"api key",
    b"accesskey",
    b"access_key",
    b"access-key",
    b"access key",
    b"auth_key",
    b"authkey",
    b"private_key",
    b"private key",
    b"privatekey",
    b"encryption_key",
    b"encryption key",
    b"signing_key",
    b"signing key",
    b"signingkey",
    b"credential",
    b"passw",
    b"pwd",
    b"passphrase",
    b"auth",
    b"master_key",
    b"masterkey",
    b"master key",
    b"license_key",
    b"license key",
    b"subscription-key",
    b"subscription key",
    b"account_key",
    b"accountkey",
    b"account key",
    b"salt",
    b"bearer",
    b"webhook_key",
    b"service_key",
    b"shared_key",
    b"shared key",
    b"sharedaccesskey",
    b"_key\"",
    b"_key=",
    b"_key:",
    b"_key ",
    b"key is",
    b"x-key",
    b"geheim",
    b"clave",
];

/// What a random string is, if that word stands between the key word and it.
const HARMLESS: &[&[u8]] = &[
    b"sha",
    b"commit",
    b"checksum",
    b"digest",
    b"etag",
    b"hash",
    b"revision",
    b"fingerprint",
    b"public",
    b"trace",
    b"span",
    b"request_id",
    b"request id",
    b"request-id",
    b"tool_call",
    b"call_id",
    b"message_id",
    b"version",
    b"build",
    b"md5",
    b"integrity",
    b"filename",
    b"image",
    b"http://",
    b"https://",
    b"model",
];

/// How identifiers begin that look random and are none.
const IDENTIFIERS: &[&[u8]] = &[
    b"call_",
    b"toolu_",
    b"chatcmpl-",
    b"msg_",
    b"resp_",
    b"req_",
    b"file-",
    b"asst_",
    b"thread_",
    b"run_",
    b"batch_",
    b"fc_",
    b"rs_",
    b"sha256",
    b"sha1-",
    b"sha512-",
    b"pk_live_",
    b"pk_test_",
    b"cus_",
    b"pi_",
    b"evt_",
    b"prod_",
    b"gpt-",
    b"claude-",
    b"gemini-",
    b"arn",
];

/// What else makes a key of a cloud out of a token.
const CLOUD_WORDS: &[&[u8]] = &[
    b"secretaccesskey",
    b"secret_access_key",
    b"secret access key",
    b"secret_key",
    b"accountkey",
    b"account_key",
    b"account key",
    b"storage",
    b"azure",
    b"sharedaccesskey",
    b"shared access key",
];

/// All words that count before a token.
struct Words {
    words: Vec<&'static [u8]>,
    automaton: Option<AhoCorasick>,
}

static WORDS: LazyLock<Words> = LazyLock::new(|| {
    let mut words: Vec<&[u8]> = CONTEXTUAL
        .iter()
        .flat_map(|row| row.words)
        .copied()
        .collect();
    for more in [KEY_WORDS, HARMLESS, CLOUD_WORDS] {
        words.extend(more);
    }
    words.sort_unstable();
    words.dedup();
    Words {
        automaton: AhoCorasick::new(&words).ok(),
        words,
    }
});

/// The words that stand before a token, and where they begin.
struct Near(Vec<(usize, &'static [u8])>);

impl Near {
    /// In a context in small letters.
    fn of(context: &[u8]) -> Self {
        let Some(automaton) = &WORDS.automaton else {
            return Self(Vec::new());
        };
        let found = automaton
            .find_overlapping_iter(context)
            .filter_map(|found| {
                let word = WORDS.words.get(found.pattern().as_usize())?;
                Some((found.start(), *word))
            });
        Self(found.collect())
    }

    /// Whether one of the words is there.
    fn has(&self, words: &[&[u8]]) -> bool {
        self.has_from(words, 0)
    }

    /// Whether one of the words begins at a place or later.
    fn has_from(&self, words: &[&[u8]], from: usize) -> bool {
        self.0
            .iter()
            .any(|(start, word)| *start >= from && words.contains(word))
    }

    /// Where a word begins the last time.
    fn last(&self, word: &[u8]) -> Option<usize> {
        self.0
            .iter()
            .rev()
            .find(|(_, known)| *known == word)
            .map(|(start, _)| *start)
    }
}

/// A token in a text.
#[derive(Debug, Clone, Copy)]
pub(super) struct Token {
    pub(super) start: usize,
    pub(super) end: usize,
}

/// What the whole of a token gives away. `wants` says which kinds count, from which
/// score on.
pub(super) fn whole(
    view: &View<'_>,
    token: Token,
    wants: impl Fn(&Found) -> bool,
) -> Step<Option<Found>> {
    let Token { start, mut end } = token;
    while end > start && matches!(view.slice(end - 1, end), [b'.' | b'-' | b'~']) {
        end -= 1;
    }
    if end - start < LEAST {
        return Ok(None);
    }
    let padded = view.end_of(end, 2, |byte| byte == b'=')?;
    let bare = view.slice(start, end);
    let found = |label, end, score| Some(Found::new(label, start, end, score));
    let shaped = infix(bare).map(|(label, score)| Found::new(label, start, end, score));
    // Nothing else is a secret without digits.
    if bare.iter().filter(|byte| byte.is_ascii_digit()).count() < 2 {
        return Ok(shaped.filter(&wants));
    }
    let context = view.behind(start, CONTEXT).to_ascii_lowercase();
    let near = Near::of(&context);

    let keyed = || {
        cloud_key(view, start, bare, padded - end, &near)
            .and_then(|(label, score)| found(label, padded, score))
    };
    let contextual = || {
        let row = CONTEXTUAL.iter().find(|row| {
            row.lengths.contains(&bare.len()) && row.charset.is_all(bare) && near.has(row.words)
        })?;
        let is_drawn = is_body(bare)
            && bare.iter().filter(|byte| byte.is_ascii_digit()).count() >= 2
            && !IDENTIFIERS.iter().any(|begin| bare.starts_with(begin));
        (is_drawn || is_uuid(bare)).then(|| Found::new(row.label, start, end, 70))
    };
    let drawn = || {
        let label = if is_uuid(bare) { UUID } else { HIGH_ENTROPY };
        let score = entropic(bare, &context, &near)?;
        found(label, padded, score)
    };
    let all: [&dyn Fn() -> Option<Found>; 4] = [&|| shaped, &keyed, &contextual, &drawn];
    Ok(all.iter().find_map(|one| one().filter(&wants)))
}

/// What is known by something inside of it.
fn infix(token: &[u8]) -> Option<(&'static str, u8)> {
    let all = |range: std::ops::Range<usize>, charset: Charset| {
        token.get(range).is_some_and(|part| charset.is_all(part))
    };
    let length = token.len();
    let is_azure = (37..=44).contains(&length)
        && token.get(4..6) == Some(b"Q~")
        && token.get(3).is_some_and(u8::is_ascii_digit)
        && all(0..length, Charset::Azure);
    if is_azure {
        return Some(("AZURE_CLIENT_SECRET", 95));
    }
    if token.get(14..23) == Some(b".atlasv1.") && length >= 70 && all(23..length, Url) {
        return Some(("TERRAFORM_TOKEN", 95));
    }
    if (37..=38).contains(&length) && token.get(32..35) == Some(b"-us") && all(0..32, Hex) {
        return Some(("MAILCHIMP_KEY", 90));
    }
    if length == 40 && token.ends_with(b"NRAL") && all(0..36, Alnum) {
        return Some(("NEW_RELIC_KEY", 90));
    }
    if length == 84 && token.get(76..80) == Some(b"AZDO") && all(0..length, Alnum) {
        return Some(("AZURE_DEVOPS_TOKEN", 95));
    }
    is_discord(token).then_some(("DISCORD_TOKEN", 85))
}

/// An id in base64, a time and a signature.
fn is_discord(token: &[u8]) -> bool {
    let mut parts = token.split(|byte| *byte == b'.');
    let (Some(id), Some(time), Some(mac), None) =
        (parts.next(), parts.next(), parts.next(), parts.next())
    else {
        return false;
    };
    (23..=28).contains(&id.len())
        && (6..=7).contains(&time.len())
        && (27..=40).contains(&mac.len())
        && matches!(id.first(), Some(b'M' | b'N' | b'O'))
        && [id, time, mac]
            .iter()
            .all(|part| Url.is_all(part) && is_body_of(part))
}

fn is_body_of(part: &[u8]) -> bool {
    part.windows(2).any(|pair| matches!(pair, [a, b] if a != b))
}

/// Keys of clouds in base64, without a prefix.
fn cloud_key(
    view: &View<'_>,
    start: usize,
    token: &[u8],
    padding: usize,
    context: &Near,
) -> Option<(&'static str, u8)> {
    if !token.iter().all(|byte| is_base64(*byte)) {
        return None;
    }
    let has_sort = |sort: fn(&u8) -> bool| token.iter().any(sort);
    let is_mixed = has_sort(u8::is_ascii_digit)
        && has_sort(u8::is_ascii_uppercase)
        && has_sort(u8::is_ascii_lowercase);
    match (token.len(), padding) {
        (40, 0) if is_mixed && is_body(token) => {
            let far = view.behind(start, 240).to_ascii_lowercase();
            let is_aws = has(&far, b"aws")
                || context.has(&[
                    b"secretaccesskey",
                    b"secret_access_key",
                    b"secret access key",
                    b"secret_key",
                ])
                || has(&far, b"akia")
                || has(&far, b"asia");
            is_aws.then_some(("AWS_SECRET_ACCESS_KEY", 90))
        }
        (86, 2) if is_mixed => {
            let is_signed = token.get(75..80).is_some_and(|part| has(part, b"ASt"));
            let is_near = context.has(&[
                b"accountkey",
                b"account_key",
                b"account key",
                b"storage",
                b"azure",
            ]);
            (is_signed || is_near).then_some(("AZURE_STORAGE_KEY", 95))
        }
        (43, 1) if is_mixed && context.has(&[b"sharedaccesskey", b"shared access key"]) => {
            Some(("AZURE_SHARED_ACCESS_KEY", 95))
        }
        _ => None,
    }
}

/// How sure a token is a secret that is only random and near a key word.
fn entropic(token: &[u8], context: &[u8], near: &Near) -> Option<u8> {
    if IDENTIFIERS.iter().any(|begin| token.starts_with(begin)) {
        return None;
    }
    let (at, word) = KEY_WORDS
        .iter()
        .filter_map(|word| near.last(word).map(|at| (at, word)))
        .max_by_key(|(at, word)| at + word.len())?;
    let between = context.get(at + word.len()..).unwrap_or_default();
    if near.has_from(HARMLESS, at.saturating_sub(12))
        || between.contains(&b'\n') && between.len() > 40
    {
        return None;
    }
    if is_uuid(token) {
        return Some(45);
    }
    let longest = token
        .split(|byte| !is_word(*byte))
        .map(<[u8]>::len)
        .max()
        .unwrap_or_default();
    let is_assigned = matches!(between.trim_ascii_start().first(), Some(b'=' | b':'))
        || between
            .iter()
            .rev()
            .take(4)
            .any(|byte| matches!(byte, b'=' | b':'));
    let is_one = longest >= 12 || (longest >= 8 && is_assigned && token.len() >= 24);
    if !is_one || is_path(token) {
        return None;
    }
    match (is_random(token), is_assigned) {
        (true, true) => Some(75),
        (true, false) if between.len() <= 40 => Some(60),
        (false, true) if is_varied(token) => Some(50),
        _ => None,
    }
}

/// Letters and digits of some variety, where a name says already that it is a secret.
fn is_varied(token: &[u8]) -> bool {
    let digits = token.iter().filter(|byte| byte.is_ascii_digit()).count();
    let letters = token
        .iter()
        .filter(|byte| byte.is_ascii_alphabetic())
        .count();
    digits >= 3 && letters >= 3 && super::shape::entropy(token) >= 3.0 && is_body(token)
}

/// Whether it is a path or a name of a host: words between slashes or dots.
fn is_path(token: &[u8]) -> bool {
    let words = token
        .split(|byte| matches!(byte, b'/' | b'.'))
        .filter(|word| word.len() >= 3 && word.iter().all(u8::is_ascii_lowercase))
        .count();
    words >= 2
}
