//! The controls of the live widget: its attributes, its methods, its place.

pub(crate) mod field;

use leptos::prelude::*;

use crate::options::{LANGUAGES, Options, PRESETS, STARTS, THEMES, VARIANTS, WIDTHS};
use crate::stage;
use field::{segments, select};

/// The methods, as JavaScript names them.
const METHODS: [(&str, &str); 4] = [
    ("connect", "Prepares the signup where start waits for it"),
    ("refresh", "Asks for the status again"),
    ("disconnect", "Disconnects"),
    ("reset", "Ends an open attempt"),
];

/// The pane. `state` is the widget's.
pub(crate) fn pane(options: RwSignal<Options>, state: RwSignal<String>) -> impl IntoView {
    let methods = METHODS.map(|(method, title)| {
        view! {
            <button type="button" class="tool" title=title on:click=move |_| stage::call(method)>
                {method}"()"
            </button>
        }
    });
    view! {
        <section class="pane" aria-labelledby="widget-title">
            <header class="pane-head">
                <h2 id="widget-title">"Widget"</h2>
                <code class="state" id="state">{move || state.get()}</code>
            </header>
            {segments(
                "variant",
                "Variant",
                VARIANTS.to_vec(),
                Signal::derive(move || options.get().variant),
                move |variant| options.update(|it| it.variant = variant),
            )}
            {segments(
                "theme",
                "Theme",
                THEMES.to_vec(),
                Signal::derive(move || options.get().theme),
                move |theme| options.update(|it| it.theme = theme),
            )}
            {segments(
                "preset",
                "Preset",
                PRESETS.to_vec(),
                Signal::derive(move || options.get().preset),
                move |preset| options.update(|it| it.preset = preset),
            )}
            {segments(
                "start",
                "Start",
                STARTS.to_vec(),
                Signal::derive(move || options.get().start),
                move |start| options.update(|it| it.start = start),
            )}
            {select(
                "locale",
                "Locale",
                LANGUAGES.to_vec(),
                options.get_untracked().locale,
                move |locale| options.update(|it| it.locale = locale),
            )}
            {width(options)}
            <div class="field">
                <span class="label" id="methods-label">"Methods"</span>
                <div class="methods" role="group" aria-labelledby="methods-label">{methods}</div>
            </div>
        </section>
    }
}

fn width(options: RwSignal<Options>) -> impl IntoView {
    let told = move || match options.get().width {
        width if width < WIDTHS.1 => format!("{width} px"),
        _ => "full".to_owned(),
    };
    let slid = move |event| {
        if let Ok(width) = event_target_value(&event).parse() {
            options.update(|it| it.width = width);
        }
    };
    view! {
        <div class="field">
            <label class="label" for="width">"Width"</label>
            <div class="slider">
                <input
                    type="range"
                    id="width"
                    min=WIDTHS.0
                    max=WIDTHS.1
                    step="10"
                    value=options.get_untracked().width
                    on:input=slid
                />
                <output for="width">{told}</output>
            </div>
        </div>
    }
}
