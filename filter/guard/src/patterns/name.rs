//! Names that an operator gives to what is found.

use crate::spec::SpecError;

const LONGEST: usize = 64;

/// What is wrong with a name, if anything. It stands in placeholders, such as
/// `[EMPLOYEE_ID_1]`.
pub(super) fn check_name(at: &str, name: &str) -> Option<SpecError> {
    let is_good = name.len() <= LONGEST
        && name.starts_with(|first: char| first.is_ascii_uppercase())
        && name
            .bytes()
            .all(|byte| byte.is_ascii_uppercase() || byte.is_ascii_digit() || byte == b'_');
    (!is_good).then(|| SpecError {
        at: at.to_owned(),
        problem: "the name cannot stand in a placeholder".to_owned(),
        mend: format!(
            "use capital letters, digits and `_`, a letter first, at most {LONGEST} \
             characters: `EMPLOYEE_ID`"
        ),
    })
}
