//! Reading fields of JSON that nobody has vouched for.

use serde_json::Value;

/// The longest text that is taken from a field, in characters.
const TEXT_LIMIT: usize = 500;

/// The first of `names` that holds a text that is not blank, or a whole number, as a text.
pub(super) fn text(holder: &Value, names: &[&str]) -> Option<String> {
    names.iter().find_map(|name| as_text(holder.get(name)?))
}

/// The value itself as a text, where it is a text that is not blank, or a number.
pub(super) fn as_text(value: &Value) -> Option<String> {
    match value {
        Value::String(text) if !text.trim().is_empty() => {
            Some(text.trim().chars().take(TEXT_LIMIT).collect())
        }
        // Codes and ids are whole; to write fractions takes a table of powers of ten.
        Value::Number(number) => number.as_i64().map(|number| number.to_string()),
        _ => None,
    }
}

/// The entries of the list in the first of `names` that holds one.
pub(super) fn list<'a>(holder: &'a Value, names: &[&str]) -> Option<&'a Vec<Value>> {
    names.iter().find_map(|name| holder.get(name)?.as_array())
}
