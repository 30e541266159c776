//! The page's calls of the element's methods, and the promises that wait for them.

use std::cell::{Cell, RefCell};

use js_sys::{Function, Object, Reflect};
use wasm_bindgen::JsValue;

use crate::flow::State;
use crate::flow::io::CallId;

/// The calls whose promises are open.
#[derive(Debug, Default)]
pub(super) struct Calls {
    last: Cell<u32>,
    open: RefCell<Vec<(CallId, Function)>>,
}

impl Calls {
    /// Registers a call whose promise `settle` resolves.
    pub(super) fn begin(&self, settle: Function) -> CallId {
        let id = CallId(self.last.get().wrapping_add(1));
        self.last.set(id.0);
        self.open.borrow_mut().push((id, settle));
        id
    }

    /// Resolves the promise of a call with `outcome`.
    pub(super) fn settle(&self, id: CallId, outcome: &JsValue) {
        let mut open = self.open.borrow_mut();
        let at = open.iter().position(|(known, _)| *known == id);
        let settle = at.map(|at| open.swap_remove(at).1);
        drop(open);
        if let Some(settle) = settle {
            resolve(&settle, outcome);
        }
    }

    /// Resolves all open calls with only the state: they get no other result.
    pub(super) fn settle_all(&self, state: State) {
        let outcome = Object::new();
        // Fails only for frozen objects.
        let _ = Reflect::set(&outcome, &"state".into(), &state.as_str().into());
        for (_, settle) in self.open.take() {
            resolve(&settle, &outcome);
        }
    }
}

/// A promise's own `resolve`, which throws nothing.
fn resolve(settle: &Function, outcome: &JsValue) {
    let _ = settle.call1(&JsValue::UNDEFINED, outcome);
}
