//! Constants of our TypeScript modules, from the tables of the code.

use chakra_connect_contract::Call;
use serde_json::{Value, json};

/// A line that exports a value, with a comment above it.
pub(crate) fn constant(name: &str, comment: &str, value: &Value) -> String {
    format!("/** {comment} */\nexport const {name} = {value} as const;\n")
}

/// The calls, with the last segments of their paths.
pub(crate) fn calls() -> Value {
    let call = |call: Call| {
        let row = json!({ "method": call.method().as_str(), "success": call.success() });
        (call.segment().to_owned(), row)
    };
    Value::Object(Call::ALL.into_iter().map(call).collect())
}
