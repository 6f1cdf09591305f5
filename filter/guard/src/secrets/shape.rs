//! Whether a string looks drawn at random, or like something people write down in place
//! of a secret.

/// The least number of different bytes in a secret that its prefix gives away.
const LEAST_DISTINCT: u32 = 5;

/// What templates and examples say where the secret would stand, in small letters.
const STAND_INS: &[&[u8]] = &[
    b"your",
    b"changeme",
    b"change_me",
    b"change-me",
    b"placeholder",
    b"redacted",
    b"insert",
    b"replace",
    b"xxxx",
    b"****",
    b"todo",
    b"goes-here",
    b"goes_here",
    b"my-token",
    b"my_token",
    b"example-",
    b"example_",
    b"-example",
    b"_example",
    b"dummy",
    b"....",
    b"sample",
    b"_here",
    b"-here",
    b"masked",
    b"removed",
    b"hidden",
];

/// What stands as a value without being one, in small letters.
const NO_VALUES: &[&[u8]] = &[
    b"null",
    b"none",
    b"nil",
    b"true",
    b"false",
    b"undefined",
    b"string",
    b"str",
    b"text",
    b"bool",
    b"int",
    b"integer",
    b"number",
    b"bytes",
    b"object",
    b"required",
    b"optional",
    b"empty",
    b"unset",
    b"password",
    b"passwd",
    b"secret",
    b"token",
    b"value",
    b"any",
    b"example",
    b"user",
    b"username",
    b"env",
    b"prompt",
    b"input",
    b"char",
    b"varchar",
    b"hash",
    b"hashed",
    b"bcrypt",
    b"argon2",
    b"sha256",
    b"yes",
    b"no",
    b"n/a",
    b"na",
    b"incorrect",
    b"invalid",
    b"correct",
    b"wrong",
    b"expired",
    b"reset",
    b"missing",
    b"generate",
    b"generated",
    b"disabled",
    b"enabled",
    b"here",
    b"...",
    b"not",
];

/// Which of 128 bytes there are.
fn seen(bytes: &[u8]) -> u128 {
    bytes
        .iter()
        .fold(0, |seen, byte| seen | 1 << (u32::from(*byte) & 127))
}

/// Whether a body has enough different bytes for a secret, and no stand-in in it.
pub(super) fn is_body(bytes: &[u8]) -> bool {
    seen(bytes).count_ones() >= LEAST_DISTINCT && !has_stand_in(bytes)
}

/// Whether a template or an example says so.
pub(super) fn has_stand_in(bytes: &[u8]) -> bool {
    let head = bytes.get(..bytes.len().min(160)).unwrap_or_default();
    let small = head.to_ascii_lowercase();
    STAND_INS.iter().any(|word| has(&small, word))
}

/// Whether a value is no secret but a template's hole, an expression, or a word for none.
pub(super) fn is_stand_in(value: &[u8]) -> bool {
    let small = value.to_ascii_lowercase();
    let inner: &[u8] = &small;
    let is_hole = matches!(
        inner,
        [b'$', ..] | [b'<', ..] | [b'{', ..] | [b'%', ..] | [b'[', ..] | [b'&', ..]
    ) || [
        &b"${"[..],
        b"{{",
        b"()",
        b"os.",
        b"env.",
        b"getenv",
        b"environ",
        b"config.",
        b"self.",
        b"this.",
        b"secrets.",
        b"vault.",
    ]
    .iter()
    .any(|hole| has(inner, hole));
    is_hole
        || NO_VALUES.contains(&inner)
        || has_stand_in(inner)
        || seen(inner).count_ones() <= 1
        || (inner.len() >= 4 && seen(inner).count_ones() == 1)
}

/// Whether `what` stands somewhere in the bytes.
pub(super) fn has(bytes: &[u8], what: &[u8]) -> bool {
    memchr::memmem::find(bytes, what).is_some()
}

/// Bits of Shannon's entropy a byte.
pub(super) fn entropy(bytes: &[u8]) -> f32 {
    let mut counts = [0_u16; 256];
    for byte in bytes {
        if let Some(count) = counts.get_mut(usize::from(*byte)) {
            *count = count.saturating_add(1);
        }
    }
    let length = bytes.len() as f32;
    counts
        .iter()
        .filter(|count| **count > 0)
        .map(|count| f32::from(*count) / length)
        .map(|share| -share * share.log2())
        .sum()
}

/// The sort of a byte: digit, small or capital letter, anything else.
const fn sort(byte: u8) -> u8 {
    match byte {
        b'0'..=b'9' => 0,
        b'a'..=b'z' => 1,
        b'A'..=b'Z' => 2,
        _ => 3,
    }
}

/// Whether a string looks drawn at random: its entropy is near the most that its length
/// and alphabet allow, and letters and digits change places as they do by chance, not as
/// in names.
pub(super) fn is_random(bytes: &[u8]) -> bool {
    let digits = bytes.iter().filter(|byte| byte.is_ascii_digit()).count();
    let letters = bytes
        .iter()
        .filter(|byte| byte.is_ascii_alphabetic())
        .count();
    if digits < 2 || letters < 3 {
        return false;
    }
    let is_hex = bytes.iter().all(u8::is_ascii_hexdigit);
    let alphabet = if is_hex { 16 } else { 64 };
    let most = (bytes.len().min(alphabet) as f32).log2();
    let changes = bytes
        .windows(2)
        .filter(|pair| matches!(pair, [a, b] if sort(*a) != sort(*b)))
        .count();
    let share = changes as f32 / bytes.len() as f32;
    let least = if is_hex { 0.2 } else { 0.25 };
    let floor = if is_hex { 0.72 } else { 0.78 };
    share >= least && entropy(bytes) >= most * floor && !has_stand_in(bytes) && !is_run(bytes)
}

/// Whether a string mostly counts up or down, as keyboards and alphabets do.
fn is_run(bytes: &[u8]) -> bool {
    let steps = bytes
        .windows(2)
        .filter(|pair| matches!(pair, [a, b] if a.abs_diff(*b) <= 1))
        .count();
    steps * 10 >= bytes.len() * 9
}
