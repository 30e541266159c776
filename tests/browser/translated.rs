//! Page translators, which replace the card's text nodes: Chrome's puts two `<font>` elements in the place of each.

use wasm_bindgen::JsCast;
use wasm_bindgen_test::wasm_bindgen_test;
use web_sys::{Element, HtmlElement};

use crate::page::{CONNECTED, NOT_CONNECTED, TOKEN, Widget, function, js, settle};

/// Translates every text that is shown.
fn translate(widget: &Widget) {
    let translate = function(
        "(root) => {
            const texts = [];
            const walk = document.createTreeWalker(root, NodeFilter.SHOW_TEXT);
            while (walk.nextNode()) texts.push(walk.currentNode);
            for (const text of texts.filter((it) => it.data.trim() && !it.parentNode.closest('font'))) {
                const outer = document.createElement('font');
                const inner = document.createElement('font');
                inner.textContent = `<${text.data}>`;
                outer.append(inner);
                text.replaceWith(outer);
            }
        }",
    );
    let root = widget.element.shadow_root().unwrap();
    translate.call1(&js("undefined"), &root).unwrap();
}

fn found(widget: &Widget, selector: &str) -> Vec<Element> {
    let root = widget.element.shadow_root().unwrap();
    let list = root.query_selector_all(selector).unwrap();
    (0..list.length())
        .map(|index| list.get(index).unwrap().unchecked_into())
        .collect()
}

fn texts(widget: &Widget, selector: &str) -> Vec<String> {
    let texts = found(widget, selector).into_iter();
    texts.map(|it| it.text_content().unwrap()).collect()
}

#[wasm_bindgen_test]
async fn what_changes_is_shown_and_what_stays_stays_translated() {
    let widget = Widget::new(&format!("() => '{TOKEN}'"), NOT_CONNECTED);
    widget.attach();
    widget.becomes("not_connected").await;
    settle().await;
    translate(&widget);
    let mark = texts(&widget, ".title");
    assert!(mark[0].starts_with('<'), "{mark:?}");
    widget.set(
        "messages",
        &js("({ 'not_connected.sentence': 'Now this.' })"),
    );
    settle().await;
    assert_eq!(texts(&widget, ".sentence"), ["Now this."]);
    assert_eq!(texts(&widget, ".title"), mark);

    widget.set("fetchStatus", &js(CONNECTED));
    widget.call("refresh");
    widget.becomes("connected").await;
    settle().await;
    assert_eq!(texts(&widget, ".title"), ["WhatsApp is connected"]);
    assert_eq!(texts(&widget, ".badge"), ["Connected"]);
    // The next translation, and a value that changes back.
    translate(&widget);
    widget.set("fetchStatus", &js(NOT_CONNECTED));
    widget.call("refresh");
    widget.becomes("not_connected").await;
    settle().await;
    assert_eq!(texts(&widget, ".badge"), ["Not connected"]);
}

/// A button whose place another one takes has the other's label, and loses the focus.
#[wasm_bindgen_test]
async fn a_button_has_the_label_of_its_action() {
    let widget = Widget::new(&format!("() => '{TOKEN}'"), CONNECTED);
    widget.set("disconnectAccount", &js("() => undefined"));
    widget.attach();
    widget.becomes("connected").await;
    settle().await;
    translate(&widget);
    let buttons = found(&widget, ".actions button");
    let labels = texts(&widget, ".actions button");
    assert_eq!(labels, ["<Change number>", "<Disconnect>"]);
    buttons[1].unchecked_ref::<HtmlElement>().click();
    settle().await;
    let labels = texts(&widget, ".actions button");
    assert_eq!(labels[1..], ["Keep connected", "Disconnect"], "{labels:?}");

    buttons[1].unchecked_ref::<HtmlElement>().click();
    settle().await;
    translate(&widget);
    let first: &HtmlElement = buttons[0].unchecked_ref();
    first.focus().unwrap();
    first.click();
    settle().await;
    assert_eq!(texts(&widget, ".actions button")[0], "Keep as it is");
    let root = widget.element.shadow_root().unwrap();
    let focused = root.active_element().expect("a focus in the widget");
    assert!(focused.class_list().contains("card"));
}
