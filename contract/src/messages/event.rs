//! POST `…/connect-event`.

use serde::de::IgnoredAny;
use serde::ser::SerializeMap as _;
use serde::{Deserialize, Deserializer, Serialize, Serializer};

/// The body of a report by the widget: one of two kinds, told apart by their mandatory field. A body with both is
/// refused.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(untagged, try_from = "Fields")]
pub enum ConnectEvent {
    /// The customer's choice of a number.
    Choice(NumberChoice),
    /// A hint of the browser's.
    Hint(Hint),
}

/// The customer's choice among several numbers, in the state `choose_number`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "camelCase")]
pub struct NumberChoice {
    /// Meta's id of the number: one of the tenant's.
    pub phone_number_id: String,
}

/// An event of the vendor's frame, as the browser reports it. It proves nothing, and may be logged or dropped.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "camelCase")]
pub struct Hint {
    /// The widget's id of the attempt.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub attempt_id: Option<String>,
    /// The event's name: `finished`, `cancelled` or `failed`, or otherwise Chakra's own name in upper case.
    pub event: String,
    /// An empty object: what it could hold is not believed anyway. It is not read.
    #[cfg_attr(feature = "openapi", schema(value_type = serde_json::Value, required = false))]
    pub data: Unread,
}

/// A value that is sent as an empty object, and not read.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Unread;

impl Serialize for Unread {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_map(Some(0))?.end()
    }
}

impl<'de> Deserialize<'de> for Unread {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        IgnoredAny::deserialize(deserializer).map(|_| Self)
    }
}

/// The fields of both kinds.
#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Fields {
    phone_number_id: Option<String>,
    attempt_id: Option<String>,
    event: Option<String>,
    #[serde(default)]
    data: Unread,
}

impl TryFrom<Fields> for ConnectEvent {
    type Error = &'static str;

    fn try_from(fields: Fields) -> Result<Self, Self::Error> {
        match (fields.phone_number_id, fields.event) {
            (Some(phone_number_id), None) => Ok(Self::Choice(NumberChoice { phone_number_id })),
            (None, Some(event)) => Ok(Self::Hint(Hint {
                attempt_id: fields.attempt_id,
                event,
                data: fields.data,
            })),
            _ => Err("either phoneNumberId, or event with attemptId and data"),
        }
    }
}
