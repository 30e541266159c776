//! Script addresses for pages that demand trusted types.

use js_sys::{Function, Object};
use wasm_bindgen::JsValue;
use wasm_bindgen::closure::Closure;

use super::js;

/// The name of our policy, for the page's `trusted-types` directive.
const NAME: &str = "chakra-connect";

thread_local! {
    /// One for the page: browsers refuse a second policy of the same name.
    static POLICY: JsValue = policy().unwrap_or_default();
}

/// `None` in a browser without trusted types, and if the page does not allow our policy.
fn policy() -> Option<JsValue> {
    let window: JsValue = web_sys::window()?.into();
    let factory = js::get(&window, "trustedTypes");
    let create = js::function(&factory, "createPolicy")?;
    // The page chose the address by attribute, or its backend did. Lives as long as the policy.
    let as_it_is = Closure::<dyn Fn(JsValue) -> JsValue>::new(|url| url).into_js_value();
    let rules = Object::new();
    js::set(&rules, "createScriptURL", as_it_is);
    create.call2(&factory, &NAME.into(), &rules).ok()
}

/// `url` as a `TrustedScriptURL`, else unchanged.
pub(super) fn script_url(url: &str) -> JsValue {
    POLICY.with(|policy| {
        let create: Option<Function> = js::function(policy, "createScriptURL");
        let trusted = create.and_then(|create| create.call1(policy, &url.into()).ok());
        trusted.unwrap_or_else(|| url.into())
    })
}
