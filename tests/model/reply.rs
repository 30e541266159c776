//! The backend's possible responses, by the kind of request.

use std::time::Duration;

use chakra_connect::flow::io::Request;
use chakra_connect::flow::reply::{HttpReply, Reply};
use chakra_connect::flow::status::Connection;
use serde_json::json;

use crate::jwt;
use crate::replies::{PLUGIN, http, ok, problem};

/// The kinds of request. At most one of each may be open at a time.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    Status,
    Token,
    Disconnect,
    Choice,
}

impl Kind {
    pub const ALL: [Self; 4] = [Self::Status, Self::Token, Self::Disconnect, Self::Choice];

    pub fn of(request: &Request) -> Self {
        match request {
            Request::Token { .. } => Self::Token,
            Request::Status => Self::Status,
            Request::Disconnect => Self::Disconnect,
            Request::Choice { .. } => Self::Choice,
        }
    }
}

/// One response.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Scripted {
    /// A status, with a number if the connection has one.
    Says(Connection),
    /// Connected, with another number.
    SaysOther,
    /// Connected, in an old response from a cache.
    SaysOld,
    /// Connected, without a list of numbers.
    SaysBare,
    /// Connected, with a number without an id.
    SaysNameless,
    /// A token of one hour, or a completed action.
    Good,
    /// A token of half a minute.
    Short,
    /// A text that is not a connect token.
    ApiKey,
    Unauthorized,
    /// Requests a wait of 40 seconds.
    Limited,
    /// Requests a wait of one hour.
    LimitedForLong,
    Broken,
    PluginGone,
    Unreachable,
    Garbage,
}

const CONNECTIONS: [Connection; 7] = [
    Connection::NotConnected,
    Connection::Connected,
    Connection::ConnectedWithoutNumber,
    Connection::ChooseNumber,
    Connection::InReview,
    Connection::ActionNeeded,
    Connection::ReconnectNeeded,
];

const FAULTS: [Scripted; 7] = [
    Scripted::Unauthorized,
    Scripted::Limited,
    Scripted::LimitedForLong,
    Scripted::Broken,
    Scripted::PluginGone,
    Scripted::Unreachable,
    Scripted::Garbage,
];

impl Scripted {
    /// The other statuses that mean connected.
    const CONNECTED: [Self; 4] = [
        Self::SaysOther,
        Self::SaysOld,
        Self::SaysBare,
        Self::SaysNameless,
    ];

    /// All possible responses to a request of this kind.
    pub fn all(kind: Kind) -> Vec<Self> {
        let mut all: Vec<_> = match kind {
            Kind::Status => CONNECTIONS.into_iter().map(Self::Says).collect(),
            Kind::Token => vec![Self::Good, Self::Short, Self::ApiKey],
            Kind::Disconnect | Kind::Choice => vec![Self::Good],
        };
        if kind == Kind::Status {
            all.extend(Self::CONNECTED);
        }
        all.extend(FAULTS);
        all
    }

    /// The statuses that another widget may pass on. One failure stands for all.
    pub fn shared() -> Vec<Self> {
        let mut all: Vec<_> = CONNECTIONS.into_iter().map(Self::Says).collect();
        all.extend(Self::CONNECTED);
        all.push(Self::Broken);
        all
    }

    /// The connection in a status of this kind.
    pub fn connection(self) -> Option<Connection> {
        match self {
            Self::Says(connection) => Some(connection),
            Self::SaysOther | Self::SaysOld | Self::SaysBare | Self::SaysNameless => {
                Some(Connection::Connected)
            }
            _ => None,
        }
    }

    /// The wait that the response asks for before the next request.
    pub fn retry_after(self) -> Option<Duration> {
        match self {
            Self::Limited => Some(Duration::from_secs(40)),
            Self::LimitedForLong => Some(Duration::from_hours(1)),
            _ => None,
        }
    }

    /// The response. `number` makes each token unique.
    pub fn answer(self, kind: Kind, number: u32) -> Reply {
        match (self, kind) {
            (Self::Says(connection), _) => status(connection, "n1", "2026-11-22T10:00:00Z"),
            (Self::SaysOther, _) => status(Connection::Connected, "n9", "2026-11-22T10:00:00Z"),
            (Self::SaysOld, _) => status(Connection::Connected, "n1", "2026-11-22T09:00:00Z"),
            (Self::SaysBare, _) => ok(&json!({ "state": "connected" })),
            (Self::SaysNameless, _) => {
                ok(&json!({ "state": "connected", "numbers": [{ "displayPhoneNumber": "+1" }] }))
            }
            (Self::Good, Kind::Token) => token(3600.0, number),
            (Self::Good, Kind::Disconnect) => http(204, ""),
            (Self::Good, _) => http(202, ""),
            (Self::Short, _) => token(30.0, number),
            (Self::ApiKey, _) => ok(&json!({ "connectToken": jwt::MARK, "pluginId": PLUGIN })),
            (Self::Unauthorized, _) => problem(401, "unauthorized"),
            (Self::Limited | Self::LimitedForLong, _) => Reply::Http(HttpReply {
                status: 429,
                retry_after: self.retry_after().map(|wait| wait.as_secs().to_string()),
                ..HttpReply::default()
            }),
            (Self::Broken, _) => http(500, ""),
            (Self::PluginGone, _) => problem(404, "plugin_not_found"),
            (Self::Unreachable, _) => Reply::Unreachable,
            (Self::Garbage, _) => http(200, "<p>"),
        }
    }
}

fn status(connection: Connection, id: &str, checked_at: &str) -> Reply {
    let (state, ids): (_, &[_]) = match connection {
        Connection::NotConnected => ("not_connected", &[]),
        Connection::Connected => ("connected", &[id]),
        Connection::ConnectedWithoutNumber => ("connected_without_number", &[]),
        Connection::ChooseNumber => ("choose_number", &[id, "n2"]),
        Connection::InReview => ("in_review", &[id]),
        Connection::ActionNeeded => ("action_needed", &[id]),
        Connection::ReconnectNeeded => ("reconnect_needed", &[id]),
    };
    let numbers: Vec<_> = ids
        .iter()
        .map(|id| json!({ "phoneNumberId": id }))
        .collect();
    ok(&json!({ "state": state, "numbers": numbers, "checkedAt": checked_at }))
}

fn token(life: f64, number: u32) -> Reply {
    let token = format!("{}{number}", jwt::living(life));
    ok(&json!({ "connectToken": token, "pluginId": PLUGIN }))
}

/// The number of a token made by [`Scripted::answer`].
pub fn token_number(token: &str) -> u32 {
    let (_, number) = token.rsplit_once(jwt::MARK).expect("one of our tokens");
    number.parse().expect("its number")
}
