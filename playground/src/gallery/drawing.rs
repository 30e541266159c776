//! One cell on the page: the widget's own view in a shadow root, with nothing behind it.

use std::sync::Arc;

use chakra_connect::card::{Appearance, Variant};
use chakra_connect::flow::snapshot::Frame;
use chakra_connect::text::{Catalogue, Locale};
use chakra_connect::view::{Panel, PanelProps, STYLE};
use js_sys::Array;
use leptos::mount::mount_to;
use leptos::prelude::*;
use wasm_bindgen::{JsCast, JsValue};
use web_sys::{CssStyleSheet, Document, Element, HtmlElement, ShadowRootInit, ShadowRootMode};

use super::cells::Cell;

/// No element is defined under this name, but it may have a shadow root.
const TAG: &str = "chakra-gallery-cell";

/// The look and language of all cells.
pub(super) struct Style {
    pub(super) variant: &'static str,
    /// The attribute; `None` leaves the scheme to the page.
    pub(super) theme: Option<&'static str>,
    pub(super) locale: Locale,
    pub(super) words: Arc<Catalogue>,
}

/// The widget's sheet, for all cells.
pub(super) fn sheet() -> Result<CssStyleSheet, JsValue> {
    let sheet = CssStyleSheet::new()?;
    sheet.replace_sync(STYLE)?;
    Ok(sheet)
}

/// Appends `cell` to `place`.
pub(super) fn draw(
    cell: &Cell,
    place: &Element,
    style: &Style,
    sheet: &CssStyleSheet,
) -> Result<(), JsValue> {
    let document = document();
    let figure = document.create_element("figure")?;
    figure.set_class_name("cell");
    figure.set_attribute("data-cell", cell.name)?;
    let caption = caption(cell, &document)?;
    figure.append_child(&caption)?;
    let host = document.create_element(TAG)?;
    host.set_attribute("variant", style.variant)?;
    host.set_attribute("locale", style.locale.tag)?;
    if let Some(theme) = style.theme {
        host.set_attribute("theme", theme)?;
    }
    let snapshot = (cell.snapshot)();
    if snapshot.frame == Frame::Ready {
        let placeholder = placeholder(&document)?;
        host.append_child(&placeholder)?;
    }
    figure.append_child(&host)?;
    place.append_child(&figure)?;

    let root = host.attach_shadow(&ShadowRootInit::new(ShadowRootMode::Open))?;
    root.set_adopted_style_sheets(&Array::of1(sheet));
    let appearance = Appearance {
        variant: Variant::from_name(style.variant),
        language: style.locale.into(),
        catalogue: Some(style.words.clone()),
        surroundings: (cell.surroundings)(),
        ..Appearance::default()
    };
    mount_to(root.clone().unchecked_into(), move || {
        Panel(PanelProps {
            snapshot: ArcRwSignal::new(snapshot),
            appearance: ArcRwSignal::new(appearance),
            send: Box::new(|_| {}),
            on_draw: Box::new(|_| {}),
        })
    })
    .forget();
    if cell.is_asking {
        // The last button disconnects, and asks first.
        if let Some(last) = root.query_selector(".actions button:last-child")? {
            last.unchecked_into::<HtmlElement>().click();
        }
    }
    Ok(())
}

fn caption(cell: &Cell, document: &Document) -> Result<Element, JsValue> {
    let caption = document.create_element("figcaption")?;
    let name = document.create_element("code")?;
    name.set_text_content(Some(cell.name));
    let note = document.create_element("span")?;
    note.set_text_content(Some(cell.note));
    caption.append_child(&name)?;
    caption.append_child(&note)?;
    Ok(caption)
}

/// Stands in for the frame of Chakra's script, and says so.
fn placeholder(document: &Document) -> Result<Element, JsValue> {
    let placeholder = document.create_element("div")?;
    placeholder.set_attribute("slot", "vendor")?;
    placeholder.set_class_name("placeholder");
    placeholder.set_text_content(Some("Chakra’s own button stands here"));
    Ok(placeholder)
}
