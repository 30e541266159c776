//! The pane: records what the widget prints under `debug`, shows it as a picture, and saves that.

use js_sys::{Array, Date};
use leptos::html::Div;
use leptos::prelude::*;
use wasm_bindgen::JsCast;
use wasm_bindgen::closure::Closure;
use web_sys::{CustomEvent, Element, Event, MediaQueryListEvent, ResizeObserver};

use super::colours::{Colours, DARK, LIGHT};
use super::drawing::{drawn, save};
use super::line::Line;
use super::picture::{Look, Title, picture};
use super::recording::Recording;
use crate::stage;

/// The event into which `style/demo.js` turns each line.
const TOLD: &str = "playground-debug";
/// The width of a saved picture, independent of the screen.
const SAVED: f64 = 1000.0;

/// The pane. `state` is the widget's.
pub(crate) fn pane(state: RwSignal<String>) -> impl IntoView {
    let recording = RwSignal::new(Recording::beginning_in(&state.get_untracked()));
    listen(recording);
    if let Some(widget) = stage::widget() {
        // Fails only for invalid names.
        let _ = widget.set_attribute("debug", "");
    }
    let colours = colours();
    let width = RwSignal::new(0.0);
    let place = NodeRef::<Div>::new();
    Effect::new(move |_| {
        if let Some(place) = place.get() {
            follow_width(&place, width);
        }
    });
    Effect::new(move |_| {
        let (Some(place), width) = (place.get(), width.get()) else {
            return;
        };
        if width > 0.0 {
            let look = Look {
                width,
                colours: colours.get(),
                title: None,
            };
            let picture = recording.with(|recording| picture(recording, &look));
            match drawn(&picture) {
                Ok(picture) => place.replace_children_with_node_1(&picture),
                Err(error) => web_sys::console::error_1(&error),
            }
        }
    });
    let is_empty = Memo::new(move |_| recording.with(|it| it.lines.is_empty()));
    let said = RwSignal::new(String::new());
    let clear = move |_| {
        recording.set(Recording::beginning_in(&state.get_untracked()));
        said.set(String::new());
    };
    let save = move |_| said.set(recording.with_untracked(|it| keep(it, colours.get_untracked())));
    view! {
        <section class="pane timeline" aria-labelledby="timeline-title">
            <header class="pane-head">
                <h2 id="timeline-title">"Timeline"</h2>
                <div class="pane-tools">
                    <button type="button" class="tool" disabled=move || is_empty.get() on:click=clear>
                        "Clear"
                    </button>
                    <button
                        type="button"
                        class="tool"
                        id="save-timeline"
                        disabled=move || is_empty.get()
                        on:click=save
                    >
                        "Save picture"
                    </button>
                </div>
            </header>
            <p class="note">
                "The widget's debug output as a picture, for you and for bug reports. It contains no token, phone
                number or account id."
            </p>
            <div
                class="drawing"
                id="timeline"
                tabindex="0"
                role="group"
                aria-labelledby="timeline-title"
                node_ref=place
            ></div>
            <p class="note said" role="status">{move || said.get()}</p>
            {as_text(recording)}
        </section>
    }
}

/// The lines themselves, for people who prefer text.
fn as_text(recording: RwSignal<Recording>) -> impl IntoView {
    let lines = move || {
        recording.with(|recording| {
            let begin = recording.lines.first().map_or(0.0, |line| line.at);
            let written = |line: &Line| {
                let seconds = (line.at - begin) / 1000.0;
                format!("{seconds:>8.3} s  {}", line.written())
            };
            let lines: Vec<_> = recording.lines.iter().map(written).collect();
            lines.join("\n")
        })
    };
    view! {
        <details>
            <summary>"The same as text"</summary>
            <pre class="code lines" tabindex="0" aria-labelledby="timeline-title">{lines}</pre>
        </details>
    }
}

/// Saves the picture, and returns a message about it.
fn keep(recording: &Recording, colours: Colours) -> String {
    let time = String::from(Date::new_0().to_iso_string());
    let user_agent = window().navigator().user_agent().unwrap_or_default();
    let title = Title {
        version: env!("CARGO_PKG_VERSION"),
        time: &time,
        user_agent: &user_agent,
    };
    let look = Look {
        width: SAVED,
        colours,
        title: Some(title),
    };
    let seconds = time.split('.').next().unwrap_or_default();
    let name = format!("chakra-connect-timeline-{}.svg", seconds.replace(':', "-"));
    match save(&picture(recording, &look).file(), &name) {
        Ok(()) => format!("Saved as {name}"),
        Err(error) => {
            web_sys::console::error_1(&error);
            "The browser refuses to save it. The console says why.".to_owned()
        }
    }
}

/// Records for the life of the page.
fn listen(recording: RwSignal<Recording>) {
    let told = Closure::<dyn Fn(CustomEvent)>::new(move |event: CustomEvent| {
        let text = event.detail().as_string().unwrap_or_default();
        let now = window().performance().map_or(0.0, |it| it.now());
        if let Some(line) = Line::read(now, &text) {
            // It need not also appear in the console.
            event.prevent_default();
            recording.maybe_update(|recording| recording.keep(line));
        }
    });
    let told = told.into_js_value();
    // Never fails for what the browser reports.
    let _ = document().add_event_listener_with_callback(TOLD, told.unchecked_ref());
}

/// The colours for the visitor's system setting.
fn colours() -> RwSignal<Colours> {
    let of = |is_dark| if is_dark { DARK } else { LIGHT };
    let query = window().match_media("(prefers-color-scheme: dark)");
    let Some(query) = query.ok().flatten() else {
        return RwSignal::new(LIGHT);
    };
    let colours = RwSignal::new(of(query.matches()));
    let changed = Closure::<dyn Fn(Event)>::new(move |event: Event| {
        let event: MediaQueryListEvent = event.unchecked_into();
        colours.set(of(event.matches()));
    });
    let changed = changed.into_js_value();
    // Never fails for what the browser reports. The query lives as long as its listener.
    let _ = query.add_event_listener_with_callback("change", changed.unchecked_ref());
    colours
}

/// Keeps `width` equal to that of `place`, for the life of the page.
fn follow_width(place: &Element, width: RwSignal<f64>) {
    let observed = place.clone();
    let changed = Closure::<dyn Fn(Array)>::new(move |_| {
        let now = f64::from(observed.client_width());
        width.maybe_update(|width| {
            let before = std::mem::replace(width, now);
            (before - now).abs() > 0.5
        });
    });
    let changed = changed.into_js_value();
    match ResizeObserver::new(changed.unchecked_ref()) {
        Ok(resizes) => resizes.observe(place),
        Err(error) => web_sys::console::error_1(&error),
    }
}
