//! The vendor's frame in a page whose own code changes the DOM: removals are detected, everything else is ignored.

use chakra_connect::flow::Output;
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_test::wasm_bindgen_test;
use web_sys::{Element, HtmlElement};

use crate::page::{Widget, document, function, settle, until};
use crate::replaced::Replaced;
use crate::rig::{Rig, logged, shadow};

/// Runs the JavaScript `change` on the container.
fn change(container: &Element, change: &str) {
    let change = function(&format!("(container) => {{ {change} }}"));
    change.call1(&JsValue::UNDEFINED, container).unwrap();
}

/// Code of a page that removes the frame immediately.
const REMOVALS: [&str; 5] = [
    "container.remove()",
    "container.parentNode.replaceChildren()",
    "container.parentNode.innerHTML = ''",
    "document.body.append(container)",
    // A morph has turned it into one of the page's own elements.
    "container.slot = 'header'",
];

#[wasm_bindgen_test]
async fn a_frame_that_the_page_removes_is_reported_once() {
    for removal in REMOVALS {
        let rig = Rig::new();
        let container = rig.mount(7);
        change(&container, removal);
        settle().await;
        assert_eq!(logged("in  FrameRemoved 7"), 1, "{removal}");
        change(&container, "container.replaceChildren()");
        settle().await;
        assert_eq!(logged("in  FrameRemoved"), 1, "{removal}");
        rig.carry_out(Output::Unmount);
        let is_the_pages_own = removal.contains("header");
        assert_eq!(container.is_connected(), is_the_pages_own, "{removal}");
        container.remove();
    }
}

/// Code that empties an element, or compares its children with its own, must not find the vendor's container.
#[wasm_bindgen_test]
async fn code_that_walks_over_the_page_does_not_find_the_frame() {
    let widget = Widget::offering();
    widget.next("chakra-ready").await;
    let seen = |expression: &str| {
        let look = function(&format!("(it) => {{ {expression} }}"));
        let seen = look.call1(&JsValue::UNDEFINED, &widget.element).unwrap();
        seen.as_string().unwrap()
    };
    let walk = "const { firstChild, lastChild, childNodes } = it;
        const first = childNodes.item(0);
        return [firstChild, lastChild, first].map((it) => it && it.nodeName).concat(it.hasChildNodes(), childNodes.length).join(' ')";
    assert_eq!(seen(walk), "   false 0");
    assert_eq!(widget.element.child_element_count(), 1);
    seen("it.append('text', document.createElement('b')); return ''");
    assert_eq!(seen(walk), "#text B #text true 2");
    seen("while (it.hasChildNodes()) it.removeChild(it.firstChild); return ''");
    // The container is the last one now.
    seen("it.prepend(document.createElement('b')); return ''");
    assert_eq!(seen(walk), "B B B true 1");
    let empty = "while (it.hasChildNodes()) it.removeChild(it.lastChild); return it.childNodes.item(1) + ''";
    assert_eq!(seen(empty), "null");
    assert_eq!(widget.element.child_element_count(), 1);
}

/// The container then has no parent, which a library's `remove` needs.
#[wasm_bindgen_test]
async fn a_removed_frame_is_replaced_whatever_remove_does() {
    let _replaced = Replaced::remove();
    let widget = Widget::offering();
    widget.next("chakra-ready").await;
    let container = widget.element.first_element_child().unwrap();
    widget.element.remove_child(&container).unwrap();
    widget.next("chakra-ready").await;
    assert_eq!(widget.element.child_element_count(), 1);
}

#[wasm_bindgen_test]
async fn an_empty_container_is_a_removed_frame() {
    for emptied in ["container.innerHTML = ''", "container.firstChild.remove()"] {
        let rig = Rig::new();
        let container = rig.mount(7);
        change(&container, emptied);
        settle().await;
        assert_eq!(logged("in  FrameRemoved"), 0, "the vendor may make another");
        until("it is missed", || logged("in  FrameRemoved 7") == 1).await;
    }
}

#[wasm_bindgen_test]
async fn the_vendors_own_changes_in_its_container_are_ignored() {
    for rendering in [
        "container.append(document.createElement('p'))",
        "const wrapper = document.createElement('div'); wrapper.append(document.createElement('iframe')); container.replaceChildren(wrapper)",
        "container.firstChild.src = 'about:blank#again'",
        "container.firstChild.setAttribute('slot', 'theirs')",
    ] {
        let rig = Rig::new();
        let container = rig.mount(7);
        change(&container, rendering);
        settle().await;
        // In a later task, as after a server's response.
        change(&container, "container.replaceChildren()");
        settle().await;
        change(
            &container,
            "container.replaceChildren(document.createElement('iframe'))",
        );
        wait(1_200).await;
        assert_eq!(logged("in  FrameRemoved"), 0, "{rendering}");
        assert_eq!(logged("in  Moved"), 0, "{rendering}");
    }
}

/// The browser reloads an iframe that is taken out and put back.
#[wasm_bindgen_test]
async fn a_moved_container_is_a_reloaded_frame_not_a_removal() {
    for moved in [
        "container.parentNode.prepend(container)",
        "const host = container.parentNode; container.remove(); host.append(container)",
    ] {
        let rig = Rig::new();
        let container = rig.mount(7);
        rig.host
            .append_child(&document().create_element("p").unwrap())
            .unwrap();
        change(&container, moved);
        settle().await;
        assert_eq!(logged("in  FrameRemoved"), 0, "{moved}");
        assert_eq!(logged("in  Moved"), 1, "{moved}");
    }
}

#[wasm_bindgen_test]
async fn our_own_removals_are_not_reported() {
    let rig = Rig::new();
    rig.mount(7);
    rig.carry_out(Output::Unmount);
    let container = rig.mount(8);
    let rig = {
        let mut rig = rig;
        rig.driver.take();
        rig
    };
    wait(1_200).await;
    assert!(!container.is_connected());
    assert_eq!(rig.host.child_element_count(), 0);
    assert_eq!(logged("in  FrameRemoved"), 0);
}

#[wasm_bindgen_test]
async fn a_restored_copy_of_the_frame_is_removed() {
    let rig = Rig::new();
    let copy = "<div slot='vendor'><iframe></iframe></div>";
    rig.host.set_inner_html(copy);
    let container = rig.mount(7);
    assert_eq!(rig.host.child_element_count(), 1, "one from before");
    change(
        &container,
        "container.after(container.cloneNode(true), container.cloneNode(true))",
    );
    settle().await;
    assert_eq!(rig.host.child_element_count(), 1, "two from now");
    assert!(container.is_connected());
    assert_eq!(logged("in  FrameRemoved"), 0);
}

/// Turbo checks for this attribute before its morph removes an element.
#[wasm_bindgen_test]
fn turbo_is_told_to_keep_the_container() {
    let rig = Rig::new();
    assert!(rig.mount(7).has_attribute("data-turbo-permanent"));
}

fn focused(root: &web_sys::ShadowRoot) -> Option<String> {
    root.active_element().map(|element| element.tag_name())
}

fn frame(container: &HtmlElement) -> HtmlElement {
    container
        .query_selector("iframe")
        .unwrap()
        .unwrap()
        .unchecked_into()
}

/// A place in the page, and one in another element's shadow root.
fn places() -> [(Element, Element); 2] {
    [false, true].map(|is_in_shadow| {
        let outer = document().create_element("div").unwrap();
        document().body().unwrap().append_child(&outer).unwrap();
        let place = document().create_element("div").unwrap();
        if is_in_shadow {
            shadow(&outer).append_child(&place).unwrap();
        } else {
            outer.append_child(&place).unwrap();
        }
        (outer, place)
    })
}

#[wasm_bindgen_test]
fn the_focus_is_released_from_the_frame_to_the_card() {
    for (outer, place) in places() {
        let rig = Rig::inside(&place);
        let container = rig.mount(7);
        let card = rig.host.shadow_root().unwrap();
        frame(&container).focus().unwrap();
        assert_eq!(focused(&card), None);
        // The second call finds nothing to release.
        let looks = [(); 2].map(|()| {
            let before = logged("in  Page");
            rig.carry_out(Output::ReleaseFocus);
            assert_eq!(focused(&card).unwrap(), "SECTION");
            logged("in  Page") - before
        });
        assert!(looks[0] > 0, "what is known of the page is no longer so");
        assert_eq!(looks[1], 0);
        outer.remove();
    }
}

#[wasm_bindgen_test]
fn a_focus_elsewhere_is_not_taken() {
    for (outer, place) in places() {
        let other = document().create_element("button").unwrap();
        place.append_child(&other).unwrap();
        let rig = Rig::inside(&place);
        rig.mount(7);
        let other: HtmlElement = other.unchecked_into();
        other.focus().unwrap();
        rig.carry_out(Output::ReleaseFocus);
        rig.carry_out(Output::Unmount);
        assert!(other.matches(":focus").unwrap());
        outer.remove();
    }
}

#[wasm_bindgen_test]
fn a_removed_focused_frame_passes_the_focus_to_the_card() {
    for (outer, place) in places() {
        let rig = Rig::inside(&place);
        let container = rig.mount(7);
        frame(&container).focus().unwrap();
        rig.carry_out(Output::Unmount);
        let card = rig.host.shadow_root().unwrap();
        assert_eq!(focused(&card).unwrap(), "SECTION");
        outer.remove();
    }
}

/// Waits for a fixed time, to show that nothing happens.
async fn wait(millis: u32) {
    let promise = function("(millis) => new Promise((done) => setTimeout(done, millis))");
    let promise = promise.call1(&JsValue::UNDEFINED, &millis.into()).unwrap();
    let promise: js_sys::Promise = promise.unchecked_into();
    wasm_bindgen_futures::JsFuture::from(promise).await.unwrap();
}
