//! The customer's texts: one table of English messages, overridden by a language file or the page's own texts.

mod catalogue;
mod in_app;
mod intl;
mod locale;
mod meta;
mod phone;
mod table;

pub use catalogue::{Catalogue, Localizer};
pub use in_app::InApp;
pub use intl::{Intl, PlainEnglish, in_largest_unit};
pub use locale::{LOCALES, Language, Locale};
pub use meta::{META_CODES, of_meta_code};
pub use phone::for_people;
pub use table::{MESSAGES, Message};

pub(crate) use table::*;
