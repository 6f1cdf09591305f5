//! Alphabets of secrets.

/// What the body of a secret is made of.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Charset {
    /// `0-9a-fA-F`
    Hex,
    /// `0-9a-f`
    LowerHex,
    /// `0-9A-Za-z`
    Alnum,
    /// `0-9a-z`
    LowerAlnum,
    /// `0-9A-Z`
    UpperAlnum,
    /// `A-Z2-7`
    Base32,
    /// `0-9A-Za-z_-`
    Url,
    /// `0-9A-Za-z_-.`
    UrlDots,
    /// `0-9A-Za-z+/`
    Base64,
    /// `0-9A-Za-z+/_-.~`
    Token,
    /// `0-9A-Za-z_-.~`
    Azure,
    /// `0-9A-Za-z+/_-=.:%`, for what has parts of its own
    Parts,
}

impl Charset {
    pub(super) const fn has(self, byte: u8) -> bool {
        match self {
            Self::Hex => byte.is_ascii_hexdigit(),
            Self::LowerHex => matches!(byte, b'0'..=b'9' | b'a'..=b'f'),
            Self::Alnum => byte.is_ascii_alphanumeric(),
            Self::LowerAlnum => matches!(byte, b'0'..=b'9' | b'a'..=b'z'),
            Self::UpperAlnum => matches!(byte, b'0'..=b'9' | b'A'..=b'Z'),
            Self::Base32 => matches!(byte, b'2'..=b'7' | b'A'..=b'Z'),
            Self::Url => byte.is_ascii_alphanumeric() || matches!(byte, b'_' | b'-'),
            Self::UrlDots => byte.is_ascii_alphanumeric() || matches!(byte, b'_' | b'-' | b'.'),
            Self::Base64 => byte.is_ascii_alphanumeric() || matches!(byte, b'+' | b'/'),
            Self::Token => {
                byte.is_ascii_alphanumeric()
                    || matches!(byte, b'+' | b'/' | b'_' | b'-' | b'.' | b'~')
            }
            Self::Azure => {
                byte.is_ascii_alphanumeric() || matches!(byte, b'_' | b'-' | b'.' | b'~')
            }
            Self::Parts => {
                byte.is_ascii_alphanumeric()
                    || matches!(byte, b'+' | b'/' | b'_' | b'-' | b'=' | b'.' | b':' | b'%')
            }
        }
    }

    pub(super) fn is_all(self, bytes: &[u8]) -> bool {
        bytes.iter().all(|byte| self.has(*byte))
    }
}
