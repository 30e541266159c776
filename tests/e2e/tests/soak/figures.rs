//! The memory that the tabs hold at the same point of different rounds.

use std::fmt;
use std::time::Duration;

use chakra_e2e::Figures;
use serde_json::Value;

use crate::world::World;

/// Size of a page of WebAssembly memory, in bytes.
const WASM_PAGE: u64 = 64 * 1024;
/// For each ten minutes.
const MIB: u64 = 1024 * 1024;

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

/// For each ten minutes: the driver keeps each frame that it has clicked in, and its nodes.
const CLICKED: u64 = 60;

/// The figures that have grown from the middle to the end, `apart`, by more than chance and the driver explain. As heap
/// snapshots show, the driver keeps the result of each script that it runs, and the developer tools keep the responses:
/// 0.9 to 1.7 KiB of heap and about two objects a second.
pub(crate) fn growth(middle: &[TabFigures], end: &[TabFigures], apart: Duration) -> Vec<String> {
    let mut grown = Vec::new();
    let tens = apart.as_secs().div_ceil(600).max(1);
    for (nth, (middle, end)) in middle.iter().zip(end).enumerate() {
        let before = [
            ("heap", middle.figures.heap, MIB * tens),
            ("WebAssembly memory", middle.wasm, 2 * WASM_PAGE),
            (
                "nodes",
                middle.figures.nodes,
                middle.figures.nodes / 10 + CLICKED * tens,
            ),
            (
                "listeners",
                middle.figures.listeners,
                middle.figures.listeners / 10,
            ),
            ("documents", middle.figures.documents, 2),
            ("frames", middle.figures.frames, 1),
        ];
        let after = [
            end.figures.heap,
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
