//! The memory that the tabs hold at the same point of different rounds.

use std::fmt;

use chakra_e2e::Figures;
use serde_json::Value;

use crate::world::World;

/// Size of a page of WebAssembly memory, in bytes.
const WASM_PAGE: u64 = 64 * 1024;

/// One tab, with all its widgets idle and of new tenants.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct TabFigures {
    pub(crate) figures: Figures,
    pub(crate) wasm: u64,
}

impl fmt::Display for TabFigures {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Figures {
            heap,
            objects,
            nodes,
            listeners,
            documents,
            frames,
        } = self.figures;
        write!(
            formatter,
            "heap {} KiB, WebAssembly {} KiB, {objects} objects, {nodes} nodes, {listeners} listeners, {documents} documents, {frames} frames",
            heap / 1024,
            self.wasm / 1024
        )
    }
}

impl World {
    pub(crate) async fn measure(&self) -> Vec<TabFigures> {
        let mut all = Vec::new();
        for tab in &self.tabs {
            let wasm = tab.ask("soak.memory()", &Value::Null).await;
            let figures = tab.figures().await;
            all.push(TabFigures { figures, wasm });
        }
        all
    }
}

/// The figures that have grown from the middle to the end by more than chance explains.
pub(crate) fn growth(middle: &[TabFigures], end: &[TabFigures]) -> Vec<String> {
    let mut grown = Vec::new();
    for (nth, (middle, end)) in middle.iter().zip(end).enumerate() {
        let before = [
            (
                "objects",
                middle.figures.objects,
                middle.figures.objects / 10,
            ),
            ("WebAssembly memory", middle.wasm, 2 * WASM_PAGE),
            ("nodes", middle.figures.nodes, middle.figures.nodes / 10),
            (
                "listeners",
                middle.figures.listeners,
                middle.figures.listeners / 10,
            ),
            ("documents", middle.figures.documents, 2),
            ("frames", middle.figures.frames, 1),
        ];
        let after = [
            end.figures.objects,
            end.wasm,
            end.figures.nodes,
            end.figures.listeners,
            end.figures.documents,
            end.figures.frames,
        ];
        for ((what, before, slack), after) in before.into_iter().zip(after) {
            if after > before + slack {
                grown.push(format!(
                    "tab {nth}: {what} has grown from {before} to {after}"
                ));
            }
        }
    }
    grown
}
