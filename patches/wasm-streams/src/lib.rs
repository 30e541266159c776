//! `ReadableStream`, with the names and the meaning that it has in the crate `wasm-streams`.
//!
//! Leptos depends on server functions, and they on `wasm-streams`, whose classes are exported to JavaScript: no linker
//! may drop them, and each page paid 4.3 KB (brotli) for streams that the widget never opens. Here closures do the same
//! work, and unused ones are not linked. Used only in this workspace's builds; a Leptos app that uses the crate gets
//! the original.

use std::cell::RefCell;
use std::future::poll_fn;
use std::rc::Rc;

use futures_util::stream::{self, Stream};
use js_sys::{Object, Promise, Reflect};
use wasm_bindgen::closure::Closure;
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::{JsFuture, future_to_promise};
use web_sys::{ReadableStreamDefaultController, ReadableStreamDefaultReader};

/// A JavaScript stream, as a Rust one.
#[derive(Debug)]
pub struct ReadableStream {
    raw: web_sys::ReadableStream,
}

impl ReadableStream {
    /// Wraps a JavaScript stream.
    #[must_use]
    pub fn from_raw(raw: web_sys::ReadableStream) -> Self {
        Self { raw }
    }

    /// The JavaScript stream.
    #[must_use]
    pub fn into_raw(self) -> web_sys::ReadableStream {
        self.raw
    }

    /// A stream of the entries of `items`, each read on demand.
    ///
    /// # Panics
    /// If the browser has no `ReadableStream`.
    pub fn from_stream(items: impl Stream<Item = Result<JsValue, JsValue>> + 'static) -> Self {
        let items = Rc::new(RefCell::new(Box::pin(items)));
        let pull = move |controller: ReadableStreamDefaultController| -> Promise {
            let items = Rc::clone(&items);
            future_to_promise(async move {
                let next = poll_fn(|context| items.borrow_mut().as_mut().poll_next(context));
                match next.await {
                    Some(item) => controller.enqueue_with_chunk(&item?)?,
                    None => controller.close()?,
                }
                Ok(JsValue::UNDEFINED)
            })
        };
        let pull = Closure::<dyn Fn(ReadableStreamDefaultController) -> Promise>::new(pull);
        let source = Object::new();
        // A new object accepts any property.
        let _ = Reflect::set(&source, &"pull".into(), &pull.into_js_value());
        let raw = web_sys::ReadableStream::new_with_underlying_source(&source);
        Self::from_raw(raw.expect("a browser with ReadableStream"))
    }

    /// The entries of the stream, up to its end or its error. Locks the stream.
    ///
    /// # Panics
    /// If the stream is already locked.
    pub fn into_stream(self) -> impl Stream<Item = Result<JsValue, JsValue>> {
        let reader: ReadableStreamDefaultReader = self.raw.get_reader().unchecked_into();
        stream::unfold(Some(reader), |reader| async {
            let reader = reader?;
            match JsFuture::from(reader.read()).await {
                Err(error) => Some((Err(error), None)),
                Ok(read) => {
                    let field = |name: &str| Reflect::get(&read, &name.into()).unwrap_or_default();
                    let is_open = !field("done").is_truthy();
                    is_open.then(|| (Ok(field("value")), Some(reader)))
                }
            }
        })
    }
}
