//! Audits every cell of the gallery in one theme, in both directions and all variants.

use axum::Router;
use chakra_e2e::{Axe, Gallery, Rig};

use crate::tally::Tally;

pub(crate) async fn audit(theme: &'static str, axe: &Axe) -> Tally {
    let rig = Rig::with_calls(Router::new()).await;
    // Disables transitions, so that axe reads the final colours.
    rig.page
        .prefers(&[("prefers-reduced-motion", "reduce")])
        .await;
    let mut tally = Tally::default();
    for gallery in Gallery::matrix(theme) {
        let cells = rig.page.open_gallery(gallery).await;
        rig.page.bring(axe).await;
        for cell in cells {
            let selector = format!("[data-cell=\"{cell}\"] chakra-gallery-cell");
            let name = format!("{cell} {}", gallery.name());
            tally.run(&rig.page, &selector, &name).await;
        }
    }
    tally
}
