//! Inspects a page through the browser's own protocol, even if the page has broken what the driver's scripts need.

use serde::de::DeserializeOwned;
use serde_json::{Value, json};

use crate::page::Page;
use crate::waiting::eventually;
use crate::windows::Engine;

impl Page {
    /// The value of an expression, or of its promise.
    pub async fn evaluate<T: DeserializeOwned>(&self, expression: &str) -> T {
        let result = self.try_evaluate(expression).await;
        let value = result["result"]["value"].clone();
        serde_json::from_value(value).unwrap_or_else(|_| panic!("{expression}: {result:#}"))
    }

    async fn try_evaluate(&self, expression: &str) -> Value {
        if self.engine != Engine::Chromium {
            return json!({ "result": { "value": Box::pin(self.evaluate_by_bidi(expression)).await } });
        }
        let parameters = json!({
            "expression": expression, "returnByValue": true, "awaitPromise": true,
        });
        self.cdp("Runtime.evaluate", parameters).await
    }

    /// Waits until an expression is true.
    pub async fn comes_true(&self, expression: &str) {
        eventually(expression, || async {
            let result = self.try_evaluate(expression).await;
            (result["result"]["value"] == true).then_some(())
        })
        .await;
    }

    /// Clicks in the middle of the element that a selector matches.
    pub async fn click_into(&self, selector: &str) {
        let middle = format!(
            "(({{ x, y, width, height }}) => [x + width / 2, y + height / 2])
            (document.querySelector('{selector}').getBoundingClientRect())"
        );
        let (x, y): (f64, f64) = self.evaluate(&middle).await;
        if self.engine != Engine::Chromium {
            #[expect(clippy::cast_possible_truncation, reason = "coordinates")]
            let click = self
                .browser
                .action_chain()
                .move_to(x as i64, y as i64)
                .click();
            return click.perform().await.expect("the mouse can click");
        }
        for (kind, button) in [
            ("mouseMoved", "none"),
            ("mousePressed", "left"),
            ("mouseReleased", "left"),
        ] {
            let event = json!({"type": kind, "x": x, "y": y, "button": button, "clickCount": 1});
            self.cdp("Input.dispatchMouseEvent", event).await;
        }
    }
}
