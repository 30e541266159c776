//! The kinds of fields: a row of segments, and a list.

use leptos::prelude::*;

use crate::options::{Choice, known};

/// A few choices, all visible, one of which is selected.
pub(crate) fn segments(
    name: &'static str,
    label: &'static str,
    choices: Vec<Choice>,
    chosen: Signal<&'static str>,
    choose: impl Fn(&'static str) + Copy + Send + 'static,
) -> impl IntoView {
    let each = move |choice: Choice| {
        let id = [name, "-", choice.value].concat();
        view! {
            <span class="segment">
                <input
                    type="radio"
                    name=name
                    id=id.clone()
                    value=choice.value
                    prop:checked=move || chosen.get() == choice.value
                    on:change=move |_| choose(choice.value)
                />
                <label for=id>{choice.label}</label>
            </span>
        }
    };
    let title = [name, "-label"].concat();
    // Not a fieldset: WebKit applies no grid in one whose legend floats.
    view! {
        <div class="field" role="radiogroup" aria-labelledby=title>
            <span class="label" id=title.clone()>{label}</span>
            <div class="segments">{choices.into_iter().map(each).collect_view()}</div>
        </div>
    }
}

/// Many choices, one of which is selected.
pub(crate) fn select(
    id: &'static str,
    label: &'static str,
    choices: Vec<Choice>,
    first: &'static str,
    choose: impl Fn(&'static str) + 'static,
) -> impl IntoView {
    let each = |choice: &Choice| {
        let Choice { value, label } = *choice;
        view! { <option value=value selected=value == first>{label}</option> }
    };
    let options = choices.iter().map(each).collect_view();
    let changed = move |event| choose(known(&choices, Some(&event_target_value(&event))));
    view! {
        <div class="field">
            <label class="label" for=id>{label}</label>
            <select id=id on:change=changed>{options}</select>
        </div>
    }
}
