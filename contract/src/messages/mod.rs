//! The bodies of requests and responses, as they are sent.

mod event;
mod problem;
mod status;
mod token;

pub use event::{ConnectEvent, Hint, NumberChoice, Unread};
pub use problem::Problem;
pub use status::{ConnectedNumber, Issue, Status};
pub use token::{TokenRequest, TokenResponse};
