//! Requests the records behind a status from Chakra, all concurrently. A call that fails loses only its own record.

use std::collections::HashMap;

use chakra_connect_contract::pace::MOST_NUMBERS;
use time::OffsetDateTime;
use tokio::task::JoinSet;
use tracing::Instrument as _;

use crate::chakra::{ChakraError, Client, PhoneRecord};
use crate::connection_state::NumberLookup;
use crate::problem::{Problem, ProblemCode};

/// The responses for some numbers, in order.
#[derive(Debug)]
pub(super) struct NumberRecords(Vec<(String, Result<Option<PhoneRecord>, ChakraError>)>);

impl NumberRecords {
    pub(super) async fn ask(
        chakra: &Client,
        plugin_id: &str,
        ids: Vec<String>,
    ) -> Result<Self, Problem> {
        let mut calls = JoinSet::new();
        for (place, id) in ids.into_iter().take(MOST_NUMBERS).enumerate() {
            let (chakra, plugin_id) = (chakra.clone(), plugin_id.to_owned());
            let call = async move {
                let record = chakra.phone_number(&plugin_id, &id).await;
                if let Err(error) = record {
                    tracing::warn!(%error, phone_number_id = id, "a number's record could not be read");
                }
                (place, id, record)
            };
            calls.spawn(call.in_current_span());
        }
        let mut answers = Vec::with_capacity(calls.len());
        while let Some(call) = calls.join_next().await {
            answers.push(call.map_err(|error| {
                tracing::error!(%error, "a call was interrupted");
                ProblemCode::Internal
            })?);
        }
        answers.sort_by_key(|(place, ..)| *place);
        let answers = answers.into_iter().map(|(_, id, record)| (id, record));
        Ok(Self(answers.collect()))
    }

    /// Adds the time when each number was first seen.
    pub(super) fn lookups(self, seen: &HashMap<String, OffsetDateTime>) -> Vec<NumberLookup> {
        let lookup = |(phone_number_id, record)| match record {
            Ok(Some(record)) => NumberLookup::Found(record),
            Ok(None) => NumberLookup::Missing {
                first_seen: seen.get(&phone_number_id).copied(),
                phone_number_id,
            },
            Err(error) => NumberLookup::Failed {
                phone_number_id,
                error,
            },
        };
        self.0.into_iter().map(lookup).collect()
    }
}
