//! The workspace's own `wasm-streams`: what goes in comes out, to the end or the error.

use futures_util::{StreamExt as _, stream};
use wasm_bindgen::JsValue;
use wasm_bindgen_test::wasm_bindgen_test;
use wasm_streams::ReadableStream;

#[wasm_bindgen_test]
async fn items_come_in_their_order_and_then_the_end() {
    let items = stream::iter([1, 2, 3].map(|item| Ok(JsValue::from(item))));
    let raw = ReadableStream::from_stream(items).into_raw();
    let found: Vec<_> = ReadableStream::from_raw(raw).into_stream().collect().await;
    assert_eq!(found, [1, 2, 3].map(|item| Ok(JsValue::from(item))));
}

#[wasm_bindgen_test]
async fn an_error_is_the_last_that_comes() {
    let items = stream::iter([
        Ok(JsValue::from(1)),
        Err(JsValue::from("no")),
        Ok(JsValue::from(2)),
    ]);
    let stream = ReadableStream::from_stream(items).into_stream();
    let found: Vec<_> = stream.collect().await;
    assert_eq!(found.last(), Some(&Err(JsValue::from("no"))));
}
