//! The workspace's own `wasm-streams`: it passes on every item, up to the end or the error.

use futures_util::{StreamExt as _, stream};
use wasm_bindgen::JsValue;
use wasm_bindgen_test::wasm_bindgen_test;
use wasm_streams::ReadableStream;

#[wasm_bindgen_test]
async fn items_arrive_in_order_and_then_the_end() {
    let items = stream::iter([1, 2, 3].map(|item| Ok(JsValue::from(item))));
    let raw = ReadableStream::from_stream(items).into_raw();
    let found: Vec<_> = ReadableStream::from_raw(raw).into_stream().collect().await;
    assert_eq!(found, [1, 2, 3].map(|item| Ok(JsValue::from(item))));
}

#[wasm_bindgen_test]
async fn an_error_ends_the_stream() {
    let items = stream::iter([
        Ok(JsValue::from(1)),
        Err(JsValue::from("no")),
        Ok(JsValue::from(2)),
    ]);
    let stream = ReadableStream::from_stream(items).into_stream();
    let found: Vec<_> = stream.collect().await;
    assert_eq!(found.last(), Some(&Err(JsValue::from("no"))));
}
