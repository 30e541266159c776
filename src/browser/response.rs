//! Responses of `fetch`, including those of another window or of libraries that imitate it.

use chakra_connect_contract::headers::RETRY_AFTER;
use js_sys::Uint8Array;
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::JsFuture;
use web_sys::{ReadableStreamDefaultReader, TextDecoder};

use super::js;
use super::whole_address::whole_address;
use crate::flow::charset;
use crate::flow::reply::{HttpReply, REPLY_LIMIT, Reply};

/// Whether the value is a response. Its class cannot tell, because each window has its own; nor can a valid status,
/// because that of an unfollowed redirect is 0.
pub(super) fn is_response(value: &JsValue) -> bool {
    let has = |name: &str| js::function(value, name).is_some();
    js::get(value, "status").as_f64().is_some() && (has("text") || has("json"))
}

/// The value as an HTTP status, which may be a text.
pub(super) fn number(value: &JsValue) -> Option<u16> {
    let number = value.as_f64();
    let number = number.or_else(|| Some(f64::from(value.as_string()?.parse::<u16>().ok()?)))?;
    #[allow(clippy::cast_possible_truncation, clippy::cast_sign_loss)] // It fits.
    (100.0..600.0).contains(&number).then_some(number as u16)
}

/// A header of an object with `headers`: a `Headers`, or an object with names in lower case.
pub(super) fn header(holder: &JsValue, name: &str) -> Option<String> {
    let headers = js::get(holder, "headers");
    let value = match js::function(&headers, "get") {
        Some(get) => get.call1(&headers, &name.into()).unwrap_or_default(),
        None => js::get(&headers, name),
    };
    value.as_string()
}

/// Whether the page has already read the response, or is about to: its body is then lost.
pub(super) fn is_read(response: &JsValue) -> bool {
    let is = |holder: &JsValue, name: &str| js::get(holder, name).is_truthy();
    is(response, "bodyUsed") || is(&js::get(response, "body"), "locked")
}

/// Reads a whole answer. `asked` is the requested address, if known.
pub(super) async fn read(response: &JsValue, asked: Option<&str>) -> Reply {
    let Some(status) = number(&js::get(response, "status")) else {
        // Nothing can be read from it.
        return Reply::Unreachable;
    };
    match body(response).await {
        Ok(Some(body)) => Reply::Http(HttpReply {
            status,
            retry_after: header(response, RETRY_AFTER),
            date: header(response, "date"),
            redirected: is_elsewhere(response, asked),
            body,
        }),
        Ok(None) => Reply::TooLarge,
        Err(_) => Reply::Unreachable,
    }
}

/// Whether a redirect led to another path. A redirect to `https`, or to the same path with a slash, leads to the same
/// resource.
fn is_elsewhere(response: &JsValue, asked: Option<&str>) -> bool {
    let path = |address: &str| {
        Some(
            whole_address(address)?
                .pathname()
                .trim_end_matches('/')
                .to_owned(),
        )
    };
    let reached = js::get(response, "url").as_string();
    js::get(response, "redirected").is_truthy()
        && asked.is_none_or(|asked| path(asked) != reached.and_then(|reached| path(&reached)))
}

/// The whole body as text; `None` if it exceeds the limit, beyond which it is not read.
pub(super) async fn body(response: &JsValue) -> Result<Option<String>, JsValue> {
    if is_read(response) {
        return Err(JsValue::UNDEFINED);
    }
    let stream = js::get(response, "body");
    let Some(reader) = js::function(&stream, "getReader") else {
        return imitated(response).await;
    };
    let reader: ReadableStreamDefaultReader = reader.call0(&stream)?.unchecked_into();
    let mut bytes = Vec::new();
    loop {
        let chunk = JsFuture::from(reader.read()).await?;
        if js::get(&chunk, "done").is_truthy() {
            break;
        }
        let chunk: Uint8Array = js::get(&chunk, "value").unchecked_into();
        if bytes.len().saturating_add(chunk.length() as usize) > REPLY_LIMIT {
            // The result of its promise does not matter.
            let _ = reader.cancel();
            return Ok(None);
        }
        bytes.extend(chunk.to_vec());
    }
    let content_type = header(response, "content-type").unwrap_or_default();
    let label = charset::label(&bytes, &content_type);
    let decoder = TextDecoder::new_with_label(label).or_else(|_| TextDecoder::new())?;
    decoder.decode_with_u8_array(&bytes).map(Some)
}

/// The body of a response that has no stream.
async fn imitated(response: &JsValue) -> Result<Option<String>, JsValue> {
    let read = async |name: &str| {
        let method = js::function(response, name)?;
        let nothing = JsValue::UNDEFINED;
        Some(js::settle(&method.bind0(response), &nothing, &nothing).await)
    };
    let text = match read("text").await {
        Some(text) => text?.as_string(),
        None => match read("json").await {
            Some(json) => Some(js::json(&json?)),
            None => None,
        },
    };
    Ok(Some(text.unwrap_or_default()).filter(|text| text.len() <= REPLY_LIMIT))
}
