//! The JSON that the page gets.

use serde_json::{Value, json};

/// `{"ok": false, "error": …}`
pub(crate) fn refused(error: impl ToString) -> String {
    json!({"ok": false, "error": error.to_string()}).to_string()
}

/// `{"ok": true, …members}`; `members` is an object.
pub(crate) fn accepted(mut members: Value) -> String {
    members["ok"] = Value::Bool(true);
    members.to_string()
}
