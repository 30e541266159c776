//! One `<chakra-whatsapp-connect>` on a page.

use serde_json::{Value, json};

use crate::page::Page;

/// The visible buttons in `root`, and the label of one of them, `it`.
const SHOWN: &str = "[...root.querySelectorAll('button')].filter((it) => it.checkVisibility())";
const LABEL: &str = "it.innerText.trim().replace(/\\s+/g, ' ')";

/// A widget, identified by a selector.
#[derive(Clone, Copy, Debug)]
pub struct Widget<'a> {
    pub(crate) page: &'a Page,
    pub(crate) selector: &'a str,
}

impl Widget<'_> {
    /// Its current state.
    pub async fn state(&self) -> String {
        let state: Option<String> = self.ask("widget.state").await;
        state.unwrap_or_default()
    }

    /// Waits until it is in this state.
    pub async fn becomes(&self, state: &str) {
        self.page
            .holds(
                "document.querySelector(given.selector).state === given.state",
                json!({ "selector": self.selector, "state": state }),
            )
            .await;
    }

    /// The value of an expression about `widget`, the element, and `root`, its shadow root.
    pub async fn ask<T: serde::de::DeserializeOwned>(&self, expression: &str) -> T {
        let body = format!(
            "const widget = document.querySelector(arguments[0]); const root = widget.shadowRoot;
            return {expression};"
        );
        self.page.run(&body, &[json!(self.selector)]).await
    }

    /// Runs a statement on `widget`, the element, for example `widget.refresh()`.
    pub async fn tell(&self, statement: &str) {
        let _: Value = self.ask(&format!("({statement}, null)")).await;
    }

    /// The labels of the visible buttons in its shadow root.
    pub async fn buttons(&self) -> Vec<String> {
        self.ask(&format!("{SHOWN}.map((it) => {LABEL})")).await
    }

    /// Clicks the button in its shadow root whose label is, or begins with, this text.
    pub async fn click(&self, label: &str) {
        // Uses a script, because Firefox's driver finds nothing in a shadow root.
        let body = format!(
            "const root = document.querySelector(arguments[0]).shadowRoot;
            return {SHOWN}.find((it) => {LABEL}.startsWith(arguments[1])) ?? null;"
        );
        let arguments = vec![json!(self.selector), json!(label)];
        let found = self.page.browser.execute(body, arguments).await;
        let Ok(button) = found.expect("the widget is there").element() else {
            panic!("no button {label:?}, only {:?}", self.buttons().await);
        };
        button.click().await.expect("the button can be clicked");
    }

    /// Clicks twice, fast, in the middle of the button with this label: the second click hits what is there then.
    /// Returns whether it came in time for a double click. If not, the widget does not get it.
    pub async fn double_click(&self, label: &str) -> bool {
        let middle = format!(
            "(({{ x, y, width, height }}) => [x + width / 2, y + height / 2])
            ({SHOWN}.find((it) => {LABEL} === '{label}').getBoundingClientRect())"
        );
        let (x, y): (f64, f64) = self.ask(&middle).await;
        // The widget takes clicks less than 500 ms apart for a double click (src/card/double_click.rs).
        let watch = "const clicks = (window.__clicks = { isDouble: false });
            const look = (event) => {
              clicks.isDouble = event.timeStamp - clicks.first < 500;
              if ('first' in clicks && !clicks.isDouble) event.stopImmediatePropagation();
              clicks.first ??= event.timeStamp;
            };
            clicks.end = () => removeEventListener('click', look, true);
            addEventListener('click', look, true); return null";
        let _: Value = self.page.run(watch, &[]).await;
        #[expect(clippy::cast_possible_truncation, reason = "coordinates")]
        let mouse = self.page.browser.action_chain().move_to(x as i64, y as i64);
        let clicks = mouse.click().click().perform().await;
        clicks.expect("the mouse can click");
        let told = "__clicks.end(); return __clicks.isDouble";
        self.page.run(told, &[]).await
    }

    /// The error code that its shadow root shows, or an empty text.
    pub async fn shown_code(&self) -> String {
        // "Code: vendor_error · 3441030": our code, then the vendor's.
        self.ask(
            "/[a-z]+(_[a-z]+)+/.exec(root.querySelector('.code')?.textContent ?? '')?.[0] ?? ''",
        )
        .await
    }

    /// The texts in its shadow root, as the customer sees them.
    pub async fn words(&self) -> String {
        self.ask("root.querySelector('.card')?.innerText ?? ''")
            .await
    }

    /// Number of the vendor's frames in it.
    pub async fn frames(&self) -> usize {
        self.ask("widget.querySelectorAll('[slot=vendor] iframe').length")
            .await
    }

    /// Whether the vendor's frame is visible and usable.
    pub async fn offers_signup(&self) -> bool {
        self.ask(
            "root.querySelector('.card')?.dataset.frame === 'ready'
            && widget.querySelector('[slot=vendor] iframe')?.checkVisibility({ visibilityProperty: true }) === true",
        )
        .await
    }
}
