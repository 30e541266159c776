//! The vendor's frame, in a container in the element's light DOM.

use wasm_bindgen::{JsCast, JsValue};
use web_sys::{Element, HtmlElement};

use super::active_element::active_element;
use super::card_focus::focus_card;
use super::frame_watch::{FrameChange, FrameWatch};
use super::js;
use super::page::Host;
use super::sdk_options::options;
use super::sdk_script::init_function;
use crate::flow::error::{Code, Failure};
use crate::flow::token::ConnectToken;
use crate::flow::vendor::VendorEvent;

/// The slot in which the vendor's frame is shown.
pub(super) const SLOT: &str = "vendor";

/// Tells Turbo to keep the container when it morphs the page: the server has never sent it. Has no effect elsewhere.
/// Other morphs remove the container; its watch notices that.
const KEPT_BY_TURBO: &str = "data-turbo-permanent";

/// One frame of the vendor, in its container. Destroyed and removed when dropped.
#[derive(Debug)]
pub(super) struct MountedFrame {
    host: Host,
    container: HtmlElement,
    instance: JsValue,
    watch: Option<FrameWatch>,
}

impl MountedFrame {
    /// Creates the frame in a new container in the host's light DOM, where a selector, a style sheet and the browser's
    /// focus can reach it, shown through the slot `vendor`.
    ///
    /// `on_change` is called when the page's own code removes or reloads it.
    pub(super) fn new(
        host: &Host,
        token: &ConnectToken,
        on_event: impl Fn(VendorEvent) + Clone + 'static,
        on_change: impl Fn(FrameChange) + 'static,
    ) -> Result<Self, (Failure, JsValue)> {
        let failed = |error: JsValue| (Code::SdkInitFailed.into(), error);
        let nothing = JsValue::UNDEFINED;
        let (sdk, init) = init_function().ok_or((Code::SdkNotUsable.into(), nothing.clone()))?;
        // Created in this window's document, so that `instanceof Element` holds even if the host was
        // adopted elsewhere.
        let document = web_sys::window().and_then(|window| window.document());
        let document = document.ok_or_else(|| failed(nothing.clone()))?;
        let element = document.create_element("div").map_err(failed)?;
        let container: HtmlElement = element.unchecked_into();
        container.set_slot(SLOT);
        remove_copies(&host.0, None);
        container.set_attribute(KEPT_BY_TURBO, "").map_err(failed)?;
        // First, where the element's class hides it from code that walks over the page's nodes (class.js).
        host.0
            .insert_before(&container, host.0.first_child().as_ref())
            .map_err(failed)?;
        // From here on, dropping removes the container.
        let mut frame = Self {
            host: host.clone(),
            container,
            instance: nothing,
            watch: None,
        };
        let options = options(&frame.container, token, on_event);
        frame.instance = init.call1(&sdk, &options).map_err(failed)?;
        frame.watch = FrameWatch::new(&host.0, &frame.container, on_change);
        Ok(frame)
    }

    fn has_focus(&self) -> bool {
        // The focus of the host's tree: the page may have removed the container from it.
        let active = active_element(&self.host.0);
        active.is_some_and(|active| self.container.contains(Some(&active)))
    }
}

impl Drop for MountedFrame {
    fn drop(&mut self) {
        // First: the following changes are our own.
        drop(self.watch.take());
        let has_focus = self.has_focus();
        if let Some(destroy) = js::function(&self.instance, "destroy") {
            // An error that the vendor throws here could not be handled; the container is removed anyway.
            let _ = destroy.call0(&self.instance);
        }
        // A morph may have turned it into an element of the page's own.
        if self.container.slot() == SLOT {
            js::detach(&self.container);
        }
        if has_focus {
            // Instead of the top of the page.
            focus_card(&self.host.0);
        }
    }
}

/// Removes containers that are copies: a snapshot of the page, restored by its framework, contains a dead one.
pub(super) fn remove_copies(host: &HtmlElement, own: Option<&Element>) {
    let children = host.children();
    for index in (0..children.length()).rev() {
        let Some(child) = children.item(index) else {
            continue;
        };
        if child.slot() == SLOT && Some(&child) != own {
            js::detach(&child);
        }
    }
}
