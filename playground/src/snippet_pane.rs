//! The code to copy for the current choices.

use std::mem::replace;
use std::time::Duration;

use leptos::prelude::*;
use leptos::task::spawn_local;
use wasm_bindgen_futures::JsFuture;

use crate::controls::field::segments;
use crate::options::{Choice, Options};
use crate::snippet::Language;

/// Time for which the confirmation stays.
const CONFIRMED: Duration = Duration::from_secs(2);

/// The result of a click on "Copy".
#[derive(Clone, Copy, PartialEq, Eq)]
enum Copied {
    NotYet,
    Done,
    Refused,
}

/// The timer that hides the confirmation.
type Fades = StoredValue<Option<TimeoutHandle>>;

/// The pane.
pub(crate) fn pane(options: RwSignal<Options>) -> impl IntoView {
    let language = RwSignal::new(Language::Html);
    let copied = RwSignal::new(Copied::NotYet);
    let fades = Fades::new(None);
    let snippet = Memo::new(move |_| language.get().snippet(&options.get()));
    let choices = Language::ALL.map(|it| Choice {
        value: it.name(),
        label: it.name(),
    });
    let choose = move |name| {
        if let Some(chosen) = Language::ALL.iter().find(|it| it.name() == name) {
            language.set(*chosen);
        }
    };
    let label = move || match copied.get() {
        Copied::Done => "Copied",
        Copied::NotYet | Copied::Refused => "Copy",
    };
    let said = move || match copied.get() {
        Copied::NotYet => "",
        Copied::Done => "Copied to the clipboard.",
        Copied::Refused => "The browser refuses the clipboard. Select the code and copy it.",
    };
    view! {
        <section class="pane" aria-labelledby="snippet-title">
            <header class="pane-head">
                <h2 id="snippet-title">"Code"</h2>
                <button
                    type="button"
                    class="tool copy"
                    data-copied=move || (copied.get() == Copied::Done).then_some("true")
                    on:click=move |_| copy(&snippet.get_untracked(), copied, fades)
                >
                    {label}
                </button>
            </header>
            {segments(
                "language",
                "Language",
                choices.to_vec(),
                Signal::derive(move || language.get().name()),
                choose,
            )}
            <pre class="code" tabindex="0" aria-labelledby="snippet-title"><code id="snippet">{snippet}</code></pre>
            <p class="note said" role="status">{said}</p>
        </section>
    }
}

fn copy(text: &str, copied: RwSignal<Copied>, fades: Fades) {
    let written = window().navigator().clipboard().write_text(text);
    spawn_local(async move {
        match JsFuture::from(written).await {
            Ok(_) => {
                copied.set(Copied::Done);
                let fade = move || copied.set(Copied::NotYet);
                let next = set_timeout_with_handle(fade, CONFIRMED).ok();
                // The timer of an earlier click must not end this one's confirmation.
                let before = fades
                    .try_update_value(|fades| replace(fades, next))
                    .flatten();
                if let Some(before) = before {
                    before.clear();
                }
            }
            Err(_) => copied.set(Copied::Refused),
        }
    });
}
