//! Plain-language texts of a status, where no record has a text of its own.

/// No plugin, or one without a signup.
pub const NOT_CONNECTED: &str = "No WhatsApp number is connected.";

/// The plugin is off.
pub const SWITCHED_OFF: &str = "The connection was switched off.";

/// An account without a number.
pub const NO_NUMBER: &str = "The WhatsApp Business account has no phone number yet.";

/// The number's record is gone.
pub const NO_RECORD: &str = "Chakra no longer has a record of the phone number. Connect it again.";

/// Several numbers.
pub const CHOOSE: &str = "There are several phone numbers. Choose the one to use.";

/// An issue: the number's record could not be read.
pub const RECORD_FAILED: &str = "The record of this number could not be read just now.";

/// An issue: the records of the accounts could not be read for longer than
/// [`ACCOUNTS_BORNE`](crate::pace::ACCOUNTS_BORNE).
pub const ACCOUNTS_UNREAD: &str = "The state of the WhatsApp Business account could not be read for some time, and may be another one by now.";

/// An issue: Meta says LIMITED without an explanation.
pub const SENDING_LIMITED: &str = "Meta limits the sending of messages.";

/// An issue: Meta says BLOCKED without an explanation.
pub const SENDING_BLOCKED: &str = "Meta blocks the sending of messages.";
