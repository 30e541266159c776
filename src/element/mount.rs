//! The view in its shadow root: mounted under its own owner, styled by an adopted sheet.

use std::any::Any;
use std::rc::Rc;

use js_sys::{Array, Function, Reflect};
use leptos::mount::mount_to;
use leptos::prelude::{ArcRwSignal, Owner};
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::spawn_local;
use web_sys::{CssStyleSheet, Element, ShadowRoot};

use super::focus::Focus;
use super::frame_anchor::{self, Place};
use super::frame_title;
use crate::browser::Driver;
use crate::card::{Appearance, Card};
use crate::flow::State;
use crate::view::{Panel, PanelProps, STYLE};

/// A mounted view; unmounted when dropped.
pub(super) struct MountedView {
    root: ShadowRoot,
    owner: Owner,
    /// Unmounts when dropped.
    handle: Option<Box<dyn Any>>,
}

thread_local! {
    /// One sheet for all widgets of the page.
    static SHEET: Option<CssStyleSheet> = filled(CssStyleSheet::new());
}

fn filled(sheet: Result<CssStyleSheet, JsValue>) -> Option<CssStyleSheet> {
    sheet.ok().inspect(|sheet| {
        // Fails only for a sheet of a `<style>` or `<link>`.
        let _ = sheet.replace_sync(STYLE);
    })
}

/// Gives `root` its style sheet. A document accepts only its own sheets, so the element gets a new one when it moves to
/// another document.
fn style(root: &ShadowRoot) {
    let view = root.owner_document().and_then(|it| it.default_view());
    let sheet = match view {
        Some(view) if Some(&view) != web_sys::window().as_ref() => {
            let class = Reflect::get(&view, &"CSSStyleSheet".into());
            let sheet = class.and_then(|class| {
                Reflect::construct(class.unchecked_ref::<Function>(), &Array::new())
            });
            filled(sheet.map(JsCast::unchecked_into))
        }
        _ => SHEET.with(Clone::clone),
    };
    if let Some(sheet) = sheet {
        root.set_adopted_style_sheets(&Array::of1(&sheet));
    }
}

/// Called before `card` is drawn into `root`.
fn before_drawing(root: &ShadowRoot, card: &Card) {
    let host = root.host();
    frame_title::set(&host, &card.frame_title);
    let focus = Focus::within(root, card);
    let place = (card.state == State::Connecting)
        .then(|| Place::of(root))
        .flatten();
    let root = root.clone();
    // Microtasks run after the drawing, and before anything else.
    spawn_local(async move {
        frame_anchor::hold(&root, place);
        if let Some(focus) = focus {
            focus.keep(&root);
        }
    });
}

impl MountedView {
    /// Draws the state of `driver` into `root`.
    pub(super) fn new(
        root: &ShadowRoot,
        driver: &Rc<Driver>,
        appearance: ArcRwSignal<Appearance>,
    ) -> Self {
        style(root);
        // A root of its own: mounted from another widget's event handler, it would otherwise become that widget's
        // child, and be cleaned up with it. Creating one also makes it the current owner.
        let previous = Owner::current();
        let owner = Owner::new_root(None);
        let snapshot = driver.snapshot();
        let weak = Rc::downgrade(driver);
        let drawn_into = root.clone();
        let handle = owner.with(|| {
            mount_to(root.clone().unchecked_into(), move || {
                let send = Box::new(move |input| {
                    if let Some(driver) = weak.upgrade() {
                        driver.send(input);
                    }
                });
                Panel(PanelProps {
                    snapshot,
                    appearance,
                    send,
                    on_draw: Box::new(move |card| before_drawing(&drawn_into, card)),
                })
            })
        });
        match previous {
            Some(previous) => previous.set(),
            None => owner.clone().unset(),
        }
        let view = Self {
            root: root.clone(),
            owner,
            handle: Some(Box::new(handle)),
        };
        if let Some(card) = view.outermost() {
            driver.watch_card(&card);
        }
        view
    }
}

impl MountedView {
    /// The element has moved, perhaps to another document.
    pub(super) fn moved(&self) {
        style(&self.root);
    }

    /// The element around the card.
    fn outermost(&self) -> Option<Element> {
        self.root.query_selector(".bounds").ok()?
    }

    /// Moves the card into an element that is not on the page. Leptos removes it by its `remove`, which some pages
    /// replace by one that needs a parent element; a shadow root is none.
    fn move_out(&self) -> Option<()> {
        let card = self.outermost()?;
        let parent = self.root.owner_document()?.create_element("div").ok()?;
        parent.append_child(&card).ok()?;
        Some(())
    }
}

impl Drop for MountedView {
    fn drop(&mut self) {
        self.move_out();
        drop(self.handle.take());
        // Dropping only the handle would keep pending effects, and with them the owner, alive.
        self.owner.cleanup();
    }
}
