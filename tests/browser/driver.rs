//! The driver: the events, questions and warnings that the page receives, and the debug log.

use chakra_connect::flow::error::{Call, Code, Failure};
use chakra_connect::flow::io::{AttemptId, CallId, CancelReason, Intent, Settlement};
use chakra_connect::flow::{Event, Input, Output, State};
use js_sys::Reflect;
use wasm_bindgen::JsValue;
use wasm_bindgen_test::wasm_bindgen_test;

use crate::page::{CONNECTED, NOT_CONNECTED, TOKEN, Widget, function, js, next, settle};
use crate::rig::{Rig, logged};

fn get(value: &JsValue, name: &str) -> JsValue {
    Reflect::get(value, &name.into()).unwrap()
}

#[wasm_bindgen_test]
async fn the_page_may_prevent_a_signup() {
    for (prevented, answer) in [(true, "no"), (false, "yes")] {
        let rig = Rig::new();
        if prevented {
            let prevent = function("(event) => event.preventDefault()");
            rig.host
                .add_event_listener_with_callback("chakra-before-connect", &prevent)
                .unwrap();
        }
        let asked = next(&rig.host, "chakra-before-connect");
        rig.carry_out(Output::AskBeforeConnect(Intent::Replace));
        assert_eq!(logged("in  ConnectAllowed"), 0, "from a microtask");
        assert_eq!(get(&asked.await, "intent"), "replace");
        settle().await;
        assert_eq!(logged(&format!("in  ConnectAllowed {answer}")), 1);
    }
}

fn cancelled() -> Event {
    Event::Cancelled {
        attempt: AttemptId(0xabc),
        reason: CancelReason::User,
        step: None,
    }
}

#[wasm_bindgen_test]
async fn a_call_settles_with_its_event_after_the_event() {
    let mut rig = Rig::new();
    js("window.heard = 0");
    rig.host
        .add_event_listener_with_callback("chakra-cancelled", &function("() => window.heard++"))
        .unwrap();
    rig.carry_out(Output::Emit(cancelled()));
    rig.carry_out(Output::Settle(CallId(4), Settlement::Event(cancelled())));
    rig.carry_out(Output::Settle(
        CallId(5),
        Settlement::State(State::Connected),
    ));
    // The element may be removed in the meantime.
    rig.driver.take();
    assert!(rig.settled.borrow().is_empty(), "from a microtask");
    settle().await;
    let settled = rig.settled.borrow();
    let [(first, event), (second, state)] = settled.as_slice() else {
        panic!("{settled:?}");
    };
    assert_eq!((*first, *second), (CallId(4), CallId(5)));
    assert_eq!(js("window.heard"), 1);
    let text = |value| js_sys::JSON::stringify(value).unwrap();
    assert_eq!(
        text(event),
        r#"{"attemptId":"0000000000000abc","reason":"user","type":"cancelled"}"#
    );
    assert_eq!(text(state), r#"{"state":"connected"}"#);
}

#[wasm_bindgen_test]
fn the_developer_is_warned_once_of_each_thing() {
    js("window.warnings = []");
    js("window.warn = console.warn");
    js("console.warn = (text) => window.warnings.push(text)");
    let rig = Rig::new();
    for text in ["first", "second", "first"] {
        rig.carry_out(Output::Warn(text));
    }
    let other = Rig::new();
    other.carry_out(Output::Warn("first"));
    js("console.warn = window.warn");
    let warnings = js("window.warnings.join()").as_string().unwrap();
    let tag = "<chakra-whatsapp-connect>: ";
    assert_eq!(
        warnings,
        format!("{tag}first,{tag}second,{tag}first"),
        "the other element has a warning of its own"
    );
}

/// Otherwise a background tab would prepare a signup before the page's visibility is known.
#[wasm_bindgen_test]
fn the_page_is_known_before_the_start() {
    let rig = Rig::new();
    rig.start();
    let first = js("logged.slice(0, 2).map((line) => line.split(' ').slice(3, 4).join()).join()");
    assert_eq!(first, "Page,Start");
}

#[wasm_bindgen_test]
async fn a_removed_element_still_gets_its_last_events() {
    let widget = Widget::offering();
    widget.next("chakra-ready").await;
    js("window.vendor.options.onMessage('FINISH', {})");
    widget.becomes("confirming").await;
    let cancelled = next(&widget.element, "chakra-cancelled");
    widget.element.remove();
    assert_eq!(get(&cancelled.await, "reason"), "superseded");
}

#[wasm_bindgen_test]
async fn a_debug_log_shows_what_happens_and_nothing_private() {
    let rig = Rig::new();
    js("delete window.vendor");
    let shown = Widget::offering();
    shown.next("chakra-ready").await;
    rig.mount(3);
    rig.driver()
        .send(Input::Choose("private-number-id".to_owned()));
    rig.carry_out(Output::Emit(cancelled()));
    let driver = rig.driver();
    driver.send(Input::MountFailed(
        chakra_connect::flow::io::FrameId(3),
        Failure {
            vendor_message: Some("private words".to_owned()),
            ..Failure::new(Code::SdkInitFailed).with_call(Call::Token)
        },
    ));
    let log = js("logged.join('\\n')").as_string().unwrap();
    assert!(log.contains("in  Choose\n"), "{log}");
    assert!(log.contains("MountFailed 3 sdk_init_failed"), "{log}");
    for private in ["private", TOKEN] {
        assert!(!log.contains(private), "{private} in {log}");
    }
    driver.set_debug(false);
    let before = logged("");
    driver.send(Input::Revalidate);
    assert_eq!(logged(""), before);
}

/// A page's handler may trigger the event that the widget is handling.
#[wasm_bindgen_test]
fn a_listener_may_run_inside_itself() {
    let _rig = Rig::new();
    js("window.thrown = 0");
    js("window.count = () => window.thrown++");
    js("window.addEventListener('error', count)");
    js("console.debug = (text) => { logged.push(text); \
        if (logged.length === 1) window.dispatchEvent(new Event('focus')) }");
    js("window.dispatchEvent(new Event('focus'))");
    js("window.removeEventListener('error', count)");
    assert_eq!(js("window.thrown"), 0);
    assert_eq!(logged("in  Page"), 2, "both are heard");
}

#[wasm_bindgen_test]
async fn the_failure_contains_what_the_pages_function_throws() {
    for thrower in [
        "() => { throw window.reason }",
        "async () => { throw window.reason }",
        "() => Promise.reject(window.reason)",
    ] {
        js("window.reason = new Error('no session')");
        let widget = Widget::new(&format!("() => '{TOKEN}'"), thrower);
        widget.attach();
        let detail = widget.next("chakra-failed").await;
        assert_eq!(get(&detail, "cause"), js("window.reason"), "{thrower}");
        // The next failure is a different one.
        widget.set(
            "fetchStatus",
            &js("() => new Response('', { status: 401 })"),
        );
        let failed = next(&widget.element, "chakra-failed");
        widget.call("refresh");
        let detail = failed.await;
        assert!(get(&detail, "cause").is_undefined(), "{thrower}");
    }
    let widget = Widget::new(&format!("() => '{TOKEN}'"), "");
    widget
        .element
        .set_attribute("status-url", "/headers")
        .unwrap();
    widget.set("requestHeaders", &js("() => { throw window.reason }"));
    widget.attach();
    let detail = widget.next("chakra-failed").await;
    assert_eq!(get(&detail, "cause"), js("window.reason"));
}

#[wasm_bindgen_test]
async fn a_signal_is_not_stopped_once_its_request_is_over() {
    js("window.signals = []");
    let token = format!("({{ signal }}) => {{ signals.push(signal); return '{TOKEN}' }}");
    let widget = Widget::new(&token, NOT_CONNECTED);
    widget.attach();
    widget.next("chakra-ready").await;
    widget.set("fetchStatus", &js(CONNECTED));
    widget.call("refresh");
    widget.becomes("connected").await;
    assert_eq!(js("signals.length"), 1);
    assert_eq!(js("signals[0].aborted"), false);
}
