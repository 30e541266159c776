//! A backend of one's own, as a new user copies it: what the customer sees before it, what it answers,
//! and what it keeps to itself.

use std::collections::BTreeSet;

use chakra_e2e::{Haystack, KEY, Page, Rig, until};
use chakra_sandbox::{Endpoint, Failure, PluginChange, Sandbox, SettingsChange};
use serde_json::{Value, json};

use crate::program::Program;
use crate::way;

/// What Chakra says where it gives no token.
const WORDS: &str = "w0rds-0f-chakras-own";

/// Where the backend finds the stand-in, as `cargo xtask demo` tells it.
pub(crate) fn variables(sandbox: &Sandbox) -> [(&'static str, String); 3] {
    [
        ("CHAKRA_API_URL", sandbox.api_url()),
        ("CHAKRA_SDK_URL", sandbox.sdk_url()),
        ("CHAKRA_API_KEY", KEY.to_owned()),
    ]
}

/// One with nothing but the token call, for a tenant who has never signed up.
pub(crate) async fn gives_tokens(rig: &Rig<Program>, sandbox: &Sandbox) {
    let page = &rig.page;
    connects(page, false).await;
    way::says_nothing(page, true).await;
    keeps_to_itself(rig, sandbox).await;
}

/// One with all four calls, for a tenant who has never signed up.
pub(crate) async fn answers_all(rig: &Rig<Program>, sandbox: &Sandbox) {
    let page = &rig.page;
    connects(page, true).await;
    let widget = page.widget();
    let shown = widget.words().await;
    page.reload().await;
    widget.becomes("connected").await;
    page.settles().await;
    assert_eq!(widget.words().await, shown);
    assert_eq!(way::frames(page).await, 0, "nothing to sign up for");

    widget.click("Disconnect").await;
    widget.click("Disconnect").await;
    page.has_heard("chakra-disconnected", 1).await;
    way::is_offered(page).await;
    assert_eq!(sandbox.log().count(Endpoint::DeletePlugin), 1);
    way::says_nothing(page, false).await;
    keeps_to_itself(rig, sandbox).await;
}

/// Chakra does not answer at all: the page is told a code, and the log why.
pub(crate) async fn is_cut_off(rig: &Rig<Program>) {
    let told = Told::by(&rig.page, &json!({ "intent": "connect" })).await;
    let unreachable = json!({ "code": "chakra_unreachable" });
    assert_eq!((told.status, told.body), (502, unreachable));
    is_logged(
        rig,
        "create-connect-token: ECONNREFUSED: chakra_unreachable",
    )
    .await;
}

/// Started without a key, it says so in its log, and asks nobody.
pub(crate) async fn misses_its_key(program: &Program) {
    let url = format!("{}/api/chakra/connect-token", program.origin);
    let told = client().post(url).json(&json!({})).send().await.unwrap();
    assert_eq!(told.status(), 502);
    let code: Value = told.json().await.unwrap();
    assert_eq!(code, json!({ "code": "chakra_unauthorized" }));
    let said = "CHAKRA_API_KEY is not set";
    until(said, || program.said().contains(said)).await;
}

/// One that asks without a browser.
pub(crate) fn client() -> reqwest::Client {
    // The process-wide default that it wants.
    let _ = rustls::crypto::ring::default_provider().install_default();
    reqwest::Client::builder().no_proxy().build().unwrap()
}

/// A signup in the browser, whose number is then shown.
pub(crate) async fn connects(page: &Page, verified: bool) {
    page.open("/").await;
    way::is_offered(page).await;
    let widget = page.widget();
    widget.sign_up("finish").await;
    widget.becomes("connected").await;
    page.has_heard("chakra-connected", 1).await;
    let outcomes = page.outcomes().await;
    assert_eq!(outcomes.len(), 1, "{outcomes:#?}");
    assert_eq!(outcomes[0].detail["verified"], verified);
    let number = &outcomes[0].detail["numbers"][0]["displayPhoneNumber"];
    let words = widget.words().await;
    assert!(words.contains(number.as_str().unwrap()), "{words}");
}

/// The plugin to its tenant, and the key and Chakra's words to nobody.
async fn keeps_to_itself(rig: &Rig<Program>, sandbox: &Sandbox) {
    let page = &rig.page;
    let found = Haystack::gather(page).await.search(&[KEY.to_owned()]);
    assert_eq!(found, BTreeSet::new());
    for told in everything(page).await {
        assert!(!told.contains(KEY), "{told}");
    }
    // From here on the test alone asks.
    page.widget().tell("widget.remove()").await;
    keeps_one_plugin(page, sandbox).await;
    passes_no_words_on(rig, sandbox).await;
}

/// One for every call, nobody else's, and a new one only where Chakra no longer knows it.
async fn keeps_one_plugin(page: &Page, sandbox: &Sandbox) {
    let minted = sandbox.log().tokens_minted;
    let first = Told::by(page, &json!({ "intent": "connect" })).await;
    let plugin = first.body["pluginId"].as_str().unwrap().to_owned();
    let again = json!({ "intent": "connect", "pluginId": plugin });
    for told in [first, Told::by(page, &again).await] {
        assert_eq!((told.status, &told.body["pluginId"]), (200, &json!(plugin)));
        assert_eq!(told.body["sdkUrl"], sandbox.sdk_url());
    }
    assert_eq!(sandbox.log().tokens_minted, minted + 2);
    let others = plugins_but(sandbox, &plugin);
    // Another customer of the partner has one from the start.
    assert_eq!(others.len(), 1, "{others:?}");

    let foreign = json!({ "intent": "connect", "pluginId": others[0] });
    let refused = Told::by(page, &foreign).await;
    let not_yours = json!({ "code": "plugin_not_yours" });
    assert_eq!((refused.status, refused.body), (403, not_yours));
    assert_eq!(sandbox.log().tokens_minted, minted + 2, "nothing was asked");

    let deleted = PluginChange {
        deleted: true,
        ..PluginChange::default()
    };
    sandbox.change_plugin(&plugin, &deleted).unwrap();
    let gone = Told::by(page, &again).await;
    let not_found = json!({ "code": "plugin_not_found" });
    assert_eq!((gone.status, gone.body), (502, not_found));
    let anew = Told::by(page, &json!({ "intent": "connect" })).await;
    assert_eq!(anew.status, 200);
    assert_eq!(
        plugins_but(sandbox, &others[0]),
        [anew.body["pluginId"].as_str().unwrap()]
    );
}

/// Whatever Chakra says when there is no token in it: a code for the page, a line in the log.
async fn passes_no_words_on(rig: &Rig<Program>, sandbox: &Sandbox) {
    let page = &rig.page;
    let unreadable = [WORDS; 3].join(".");
    let token = json!({ "_data": { "connectToken": unreadable } }).to_string();
    let error = json!({ "_errors": [WORDS] }).to_string();
    for (said, body, status, code) in [
        (401, &*error, 502, "chakra_unauthorized"),
        (403, &error, 502, "chakra_unauthorized"),
        (400, &error, 502, "chakra_refused"),
        (429, &error, 429, "chakra_rate_limited"),
        (500, WORDS, 503, "chakra_unavailable"),
        (200, WORDS, 502, "chakra_bad_answer"),
        (200, &token, 502, "chakra_bad_answer"),
    ] {
        let failure = Failure {
            body: Some(body.to_owned()),
            ..Failure::with_status(said).times(1)
        };
        let settings = SettingsChange {
            failures: [(Endpoint::CreateConnectToken, Some(failure))].into(),
            ..SettingsChange::default()
        };
        sandbox.configure(settings).unwrap();
        let refused = Told::by(page, &json!({ "intent": "connect" })).await;
        let expected = json!({ "code": code });
        assert_eq!((refused.status, refused.body), (status, expected), "{said}");
        is_logged(rig, &format!("create-connect-token: {said}: {code}")).await;
    }
    let given = Told::by(page, &json!({ "intent": "connect" })).await;
    let token = given.body["connectToken"].as_str().unwrap().to_owned();
    let log = rig.server.said();
    for secret in [KEY, WORDS, token.rsplit('.').next().unwrap()] {
        assert!(!log.contains(secret), "{secret}: {log}");
    }
}

async fn is_logged(rig: &Rig<Program>, line: &str) {
    until(line, || rig.server.said().contains(line)).await;
}

/// What the token call answers to the page.
#[derive(Debug)]
struct Told {
    status: u16,
    body: Value,
}

impl Told {
    async fn by(page: &Page, body: &Value) -> Self {
        let ask = "const answer = await fetch('/api/chakra/connect-token', {
              method: 'POST', headers: { 'Content-Type': 'application/json' }, body: JSON.stringify(arguments[0]),
            });
            return [answer.status, answer.headers.get('cache-control'), [...answer.headers].join(), await answer.text()];";
        let ask = format!("return (async function () {{ {ask} }}).apply(null, arguments)");
        let (status, cache, headers, text): (u16, String, String, String) =
            page.run(&ask, std::slice::from_ref(body)).await;
        assert_eq!(cache, "no-store", "{status}");
        assert!(
            !headers.contains(KEY) && !text.contains(KEY),
            "{headers} {text}"
        );
        let body = serde_json::from_str(&text).unwrap_or_else(|_| panic!("{status}: {text}"));
        Self { status, body }
    }
}

/// The page and all that it has loaded from its own server, asked for again: headers and bodies.
async fn everything(page: &Page) -> Vec<String> {
    let ask = "return (async () => {
          const names = performance.getEntriesByType('resource').map(({ name }) => name);
          const own = [location.href, ...names].filter((name) => name.startsWith(location.origin));
          const told = async (answer) => [answer.url, ...answer.headers, await answer.text()].join();
          return Promise.all(own.map(async (name) => told(await fetch(name))));
        })()";
    let told: Vec<String> = page.run(ask, &[]).await;
    assert!(told.len() > 3, "{}", told.len());
    told
}

/// The stand-in's plugins, but for this one.
fn plugins_but(sandbox: &Sandbox, id: &str) -> Vec<String> {
    let records = sandbox.records();
    let ids = records["plugins"].as_array().unwrap().iter();
    let ids = ids.map(|plugin| plugin["id"].as_str().unwrap().to_owned());
    ids.filter(|other| other != id).collect()
}
