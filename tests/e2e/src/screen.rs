//! The screen of a page: its size, and the visitor's preferences.

use serde_json::json;
use thirtyfour::bidi::modules::browsing_context::{SetViewport, Viewport};

use crate::page::Page;
use crate::windows::Engine;

impl Page {
    /// Gives the page a screen of this size in CSS pixels, with `scale` device pixels for each.
    pub async fn has_screen(&self, width: u32, height: u32, scale: u32) {
        if self.engine != Engine::Chromium {
            let size = SetViewport {
                context: self.context(),
                viewport: Some(Viewport { width, height }),
                device_pixel_ratio: Some(scale.into()),
            };
            let sized = self.bidi().await.send(size).await;
            sized.expect("the window has a size");
            return;
        }
        let metrics = json!({
            "width": width, "height": height, "deviceScaleFactor": scale, "mobile": false,
        });
        self.cdp("Emulation.setDeviceMetricsOverride", metrics)
            .await;
        // On phones, scroll bars take no space.
        self.cdp("Emulation.setScrollbarsHidden", json!({ "hidden": true }))
            .await;
    }

    /// Sets the visitor's media preferences, such as `("prefers-reduced-motion", "reduce")`.
    pub async fn prefers(&self, wishes: &[(&str, &str)]) {
        let wish = |(name, value): &(&str, &str)| json!({"name": name, "value": value});
        let features: Vec<_> = wishes.iter().map(wish).collect();
        self.cdp(
            "Emulation.setEmulatedMedia",
            json!({ "features": features }),
        )
        .await;
    }

    /// Runs a script at the start of every page from now on, before any script of the page.
    pub async fn at_the_start(&self, script: &str) {
        if self.engine == Engine::Chromium {
            let source = json!({ "source": script });
            self.cdp("Page.addScriptToEvaluateOnNewDocument", source)
                .await;
        } else {
            let script = format!("() => {{ {script} }}");
            let bidi = self.bidi().await;
            let added = bidi.script().add_preload_script(script).await;
            added.expect("the script is taken");
        }
    }

    /// Waits until `condition` holds. Evaluates it whenever the page is drawn.
    pub async fn shows(&self, condition: &str) {
        let script = format!(
            "const [done] = arguments;
            const end = performance.now() + 30000;
            const holds = () => {{ try {{ return {condition}; }} catch {{ return false; }} }};
            const look = () => {{
              if (holds()) return done(true);
              if (performance.now() > end) return done(false);
              requestAnimationFrame(look);
            }};
            look();"
        );
        let result = self.browser.execute_async(script, Vec::new()).await;
        let shown = result.is_ok_and(|result| result.json() == &json!(true));
        assert!(shown, "timed out waiting for `{condition}`");
    }

    /// Waits until the latest changes are drawn, and the page's reactions to them too.
    pub async fn is_drawn(&self) {
        self.wait_for(
            "const [done] = arguments;
            requestAnimationFrame(() => requestAnimationFrame(() => setTimeout(done)));",
        )
        .await;
    }
}
