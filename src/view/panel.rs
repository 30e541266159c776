//! The card, redrawn from each snapshot.

// The component macro makes items public, though only their re-export should be.
#![allow(unreachable_pub)]

use leptos::ev::MouseEvent;
use leptos::html::custom;
use leptos::prelude::*;

use super::leaf_text::LeafText;
use crate::browser::intl::BrowserIntl;
use crate::browser::pointer;
use crate::card::{Appearance, Card, Child, Click, Node, Press, still_asked};
use crate::flow::snapshot::Frame;
use crate::flow::{Input, Snapshot, State};
use crate::text::Localizer;

/// Attributes as values, not literals: Leptos writes an element with only literals by `innerHTML`, which pages that
/// demand trusted types refuse.
const TRUE: &str = "true";
const LTR: &str = "ltr";

/// The actions of clicks. Copied into each button, and dropped with the card.
#[derive(Clone, Copy)]
struct Clicks {
    send: StoredValue<Box<dyn Fn(Input)>, LocalStorage>,
    /// The state in which the customer was asked whether to disconnect; `None` once they have answered.
    asked: RwSignal<Option<State>>,
    /// The pointer's last click.
    pressed: StoredValue<Option<Press>, LocalStorage>,
}

impl Clicks {
    /// All are gone if the card was removed while its event was on the way.
    fn on(self, click: Click, event: &MouseEvent) {
        if self.is_second_of_double_click(&click, event) {
            // A link is not followed either.
            event.prevent_default();
            return;
        }
        match click {
            Click::Send(input) => {
                self.asked.try_set(None);
                self.send.try_with_value(|send| send(input));
            }
            Click::Ask(state) => {
                self.asked.try_set(state);
            }
            // The browser follows the link.
            Click::Visit(_) => {}
        }
    }

    fn is_second_of_double_click(self, click: &Click, event: &MouseEvent) -> bool {
        let Some((at, place)) = pointer::click(event) else {
            return false;
        };
        let mut press = Press {
            at,
            place,
            click: click.clone(),
        };
        let is_second = self.pressed.try_update_value(|pressed| {
            let first = pressed.take().filter(|first| press.is_second_of(first));
            let is_second = first.is_some();
            // A third click belongs to the first one, too.
            if let Some(first) = first {
                press.click = first.click;
            }
            *pressed = Some(press);
            is_second
        });
        is_second.unwrap_or(false)
    }
}

/// The widget's card. `send` receives the customer's actions.
#[component]
pub fn Panel(
    /// The snapshot to show.
    snapshot: ArcRwSignal<Snapshot>,
    /// The texts and style.
    appearance: ArcRwSignal<Appearance>,
    /// Receives the customer's actions.
    send: Box<dyn Fn(Input)>,
    /// Called before a card is drawn.
    on_draw: Box<dyn Fn(&Card)>,
) -> impl IntoView {
    let clicks = Clicks {
        send: StoredValue::new_local(send),
        asked: RwSignal::new(None),
        pressed: StoredValue::new_local(None),
    };
    let on_draw = StoredValue::new_local(on_draw);
    // One effect, not one per part: every closure here would be compiled into its own effect, build and rebuild. The
    // driver sets the snapshot only when it differs, and a redraw touches only the nodes that differ.
    let card = move || {
        let appearance = appearance.get();
        let shown = snapshot.get();
        let asked = clicks.asked;
        let asked_in = still_asked(asked.get(), &shown);
        // It is forgotten, not only hidden: the state may come back.
        asked.update_untracked(|asked| *asked = asked_in);
        let card = match &appearance.catalogue {
            Some(catalogue) => {
                let voice = Localizer {
                    locale: appearance.language.locale,
                    catalogue,
                    intl: &BrowserIntl(&appearance.language.tag),
                };
                Card::of(&shown, asked_in, &appearance.surroundings, &voice)
            }
            None => Card::unspoken(),
        };
        on_draw.try_with_value(|on_draw| on_draw(&card));
        draw(card, &appearance, clicks)
    };
    view! {
        <div class="bounds">
            <div class="container">{card}</div>
        </div>
    }
}

fn draw(card: Card, appearance: &Appearance, clicks: Clicks) -> impl IntoView + use<> {
    let frame = match card.frame {
        Frame::Hidden => "hidden",
        Frame::Loading => "loading",
        Frame::Ready => "ready",
    };
    let is_loading = card.state == State::Loading;
    let direction = if appearance.language.locale.is_rtl {
        "rtl"
    } else {
        LTR
    };
    let (state, tone, label) = (card.state, card.tone, card.label.clone());
    let children = drawn(card.into_tree(appearance.title_tag), clicks);
    view! {
        <section
            class="card"
            part="card"
            tabindex="-1"
            aria-label=label
            aria-busy=if is_loading { TRUE } else { "false" }
            data-state=state.as_str()
            data-tone=tone.as_str()
            data-variant=appearance.variant.as_str()
            data-frame=frame
            lang=appearance.language.of_texts()
            dir=direction
        >
            {children}
        </section>
    }
}

fn drawn(children: Vec<Child>, clicks: Clicks) -> Vec<Option<AnyView>> {
    let draw = |child: Child| child.map(|node| element(node, clicks));
    children.into_iter().map(draw).collect()
}

/// One shape for all elements, and one for buttons: Leptos compiles a build and a rebuild for each.
fn element(node: Node, clicks: Clicks) -> AnyView {
    let (attribute, value) = node.attribute;
    let children = drawn(node.children, clicks);
    let element = custom(node.tag)
        .attr("class", node.class)
        .attr("part", node.parts)
        .attr(attribute, value)
        .prop("textContent", LeafText(node.text))
        .child(children);
    match node.click {
        // In the capture phase, which makes no difference for a button: other listeners link Leptos' delegation of
        // events to the window, which is otherwise unused.
        Some(click) => element
            .on(leptos::ev::capture(leptos::ev::click), move |event| {
                clicks.on(click.clone(), &event);
            })
            .into_any(),
        None => element.into_any(),
    }
}
