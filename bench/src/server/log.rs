//! The request log: counts and bytes by kind.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

/// The purpose of a request.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub(crate) enum Kind {
    /// The page.
    Page,
    /// The widget's script tag.
    Loader,
    /// The script that asks the backend before the engine has loaded.
    Early,
    /// The engine's JavaScript.
    Glue,
    /// The engine.
    Wasm,
    /// The failure card, languages, presets: not needed by a successful visit.
    Spare,
    /// A rival's script.
    Js,
    /// A rival's style sheet.
    Css,
    /// The backend's status call.
    Status,
    /// The backend's token call.
    Token,
    /// Any other call of the backend.
    Call,
    /// The vendor's script.
    Sdk,
    /// The vendor's frame.
    Frame,
}

impl Kind {
    /// Whether it is part of what the widget or the rival ships.
    pub(crate) fn is_shipped(self) -> bool {
        matches!(
            self,
            Self::Loader
                | Self::Early
                | Self::Glue
                | Self::Wasm
                | Self::Spare
                | Self::Js
                | Self::Css
        )
    }
}

/// One answered request.
#[derive(Clone, Debug)]
pub(crate) struct Request {
    pub(crate) path: String,
    pub(crate) kind: Kind,
    pub(crate) bytes: u32,
}

/// Number of requests of one kind, and the bytes of their response bodies as sent.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Count {
    pub(crate) requests: u32,
    pub(crate) bytes: u32,
}

/// Counts by kind.
pub(crate) type Counts = BTreeMap<Kind, Count>;

pub(crate) fn counted(requests: &[Request]) -> Counts {
    let mut counts = Counts::new();
    for request in requests {
        let count = counts.entry(request.kind).or_default();
        count.requests += 1;
        count.bytes += request.bytes;
    }
    counts
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn requests_are_counted_by_kind() {
        let request = |kind, bytes| Request {
            path: "/".to_owned(),
            kind,
            bytes,
        };
        let counts = counted(&[
            request(Kind::Status, 10),
            request(Kind::Wasm, 1000),
            request(Kind::Status, 12),
        ]);
        let count = |requests, bytes| Count { requests, bytes };
        assert_eq!(counts[&Kind::Status], count(2, 22));
        assert_eq!(counts[&Kind::Wasm], count(1, 1000));
        assert!(!counts.contains_key(&Kind::Page));
    }
}
