//! An open attempt across a reload: found once, by the right widget, and never in the way.

use chakra_connect::flow::Output;
use chakra_connect::flow::io::{AttemptId, Intent, OpenAttempt};
use wasm_bindgen_test::wasm_bindgen_test;

use crate::page::{js, settle};
use crate::replaced::Replaced;
use crate::rig::{Rig, logged};

/// A page whose `fetch` never answers, whose clock stands still, and whose storage is empty. Restored when dropped.
struct Page {
    _replaced: Replaced,
}

impl Page {
    fn new() -> Self {
        js("sessionStorage.clear()");
        Self {
            _replaced: Replaced::fetch("() => new Promise(() => {})").with_still_clock(),
        }
    }

    fn kept() -> String {
        js("JSON.stringify(Object.values(sessionStorage))")
            .as_string()
            .unwrap()
    }
}

impl Drop for Page {
    fn drop(&mut self) {
        js("sessionStorage.clear()");
    }
}

fn attempt(id: u64) -> OpenAttempt {
    OpenAttempt {
        id: AttemptId(id),
        intent: Intent::Replace,
        baseline: Some(vec!["1".to_owned(), "a \"quoted\" id".to_owned()]),
    }
}

/// A widget on the page, before or after a reload.
fn widget(attributes: &[(&str, &str)], headers: &str) -> Rig {
    let rig = Rig::new();
    rig.host.set_attribute("status-url", "/status").unwrap();
    for (name, value) in attributes {
        rig.host.set_attribute(name, value).unwrap();
    }
    js_sys::Reflect::set(&rig.host, &"requestHeaders".into(), &js(headers)).unwrap();
    rig.start();
    rig
}

#[wasm_bindgen_test]
fn it_is_found_again_after_a_reload() {
    let _page = Page::new();
    let headers = "{ 'X-Tenant': 'secret-a', Authorization: 'Bearer secret-b' }";
    let before = widget(&[], headers);
    before.carry_out(Output::Remember(Some(attempt(0xabc))));
    let kept = js("JSON.stringify(sessionStorage)").as_string().unwrap();
    assert!(kept.contains("0000000000000abc"), "{kept}");
    assert!(!kept.contains("secret"), "{kept}");
    drop(before);
    // By now the credentials have changed, and so has the order of the headers.
    let after = widget(&[], "{ authorization: 'Bearer c', 'x-tenant': 'secret-a' }");
    assert_eq!(logged("in  Recall 0000000000000abc 0 s"), 1);
    after.start();
    assert_eq!(logged("in  Recall"), 1, "once");
    let order = js(
        "logged.findIndex((line) => line.includes('in  Recall')) > logged.findIndex((line) => line.includes('in  Start'))",
    );
    assert_eq!(order, true);
    after.carry_out(Output::Remember(None));
    assert_eq!(Page::kept(), "[]");
}

#[wasm_bindgen_test]
fn another_tenant_does_not_find_it() {
    let _page = Page::new();
    let widgets: [(&[(&str, &str)], &str); 5] = [
        (&[("tenant", "a")], "{}"),
        (&[("tenant", "b")], "{}"),
        (&[], "{ 'x-tenant': 'a' }"),
        (&[], "{ 'x-tenant': 'b' }"),
        (&[("status-url", "/another")], "{}"),
    ];
    for (index, (attributes, headers)) in widgets.into_iter().enumerate() {
        let widget = widget(attributes, headers);
        assert_eq!(logged("in  Recall"), 0, "{index}");
        widget.carry_out(Output::Remember(Some(attempt(index as u64))));
    }
}

#[wasm_bindgen_test]
fn only_one_of_two_widgets_of_a_tenant_recalls_it() {
    let _page = Page::new();
    widget(&[], "{}").carry_out(Output::Remember(Some(attempt(1))));
    let first = widget(&[], "{}");
    assert_eq!(logged("in  Recall"), 1);
    let second = widget(&[], "{}");
    assert_eq!(logged("in  Recall"), 0);
    second.carry_out(Output::Remember(None));
    assert_ne!(Page::kept(), "[]", "it is the first one's");
    // The second widget's attempt is newer, so the first widget must not remove it.
    second.carry_out(Output::Remember(Some(attempt(2))));
    first.carry_out(Output::Remember(None));
    assert!(Page::kept().contains("0002"), "{}", Page::kept());
}

/// Frameworks insert the new element first. The old one is torn down later, perhaps after a transition.
#[wasm_bindgen_test]
async fn an_element_that_replaces_another_recalls_its_attempt() {
    let _page = Page::new();
    let old = widget(&[], "{}");
    old.carry_out(Output::Remember(Some(attempt(1))));
    let fresh = widget(&[], "{}");
    for _ in 0..3 {
        settle().await;
        assert_eq!(logged("in  Recall"), 0);
    }
    old.end();
    settle().await;
    assert_eq!(logged("in  Recall 0000000000000001 0 s"), 1);
    settle().await;
    assert_eq!(logged("in  Recall"), 1, "once");
    drop(fresh);
}

#[wasm_bindgen_test]
fn one_tenants_stored_attempt_is_removed_when_another_is_shown() {
    let _page = Page::new();
    let widget = widget(&[("tenant", "a")], "{}");
    widget.carry_out(Output::Remember(Some(attempt(1))));
    widget.host.set_attribute("tenant", "b").unwrap();
    widget.start();
    widget.carry_out(Output::Remember(None));
    assert_eq!(Page::kept(), "[]");
}

#[wasm_bindgen_test]
fn an_old_or_unreadable_attempt_is_dropped() {
    let _page = Page::new();
    for spoiled in [
        "text.replace(/\"begun\":[0-9]+/, `\"begun\":${Date.now() - 1.9e6}`)",
        "text.replace(/\"begun\":[0-9]+/, '\"begun\":null')",
        "text.replace('replace', 'steal')",
        "text.replace('\"1\"', '1')",
        "text.replace('\"id\":\"0', '\"id\":\"x')",
        "text.slice(0, -1)",
        "''",
        "'[]'",
    ] {
        widget(&[], "{}").carry_out(Output::Remember(Some(attempt(1))));
        js(&format!(
            "Object.keys(sessionStorage).forEach((key) => {{ const text = sessionStorage[key]; sessionStorage[key] = {spoiled} }})"
        ));
        let after = widget(&[], "{}");
        assert_eq!(logged("in  Recall"), 0, "{spoiled}");
        assert_eq!(Page::kept(), "[]", "{spoiled}");
        drop(after);
    }
}

#[wasm_bindgen_test]
fn its_age_is_counted_from_its_beginning() {
    let _page = Page::new();
    let before = widget(&[], "{}");
    before.carry_out(Output::Remember(Some(attempt(1))));
    js("pageTime += 600_000");
    before.carry_out(Output::Remember(Some(attempt(1))));
    drop(before);
    let _after = widget(&[], "{}");
    assert_eq!(logged("in  Recall 0000000000000001 600 s"), 1);
}

#[wasm_bindgen_test]
fn without_storage_nothing_is_kept_and_nothing_fails() {
    let _page = Page::new();
    for blocked in [
        "{ get() { throw new DOMException('no', 'SecurityError') } }",
        "{ get: () => null }",
        "{ get: () => ({ getItem() { throw 1 }, setItem() { throw 1 }, removeItem() { throw 1 } }) }",
    ] {
        js("window.storage = Object.getOwnPropertyDescriptor(window, 'sessionStorage')");
        js(&format!(
            "Object.defineProperty(window, 'sessionStorage', {{ configurable: true, ...{blocked} }})"
        ));
        let before = widget(&[], "{}");
        before.carry_out(Output::Remember(Some(attempt(1))));
        before.carry_out(Output::Remember(Some(attempt(2))));
        before.carry_out(Output::Remember(None));
        before.carry_out(Output::Remember(Some(attempt(3))));
        drop(before);
        let after = widget(&[], "{}");
        js("Object.defineProperty(window, 'sessionStorage', window.storage)");
        assert_eq!(logged("in  Recall"), 0, "{blocked}");
        drop(after);
    }
}
