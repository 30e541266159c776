//! Forged messages from every kind of window, and forged vendor events: the widget trusts none of them.

use chakra_backend_server::Server;
use chakra_e2e::{Page, Rig, names, sandbox};
use chakra_sandbox::Sandbox;
use serde_json::Value;

const ROUNDS: usize = 20;
/// Number of messages in one round of `flood.js`.
const FORMS: usize = 16;

/// The sources of the flood, as scripts that take the number of rounds.
const FLOODERS: [(&str, &str); 6] = [
    ("a frame of the same origin", "frame(rounds)"),
    (
        "a frame of another origin",
        "const other = document.createElement('iframe');
        other.src = `http://localhost:${location.port}/flooder.html?${rounds}`; document.body.append(other)",
    ),
    (
        "a sandboxed frame without an origin",
        "const nowhere = document.createElement('iframe');
        nowhere.sandbox = 'allow-scripts'; nowhere.src = `flooder.html?${rounds}`; document.body.append(nowhere)",
    ),
    (
        "a frame within a frame",
        "const outer = document.createElement('iframe'); document.body.append(outer);
        const inner = outer.contentDocument.createElement('iframe'); outer.contentDocument.body.append(inner);
        inner.contentWindow.eval(`(target, text, rounds) => {
          for (let round = 0; round < rounds; round++) for (const form of JSON.parse(text)) target.postMessage(form, '*');
        }`)(window, JSON.stringify(forms), rounds)",
    ),
    ("a popup", "window.open(`flooder.html?${rounds}`)"),
    ("the page itself", "flood(window, rounds)"),
];

/// Opens the page to be flooded, with a widget that offers a signup.
async fn ready() -> (Rig<Server>, Sandbox) {
    let sandbox = sandbox().await;
    let rig = Rig::start(&sandbox).await;
    rig.page.open("/flooded.html").await;
    rig.page.widget().becomes("not_connected").await;
    rig.page.has_heard("chakra-ready", 1).await;
    (rig, sandbox)
}

/// Lets a window flood the page, and waits until all messages have arrived.
async fn floods(page: &Page, who: &str, script: &str) {
    let count = format!(
        "const [rounds, expected] = arguments;
        return new Promise((done, fail) => {{
          let count = 0;
          setTimeout(() => fail(new Error(`only ${{count}} came`)), 30000);
          const hear = () => {{
            count += 1;
            if (count < expected) return;
            removeEventListener('message', hear);
            done(count);
          }};
          addEventListener('message', hear);
          {script};
        }})"
    );
    let heard: usize = page
        .run(&count, &[ROUNDS.into(), (ROUNDS * FORMS).into()])
        .await;
    assert!(heard >= ROUNDS * FORMS, "{who}: {heard}");
    page.settles().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn no_window_is_believed() {
    let (rig, _sandbox) = ready().await;
    let page = &rig.page;
    let widget = page.widget();
    let before = names(&page.events().await).join(" ");
    for (who, script) in FLOODERS {
        floods(page, who, script).await;
        assert_eq!(widget.state().await, "not_connected", "{who}");
        assert_eq!(names(&page.events().await).join(" "), before, "{who}");
        assert_eq!(widget.frames().await, 1, "{who}");
    }
}

/// The page that opened ours keeps a reference to its window.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn an_opener_is_not_believed() {
    let (rig, _sandbox) = ready().await;
    let page = &rig.page;
    let script = "const opened = window.open('flooded.html');
        return new Promise((done, fail) => {
          setTimeout(() => fail(new Error('no widget came')), 30000);
          const look = () => {
            const widget = opened.document.querySelector('#widget');
            if (widget?.state !== 'not_connected') return setTimeout(look, 20);
            let heard = 0;
            const told = [];
            for (const name of ['connected', 'failed', 'cancelled', 'started', 'statechange'])
              opened.addEventListener(`chakra-${name}`, () => told.push(name));
            opened.addEventListener('message', () => {
              heard += 1;
              if (heard === arguments[0] * forms.length) opened.setTimeout(() => done([widget.state, told]), 100);
            });
            flood(opened, arguments[0]);
          };
          look();
        })";
    let (state, told): (String, Vec<String>) = page.run(script, &[ROUNDS.into()]).await;
    assert_eq!((state.as_str(), told), ("not_connected", Vec::new()));
}

/// A script can create events with any origin and source. They fool the vendor's script, which calls its callbacks. The
/// widget takes these as hints, and the backend has seen no connection.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn events_with_the_vendors_origin_and_source_are_hints_at_most() {
    let (rig, _sandbox) = ready().await;
    let page = &rig.page;
    let widget = page.widget();
    let forge = "const frame = document.querySelector('#widget iframe');
        const { origin } = new URL(frame.src);
        const script = document.querySelector('script[src*=\"sdk.js\"]');
        let fooled = 0;
        const { contentWindow: source } = frame;
        for (let round = 0; round < arguments[0]; round++) {
          for (const data of forms) {
            const event = new MessageEvent('message', { data, origin, source });
            fooled += event.origin === new URL(script.src).origin && event.source === source;
            dispatchEvent(event);
          }
        }
        return fooled";
    let fooled: usize = page.run(forge, &[ROUNDS.into()]).await;
    assert_eq!(fooled, ROUNDS * FORMS, "the vendor's own check is passed");
    page.settles().await;
    assert_ne!(widget.state().await, "connected");
    let told = page.events().await;
    assert!(!names(&told).contains(&"chakra-connected"), "{told:?}");
    assert!(
        told.iter().all(|event| event.text("state") != "connected"),
        "{told:?}"
    );
    assert!(told.len() < 60, "{}", told.len());
}

/// A page may navigate one of its frames elsewhere. The messages then come from the vendor's own window.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_vendor_frame_navigated_elsewhere_is_not_believed() {
    let (rig, _sandbox) = ready().await;
    let page = &rig.page;
    let widget = page.widget();
    let lead = "document.querySelector('#widget iframe').contentWindow.location = new URL(`flooder.html?${rounds}`, location)";
    floods(page, "the vendor's frame", lead).await;
    assert_ne!(widget.state().await, "connected");
    let told = page.events().await;
    assert!(!names(&told).contains(&"chakra-connected"), "{told:?}");
}

/// A page script cannot read a token from the widget, and a function that it replaces receives none in a URL.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn no_public_surface_gives_the_token_away() {
    let (rig, _sandbox) = ready().await;
    let page = &rig.page;
    let read = "const widget = document.querySelector('#widget');
        const seen = new Set();
        const texts = [];
        const read = (value, depth) => {
          if (typeof value === 'string') texts.push(value);
          if (value === null || !['object', 'function'].includes(typeof value) || seen.has(value) || depth > 4) return;
          if (value === window || value === document) return;
          seen.add(value);
          for (let holder = value; holder; holder = Object.getPrototypeOf(holder)) {
            for (const key of Reflect.ownKeys(holder)) {
              texts.push(String(key));
              try { read(value[key], depth + 1); } catch {}
            }
          }
        };
        read(widget, 0);
        for (const node of [widget, ...widget.querySelectorAll('*'), ...widget.shadowRoot.querySelectorAll('*')]) {
          texts.push(node.outerHTML);
          read(node.dataset, 0);
        }
        try { texts.push(JSON.stringify(structuredClone(widget.state))); } catch {}
        texts.push(JSON.stringify(widget) ?? '');
        for (const entry of performance.getEntries()) texts.push(entry.name);
        return [texts.length, texts.join('\\n')]";
    let (count, text): (usize, String) = page.run(read, &[]).await;
    assert!(count > 300, "{count} texts");
    assert!(!text.contains("eyJ"), "every token begins with this");
    let planted: Value = page
        .run(
            "document.querySelector('#widget').planted = { deep: 'eyJplanted' }; return null",
            &[],
        )
        .await;
    assert!(planted.is_null());
    let (_, text): (usize, String) = page.run(read, &[]).await;
    assert!(text.contains("eyJplanted"), "the search would find one");
}
