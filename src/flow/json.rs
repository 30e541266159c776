//! Lenient readers for untrusted JSON, as any backend's stack writes it.

use serde_json::Value;

/// The longest text that is read from a field, in characters.
const TEXT_LIMIT: usize = 500;

/// The field `name` of `holder`, unless it is null. It may be written in another style: `connect_token`, `ConnectToken`
/// and `connect-token` are `connectToken`.
pub(super) fn get<'a>(holder: &'a Value, name: &str) -> Option<&'a Value> {
    let fields = holder.as_object()?;
    let exact = fields.get(name).filter(|value| !value.is_null());
    exact.or_else(|| {
        let mut fields = fields.iter();
        let same = fields.find(|(key, value)| !value.is_null() && is_same_word(key, name));
        same.map(|(_, value)| value)
    })
}

/// [`get`], mutable.
pub(super) fn get_mut<'a>(holder: &'a mut Value, name: &str) -> Option<&'a mut Value> {
    let is_exact = holder.get(name).is_some_and(|value| !value.is_null());
    let fields = holder.as_object_mut()?;
    if is_exact {
        return fields.get_mut(name);
    }
    let mut fields = fields.iter_mut();
    let same = fields.find(|(key, value)| !value.is_null() && is_same_word(key, name));
    same.map(|(_, value)| value)
}

/// Whether two texts are equal, apart from capitals and from what separates or ends their words.
pub(super) fn is_same_word(one: &str, other: &str) -> bool {
    // Nothing is collected: an answer of a hundred thousand fields is searched for dozens of names.
    letters(one).eq(letters(other))
}

fn letters(text: &str) -> impl Iterator<Item = u8> + '_ {
    let separators = [b'_', b'-', b' ', b'.'];
    let bytes = text.bytes().filter(move |byte| !separators.contains(byte));
    bytes.map(|byte| byte.to_ascii_lowercase())
}

/// The first of `names` that holds a non-blank text, or a whole number, as text.
pub(super) fn text(holder: &Value, names: &[&str]) -> Option<String> {
    names.iter().find_map(|name| as_text(get(holder, name)?))
}

/// The value itself as text, if it is a non-blank text or a whole number.
pub(super) fn as_text(value: &Value) -> Option<String> {
    match value {
        Value::String(text) => {
            let text = text.trim().chars().filter_map(plain).take(TEXT_LIMIT);
            Some(text.collect::<String>()).filter(|text| !text.trim().is_empty())
        }
        // Codes and ids are whole; formatting fractions would link a table of powers of ten.
        Value::Number(number) => {
            let whole = number.as_i64().or_else(|| whole(number.as_f64()?));
            whole.map(|whole| whole.to_string())
        }
        _ => None,
    }
}

/// The character in a form that is safe to show: a control character becomes a space, and one that changes the
/// direction of the surrounding text is removed. With these, a name could be made to read as another one.
///
/// Source: Unicode Technical Report 36, section 3.2 (bidirectional text spoofing).
fn plain(character: char) -> Option<char> {
    match character {
        '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}' => None,
        character if character.is_control() => Some(' '),
        character => Some(character),
    }
}

/// A whole number that another stack has written as a fraction, such as `1.0e15`.
fn whole(number: f64) -> Option<i64> {
    let is_exact = number.fract() == 0.0 && number.abs() < 9e15;
    #[allow(clippy::cast_possible_truncation)] // It is whole, and small enough.
    is_exact.then_some(number as i64)
}

/// The value as a number, which may be a text.
pub(super) fn number(value: &Value) -> Option<f64> {
    match value {
        // With the parser that is already linked: the standard library's has a table of powers of ten.
        Value::String(text) => serde_json::from_str::<Value>(without_zeros(text))
            .ok()?
            .as_f64(),
        value => value.as_f64(),
    }
}

/// A number's text without the prefixes that JSON does not allow: a plus sign, and zeros.
fn without_zeros(text: &str) -> &str {
    let mut text = text.trim();
    text = text.strip_prefix('+').unwrap_or(text);
    while let Some(rest) = text.strip_prefix('0') {
        if !rest.starts_with(|next: char| next.is_ascii_digit()) {
            break;
        }
        text = rest;
    }
    text
}

/// The value as a boolean, which may be written as a number or a text.
pub(super) fn flag(value: &Value) -> Option<bool> {
    match value {
        Value::Bool(flag) => Some(*flag),
        Value::String(text) => match text.trim().to_ascii_lowercase().as_str() {
            "true" | "1" | "yes" => Some(true),
            "false" | "0" | "no" | "" => Some(false),
            _ => None,
        },
        value => match value.as_u64() {
            Some(number @ 0..=1) => Some(number == 1),
            _ => None,
        },
    }
}

/// The entries of the list in the first of `names` that holds one.
pub(super) fn list<'a>(holder: &'a Value, names: &[&str]) -> Option<Vec<&'a Value>> {
    names.iter().find_map(|name| as_list(get(holder, name)?))
}

/// The entries of a list. PHP writes one with gaps as an object whose keys are numbers, and an empty one in either
/// form.
pub(super) fn as_list(value: &Value) -> Option<Vec<&Value>> {
    match value {
        Value::Array(all) => Some(all.iter().collect()),
        Value::Object(fields) => {
            let mut keys = fields.keys();
            let is_list = keys.all(|key| key.bytes().all(|byte| byte.is_ascii_digit()));
            is_list.then(|| fields.values().collect())
        }
        _ => None,
    }
}
