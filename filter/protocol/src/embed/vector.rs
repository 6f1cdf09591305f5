//! A vector, in the form it came in.
//!
//! As long as the form stays the same nothing is read: numbers are copied as they
//! were spelt. Between the forms each number is the 32-bit float nearest to it,
//! which is what vectors are made of, and back in its shortest spelling.

use base64::Engine as _;
use base64::alphabet::STANDARD;
use base64::engine::{DecodePaddingMode, GeneralPurpose, GeneralPurposeConfig};

use crate::json::{Document, Kind, Limits, Text, Writer};

/// With padding when written, and with or without it when read.
const BASE64: GeneralPurpose = GeneralPurpose::new(
    &STANDARD,
    GeneralPurposeConfig::new().with_decode_padding_mode(DecodePaddingMode::Indifferent),
);

/// One vector.
#[derive(Debug, Clone)]
#[non_exhaustive]
pub enum Vector<'a> {
    /// An array of numbers, as JSON. It may not have been read yet.
    Numbers(&'a [u8]),
    /// Base64 of 32-bit floats, little endian.
    Base64(Text<'a>),
}

/// A vector that is none: no array of numbers, or no base64 of whole floats.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Broken;

impl Vector<'_> {
    /// Writes an array of numbers.
    ///
    /// # Errors
    /// What is no vector of finite numbers; nothing is written then.
    pub fn write_numbers(&self, writer: &mut Writer<'_>) -> Result<(), Broken> {
        match self {
            Self::Numbers(raw) => {
                each_number(raw, &mut |_| Ok(()))?;
                writer.raw(raw);
            }
            Self::Base64(text) => {
                let numbers = floats(text)?;
                writer.begin_array();
                for number in numbers {
                    writer.raw(number.to_string().as_bytes());
                }
                writer.end_array();
            }
        }
        Ok(())
    }

    /// Writes a string of base64.
    ///
    /// # Errors
    /// What is no vector of numbers that fit 32-bit floats; nothing is written then.
    pub fn write_base64(&self, writer: &mut Writer<'_>) -> Result<(), Broken> {
        match self {
            Self::Base64(text) => {
                floats(text)?;
                writer.text(text);
            }
            Self::Numbers(raw) => {
                let mut bytes = Vec::with_capacity(raw.len() / 3);
                each_number(raw, &mut |number| {
                    let float: f32 = number.parse().map_err(|_| Broken)?;
                    if !float.is_finite() {
                        return Err(Broken);
                    }
                    bytes.extend_from_slice(&float.to_le_bytes());
                    Ok(())
                })?;
                writer.str(&BASE64.encode(&bytes));
            }
        }
        Ok(())
    }
}

/// Reads an array and hands over each number as it is spelt.
fn each_number(raw: &[u8], each: &mut dyn FnMut(&str) -> Result<(), Broken>) -> Result<(), Broken> {
    let document = Document::parse(raw, Limits::default()).map_err(|_| Broken)?;
    let root = document.root(raw);
    if root.kind() != Kind::Array {
        return Err(Broken);
    }
    for item in root.items() {
        each(item.number().ok_or(Broken)?)?;
    }
    Ok(())
}

fn floats(text: &Text<'_>) -> Result<Vec<f32>, Broken> {
    let bytes = BASE64.decode(&*text.to_str()).map_err(|_| Broken)?;
    let (floats, rest) = bytes.as_chunks::<4>();
    let floats: Vec<f32> = floats
        .iter()
        .map(|float| f32::from_le_bytes(*float))
        .collect();
    if rest.is_empty() && floats.iter().all(|float| float.is_finite()) {
        Ok(floats)
    } else {
        Err(Broken)
    }
}
