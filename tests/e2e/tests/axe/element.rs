//! Audits the real element with the vendor's frame in it, which the gallery cannot show.

use chakra_e2e::{Axe, Call, Page, Reply, Rig, Scripted, sandbox};

use crate::tally::Tally;

pub(crate) async fn audit(axe: &Axe) -> Tally {
    let mut tally = Tally::default();
    let sandbox = sandbox().await;
    let rig = Rig::start(&sandbox).await;
    rig.page.open("/settings.html").await;
    let widget = rig.page.widget();
    widget.becomes("not_connected").await;
    assert!(widget.offers_signup().await);
    in_every_look(&rig.page, axe, &mut tally, "not_connected").await;
    let popup = widget.open_popup_by_keyboard().await;
    rig.page.choose(popup, "finish").await;
    widget.becomes("connected").await;
    in_every_look(&rig.page, axe, &mut tally, "connected").await;
    drop(rig);

    let scripted = Scripted::default().on("broken", Call::Status, [Reply::Status(500)]);
    let rig = Rig::with_calls(scripted.router()).await;
    rig.page.open("/failing.html?broken").await;
    rig.page.widget().becomes("unavailable").await;
    in_every_look(&rig.page, axe, &mut tally, "unavailable").await;
    tally
}

async fn in_every_look(page: &Page, axe: &Axe, tally: &mut Tally, state: &str) {
    page.prefers(&[("prefers-reduced-motion", "reduce")]).await;
    page.bring(axe).await;
    for theme in ["light", "dark"] {
        // The card is drawn on the page's background. The page must match the theme, or the contrast would be the
        // page's fault.
        let colours = format!("document.documentElement.style.colorScheme = '{theme}'");
        page.widget().tell(&colours).await;
        page.widget()
            .tell(&format!("widget.setAttribute('theme', '{theme}')"))
            .await;
        for (locale, direction) in [("en", "ltr"), ("ar", "rtl")] {
            page.widget()
                .tell(&format!("widget.setAttribute('locale', '{locale}')"))
                .await;
            page.shows(&format!(
                "document.querySelector('chakra-whatsapp-connect').shadowRoot
                .querySelector('section.card').matches('[lang={locale}][dir={direction}]')"
            ))
            .await;
            let name = format!("element {state} {theme} {locale}");
            tally.run(page, "chakra-whatsapp-connect", &name).await;
        }
    }
}
