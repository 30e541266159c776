//! The Leptos component: reactive attributes, functions, events and a reference.

use chakra_connect::{ChakraConnect, ChakraConnectRef};
use js_sys::Reflect;
use leptos::mount::mount_to;
use leptos::prelude::*;
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_test::wasm_bindgen_test;
use web_sys::HtmlElement;

use crate::page::{CONNECTED, NOT_CONNECTED, document, js, next, settle};

#[wasm_bindgen_test]
async fn the_component_follows_the_apps_values() {
    let place = document().create_element("div").unwrap();
    document().body().unwrap().append_child(&place).unwrap();
    // A root owner, because a child of another test's owner would end with that test.
    let owner = Owner::new_root(None);
    owner.set();
    let tenant = RwSignal::new("a".to_owned());
    let level = RwSignal::new(None::<u8>);
    let fetch = RwSignal::new_local(js(CONNECTED));
    let heard = RwSignal::new(Vec::<String>::new());
    let states = RwSignal::new(0);
    let element = ChakraConnectRef::new();
    let handle = mount_to(place.clone().unchecked_into(), move || {
        view! {
            <ChakraConnect
                token_url="/token"
                tenant=tenant
                heading_level=level
                debug=false
                fetch_status=fetch
                request_headers=js("({ Authorization: 'Bearer a' })")
                on_state_change=move |_| states.update(|count| *count += 1)
                on_event=move |event: web_sys::CustomEvent| heard.update(|all| all.push(event.type_()))
                node_ref=element
            />
        }
    });
    let element: HtmlElement = element.get_untracked().expect("it is there");
    let attribute = |name: &str| element.get_attribute(name);
    assert_eq!(attribute("token-url").as_deref(), Some("/token"));
    assert_eq!(attribute("tenant").as_deref(), Some("a"));
    assert_eq!(attribute("backend"), None);
    assert_eq!(attribute("debug"), None);
    let headers = Reflect::get(&element, &"requestHeaders".into()).unwrap();
    let token = Reflect::get(&headers, &"Authorization".into()).unwrap();
    assert_eq!(token, "Bearer a");
    next(&element, "chakra-statechange").await;
    let state = || Reflect::get(&element, &"state".into()).unwrap();
    assert_eq!(state(), "connected");
    assert_eq!(states.get_untracked(), 1);
    assert_eq!(heard.get_untracked(), ["chakra-statechange"]);

    tenant.set("b".to_owned());
    level.set(Some(3));
    fetch.set(js(NOT_CONNECTED));
    settle().await;
    assert_eq!(attribute("tenant").as_deref(), Some("b"));
    assert_eq!(attribute("heading-level").as_deref(), Some("3"));
    let given = Reflect::get(&element, &"fetchStatus".into()).unwrap();
    assert_eq!(given, fetch.get_untracked());
    assert_eq!(
        Reflect::get(&element, &"fetchToken".into()).unwrap(),
        JsValue::UNDEFINED
    );
    drop(handle);
    drop(owner);
    place.remove();
    // The widget ends in a later task.
    settle().await;
}
