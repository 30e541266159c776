//! Chakra's `{_data, _meta, _errors}` envelope, and the other error formats that integrators have found.

use serde_json::Value;

/// The content of a body, in any format.
#[derive(Debug, Default, PartialEq)]
pub(super) struct Envelope {
    /// `_data`, or the whole body if it has no envelope (the documentation says that "Most Chakra APIs" have one).
    pub(super) data: Option<Value>,
    /// Error texts, only for classification: they must be neither logged nor passed on.
    pub(super) errors: Vec<String>,
    /// The whole body if it is JSON, because hints such as a wait occur in several places.
    pub(super) whole: Option<Value>,
    /// Whether there is a body that is not JSON, for example a proxy's page.
    pub(super) is_foreign: bool,
}

impl Envelope {
    /// Reads a body. One that is not JSON gives an envelope without content.
    pub(super) fn read(body: &[u8]) -> Self {
        let Ok(value) = serde_json::from_slice::<Value>(body) else {
            return Self {
                is_foreign: !body.trim_ascii().is_empty(),
                ..Self::default()
            };
        };
        let errors = error_texts(&value);
        let data = match value.get("_data") {
            Some(Value::Null) => None,
            Some(data) => Some(data.clone()),
            // `{"_errors": […]}` alone has no data. Anything else counts as unwrapped data.
            None if value.get("_errors").is_some() => None,
            None => Some(value.clone()),
        };
        Self {
            data,
            errors,
            whole: Some(value),
            is_foreign: false,
        }
    }

    /// The one message recognised by its wording: the plugin was deleted at Chakra. A bare 404 might mean a wrong base
    /// address, so this requires these words and a matching status.
    pub(super) fn says_plugin_not_found(&self) -> bool {
        self.errors.iter().any(|text| {
            let text = text.to_lowercase();
            text.contains("plugin") && text.contains("not found")
        })
    }

    /// Whether Chakra's own error list is non-empty. Other formats count only with an error status.
    pub(super) fn has_declared_errors(&self) -> bool {
        self.whole
            .as_ref()
            .and_then(|whole| whole.get("_errors"))
            .is_some_and(|errors| match errors {
                Value::Array(list) => !list.is_empty(),
                Value::String(text) => !text.is_empty(),
                _ => false,
            })
    }
}

/// Texts of `_errors` and `errors` (strings or objects), `message`, `error` (string or Meta's object).
fn error_texts(body: &Value) -> Vec<String> {
    ["_errors", "errors", "message", "error"]
        .into_iter()
        .filter_map(|name| body.get(name))
        .flat_map(|value| match value {
            Value::Array(list) => list.iter().filter_map(error_text).collect(),
            other => error_text(other).into_iter().collect::<Vec<_>>(),
        })
        .collect()
}

fn error_text(value: &Value) -> Option<String> {
    match value {
        Value::String(text) => Some(text.clone()),
        Value::Object(fields) => fields
            .get("message")
            .and_then(Value::as_str)
            .map(str::to_owned),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    fn read(value: &Value) -> Envelope {
        Envelope::read(value.to_string().as_bytes())
    }

    #[test]
    fn wrapped_data_is_unwrapped() {
        assert_eq!(
            read(&json!({"_data": {"id": 1}, "_errors": []})).data,
            Some(json!({"id": 1}))
        );
        assert_eq!(
            read(&json!({"connectToken": "a.b.c"})).data,
            Some(json!({"connectToken": "a.b.c"}))
        );
        assert_eq!(read(&json!({"_data": null, "_errors": ["no"]})).data, None);
        assert_eq!(read(&json!({"_errors": ["no"]})).data, None);
    }

    #[test]
    fn bodies_that_are_not_json_have_no_content() {
        for (body, is_foreign) in [
            ("", false),
            (" \r\n", false),
            ("<html>plugin not found</html>", true),
            ("{\"_data\":", true),
        ] {
            let empty = Envelope {
                is_foreign,
                ..Envelope::default()
            };
            assert_eq!(Envelope::read(body.as_bytes()), empty, "{body}");
        }
    }

    #[test]
    fn plugin_not_found_is_seen_in_every_form() {
        for body in [
            json!({"_errors": ["Plugin not found"]}),
            json!({"_errors": [{"message": "plugin abc was Not Found"}]}),
            json!({"message": "Plugin not found"}),
            json!({"error": "PLUGIN NOT FOUND"}),
            json!({"error": {"message": "Plugin not found", "code": 100}}),
            json!({"errors": ["x", {"message": "plugin not found"}]}),
        ] {
            assert!(read(&body).says_plugin_not_found(), "{body}");
        }
        for body in [
            json!({"_errors": ["Phone number not found"]}),
            json!({"_errors": ["Plugin is busy"]}),
            json!({"_errors": ["plugin", "not found"]}),
            json!({"_data": {"note": "plugin not found"}}),
        ] {
            assert!(!read(&body).says_plugin_not_found(), "{body}");
        }
    }

    #[test]
    fn only_chakras_own_list_declares_errors() {
        assert!(read(&json!({"_errors": ["no"]})).has_declared_errors());
        for body in [
            json!({"_data": {}, "_errors": []}),
            json!({"message": "ok"}),
            json!([]),
        ] {
            assert!(!read(&body).has_declared_errors(), "{body}");
        }
    }
}
