//! Each entry of the shortest policy is needed, and other policies of a page have the effects that
//! docs/book/src/policies.md describes.

use axum::Router;
use chakra_backend::DemoTenant;
use chakra_e2e::{Rig, Site, calls, sandbox};
use chakra_sandbox::Sandbox;
use serde_json::Value;

const DOCS: &str = include_str!("../../../../docs/book/src/policies.md");
const VENDOR: &str = "https://embed.chakrahq.com";

/// The documented policy with `default-src 'none'`, with the stand-in in Chakra's place, split into directives.
fn shortest(embed_url: &str) -> Vec<String> {
    let mut lines = DOCS.lines();
    let line = lines.find(|line| line.starts_with("script-src 'self'"));
    let line = line
        .expect("the docs have the policy")
        .replace(VENDOR, embed_url);
    let all = format!("default-src 'none'; {line}");
    all.split(';').map(|it| it.trim().to_owned()).collect()
}

/// The shortest policy without one entry of one directive.
fn without(embed_url: &str, directive: &str, entry: &str) -> String {
    let mut policy = shortest(embed_url);
    let found = policy.iter_mut().find(|it| it.starts_with(directive));
    let found = found.expect("the policy has the directive");
    let rest: Vec<_> = found.split(' ').filter(|it| *it != entry).collect();
    assert_ne!(rest.len(), found.split(' ').count(), "{found} has {entry}");
    *found = rest.join(" ");
    policy.join("; ")
}

/// Opens a page of the site with these headers on every response.
async fn open(sandbox: &Sandbox, path: &str, headers: &[(&'static str, String)]) -> Rig<Site> {
    let calls = Router::new().nest("/api/chakra", calls(sandbox, DemoTenant).await);
    let rig = Rig::with_headers(calls, headers).await;
    rig.page
        .at_the_start(
            "window.__refused = [];
            addEventListener('securitypolicyviolation', ({ effectiveDirective, blockedURI }) =>
              window.__refused.push(`${effectiveDirective} ${blockedURI}`));",
        )
        .await;
    rig.page.open(path).await;
    rig
}

fn csp(policy: String) -> [(&'static str, String); 1] {
    [("content-security-policy", policy)]
}

/// The console messages that contain `words`.
async fn said(rig: &Rig<Site>, words: &str) -> Vec<String> {
    let said = rig.page.console().await;
    let messages = said.into_iter().map(|line| line.message);
    messages.filter(|line| line.contains(words)).collect()
}

/// Waits until the page's policy has blocked `what`.
async fn is_refused(rig: &Rig<Site>, directive: &str, what: &str) {
    let refused = format!("startsWith('{directive}') && it.includes('{what}')");
    let condition = format!("__refused.some((it) => it.{refused})");
    rig.page.shows(&condition).await;
}

/// The element is not even defined.
async fn never_starts(rig: &Rig<Site>) {
    let state: Option<String> = rig.page.widget().ask("widget.state ?? null").await;
    assert_eq!(state, None);
}

/// Completes a signup.
async fn works(rig: &Rig<Site>) {
    let widget = rig.page.widget();
    widget.becomes("not_connected").await;
    widget.sign_up("finish").await;
    widget.becomes("connected").await;
}

/// Checks the one outcome and its code. Returns the message for the developer.
async fn fails_with(rig: &Rig<Site>, code: &str) -> String {
    let widget = rig.page.widget();
    widget.becomes("unavailable").await;
    assert_eq!(widget.shown_code().await, code);
    let outcomes = rig.page.outcomes().await;
    assert_eq!(outcomes.len(), 1, "{outcomes:#?}");
    assert_eq!(outcomes[0].text("code"), code);
    outcomes[0].text("message").to_owned()
}

/// Without `style-src` and `img-src`, the card still has its style.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_shortest_policy_is_enough() {
    let sandbox = sandbox().await;
    let policy = shortest(&sandbox.embed_url()).join("; ");
    let rig = open(&sandbox, "/moving.html", &csp(policy)).await;
    rig.page.widget().becomes("not_connected").await;
    let display: String = rig
        .page
        .widget()
        .ask("getComputedStyle(root.querySelector('.card')).display")
        .await;
    assert_ne!(display, "block", "the card has its style sheet");
    works(&rig).await;
    let refused = said(&rig, "Content Security Policy").await;
    let ours: Vec<_> = refused.iter().filter(|it| !it.contains("data:,")).collect();
    assert!(ours.is_empty(), "{ours:#?}");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn without_the_widgets_origin_for_scripts_nothing_loads() {
    let sandbox = sandbox().await;
    let policy = without(&sandbox.embed_url(), "script-src", "'self'");
    let rig = open(&sandbox, "/moving.html", &csp(policy)).await;
    is_refused(&rig, "script-src", "page.js").await;
    never_starts(&rig).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn without_wasm_unsafe_eval_the_webassembly_is_refused() {
    let sandbox = sandbox().await;
    let policy = without(&sandbox.embed_url(), "script-src", "'wasm-unsafe-eval'");
    let rig = open(&sandbox, "/moving.html", &csp(policy)).await;
    // The script tag's loader reports it as `wasm_blocked_by_csp`: see never_blank.rs.
    is_refused(&rig, "script-src", "wasm-eval").await;
    never_starts(&rig).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn without_the_vendors_origin_for_scripts_its_sdk_is_refused() {
    let sandbox = sandbox().await;
    let embed = sandbox.embed_url();
    let policy = without(&embed, "script-src", &embed);
    let rig = open(&sandbox, "/moving.html", &csp(policy)).await;
    fails_with(&rig, "sdk_load_failed").await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn without_the_vendors_origin_for_frames_its_frame_is_refused() {
    let sandbox = sandbox().await;
    let embed = sandbox.embed_url();
    let policy = without(&embed, "frame-src", &embed);
    let rig = open(&sandbox, "/moving.html", &csp(policy)).await;
    let message = fails_with(&rig, "frame_not_ready").await;
    assert!(message.contains("frame-src"), "{message}");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn without_the_widgets_origin_for_connections_the_webassembly_does_not_load() {
    let sandbox = sandbox().await;
    let policy = without(&sandbox.embed_url(), "connect-src", "'self'");
    let rig = open(&sandbox, "/moving.html", &csp(policy)).await;
    is_refused(&rig, "connect-src", "chakra-connect_bg.wasm").await;
    never_starts(&rig).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn without_the_backends_origin_it_is_unreachable() {
    let sandbox = sandbox().await;
    let policy = shortest(&sandbox.embed_url()).join("; ");
    let rig = open(&sandbox, "/configuration.html", &csp(policy)).await;
    let set = "document.querySelector('#none').setAttribute('backend', arguments[0]); return null";
    let _: Value = rig.page.run(set, &[sandbox.embed_url().into()]).await;
    let widget = rig.page.widget_at("#none");
    widget.becomes("unavailable").await;
    rig.page
        .holds(
            "__heard.some(({ widget, detail }) => widget === 'none' && detail?.code === 'backend_unreachable')",
            Value::Null,
        )
        .await;
    assert_eq!(widget.shown_code().await, "backend_unreachable");
    is_refused(&rig, "connect-src", &sandbox.embed_url()).await;
}

/// The page allows no origin for scripts: a script that is added by an allowed script may run.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_nonce_with_strict_dynamic_is_enough() {
    let sandbox = sandbox().await;
    let policy = format!(
        "default-src 'none'; script-src 'nonce-e2e' 'strict-dynamic' 'wasm-unsafe-eval'; \
        frame-src {}; connect-src 'self'",
        sandbox.embed_url()
    );
    let rig = open(&sandbox, "/nonce.html", &csp(policy)).await;
    works(&rig).await;
}

/// `'self'` for the widget's own modules, and only the nonce for Chakra.
fn by_nonce(sandbox: &Sandbox) -> [(&'static str, String); 1] {
    csp(format!(
        "default-src 'none'; script-src 'self' 'nonce-e2e' 'wasm-unsafe-eval'; \
        frame-src {}; connect-src 'self'",
        sandbox.embed_url()
    ))
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_elements_nonce_is_the_vendors_scripts() {
    let sandbox = sandbox().await;
    let rig = open(&sandbox, "/nonce.html?given", &by_nonce(&sandbox)).await;
    works(&rig).await;
    // Browsers hide the nonce from selectors and attributes.
    let told: usize = rig
        .page
        .run(
            "return document.querySelectorAll('[nonce=e2e]').length",
            &[],
        )
        .await;
    assert_eq!(told, 0);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn without_the_nonce_the_vendors_script_is_refused() {
    let sandbox = sandbox().await;
    let rig = open(&sandbox, "/nonce.html", &by_nonce(&sandbox)).await;
    fails_with(&rig, "sdk_load_failed").await;
}

/// Through the whole signup, not only the start.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn trusted_types_on_the_whole_way() {
    let sandbox = sandbox().await;
    let policy = format!(
        "{}; require-trusted-types-for 'script'; trusted-types chakra-connect",
        shortest(&sandbox.embed_url()).join("; ")
    );
    let rig = open(&sandbox, "/moving.html", &csp(policy)).await;
    works(&rig).await;
    rig.page.widget().click("Disconnect").await;
    rig.page.widget().click("Disconnect").await;
    rig.page.widget().becomes("not_connected").await;
    let refused = said(&rig, "Trusted").await;
    assert!(refused.is_empty(), "{refused:#?}");
}

/// Like most servers, the stand-in sends no `Cross-Origin-Resource-Policy`.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn require_corp_blocks_the_vendors_script() {
    let sandbox = sandbox().await;
    let headers = [("cross-origin-embedder-policy", "require-corp".to_owned())];
    let rig = open(&sandbox, "/moving.html", &headers).await;
    let message = fails_with(&rig, "sdk_load_failed").await;
    assert!(!message.contains("isolated"), "{message}");
    assert!(!said(&rig, "ERR_BLOCKED_BY_RESPONSE").await.is_empty());
}

/// With both headers the page is cross-origin isolated and can detect it, so the widget's message says so.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn an_isolated_page_is_told_what_may_block_it() {
    let sandbox = sandbox().await;
    let headers = [
        ("cross-origin-embedder-policy", "require-corp".to_owned()),
        ("cross-origin-opener-policy", "same-origin".to_owned()),
    ];
    let rig = open(&sandbox, "/moving.html", &headers).await;
    let message = fails_with(&rig, "sdk_load_failed").await;
    assert!(
        message.contains("Cross-Origin-Embedder-Policy"),
        "{message}"
    );
}

/// The script loads without cookies. The frame does not load, because it sends no such policy itself.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn credentialless_blocks_the_vendors_frame() {
    let sandbox = sandbox().await;
    let headers = [
        ("cross-origin-embedder-policy", "credentialless".to_owned()),
        ("cross-origin-opener-policy", "same-origin".to_owned()),
    ];
    let rig = open(&sandbox, "/moving.html", &headers).await;
    let message = fails_with(&rig, "frame_not_ready").await;
    assert!(
        message.contains("Cross-Origin-Embedder-Policy"),
        "{message}"
    );
}

/// Forbids every feature that a policy can forbid, for frames and for the widget's own page.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_permissions_policy_does_not_matter() {
    let sandbox = sandbox().await;
    let features = [
        "accelerometer",
        "autoplay",
        "camera",
        "clipboard-read",
        "clipboard-write",
        "cross-origin-isolated",
        "display-capture",
        "encrypted-media",
        "fullscreen",
        "geolocation",
        "gyroscope",
        "hid",
        "identity-credentials-get",
        "idle-detection",
        "magnetometer",
        "microphone",
        "midi",
        "otp-credentials",
        "payment",
        "picture-in-picture",
        "publickey-credentials-get",
        "screen-wake-lock",
        "serial",
        "storage-access",
        "sync-xhr",
        "unload",
        "usb",
        "web-share",
        "window-management",
    ];
    let policy = features.map(|feature| format!("{feature}=()")).join(", ");
    let rig = open(&sandbox, "/moving.html", &[("permissions-policy", policy)]).await;
    works(&rig).await;
    let refused = said(&rig, "Permissions policy violation").await;
    assert!(refused.is_empty(), "{refused:#?}");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn no_referrer_does_not_matter() {
    let sandbox = sandbox().await;
    let headers = [("referrer-policy", "no-referrer".to_owned())];
    let rig = open(&sandbox, "/moving.html", &headers).await;
    works(&rig).await;
}
