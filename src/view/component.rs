//! The widget as a Leptos component: the custom element, with typed properties.

// The component macro makes items public that only their re-export is meant to show.
#![allow(unreachable_pub)]

use leptos::prelude::*;
use web_sys::CustomEvent;

use crate::element;

/// The widget in a Leptos app. It renders the custom element, so that a host app gets the very
/// thing that partners in other frameworks get: shadow root, style sheet and events included.
///
/// ```ignore
/// view! { <ChakraConnect backend="/api/chakra" on_event=move |event| log!("{}", event.type_()) /> }
/// ```
#[component]
pub fn ChakraConnect(
    /// Address of the partner's backend, such as `/api/chakra`.
    #[prop(into)]
    backend: String,
    /// Address of the vendor SDK, in place of Chakra's.
    #[prop(optional, into)]
    sdk_url: Option<String>,
    /// When the signup is prepared: `visible`, `click` or `manual`.
    #[prop(optional, into)]
    start: Option<String>,
    /// The colour scheme: `auto`, `light` or `dark`.
    #[prop(optional, into)]
    theme: Option<String>,
    /// The form: `card`, `inline` or `button`.
    #[prop(optional, into)]
    variant: Option<String>,
    /// The language, such as `pt-BR`; else that of the page's `lang`, else the browser's.
    #[prop(optional, into)]
    locale: Option<String>,
    /// Folder of the language files, in place of `locales/` beside the app's module.
    #[prop(optional, into)]
    locales_url: Option<String>,
    /// Called with each of the element's events; `event.type_()` tells which.
    #[prop(optional, into)]
    on_event: Option<Callback<CustomEvent>>,
) -> impl IntoView {
    // False where it is defined already, which is as good.
    element::define(element::TAG);
    let tell = move |event: CustomEvent| {
        if let Some(on_event) = on_event {
            on_event.run(event);
        }
    };
    view! {
        <chakra-whatsapp-connect
            backend=backend
            sdk-url=sdk_url
            start=start
            theme=theme
            variant=variant
            locale=locale
            locales-url=locales_url
            on:chakra-statechange=tell
            on:chakra-ready=tell
            on:chakra-connected=tell
            on:chakra-cancelled=tell
            on:chakra-failed=tell
            on:chakra-before-disconnect=tell
            on:chakra-disconnected=tell
        ></chakra-whatsapp-connect>
    }
}
