//! Pictures of single cards that are the same on every machine.

use std::path::Path;

use serde_json::{Value, json};
use thirtyfour::By;

use crate::page::Page;

/// One font file of a typeface.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Typeface {
    family: String,
    weight: String,
    address: String,
}

impl Typeface {
    /// From a file name, such as `inter-latin-600-normal.woff2`, and the address that serves it.
    #[must_use]
    pub fn new(file: &Path, address: String) -> Option<Self> {
        let mut parts = file.file_stem()?.to_str()?.rsplitn(3, '-');
        let (_style, weight, family) = (parts.next()?, parts.next()?, parts.next()?);
        Some(Self {
            family: family.to_owned(),
            weight: weight.to_owned(),
            address,
        })
    }
}

/// Puts one cell in the window's corner, where no fraction of a pixel blurs it.
const SINGLE_OUT: &str = ".pictured {
  position: fixed !important; inset: 0 auto auto 0 !important; z-index: 99999;
  box-sizing: border-box; min-width: 0 !important; max-width: none !important;
  margin: 0 !important; padding: 16px !important; border: 0 !important;
  border-radius: 0 !important; box-shadow: none !important;
}
.pictured figcaption { display: none !important; }
.cell { transition: none !important; }";

impl Page {
    /// Prepares the gallery for pictures: text uses these typefaces for every letter that they have.
    pub async fn dress(&self, typefaces: &[Typeface]) {
        let face = |face: &Typeface| {
            let Typeface {
                family,
                weight,
                address,
            } = face;
            format!(
                "@font-face {{ font-family: '{family}'; font-weight: {weight}; src: url('{address}') }}\n"
            )
        };
        let faces: String = typefaces.iter().map(face).collect();
        let mut families: Vec<_> = typefaces
            .iter()
            .map(|face| format!("'{}'", face.family))
            .collect();
        families.dedup();
        let families = families.join(", ");
        let css = format!(
            "{faces}{SINGLE_OUT}
            html, body, .cell, .cell * {{ font-family: {families}, sans-serif !important; }}"
        );
        let script = "const [css, done] = arguments;
            const style = document.createElement('style');
            style.textContent = css;
            document.head.append(style);
            const ground = getComputedStyle(document.body).backgroundColor;
            style.textContent += `.pictured { background: ${ground} !important; }`;
            Promise.all([...document.fonts].map((face) => face.load())).then(() => done(), done);";
        let arguments = vec![Value::String(css)];
        let failed = self.browser.execute_async(script, arguments).await;
        let failed = failed.expect("the script runs");
        assert!(failed.json().is_null(), "a typeface: {}", failed.json());
    }

    /// A PNG picture of a cell of the gallery, `width` CSS pixels wide.
    pub async fn picture_of(&self, cell: &str, width: u32) -> Vec<u8> {
        let single_out = "const [cell, width] = arguments;
            for (const figure of document.querySelectorAll('[data-cell]')) {
              const is_it = figure.dataset.cell === cell;
              figure.classList.toggle('pictured', is_it);
              figure.style.width = is_it ? `${width}px` : '';
            }
            scrollTo(0, 0);
            return null;";
        let _: Value = self.run(single_out, &[json!(cell), json!(width)]).await;
        self.is_drawn().await;
        let figure = self.browser.find(By::ClassName("pictured")).await;
        let figure = figure.expect("the cell is there");
        let picture = figure.screenshot_as_png().await;
        picture.expect("a picture can be taken")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_file_name_contains_family_and_weight() {
        let typeface = |name: &str| Typeface::new(Path::new(name), "/a".to_owned());
        let inter = typeface("files/inter-latin-600-normal.woff2").unwrap();
        assert_eq!((&*inter.family, &*inter.weight), ("inter-latin", "600"));
        assert_eq!(typeface("inter.woff2"), None);
    }
}
