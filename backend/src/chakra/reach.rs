//! Calls to Chakra for a check of the whole deployment: whether it is reachable and accepts the key, its clock, and all
//! numbers of the partner.

use axum::http::header::DATE;
use reqwest::Method;
use serde_json::Value;
use time::format_description::well_known::Rfc2822;
use time::{Duration, OffsetDateTime};

use super::client::Client;
use super::endpoint::Endpoint;
use super::error::ChakraError;
use super::records::{identifier, words};

/// A number in the list of all the partner's numbers (endpoint 9).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ListedNumber {
    /// The phone number's id at Meta.
    pub phone_number_id: String,
    /// The number in readable form, if the record has it.
    pub display: Option<String>,
}

impl Client {
    /// All numbers of the partner's account at Chakra, of all its customers (endpoint 9). Never show them to a
    /// customer.
    pub async fn all_phone_numbers(&self) -> Result<Vec<ListedNumber>, ChakraError> {
        let path = ["v1", "ext", "whatsapp-phone-number"];
        let request = self.request(Method::GET, &path);
        self.call(Endpoint::ListPhoneNumbers, request, |data| {
            Some(data.as_array()?.iter().filter_map(listed).collect())
        })
        .await
    }

    /// How far this machine's clock is ahead of Chakra's, by the `Date` of any response, even a rejection; none without
    /// a `Date`.
    pub async fn clock_difference(&self) -> Result<Option<Duration>, ChakraError> {
        let date = self.answered_at(&["v1", "health"]).await?;
        let date = date.and_then(|date| OffsetDateTime::parse(&date, &Rfc2822).ok());
        Ok(date.map(|date| OffsetDateTime::now_utc() - date))
    }

    /// The `Date` of the response, with any status.
    async fn answered_at(&self, path: &[&str]) -> Result<Option<String>, ChakraError> {
        let response = self.response(self.request(Method::GET, path)).await?;
        let date = response.headers().get(DATE);
        Ok(date.and_then(|date| date.to_str().ok()).map(str::to_owned))
    }
}

/// None if it is not the record of a number.
fn listed(record: &Value) -> Option<ListedNumber> {
    let names = ["id", "phoneNumberId", "whatsappPhoneNumberId"];
    let id = names.iter().find_map(|name| identifier(record.get(name)?));
    Some(ListedNumber {
        phone_number_id: id?,
        display: record.get("displayPhoneNumber").and_then(words),
    })
}
