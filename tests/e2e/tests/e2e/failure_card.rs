//! The card that reports a failure to load: in the widget's place and language, or as plain text if the card cannot
//! load either.

use chakra_e2e::{Cdn, Fault, Page, Part, Rig};
use serde_json::{Value, json};

fn html(cdn: &Cdn, body: &str) -> String {
    format!(
        r#"<!doctype html><html lang="it"><head><meta charset="utf-8"><title>A page</title><link rel="icon" href="data:,">{}</head><body>{body}</body></html>"#,
        cdn.tag()
    )
}

/// Everything visible in the card: each element, its position and its style.
const OUTLINE: &str = "[...root.querySelectorAll('*')]
  .filter((it) => it.localName !== 'slot' && it.getClientRects().length)
  .map((it) => {
    const { x, y, width, height } = it.getBoundingClientRect();
    const style = getComputedStyle(it);
    const names = ['color', 'backgroundColor', 'border', 'borderRadius', 'font', 'padding', 'boxShadow'];
    return [it.localName, it.className, it.getAttribute('part'), x, y, width, height, ...names.map((name) => style[name])].join('; ');
  })";

const IS_DRAWN: &str = "document.querySelector('#widget').shadowRoot.querySelector('[data-state=unavailable] .primary')";

/// The widget's own failure card and the loader's, with the same texts.
fn alike(variant: &str, theme: &str) -> String {
    format!(
        r#"<chakra-whatsapp-connect id="widget" variant="{variant}" theme="{theme}" locale="de"></chakra-whatsapp-connect>
<script>
  widget.fetchToken = widget.fetchStatus = () => Promise.reject(new Error("no"));
  const sentence = "One and the same sentence, long enough to take a second line.";
  widget.messages = {{ host_function_failed: sentence, wasm_load_failed: sentence, code: "A code" }};
</script>"#
    )
}

/// The themes, and the visitor's media preference for each.
const LOOKS: [(&str, (&str, &str)); 4] = [
    ("light", ("forced-colors", "none")),
    ("dark", ("forced-colors", "none")),
    ("auto", ("prefers-color-scheme", "dark")),
    ("dark", ("forced-colors", "active")),
];

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn it_is_the_widgets_own_card() {
    let cdn = Cdn::new();
    let rig = Rig::with_calls(cdn.router()).await;
    let page = &rig.page;
    for variant in ["card", "inline", "button"] {
        for (theme, wish) in LOOKS {
            let name = format!("{variant}-{theme}");
            let _ = cdn.clone().page(&name, html(&cdn, &alike(variant, theme)));
            page.prefers(&[wish]).await;
            for width in [480, 320] {
                page.has_screen(width, 900, 1).await;
                cdn.mend();
                let own = seen(page, &name).await;
                cdn.spoil(Part::Wasm, Fault::Missing);
                let loaders = seen(page, &name).await;
                page.shot(&format!("failure-{name}-{}-{width}", wish.1))
                    .await;
                assert!(own.len() > 8, "{own:#?}");
                assert_eq!(own, loaders, "{name} {wish:?} at {width}");
            }
        }
    }
}

async fn seen(page: &Page, name: &str) -> Vec<String> {
    page.cdp("Network.clearBrowserCache", json!({})).await;
    page.open(&format!("/pages/{name}")).await;
    page.shows(IS_DRAWN).await;
    page.shows("document.querySelector('#widget').shadowRoot.querySelector('.card').lang === 'de'")
        .await;
    page.is_drawn().await;
    page.widget().ask(OUTLINE).await
}

/// Languages from the element's `locale` and from the closest `lang`, and the language used. An unsupported language
/// falls back to the next source, and finally to the page's language.
const LANGUAGES: [(Option<&str>, Option<&str>, &str); 14] = [
    (None, None, "it"),
    (None, Some("pt-BR"), "pt-BR"),
    (None, Some("pt"), "pt-BR"),
    (None, Some("EN-gb"), "en"),
    (None, Some("de_AT"), "de"),
    (None, Some("ar-EG"), "ar"),
    (None, Some("iw"), "he"),
    (None, Some("zh-Hant"), "it"),
    (None, Some("fil"), "it"),
    (None, Some(""), "it"),
    (Some("fr"), Some("de"), "fr"),
    (Some(" hi "), None, "hi"),
    (Some("fil"), Some("de"), "de"),
    (Some(""), Some("tr"), "tr"),
];

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn it_speaks_the_widgets_language() {
    let cdn = Cdn::new();
    cdn.spoil(Part::Wasm, Fault::Missing);
    let attribute = |name: &str, value: Option<&str>| {
        value.map_or_else(String::new, |value| format!(r#" {name}="{value}""#))
    };
    let mut body = String::new();
    for (locale, around, _) in LANGUAGES {
        let (locale, around) = (attribute("locale", locale), attribute("lang", around));
        let widget = format!(r#"<chakra-whatsapp-connect load="eager" backend="/api"{locale}>"#);
        let parts = [
            &format!("<div{around}>"),
            &*widget,
            "</chakra-whatsapp-connect></div>",
        ];
        body += &parts.concat();
    }
    // The last element is in a shadow root, and inherits its host's language.
    body += r#"<div lang="de" id="host"></div><script>
      const made = document.createElement("chakra-whatsapp-connect");
      made.setAttribute("load", "eager");
      made.setAttribute("backend", "/api");
      host.attachShadow({ mode: "open" }).append(made);
    </script>"#;
    let served = cdn.clone().page("languages", html(&cdn, &body));
    let rig = Rig::with_calls(served.router()).await;
    let page = &rig.page;
    let mut expected = LANGUAGES.map(|(.., spoken)| spoken).to_vec();
    expected.push("de");
    page.open("/pages/languages").await;
    assert_eq!(spoken(page, "h2").await, expected);
    cdn.mend();
    page.widget().click("Riprova").await;
    assert_eq!(spoken(page, "[data-state=connected]").await, expected);
}

/// A page's own language: its tag, direction and texts; what is missing is English. No file is requested.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn it_speaks_a_language_that_only_the_page_knows() {
    // The locale, a direction, whether the page sets its texts, and the card's language and direction.
    let ways = [
        ("nl", "", true, ("nl", "ltr")),
        (" sr_Latn-RS ", "", true, ("sr-Latn-RS", "ltr")),
        ("fa", "rtl", true, ("fa", "rtl")),
        ("nl", "", false, ("it", "ltr")),
        ("not a tag", "", true, ("it", "ltr")),
        ("de", "rtl", true, ("de", "ltr")),
    ];
    let cdn = Cdn::new();
    for (index, (locale, dir, has_texts, _)) in ways.iter().enumerate() {
        let texts = if *has_texts {
            r#"{ "unavailable.title": "Own" }"#
        } else {
            "undefined"
        };
        let body = format!(
            r#"<div dir="{dir}"><chakra-whatsapp-connect id="widget" backend="/api" locale="{locale}"></chakra-whatsapp-connect></div>
            <script>widget.messages = {texts}</script>"#
        );
        let _ = cdn.clone().page(&index.to_string(), html(&cdn, &body));
    }
    let rig = Rig::with_calls(cdn.router()).await;
    let page = &rig.page;
    for (index, (locale, _, has_texts, (tag, direction))) in ways.iter().enumerate() {
        cdn.spoil(Part::Wasm, Fault::Missing);
        page.cdp("Network.clearBrowserCache", json!({})).await;
        let _ = cdn.asked();
        page.open(&format!("/pages/{index}")).await;
        page.shows(IS_DRAWN).await;
        page.settles().await;
        let told: [String; 4] = page
            .widget()
            .ask(
                "[root.querySelector('.card').lang, root.querySelector('.card').dir,
                root.querySelector('.title').textContent, root.querySelector('button').textContent]",
            )
            .await;
        assert_eq!(
            [&*told[0], &*told[1]],
            [*tag, *direction],
            "{locale}: {told:?}"
        );
        assert_eq!(told[2] == "Own", *has_texts, "{locale}: {told:?}");
        let is_own = tag.starts_with(&locale.trim()[..2]) && *tag != "de";
        assert_eq!(told[3] == "Try again", is_own, "{locale}: {told:?}");
        let asked = cdn.asked();
        assert_eq!(
            asked.contains(&Part::Language),
            !is_own,
            "{locale}: {asked:?}"
        );
    }
}

/// The language of each card, once every card has one.
async fn spoken(page: &Page, selector: &str) -> Vec<String> {
    let roots = "[...document.querySelectorAll('chakra-whatsapp-connect'), document.querySelector('#host').shadowRoot.firstChild].map((it) => it.shadowRoot)";
    page.shows(&format!(
        "{roots}.every((root) => root.querySelector({}))",
        json!(selector)
    ))
    .await;
    page.settles().await;
    page.run(
        &format!("return {roots}.map((root) => root.querySelector('.card').lang)"),
        &[],
    )
    .await
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn plain_text_remains_if_nothing_loads() {
    let cdn = Cdn::new();
    let widget = r#"<chakra-whatsapp-connect id="widget" backend="/api" locale="en" fallback-url="/contact"></chakra-whatsapp-connect>"#;
    let served = cdn.clone().page("it", html(&cdn, widget));
    let rig = Rig::with_calls(served.router()).await;
    let page = &rig.page;
    for fault in [Fault::Missing, Fault::Corrupted, Fault::Silence] {
        cdn.spoil(Part::Wasm, Fault::Missing);
        cdn.spoil(Part::Failure, fault);
        page.cdp("Network.clearBrowserCache", json!({})).await;
        page.open("/pages/it").await;
        page.has_heard("chakra-failed", 1).await;
        page.settles().await;
        let widget = page.widget();
        let words = widget.words().await;
        // The file that hangs here is the one that would detect the cause.
        let code = match fault {
            Fault::Silence => "load_timeout",
            _ => "wasm_load_failed",
        };
        for part in ["could not be loaded", code, "Continue"] {
            assert!(words.contains(part), "{fault:?}: {words}");
        }
        let (lang, tab_index): (String, i32) = widget
            .ask("(({ lang, tabIndex }) => [lang, tabIndex])(root.querySelector('.card'))")
            .await;
        assert_eq!((&*lang, tab_index), ("en", -1), "{fault:?}");
        let titles: usize = widget.ask("root.querySelectorAll('h2').length").await;
        assert_eq!(titles, 0, "{fault:?}");
        let link: String = widget.ask("root.querySelector('a').pathname").await;
        assert_eq!(link, "/contact");
        cdn.mend();
        let said = page.console().await;
        let unhandled = said.iter().find(|line| line.message.contains("Uncaught"));
        assert!(unhandled.is_none(), "{unhandled:#?}");
        // A file that arrives late is still used.
        if fault == Fault::Silence {
            page.shows(IS_DRAWN).await;
        }
        widget.click("Try again").await;
        widget.becomes("connected").await;
    }
}

/// Neither the failure nor its translation moves the content below.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn nothing_moves() {
    let cdn = Cdn::new();
    cdn.spoil(Part::Wasm, Fault::Missing);
    let widget = r#"<chakra-whatsapp-connect id="widget" backend="/api" load="intent" fallback-url="/contact"></chakra-whatsapp-connect><p style="height: 3000px">Below.</p>"#;
    let served = cdn.clone().page("it", html(&cdn, widget));
    let rig = Rig::with_calls(served.router()).await;
    let page = &rig.page;
    page.watch_layout().await;
    for width in [800, 480, 320] {
        page.has_screen(width, 900, 1).await;
        page.open("/pages/it").await;
        page.settles().await;
        let widget = page.widget();
        let skeleton: f64 = widget.ask("widget.getBoundingClientRect().height").await;
        // The element had no height before the script came; that shift does not count here.
        let skeleton_at: f64 = page.run("return performance.now()", &[]).await;
        widget
            .tell("root.querySelector('.card').focus(), scrollTo(0, 500)")
            .await;
        page.shows(IS_DRAWN).await;
        page.is_drawn().await;
        let failure: f64 = widget.ask("widget.getBoundingClientRect().height").await;
        assert!(
            (skeleton - failure).abs() < 1.0,
            "{width}: {skeleton}, then {failure}"
        );
        let mut shifts = page.shifts().await;
        shifts.retain(|shift| shift.at > skeleton_at);
        assert!(shifts.is_empty(), "{width}: {shifts:#?}");
        let focus: Value = widget.ask("root.activeElement?.className ?? null").await;
        assert_eq!(focus, "card", "the keyboard focus is kept");
        let (scrolled, tab_index): (f64, i32) =
            widget.ask("[scrollY, root.activeElement.tabIndex]").await;
        assert!(scrolled > 400.0, "the page is not scrolled: {scrolled}");
        assert_eq!(tab_index, -1, "the card is no stop for the keyboard");
    }
}
