//! The promises between the parts of chakra-connect: the one source of names and limits.
//!
//! - The public surface of `<chakra-whatsapp-connect>`: [`TAG`], [`ATTRIBUTES`], [`PROPERTIES`], [`METHODS`],
//!   [`EVENTS`].
//! - What backends do: [`status_words`], [`reasons`], [`retry_after`], [`pace`].
//! - The calls between widget and backend: [`Call`], [`ConnectionState`], [`Intent`], [`ProblemCode`], [`limits`],
//!   [`headers`]; with the feature `serde` the bodies (`messages`), with `openapi` the document (`openapi`).
//! - The outcomes that stand-ins for Chakra can play: [`SignupOutcome`].
//!
//! Widget, backend, packages and documentation read the same tables. [`docs`] has each of the element's names with
//! its meaning. The widget itself uses only the tables beside it, so that its module contains no prose.
#![cfg_attr(not(feature = "serde"), no_std)]

mod attributes;
mod call;
mod connection_state;
mod documented;
pub mod events;
pub mod headers;
mod intent;
pub mod limits;
#[cfg(feature = "serde")]
pub mod messages;
mod methods;
#[cfg(feature = "openapi")]
pub mod openapi;
pub mod pace;
mod problem_code;
mod properties;
pub mod reasons;
pub mod retry_after;
mod signup_outcome;
pub mod status_words;

pub use attributes::{ATTRIBUTES, Attribute, Values};
pub use call::{BASE_PATH, Call, Method};
pub use connection_state::ConnectionState;
pub use documented::Documented;
pub use events::EVENTS;
pub use intent::Intent;
pub use methods::METHODS;
pub use problem_code::{ProblemCode, Retry};
pub use properties::PROPERTIES;
pub use signup_outcome::SignupOutcome;

/// The element's tag.
pub const TAG: &str = "chakra-whatsapp-connect";

/// Scheme of a mock `backend`: the npm entry `chakra-whatsapp-connect/testing` answers it in place of a server.
pub const MOCK_SCHEME: &str = "mock:";

/// The tables with the meaning of each name, for documentation, types and editors.
pub mod docs {
    pub use crate::attributes::DOCUMENTED as ATTRIBUTES;
    pub use crate::events::DOCUMENTED as EVENTS;
    pub use crate::methods::DOCUMENTED as METHODS;
    pub use crate::properties::{DOCUMENTED as PROPERTIES, READ_ONLY};
}
