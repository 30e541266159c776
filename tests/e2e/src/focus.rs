//! The keyboard: presses keys, and reports which element has the focus.

use serde::Deserialize;
use thirtyfour::Key;

use crate::page::Page;

/// The element with the focus.
#[derive(Clone, Debug, Deserialize)]
pub struct Focus {
    /// The tag name of the innermost element, such as `button`.
    pub element: String,
    /// Its `id`.
    pub id: String,
    /// Its classes.
    pub class: String,
    /// Its text.
    pub label: String,
    /// Whether it is in a widget: in the shadow root, or among the element's children.
    pub in_widget: bool,
    /// Whether the customer can see that it has the focus.
    pub is_shown: bool,
}

impl Focus {
    /// Whether it is the vendor's frame.
    #[must_use]
    pub fn is_frame(&self) -> bool {
        self.in_widget && self.element == "iframe"
    }

    /// Whether it is the card as a whole.
    #[must_use]
    pub fn is_card(&self) -> bool {
        self.in_widget && self.element == "section"
    }

    /// Whether it is the widget's button with this label.
    #[must_use]
    pub fn is_button(&self, label: &str) -> bool {
        self.in_widget && self.element == "button" && self.label == label
    }
}

impl Page {
    /// Presses and releases a key.
    pub async fn press_key(&self, key: Key) {
        let pressed = self
            .browser
            .action_chain()
            .key_down(key.clone())
            .key_up(key);
        pressed.perform().await.expect("a key can be pressed");
        self.is_drawn().await;
    }

    /// Presses Shift+Tab.
    pub async fn step_back(&self) {
        let keys = self.browser.action_chain();
        let keys = keys.key_down(Key::Shift).key_down(Key::Tab);
        let keys = keys.key_up(Key::Tab).key_up(Key::Shift);
        keys.perform().await.expect("keys can be pressed");
        self.is_drawn().await;
    }

    /// Presses Tab until `is_there`. Fails after more presses than a page has tab stops.
    pub async fn tab_to(&self, what: &str, is_there: impl Fn(&Focus) -> bool) -> Focus {
        let mut passed = Vec::new();
        for _ in 0..12 {
            self.press_key(Key::Tab).await;
            let focus = self.focus().await;
            if is_there(&focus) {
                return focus;
            }
            passed.push(focus);
        }
        panic!("no Tab leads to {what}, only to {passed:#?}");
    }

    /// The element that has the focus now.
    pub async fn focus(&self) -> Focus {
        self.run(
            "let element = document.activeElement, in_widget = false;
            const inside = (it) => it.closest('chakra-whatsapp-connect') !== null;
            in_widget = inside(element);
            while (element.shadowRoot?.activeElement) element = element.shadowRoot.activeElement;
            const { outlineStyle, outlineWidth } = getComputedStyle(element);
            const outlined = outlineStyle !== 'none' && parseFloat(outlineWidth) >= 2;
            return {
              element: element.localName, id: element.id, class: element.className,
              label: (element.localName === 'button' ? element.innerText : '').trim().replace(/\\s+/g, ' '),
              in_widget,
              is_shown: element.matches(':focus-visible') && outlined,
            };",
            &[],
        )
        .await
    }
}
