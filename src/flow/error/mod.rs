//! Errors: tables of stable codes, and the value that carries one.

mod code;
mod failure;
mod load;

pub use code::Code;
pub use failure::{Call, Failure};
pub use load::LoadCode;

/// The page about failures for partners' developers; a code is appended.
pub const DOCS: &str =
    "https://docs.rs/chakra-connect/latest/chakra_connect/troubleshooting/index.html#";

/// Whether a retry can help, and who retries.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Retry {
    /// Only a change by the partner's developer helps; the customer is offered nothing.
    Never,
    /// The customer is offered a button.
    Customer,
    /// The widget retries by itself a few times, then offers the customer a button.
    Automatic,
}

macro_rules! codes {
    ($(#[$doc:meta])* $codes:ident { $($name:ident = $code:literal, $retry:ident, $customer:expr, $developer:literal;)* }) => {
        $(#[$doc])*
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
        #[non_exhaustive]
        pub enum $codes {
            $(#[doc = $developer] $name,)*
        }

        impl $codes {
            /// Every code, in the order of the table.
            pub const ALL: &[Self] = &[$(Self::$name),*];

            /// The code as partners see it.
            #[must_use]
            pub fn as_str(self) -> &'static str {
                match self { $(Self::$name => $code),* }
            }

            /// Whether a retry can help.
            #[must_use]
            pub fn retry(self) -> $crate::flow::error::Retry {
                match self { $(Self::$name => $crate::flow::error::Retry::$retry),* }
            }

            /// The customer's text, in English.
            #[must_use]
            pub fn customer(self) -> &'static str {
                match self { $(Self::$name => $customer),* }
            }

            /// The text for the partner's developer: what happened, and what to do next.
            #[must_use]
            pub fn developer(self) -> &'static str {
                match self { $(Self::$name => $developer),* }
            }
        }
    };
}
use codes;
