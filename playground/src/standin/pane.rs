//! The controls of the stand-in: what is connected, what fails, how the next signup ends.

use leptos::prelude::*;
use leptos::task::spawn_local;
use web_sys::Element;

use super::client::{StandIn, Trouble};
use super::outcome::OUTCOMES;
use super::plugin;
use super::scene::{CONNECTIONS, FAILURES, Scene};
use crate::{address, stage};

/// Whether there is a stand-in to talk to.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Reach {
    Unnamed,
    Asking,
    Here,
    Silent,
}

/// The state of the pane.
#[derive(Clone, Copy)]
struct Desk {
    stand_in: StoredValue<Option<StandIn>>,
    reach: RwSignal<Reach>,
    /// The outcome of signups; empty if the popup asks.
    outcome: RwSignal<String>,
    played: RwSignal<Option<&'static str>>,
    /// The id of the playground's plugin, once the backend has named it.
    plugin: StoredValue<Option<String>>,
    /// What the controls change, if other tenants use the stand-in too.
    scope: RwSignal<Option<String>>,
    trouble: RwSignal<Option<String>>,
    is_busy: RwSignal<bool>,
}

/// The pane.
pub(crate) fn pane() -> impl IntoView {
    let stand_in = StandIn::named();
    let reach = match stand_in {
        Some(_) => Reach::Asking,
        None => Reach::Unnamed,
    };
    let desk = Desk {
        stand_in: StoredValue::new(stand_in),
        reach: RwSignal::new(reach),
        outcome: RwSignal::new(String::new()),
        played: RwSignal::new(None),
        plugin: StoredValue::new(None),
        scope: RwSignal::new(None),
        trouble: RwSignal::new(None),
        is_busy: RwSignal::new(false),
    };
    desk.ask();
    let reach = desk.reach;
    let note = move || match reach.get() {
        Reach::Unnamed => {
            "Disabled, because this page's address names no stand-in. Open the address that cargo \
             xtask demo prints."
        }
        Reach::Asking => "Looking for the stand-in…",
        Reach::Here => "Sets what the backend finds at Chakra. No real number is touched.",
        Reach::Silent => "Disabled, because the stand-in does not answer.",
    };
    let again = move || {
        (reach.get() == Reach::Silent).then(|| {
            view! { <button type="button" class="tool" on:click=move |_| desk.ask()>"Look again"</button> }
        })
    };
    view! {
        <section class="pane" aria-labelledby="stand-in-title">
            <header class="pane-head">
                <h2 id="stand-in-title">"Stand-in for Chakra"</h2>
                {again}
            </header>
            <p class="note" role="status">{note}</p>
            <p class="note" id="stand-in-scope" role="status">{move || desk.scope.get()}</p>
            <fieldset class="scenes" id="stand-in" aria-busy=move || desk.is_busy.get().to_string() disabled=move || reach.get() != Reach::Here>
                {outcomes(desk)}
                {scenes("Connection state", CONNECTIONS, desk)}
                {scenes("Failure", FAILURES, desk)}
            </fieldset>
            <p class="note trouble" role="alert">{move || desk.trouble.get()}</p>
        </section>
    }
}

fn outcomes(desk: Desk) -> impl IntoView {
    let each = OUTCOMES.iter().map(|outcome| {
        let is_chosen = move || desk.outcome.get() == outcome.name;
        view! { <option value=outcome.name prop:selected=is_chosen>{outcome.label}</option> }
    });
    let settled = move |event| desk.settle(event_target_value(&event));
    view! {
        <div class="field wide">
            <label class="label" for="outcome">"When a customer signs up"</label>
            <select id="outcome" on:change=settled>
                <option value="">"The popup asks how it ends"</option>
                {each.collect_view()}
            </select>
        </div>
    }
}

fn scenes(label: &'static str, scenes: &'static [Scene], desk: Desk) -> impl IntoView {
    let each = move |scene: &'static Scene| {
        let is_played = move || (desk.played.get() == Some(scene.name)).to_string();
        view! {
            <button
                type="button"
                class="scene"
                data-scene=scene.name
                aria-pressed=is_played
                on:click=move |_| desk.play(scene)
            >
                <span>{scene.label}</span>
                <code>{scene.shows}{scene.reloads.then_some(", reloads")}</code>
            </button>
        }
    };
    view! {
        <div class="field wide" role="group" aria-label=label>
            <span class="label" aria-hidden="true">{label}</span>
            <div class="scene-list">{scenes.iter().map(each).collect_view()}</div>
        </div>
    }
}

impl Desk {
    /// Runs `work` with the stand-in, and shows the result.
    fn with<Work: Future<Output = Result<(), Trouble>> + 'static>(
        self,
        work: impl FnOnce(StandIn) -> Work,
    ) {
        let Some(stand_in) = self.stand_in.get_value() else {
            return;
        };
        self.trouble.set(None);
        self.is_busy.set(true);
        let work = work(stand_in);
        spawn_local(async move {
            match work.await {
                Ok(()) => self.reach.set(Reach::Here),
                Err(Trouble::Silent) => self.reach.set(Reach::Silent),
                Err(trouble) => self.trouble.set(Some(trouble.to_string())),
            }
            self.is_busy.set(false);
        });
    }

    /// Checks whether the stand-in answers, and reads its settings.
    fn ask(self) {
        self.with(move |stand_in| async move {
            let outcome = stand_in.outcome().await?;
            self.outcome.set(outcome.unwrap_or_default());
            self.describe_scope(&stand_in).await
        });
    }

    async fn describe_scope(self, stand_in: &StandIn) -> Result<(), Trouble> {
        let records = stand_in.records().await?;
        let own = self.plugin.get_value();
        self.scope.set(plugin::scope(&records, own.as_deref()));
        Ok(())
    }

    fn settle(self, outcome: String) {
        self.outcome.set(outcome.clone());
        self.with(move |stand_in| async move {
            let outcome = Some(outcome.as_str()).filter(|outcome| !outcome.is_empty());
            stand_in.settle(outcome).await
        });
    }

    fn play(self, scene: &'static Scene) {
        self.played.set(Some(scene.name));
        self.with(move |stand_in| async move {
            let widget = stage::widget().map(Element::from);
            let backend = widget.and_then(|widget| widget.get_attribute("backend"));
            let backend = backend.unwrap_or_default();
            let known = self.plugin.get_value();
            let plugin = stand_in.play(scene, &backend, known).await?;
            self.plugin.set_value(Some(plugin));
            self.describe_scope(&stand_in).await?;
            if !scene.reloads {
                stage::call("reset");
                stage::call("refresh");
            } else if let Some(location) = address::location() {
                // Never fails for what the browser reports.
                let _ = location.reload();
            }
            Ok(())
        });
    }
}
