//! Check characters, computed as the authorities describe it and in another way than the
//! product verifies them.

/// What the digits of a text are worth, in their order; all else is left out.
pub(crate) fn worth(text: &str) -> Vec<i64> {
    text.chars()
        .filter_map(|sign| sign.to_digit(10))
        .map(i64::from)
        .collect()
}

/// A = 10 to Z = 35, digits themselves.
pub(crate) fn worth_36(text: &str) -> Vec<i64> {
    text.chars()
        .filter_map(|sign| sign.to_digit(36))
        .map(i64::from)
        .collect()
}

/// Each digit times its weight, added up.
pub(crate) fn dot(values: &[i64], weights: &[i64]) -> i64 {
    assert_eq!(values.len(), weights.len());
    let mut sum = 0;
    for at in 0..values.len() {
        sum += values[at] * weights[at];
    }
    sum
}

pub(crate) fn nth(alphabet: &str, at: i64) -> String {
    alphabet.chars().nth(at as usize).unwrap().to_string()
}

/// The digit that makes a Luhn sum whole.
pub(crate) fn luhn(body: &str) -> String {
    const DOUBLED: [i64; 10] = [0, 2, 4, 6, 8, 1, 3, 5, 7, 9];
    let mut double = true;
    let mut sum = 0;
    for value in worth(body).into_iter().rev() {
        sum += if double {
            DOUBLED[value as usize]
        } else {
            value
        };
        double = !double;
    }
    ((sum * 9) % 10).to_string()
}

/// What is left of a long number modulo another.
pub(crate) fn remainder(number: &str, modulus: u128) -> u128 {
    number.parse::<u128>().unwrap() % modulus
}

/// ISO 7064 MOD 11,10 as the German authorities print it.
pub(crate) fn iso_11_10(body: &str) -> String {
    let mut carry = 10;
    for value in worth(body) {
        let mut sum = (value + carry) % 10;
        if sum == 0 {
            sum = 10;
        }
        carry = (2 * sum) % 11;
    }
    let check = 11 - carry;
    if check == 10 {
        "0".to_owned()
    } else {
        check.to_string()
    }
}

/// Verhoeff, with the table of products written out.
pub(crate) fn verhoeff(body: &str) -> String {
    const PRODUCT: [&str; 10] = [
        "0123456789",
        "1234067895",
        "2340178956",
        "3401289567",
        "4012395678",
        "5987604321",
        "6598710432",
        "7659821043",
        "8765932104",
        "9876543210",
    ];
    const PERMUTED: [&str; 8] = [
        "0123456789",
        "1576283094",
        "5803796142",
        "8916043527",
        "9453126870",
        "4286573901",
        "2793806415",
        "7046913258",
    ];
    let look = |row: &str, at: i64| worth(row)[at as usize];
    let mut state = 0;
    for (place, value) in worth(body).into_iter().rev().enumerate() {
        let moved = look(PERMUTED[(place + 1) % 8], value);
        state = look(PRODUCT[state as usize], moved);
    }
    let inverse = (0..10).find(|&other| look(PRODUCT[state as usize], other) == 0);
    inverse.unwrap().to_string()
}
