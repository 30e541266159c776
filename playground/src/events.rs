//! The widget's events, newest first, and its last reported state.

use chakra_connect::contract::EVENTS;
use chakra_connect::contract::events::STATE_CHANGE;
use js_sys::{Date, JSON, Reflect};
use leptos::prelude::*;
use wasm_bindgen::closure::Closure;
use wasm_bindgen::{JsCast, JsValue};
use web_sys::CustomEvent;

use crate::stage;

/// More than anybody reads.
const MOST: usize = 200;

/// Longest text that fits in a line.
const LINE: usize = 64;

#[derive(Clone)]
struct Entry {
    serial: u32,
    time: String,
    name: String,
    detail: String,
}

/// Calls `heard` for each event with one of these names, for the life of the page.
fn listen(names: &[&str], heard: impl Fn(&CustomEvent) + Clone + 'static) {
    for name in names {
        let heard = heard.clone();
        let listener = Closure::<dyn Fn(CustomEvent)>::new(move |event| heard(&event));
        let listener = listener.into_js_value();
        // Never fails for what the browser reports.
        let _ = document().add_event_listener_with_callback(name, listener.unchecked_ref());
    }
}

/// The widget's state.
pub(crate) fn state() -> RwSignal<String> {
    let text = |value: JsValue| value.as_string().unwrap_or_else(|| "loading".to_owned());
    let now = stage::widget().and_then(|widget| Reflect::get(&widget, &"state".into()).ok());
    let state = RwSignal::new(text(now.unwrap_or_default()));
    listen(&[STATE_CHANGE], move |event| {
        state.set(text(
            Reflect::get(&event.detail(), &"state".into()).unwrap_or_default(),
        ));
    });
    state
}

/// The pane.
pub(crate) fn pane() -> impl IntoView {
    let entries = RwSignal::new(Vec::<Entry>::new());
    let count = StoredValue::new(0_u32);
    listen(EVENTS, move |event| {
        count.update_value(|count| *count += 1);
        let entry = Entry {
            serial: count.get_value(),
            time: String::from(Date::new_0().to_locale_time_string("en-GB")),
            name: event.type_(),
            detail: written(&event.detail()),
        };
        entries.update(|all| {
            all.insert(0, entry);
            all.truncate(MOST);
        });
    });
    let row = |entry: Entry| {
        view! {
            <li>
                <time>{entry.time}</time>
                <code class="event">{entry.name}</code>
                <pre>{entry.detail}</pre>
            </li>
        }
    };
    let is_empty = Memo::new(move |_| entries.with(Vec::is_empty));
    view! {
        <section class="pane" aria-labelledby="log-title">
            <header class="pane-head">
                <h2 id="log-title">"Events"</h2>
                <button
                    type="button"
                    class="tool"
                    disabled=move || is_empty.get()
                    on:click=move |_| entries.set(Vec::new())
                >
                    "Clear"
                </button>
            </header>
            <ol id="log" class="log" tabindex="0" aria-labelledby="log-title">
                <For each=move || entries.get() key=|entry| entry.serial children=row />
            </ol>
            <p class="note" hidden=move || !is_empty.get()>
                "No events yet. The newest comes first, with its detail."
            </p>
        </section>
    }
}

/// An event's detail, as JSON that a person can read.
fn written(detail: &JsValue) -> String {
    let spaced = |space: u32| {
        let json = JSON::stringify_with_replacer_and_space(detail, &JsValue::NULL, &space.into());
        json.map(String::from).unwrap_or_default()
    };
    let words: Vec<_> = spaced(1)
        .lines()
        .map(str::trim)
        .map(str::to_owned)
        .collect();
    let line = words.join(" ");
    if line.len() <= LINE { line } else { spaced(2) }
}
