//! The public surface of `<chakra-whatsapp-connect>`: the one source of its names.
//!
//! The widget, its packages and their documentation read the same tables. [`docs`] has each name with
//! what it means. The widget itself names only the tables beside it, so that no prose is linked into
//! its module.
#![no_std]

mod attributes;
mod documented;
pub mod events;
mod methods;
mod properties;

pub use attributes::{ATTRIBUTES, Attribute, Values};
pub use documented::Documented;
pub use events::EVENTS;
pub use methods::METHODS;
pub use properties::PROPERTIES;

/// The element's tag.
pub const TAG: &str = "chakra-whatsapp-connect";

/// The tables with what each name means, for documentation, types and editors.
pub mod docs {
    pub use crate::attributes::DOCUMENTED as ATTRIBUTES;
    pub use crate::events::DOCUMENTED as EVENTS;
    pub use crate::methods::DOCUMENTED as METHODS;
    pub use crate::properties::{DOCUMENTED as PROPERTIES, READ_ONLY};
}
