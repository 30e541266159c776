//! The look and the language of the element: style sheet, texts, states and focus.

use chakra_connect::browser::intl::BrowserIntl;
use chakra_connect::text::{Intl, LOCALES};
use js_sys::Reflect;
use wasm_bindgen::JsCast;
use wasm_bindgen_test::wasm_bindgen_test;
use web_sys::{CssStyleSheet, HtmlElement};

use crate::page::{CONNECTED, NOT_CONNECTED, TOKEN, Widget, document, js, settle};

/// A folder of language files, as a data URL.
fn file(words: &str) -> String {
    format!("data:application/json,{words}#")
}

fn connected() -> Widget {
    Widget::new(&format!("() => '{TOKEN}'"), CONNECTED)
}

#[wasm_bindgen_test]
fn the_shipped_sheet_has_the_rules_of_its_source() {
    let source = [
        include_str!("../../style/widget/theme.css"),
        include_str!("../../style/widget/card.css"),
        include_str!("../../style/widget/mark.css"),
        include_str!("../../style/widget/details.css"),
        include_str!("../../style/widget/actions.css"),
        include_str!("../../style/widget/inline.css"),
        include_str!("../../style/widget/button.css"),
        include_str!("../../style/widget/media.css"),
        include_str!("../../style/widget/older.css"),
    ]
    .concat();
    let rules = |text: &str| {
        let sheet = CssStyleSheet::new().unwrap();
        sheet.replace_sync(text).unwrap();
        js_sys::Array::from(&Reflect::get(&sheet, &"cssRules".into()).unwrap())
            .iter()
            .map(|rule| {
                Reflect::get(&rule, &"cssText".into())
                    .unwrap()
                    .as_string()
                    .unwrap()
                    // A custom property keeps its original white space.
                    .split_whitespace()
                    .collect::<String>()
            })
            .collect::<Vec<_>>()
    };
    let (source, shipped) = (rules(&source), rules(chakra_connect::view::STYLE));
    assert!(source.len() > 50, "{}", source.len());
    for (source, shipped) in source.iter().zip(&shipped) {
        assert_eq!(source, shipped);
    }
    assert_eq!(source.len(), shipped.len());
}

#[wasm_bindgen_test]
async fn the_words_of_a_language_come_from_its_file() {
    let widget = connected();
    widget.element.set_attribute("locale", "de-AT").unwrap();
    let folder = file(r#"{"connected.title":"WhatsApp ist verbunden"}"#);
    widget
        .element
        .set_attribute("locales-url", &folder)
        .unwrap();
    widget.attach();
    widget.becomes("connected").await;
    widget.says("WhatsApp ist verbunden").await;
    let card = widget
        .element
        .shadow_root()
        .unwrap()
        .query_selector(".card");
    let card = card.unwrap().unwrap();
    assert_eq!(card.get_attribute("lang").unwrap(), "de");
    assert_eq!(card.get_attribute("dir").unwrap(), "ltr");
}

#[wasm_bindgen_test]
async fn a_loaded_language_stays_and_an_obsolete_one_is_ignored() {
    // The three-second timers that limit the wait for a language.
    js("window.patience = new Map()");
    js("window.timers = [setTimeout, clearTimeout]");
    js("window.setTimeout = (call, delay) => {
        const id = timers[0].call(window, call, delay);
        if (delay === 3000) patience.set(id, call);
        return id;
    }");
    js("window.clearTimeout = (id) => (patience.delete(id), timers[1].call(window, id))");
    let widget = connected();
    let folder = file(r#"{"connected.title":"Verbunden"}"#);
    widget
        .element
        .set_attribute("locales-url", &folder)
        .unwrap();
    widget.element.set_attribute("locale", "de").unwrap();
    widget.attach();
    widget.says("Verbunden").await;
    // No timer is left that would fall back to English.
    assert_eq!(js("patience.size"), 0);

    let other = file(r#"{"connected.title":"Collegato"}"#);
    js("window.said = []");
    let root = widget.element.shadow_root().unwrap();
    Reflect::set(&js("window"), &"watched".into(), &root).unwrap();
    js(
        "new MutationObserver(() => said.push(watched.querySelector('h2').textContent)).observe(
        watched, { subtree: true, childList: true, characterData: true })",
    );
    // The first file is aborted while loading.
    widget.element.set_attribute("locale", "fr").unwrap();
    settle().await;
    widget.element.set_attribute("locales-url", &other).unwrap();
    widget.element.set_attribute("locale", "it").unwrap();
    widget.says("Collegato").await;
    settle().await;
    assert_eq!(js("said.includes('WhatsApp is connected')"), false);
    js("[window.setTimeout, window.clearTimeout] = timers");
}

#[wasm_bindgen_test]
async fn the_pages_language_counts_and_an_unknown_file_leaves_english() {
    let widget = connected();
    widget.place.set_attribute("lang", "ar").unwrap();
    widget
        .element
        .set_attribute("locales-url", "data:text/plain,nothing#")
        .unwrap();
    widget.attach();
    widget.says("WhatsApp is connected").await;
    let card = widget
        .element
        .shadow_root()
        .unwrap()
        .query_selector(".card");
    assert_eq!(card.unwrap().unwrap().get_attribute("dir").unwrap(), "ltr");
}

/// A partner brings a language that is not shipped: its tag and direction are the card's, not those of the browser's
/// language.
#[wasm_bindgen_test]
async fn a_language_of_the_pages_own_has_its_tag_and_direction() {
    let widget = connected();
    let card = || {
        let root = widget.element.shadow_root().unwrap();
        let card = root.query_selector(".card").unwrap().unwrap();
        ["lang", "dir"].map(|name| card.get_attribute(name).unwrap())
    };
    widget.place.set_attribute("dir", "RTL").unwrap();
    widget.element.set_attribute("locale", "fa_IR").unwrap();
    widget.attach();
    widget.says("WhatsApp is connected").await;
    // Without texts of the page, it is another language.
    assert_ne!(card()[0], "fa-IR");
    widget.set("messages", &js("({ 'connected.title': 'وصل شد' })"));
    widget.says("وصل شد").await;
    assert_eq!(card(), ["fa-IR", "rtl"]);
    for not_a_tag in ["x", "en-x-", "русский"] {
        widget.element.set_attribute("locale", not_a_tag).unwrap();
        settle().await;
        assert_ne!(card()[0], not_a_tag);
    }
}

#[wasm_bindgen_test]
async fn another_language_restarts_nothing() {
    let widget = connected();
    widget.attach();
    widget.says("WhatsApp is connected").await;
    let calls = js("window.calls = 0");
    widget.set("fetchStatus", &js("() => { window.calls++; throw 1 }"));
    drop(calls);
    let folder = file(r#"{"connected.title":"متصل"}"#);
    widget
        .element
        .set_attribute("locales-url", &folder)
        .unwrap();
    widget.element.set_attribute("locale", "ar").unwrap();
    widget.says("متصل").await;
    let card = widget
        .element
        .shadow_root()
        .unwrap()
        .query_selector(".card");
    assert_eq!(card.unwrap().unwrap().get_attribute("dir").unwrap(), "rtl");
    assert_eq!(widget.state(), "connected");
    assert_eq!(js("window.calls"), 0);
}

#[wasm_bindgen_test]
async fn the_pages_own_texts_change_immediately() {
    let widget = connected();
    widget.attach();
    widget.says("WhatsApp is connected").await;
    widget.set("messages", &js("({ 'connected.title': 'Ready to chat' })"));
    widget.says("Ready to chat").await;
    widget.set("messages", &js("({ 'connected.title': { evil: 1 } })"));
    widget.says("WhatsApp is connected").await;
}

#[wasm_bindgen_test]
async fn the_variant_changes_at_once() {
    let widget = connected();
    widget.attach();
    widget.says("WhatsApp is connected").await;
    widget.element.set_attribute("variant", "inline").unwrap();
    settle().await;
    let root = widget.element.shadow_root().unwrap();
    let inline = root.query_selector("[data-variant=inline]").unwrap();
    assert!(inline.is_some());
}

#[wasm_bindgen_test]
async fn the_state_can_be_styled_by_the_page() {
    let widget = connected();
    widget.set("fetchStatus", &js("function () { return window.waits }"));
    js("window.waits = new Promise((answer) => { window.answer = answer })");
    widget.attach();
    settle().await;
    assert!(widget.element.matches(":state(loading)").unwrap());
    js("window.answer({ state: 'connected', numbers: [] })");
    widget.becomes("connected").await;
    assert!(widget.element.matches(":state(connected)").unwrap());
    assert!(!widget.element.matches(":state(loading)").unwrap());
}

#[wasm_bindgen_test]
async fn the_vendors_frame_has_a_name_and_keeps_one_of_its_own() {
    let widget = Widget::offering();
    widget.next("chakra-ready").await;
    settle().await;
    let frame = widget.element.query_selector("iframe").unwrap().unwrap();
    let title = || frame.get_attribute("title");
    assert_eq!(title().unwrap(), "WhatsApp sign-up");
    let folder = file(r#"{"frame":"تسجيل","not_connected.title":"ربط"}"#);
    widget
        .element
        .set_attribute("locales-url", &folder)
        .unwrap();
    widget.element.set_attribute("locale", "ar").unwrap();
    widget.says("ربط").await;
    assert_eq!(title().unwrap(), "تسجيل", "in the card's language");
    frame.remove_attribute("data-chakra-title").unwrap();
    for name in ["title", "aria-label"] {
        frame.remove_attribute("title").unwrap();
        frame.set_attribute(name, "Chakra").unwrap();
        widget.set("messages", &js(&format!("({{ frame: '{name}' }})")));
        settle().await;
        let kept = (name == "title").then(|| "Chakra".to_owned());
        assert_eq!(title(), kept, "a {name} of its own");
    }
}

#[wasm_bindgen_test]
async fn a_focus_whose_button_disappears_stays_in_the_widget() {
    let widget = Widget::new(
        &format!("() => '{TOKEN}'"),
        "() => { throw { status: 403 } }",
    );
    widget.attach();
    widget.becomes("unavailable").await;
    settle().await;
    let root = widget.element.shadow_root().unwrap();
    let retry: HtmlElement = root
        .query_selector("button")
        .unwrap()
        .unwrap()
        .unchecked_into();
    retry.focus().unwrap();
    widget.set("fetchStatus", &js(NOT_CONNECTED));
    retry.click();
    widget.becomes("not_connected").await;
    settle().await;
    let focused = root.active_element().expect("a focus in the widget");
    assert!(
        focused.class_list().contains("card"),
        "{}",
        focused.class_name()
    );
}

/// Leptos reuses the button: a second Enter, or a key held down, would press what the customer has not read.
#[wasm_bindgen_test]
async fn a_focused_button_that_becomes_another_loses_the_focus() {
    let widget = connected();
    widget.set("disconnectAccount", &js("() => undefined"));
    widget.attach();
    widget.says("WhatsApp is connected").await;
    let root = widget.element.shadow_root().unwrap();
    let press = |label: &str| {
        let buttons = root.query_selector_all(".actions button").unwrap();
        let mut buttons =
            (0..buttons.length()).map(|index| buttons.get(index).unwrap().unchecked_into());
        let button: HtmlElement = buttons
            .find(|button: &HtmlElement| button.text_content().unwrap() == label)
            .unwrap();
        button.focus().unwrap();
        button.click();
    };
    let focused = || root.active_element().expect("a focus in the widget");
    press("Change number");
    settle().await;
    assert!(focused().class_list().contains("card"));
    press("Keep as it is");
    settle().await;
    // The question's own buttons keep it: the first of them changes nothing.
    for (pressed, next) in [
        ("Disconnect", "Keep connected"),
        ("Keep connected", "Disconnect"),
    ] {
        press(pressed);
        settle().await;
        assert_eq!(focused().text_content().unwrap(), next);
    }
}

#[wasm_bindgen_test]
async fn a_focus_elsewhere_is_left_alone() {
    let other: HtmlElement = document()
        .create_element("button")
        .unwrap()
        .unchecked_into();
    document().body().unwrap().append_child(&other).unwrap();
    other.focus().unwrap();
    let widget = Widget::offering();
    widget.next("chakra-ready").await;
    settle().await;
    assert_eq!(document().active_element().unwrap(), *other);
    other.remove();
}

/// The table that the host's test of the language files uses.
#[wasm_bindgen_test]
fn the_files_have_the_browsers_plural_forms() {
    for locale in LOCALES {
        let rules = js(&format!(
            "new Intl.PluralRules('{}').resolvedOptions().pluralCategories.filter(c => c != 'other').sort().join()",
            locale.tag
        ));
        let expected = match locale.tag {
            "ar" => "few,many,one,two,zero",
            "he" => "one,two",
            "es" | "fr" | "it" | "pt-BR" => "many,one",
            "id" => "",
            _ => "one",
        };
        assert_eq!(rules, expected, "{}", locale.tag);
    }
}

#[wasm_bindgen_test]
fn the_browser_writes_numbers_and_times() {
    let english = BrowserIntl("en");
    assert_eq!(english.number(10_000), "10,000");
    assert_eq!(english.category(1), "one");
    assert_eq!(
        english.ago(core::time::Duration::from_mins(5)),
        "5 minutes ago"
    );
    assert_eq!(english.day("2026-03-04T10:00:00Z").unwrap(), "Mar 4, 2026");
    // Only a date, which is the same day in New York.
    assert_eq!(english.day("2026-03-04T00:00:00Z").unwrap(), "Mar 4, 2026");
    assert_eq!(english.day("some day"), None);
    assert_eq!(BrowserIntl("es").number(10_000), "10.000");
    assert_eq!(BrowserIntl("es-MX").number(10_000), "10,000");
    for locale in LOCALES {
        let intl = BrowserIntl(locale.tag);
        for text in [
            intl.number(2),
            intl.category(2),
            intl.ago(core::time::Duration::ZERO),
        ] {
            assert!(!text.is_empty());
        }
    }
}
