//! Numbers with decimals, kept as whole ones so that they are read and written
//! without a change.

use std::fmt;

use serde::de::{Deserialize, Deserializer, Error, Unexpected, Visitor};
use serde::ser::{Serialize, Serializer};

/// A percentage with up to two decimals, in hundredths: 12.5 is 1250.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Percent(pub u32);

/// US dollars with up to three decimals, in thousandths: 0.15 is 150.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Dollars(pub u32);

impl Percent {
    const UNIT: u32 = 100;
    const MAX: u32 = 100;
}

impl Dollars {
    const UNIT: u32 = 1000;
    /// No provider asks a hundredth of it for a million tokens.
    const MAX: u32 = 100_000;
}

impl<'de> Deserialize<'de> for Percent {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let expected = "a percentage from 0 to 100";
        let decimal = Decimal::<{ Self::UNIT }, { Self::MAX }> { expected };
        deserializer.deserialize_any(decimal).map(Self)
    }
}

impl<'de> Deserialize<'de> for Dollars {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let expected = "US dollars from 0 to 100000";
        let decimal = Decimal::<{ Self::UNIT }, { Self::MAX }> { expected };
        deserializer.deserialize_any(decimal).map(Self)
    }
}

impl Serialize for Percent {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        write(self.0, Self::UNIT, serializer)
    }
}

impl Serialize for Dollars {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        write(self.0, Self::UNIT, serializer)
    }
}

fn write<S: Serializer>(parts: u32, unit: u32, serializer: S) -> Result<S::Ok, S::Error> {
    if parts.is_multiple_of(unit) {
        serializer.serialize_u32(parts / unit)
    } else {
        serializer.serialize_f64(f64::from(parts) / f64::from(unit))
    }
}

/// A number up to `MAX`, in parts of which `UNIT` make one.
struct Decimal<const UNIT: u32, const MAX: u32> {
    expected: &'static str,
}

impl<const UNIT: u32, const MAX: u32> Visitor<'_> for Decimal<UNIT, MAX> {
    type Value = u32;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.expected)
    }

    fn visit_u64<E: Error>(self, number: u64) -> Result<u32, E> {
        u32::try_from(number)
            .ok()
            .filter(|number| *number <= MAX)
            .map(|number| number * UNIT)
            .ok_or_else(|| E::invalid_value(Unexpected::Unsigned(number), &self))
    }

    fn visit_f64<E: Error>(self, number: f64) -> Result<u32, E> {
        if (0.0..=f64::from(MAX)).contains(&number) {
            // Within the bounds above it fits.
            Ok((number * f64::from(UNIT)).round() as u32)
        } else {
            Err(E::invalid_value(Unexpected::Float(number), &self))
        }
    }
}
