//! The widget as a Leptos component, in an app of two pages.

use chakra_connect::ChakraConnect;
use js_sys::{Array, Reflect};
use leptos::prelude::*;
use web_sys::CustomEvent;

fn main() {
    leptos::mount::mount_to_body(App);
}

#[component]
fn App() -> impl IntoView {
    let (page, set_page) = signal("WhatsApp");
    let (number, set_number) = signal(String::new());
    let on_event = move |event: CustomEvent| {
        if event.type_() == "chakra-connected" {
            set_number.set(first_number(&event).unwrap_or_default());
        }
    };
    view! {
        <nav>
            <button on:click=move |_| set_page.set("WhatsApp")>"WhatsApp"</button>
            <button on:click=move |_| set_page.set("Other")>"Other"</button>
        </nav>
        <h1>{page}</h1>
        <Show when=move || page.get() == "WhatsApp">
            <ChakraConnect backend="/api/chakra" on_event=on_event />
        </Show>
        <output>
            {move || Some(number.get()).filter(|it| !it.is_empty()).map(|it| format!("Connected: {it}"))}
        </output>
    }
}

/// The first of the event's numbers, formatted for people.
fn first_number(event: &CustomEvent) -> Option<String> {
    let numbers = Reflect::get(&event.detail(), &"numbers".into()).ok()?;
    let number = Array::from(&numbers).get(0);
    Reflect::get(&number, &"displayPhoneNumber".into())
        .ok()?
        .as_string()
}
