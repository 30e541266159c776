//! The browser's `Intl`, for one language.

use core::time::Duration;

use js_sys::Intl::{PluralRules, RelativeTimeFormat};
use js_sys::{Array, Date, Object};
use wasm_bindgen::JsValue;

use super::js;
use crate::text::{Intl, in_largest_unit};

/// The numbers, plurals and times of a language, formatted by the browser. Its tag is valid: for an invalid one, a browser
/// would throw.
#[derive(Clone, Copy, Debug)]
pub struct BrowserIntl<'a>(pub &'a str);

impl BrowserIntl<'_> {
    fn tags(self) -> Array {
        Array::of1(&JsValue::from_str(self.0))
    }
}

impl Intl for BrowserIntl<'_> {
    fn number(&self, count: u32) -> String {
        let number = js_sys::Number::from(count);
        number.to_locale_string(self.0).into()
    }

    fn category(&self, count: u32) -> String {
        let rules = PluralRules::new(&self.tags(), &Object::new());
        rules.select(f64::from(count)).into()
    }

    fn ago(&self, age: Duration) -> String {
        let (count, unit) = in_largest_unit(age);
        let format = RelativeTimeFormat::new(&self.tags(), &Object::new());
        // Minutes, hours or days: far below the limit for exact whole numbers in a float.
        #[allow(clippy::cast_precision_loss)]
        format.format(-(count as f64), unit).into()
    }

    fn day(&self, time: &str) -> Option<String> {
        let date = Date::new(&JsValue::from_str(time));
        if date.get_time().is_nan() {
            return None;
        }
        let options = Object::new();
        js::set(&options, "dateStyle", "medium");
        // A backend that gives only a date means this day, wherever the customer is.
        if time.ends_with("T00:00:00Z") {
            js::set(&options, "timeZone", "UTC");
        }
        Some(date.to_locale_date_string(self.0, &options).into())
    }
}
