//! The module is loaded twice, as when two parts of a product each bundle it.

use chakra_e2e::{Rig, sandbox};
use serde_json::Value;

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_first_module_continues_and_each_event_fires_once() {
    let sandbox = sandbox().await;
    let rig = Rig::start(&sandbox).await;
    let page = &rig.page;
    page.open("/").await;
    let widget = page.widget();
    widget.becomes("not_connected").await;
    // A different address makes it a separate module with its own WebAssembly instance.
    page.wait_for(
        "const [done] = arguments;
        import('/chakra-connect.js?again')
          .then(({ default: init }) => init({ module_or_path: '/chakra-connect_bg.wasm' }))
          .then(() => done(null), (error) => { window.broken = String(error); done(null); });",
    )
    .await;
    let broken: Option<String> = page.run("return window.broken ?? null", &[]).await;
    assert_eq!(broken, None);
    page.settles().await;
    assert_eq!(widget.frames().await, 1);
    assert_eq!(sandbox.log().tokens_minted, 1);

    // An element created from now on also belongs to the first module.
    let add = "const second = document.createElement('chakra-whatsapp-connect');
        second.id = 'second'; second.setAttribute('backend', '/api/chakra');
        document.querySelector('main').prepend(second); return null";
    let _: Value = page.run(add, &[]).await;
    let second = page.widget_at("#second");
    second.becomes("not_connected").await;
    second.tell("widget.remove()").await;

    page.widget_at("#widget").sign_up("finish").await;
    page.widget_at("#widget").becomes("connected").await;
    page.settles().await;
    let outcomes = page.outcomes().await;
    assert_eq!(outcomes.len(), 1, "{outcomes:#?}");
    let cards: usize = widget.ask("root.querySelectorAll('.card').length").await;
    assert_eq!(cards, 1);
    let said = page.console().await;
    assert!(said.is_empty(), "{said:#?}");
}
