//! The vendor SDK's script: loaded once per page, and again after a failure.

use std::cell::RefCell;

use js_sys::{Function, Promise, Reflect};
use wasm_bindgen::prelude::wasm_bindgen;
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::JsFuture;
use web_sys::{Element, HtmlScriptElement};

use super::js;
use super::page::Host;
use super::trusted;
use crate::flow::address;
use crate::flow::error::{Code, Failure};
use crate::flow::limits::VENDOR_TIME;

#[wasm_bindgen(module = "/src/browser/native.js")]
extern "C" {
    fn loading(script: &HtmlScriptElement) -> Promise;
}

/// The global that Chakra's script defines. Source: every public integration (chakra-protocol 2.1).
const GLOBAL: &str = "ChakraWhatsappConnect";

thread_local! {
    /// The scripts of this page that load or have loaded. A failed one is removed, so that a later try starts fresh.
    static SCRIPTS: RefCell<Vec<Script>> = const { RefCell::new(Vec::new()) };
    /// The address of each removed script, once for each removal.
    static TAKEN_OUT: RefCell<Vec<String>> = const { RefCell::new(Vec::new()) };
}

#[derive(Clone)]
struct Script {
    url: String,
    element: HtmlScriptElement,
    loaded: Promise,
    /// The time when it was added to the page, in milliseconds of the monotonic clock.
    added: f64,
}

impl Script {
    /// Whether its time is over. With some blockers, a script neither loads nor fails, so waiting for it again would
    /// never end.
    fn is_hanging(&self) -> bool {
        now() - self.added >= VENDOR_TIME.as_secs_f64() * 1000.0
    }

    fn take_out(&self) {
        js::detach(&self.element);
        SCRIPTS.with_borrow_mut(|scripts| {
            scripts.retain(|script| script.element != self.element);
        });
        TAKEN_OUT.with_borrow_mut(|all| all.push(self.url.clone()));
    }
}

/// Loads the SDK from `url`, unless it is already there; with the nonce of `host`, if it has one.
pub(super) async fn load(host: &Host, url: &str) -> Result<(), Failure> {
    // A script that has loaded before runs no second time, even if other code has removed what it defined.
    let known = known_script(url).filter(|_| init_function().is_none());
    if let Some(script) = known {
        wait_for(&script).await?;
    }
    if init_function().is_none() {
        let script = known_script(url).or_else(|| add_script(host, url));
        wait_for(&script.ok_or(Code::SdkLoadFailed)?).await?;
    }
    init_function()
        .map(|_| ())
        .ok_or_else(|| Code::SdkNotUsable.into())
}

/// Waits until it has loaded. If it has defined nothing, the next try needs another one.
async fn wait_for(script: &Script) -> Result<(), Failure> {
    let loaded = JsFuture::from(script.loaded.clone()).await;
    if init_function().is_none() {
        script.take_out();
        loaded.map_err(|_| Code::SdkLoadFailed)?;
    }
    Ok(())
}

fn known_script(url: &str) -> Option<Script> {
    let same = |script: &&Script| script.url == url;
    let known = SCRIPTS.with_borrow(|scripts| scripts.iter().find(same).cloned())?;
    if known.is_hanging() {
        known.take_out();
        return None;
    }
    Some(known)
}

fn add_script(host: &Host, url: &str) -> Option<Script> {
    let document = web_sys::window()?.document()?;
    let element: HtmlScriptElement = document.create_element("script").ok()?.unchecked_into();
    let loaded = loading(&element);
    element.set_async(true);
    // The page's policy may require one; only the property still holds it.
    Reflect::set(&element, &"nonce".into(), &js::get(&host.0, "nonce")).ok()?;
    // The next element with the same address may cause no new download: no browser stops the download of a removed
    // element, and WebKit repeats the failure that it remembers.
    let address = match times_taken_out(url) {
        0 => url.to_owned(),
        times => address::numbered(url, times.saturating_add(1)),
    };
    // Throws if the page demands trusted types and does not allow our policy.
    Reflect::set(&element, &"src".into(), &trusted::script_url(&address)).ok()?;
    // Not `document.head`: an element in the page may have that name.
    let head = document.query_selector("head").ok()??;
    head.append_child(&element).ok()?;
    let script = Script {
        url: url.to_owned(),
        element,
        loaded,
        added: now(),
    };
    SCRIPTS.with_borrow_mut(|scripts| scripts.push(script.clone()));
    Some(script)
}

fn times_taken_out(url: &str) -> u32 {
    TAKEN_OUT.with_borrow(|all| {
        let same = all.iter().filter(|known| *known == url);
        u32::try_from(same.count()).unwrap_or(u32::MAX)
    })
}

/// The monotonic clock, in milliseconds.
fn now() -> f64 {
    let performance = web_sys::window().and_then(|window| window.performance());
    performance.map_or(0.0, |performance| performance.now())
}

/// `window.ChakraWhatsappConnect` and its `init`, if they are the SDK's: an element with that id, or any other global
/// of that name, is not.
pub(super) fn init_function() -> Option<(JsValue, Function)> {
    let window = web_sys::window()?;
    let sdk = js::get(&window, GLOBAL);
    if sdk.is_instance_of::<Element>() {
        return None;
    }
    let init = js::function(&sdk, "init")?;
    Some((sdk, init))
}
