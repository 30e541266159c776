//! The widget as a Leptos component: the custom element, with typed and reactive properties.

// The component macro makes items public, though only their re-export should be.
#![allow(unreachable_pub)]

use ::leptos::attr::any_attribute::{AnyAttribute, IntoAnyAttribute};
use ::leptos::attr::custom::custom_attribute;
use ::leptos::ev::{Custom, on};
use ::leptos::html::{self, custom};
use ::leptos::prelude::*;
use ::leptos::tachys::html::property::prop;
use chakra_connect_contract::events;
use wasm_bindgen::JsValue;
use web_sys::CustomEvent;

use crate::element;

/// A reference to the element, for its methods: `connect()`, `refresh()`, `disconnect()`, `reset()`.
pub type ChakraConnectRef = NodeRef<html::Custom<&'static str>>;

/// A function or an object of JavaScript; undefined if absent.
pub type JsProp = Signal<JsValue, LocalStorage>;

/// The widget in a Leptos app. It renders the custom element, with the same shadow root, style sheet and
/// events as in other frameworks.
///
/// Each property may be a value or a signal.
///
/// ```ignore
/// view! { <ChakraConnect backend="/api/chakra" on_event=move |event| log!("{}", event.type_()) /> }
/// ```
#[component]
pub fn ChakraConnect(
    /// Address of the partner's backend, such as `/api/chakra`.
    #[prop(optional, into)]
    backend: MaybeProp<String>,
    /// Address of the token call, instead of `{backend}/connect-token`.
    #[prop(optional, into)]
    token_url: MaybeProp<String>,
    /// Address of the status call, instead of `{backend}/status`.
    #[prop(optional, into)]
    status_url: MaybeProp<String>,
    /// Address of the event call, instead of `{backend}/connect-event`.
    #[prop(optional, into)]
    event_url: MaybeProp<String>,
    /// Address of the disconnect call, instead of `{backend}/disconnect`.
    #[prop(optional, into)]
    disconnect_url: MaybeProp<String>,
    /// Address of Chakra's script, if it is not the usual one.
    #[prop(optional, into)]
    sdk_url: MaybeProp<String>,
    /// Whether cookies are sent to a backend of another origin: `same-origin` or `include`.
    #[prop(optional, into)]
    credentials: MaybeProp<String>,
    /// Whose connection it is. A new value discards everything learned for the old one.
    #[prop(optional, into)]
    tenant: MaybeProp<String>,
    /// When the signup is prepared: `visible`, `click` or `manual`.
    #[prop(optional, into)]
    start: MaybeProp<String>,
    /// The form: `card`, `inline` or `button`.
    #[prop(optional, into)]
    variant: MaybeProp<String>,
    /// The level of the card's title among the page's headings, 1 to 6.
    #[prop(optional, into)]
    heading_level: MaybeProp<u8>,
    /// The colour scheme: `auto`, `light` or `dark`.
    #[prop(optional, into)]
    theme: MaybeProp<String>,
    /// The language, such as `pt-BR`. If absent, the `lang` of the page, then the browser's language.
    #[prop(optional, into)]
    locale: MaybeProp<String>,
    /// Folder of the language files, instead of `locales/` beside the app's module.
    #[prop(optional, into)]
    locales_url: MaybeProp<String>,
    /// When the script tag fetches the WebAssembly. In a Leptos app it is already there.
    #[prop(optional, into)]
    load: MaybeProp<String>,
    /// Page to link to if the widget cannot be used.
    #[prop(optional, into)]
    fallback_url: MaybeProp<String>,
    /// Logs the widget's inputs and outputs.
    #[prop(optional, into)]
    debug: MaybeProp<bool>,
    /// The property `fetchToken`: a function that returns the token, instead of an address.
    #[prop(optional, into)]
    fetch_token: JsProp,
    /// The property `fetchStatus`: the same for the status.
    #[prop(optional, into)]
    fetch_status: JsProp,
    /// The property `disconnectAccount`: the same for disconnecting.
    #[prop(optional, into)]
    disconnect_account: JsProp,
    /// The property `sendEvent`: the same for events.
    #[prop(optional, into)]
    send_event: JsProp,
    /// The property `requestHeaders`: an object of headers, or a function that returns one.
    #[prop(optional, into)]
    request_headers: JsProp,
    /// The property `initialStatus`: the status call's answer, if the app already knows it.
    #[prop(optional, into)]
    initial_status: JsProp,
    /// The property `messages`: an object with the page's own texts.
    #[prop(optional, into)]
    messages: JsProp,
    /// Called with `chakra-statechange`.
    #[prop(optional, into)]
    on_state_change: Option<Callback<CustomEvent>>,
    /// Called with `chakra-ready`.
    #[prop(optional, into)]
    on_ready: Option<Callback<CustomEvent>>,
    /// Called with `chakra-started`.
    #[prop(optional, into)]
    on_started: Option<Callback<CustomEvent>>,
    /// Called with `chakra-progress`.
    #[prop(optional, into)]
    on_progress: Option<Callback<CustomEvent>>,
    /// Called with `chakra-connected`.
    #[prop(optional, into)]
    on_connected: Option<Callback<CustomEvent>>,
    /// Called with `chakra-cancelled`.
    #[prop(optional, into)]
    on_cancelled: Option<Callback<CustomEvent>>,
    /// Called with `chakra-failed`.
    #[prop(optional, into)]
    on_failed: Option<Callback<CustomEvent>>,
    /// Called with `chakra-before-connect`, which `event.prevent_default()` refuses.
    #[prop(optional, into)]
    on_before_connect: Option<Callback<CustomEvent>>,
    /// Called with `chakra-before-disconnect`, which `event.prevent_default()` refuses.
    #[prop(optional, into)]
    on_before_disconnect: Option<Callback<CustomEvent>>,
    /// Called with `chakra-disconnected`.
    #[prop(optional, into)]
    on_disconnected: Option<Callback<CustomEvent>>,
    /// Called with each of the element's events; `event.type_()` tells which.
    #[prop(optional, into)]
    on_event: Option<Callback<CustomEvent>>,
    /// A reference to the element.
    #[prop(optional)]
    node_ref: ChakraConnectRef,
) -> impl IntoView {
    // False if it is already defined, which is fine.
    element::define(element::TAG);
    let tell = move |own: Option<Callback<CustomEvent>>| {
        move |event: CustomEvent| {
            if let Some(own) = own {
                own.run(event.clone());
            }
            if let Some(on_event) = on_event {
                on_event.run(event);
            }
        }
    };
    let texts = [
        ("backend", backend),
        ("token-url", token_url),
        ("status-url", status_url),
        ("event-url", event_url),
        ("disconnect-url", disconnect_url),
        ("sdk-url", sdk_url),
        ("credentials", credentials),
        ("tenant", tenant),
        ("start", start),
        ("variant", variant),
        ("theme", theme),
        ("locale", locale),
        ("locales-url", locales_url),
        ("load", load),
        ("fallback-url", fallback_url),
    ];
    let texts =
        texts.map(|(name, text)| custom_attribute(name, move || text.get()).into_any_attr());
    let level = move || heading_level.get().map(|level| level.to_string());
    let others = [
        custom_attribute("heading-level", level).into_any_attr(),
        custom_attribute("debug", move || debug.get()).into_any_attr(),
    ];
    let properties = [
        ("fetchToken", fetch_token),
        ("fetchStatus", fetch_status),
        ("disconnectAccount", disconnect_account),
        ("sendEvent", send_event),
        ("requestHeaders", request_headers),
        ("initialStatus", initial_status),
        ("messages", messages),
    ];
    let properties =
        properties.map(|(name, value)| prop(name, move || value.get()).into_any_attr());
    let listeners = [
        (events::STATE_CHANGE, on_state_change),
        (events::READY, on_ready),
        (events::STARTED, on_started),
        (events::PROGRESS, on_progress),
        (events::CONNECTED, on_connected),
        (events::CANCELLED, on_cancelled),
        (events::FAILED, on_failed),
        (events::BEFORE_CONNECT, on_before_connect),
        (events::BEFORE_DISCONNECT, on_before_disconnect),
        (events::DISCONNECTED, on_disconnected),
    ];
    let listeners = listeners.map(|(name, own)| on(Custom::new(name), tell(own)).into_any_attr());
    // One list, because a tuple of attributes is limited to 26.
    let all: Vec<AnyAttribute> = texts
        .into_iter()
        .chain(others)
        .chain(properties)
        .chain(listeners)
        .collect();
    custom(element::TAG).add_any_attr(all).node_ref(node_ref)
}
