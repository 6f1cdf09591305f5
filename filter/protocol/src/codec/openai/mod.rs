//! What OpenAI's own formats have in common. Not a codec.

mod account;
mod custom;
mod error;
mod limits;
mod media;
mod stream_options;
mod tools;
mod unknown;
mod usage;

pub(crate) use account::{service_tier, write_account};
pub(crate) use custom::{CustomCall, ITEM as CUSTOM_ITEM};
pub(crate) use error::{code_word, decode_error, encode_error, from_value, tells_error, type_word};
pub(crate) use limits::{effort_of, write_ranged};
pub(crate) use media::{DEFAULT_FILE_NAME, PartAt, audio, write_data_uri};
pub(crate) use stream_options::edits;
pub(crate) use tools::{arguments, is_blank, write_parameters};
pub(crate) use unknown::{Known, keep_unknown};
pub(crate) use usage::{decode_usage, encode_usage, keep_uncounted};
