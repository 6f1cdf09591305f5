//! Birth dates inside identifiers.

use super::number;

/// Whether there is such a day. `year` is whole: 1984.
pub(crate) const fn date(year: u64, month: u64, day: u64) -> bool {
    let leap = (year.is_multiple_of(4) && !year.is_multiple_of(100)) || year.is_multiple_of(400);
    day >= 1 && day <= days_in(month) - (month == 2 && !leap) as u64
}

/// How many days a month may have; none if it is no month.
const fn days_in(month: u64) -> u64 {
    match month {
        1 | 3 | 5 | 7 | 8 | 10 | 12 => 31,
        4 | 6 | 9 | 11 => 30,
        2 => 29,
        _ => 0,
    }
}

/// Whether there is such a day in some century: of the year only two digits are known.
pub(crate) fn short_date(year: &[u8], month: &[u8], day: &[u8]) -> bool {
    match (number(year), number(month), number(day)) {
        (Some(year), Some(month), Some(day)) => date(2000 + year % 100, month, day),
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_leap_day_needs_its_year() {
        assert!(date(2000, 2, 29));
        assert!(!date(1900, 2, 29));
        assert!(!date(2023, 2, 29));
        assert!(date(2023, 2, 28));
        assert!(short_date(b"00", b"02", b"29"));
    }

    #[test]
    fn no_month_has_a_day_nought_and_there_is_no_thirteenth() {
        assert!(!date(2020, 1, 0));
        assert!(!date(2020, 13, 1));
        assert!(!date(2020, 0, 1));
        assert!(!date(2020, 4, 31));
        assert!(date(2020, 12, 31));
    }
}
