//! The view in its shadow root: mounted under an owner of its own, styled by an adopted sheet.

use std::any::Any;
use std::rc::Rc;

use js_sys::Array;
use leptos::mount::mount_to;
use leptos::prelude::Owner;
use wasm_bindgen::JsCast;
use web_sys::{CssStyleSheet, ShadowRoot};

use crate::browser::Driver;
use crate::view::{Panel, PanelProps, STYLE};

/// A mounted view; unmounted when dropped.
pub(super) struct MountedView {
    owner: Owner,
    /// Unmounts when dropped.
    handle: Option<Box<dyn Any>>,
}

thread_local! {
    /// One sheet for all widgets of the page.
    static SHEET: Option<CssStyleSheet> = CssStyleSheet::new().ok().inspect(|sheet| {
        // Fails only for a sheet that a `<style>` or `<link>` made.
        let _ = sheet.replace_sync(STYLE);
    });
}

impl MountedView {
    /// Draws what `driver` shows into `root`.
    pub(super) fn new(root: &ShadowRoot, driver: &Rc<Driver>) -> Self {
        SHEET.with(|sheet| {
            let sheets = sheet.iter().collect::<Array>();
            root.set_adopted_style_sheets(&sheets);
        });
        // A root of its own: mounted from another widget's event handler it would else become that
        // widget's child, and be cleaned up with it. Making one also makes it the current owner.
        let previous = Owner::current();
        let owner = Owner::new_root(None);
        let snapshot = driver.snapshot();
        let weak = Rc::downgrade(driver);
        let handle = owner.with(|| {
            mount_to(root.clone().unchecked_into(), move || {
                let send = Box::new(move |input| {
                    if let Some(driver) = weak.upgrade() {
                        driver.send(input);
                    }
                });
                Panel(PanelProps { snapshot, send })
            })
        });
        if let Some(previous) = previous {
            previous.set();
        }
        Self {
            owner,
            handle: Some(Box::new(handle)),
        }
    }
}

impl Drop for MountedView {
    fn drop(&mut self) {
        drop(self.handle.take());
        // Dropping the handle alone would leave pending effects, and with them the owner, alive.
        self.owner.cleanup();
    }
}
