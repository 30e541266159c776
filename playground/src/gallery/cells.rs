//! The table of the gallery: the name of each cell, and its made-up snapshot.

use core::time::Duration;

use chakra_connect::card::Surroundings;
use chakra_connect::flow::error::{Call, Code, Failure};
use chakra_connect::flow::snapshot::Frame;
use chakra_connect::flow::status::{Connection, Number, Report};
use chakra_connect::flow::{Snapshot, State};
use chakra_connect::text::InApp;

use super::numbers::{plain, restricted, salon, studio, unpaid};

/// One picture of the gallery.
#[derive(Clone, Copy, Debug)]
pub struct Cell {
    /// A state's name, with a variant after a hyphen.
    pub name: &'static str,
    /// What to look for.
    pub note: &'static str,
    /// The snapshot shown.
    pub snapshot: fn() -> Snapshot,
    /// Whether the customer has clicked "Disconnect" and is asked to confirm.
    pub is_asking: bool,
    /// The surroundings of the widget.
    pub surroundings: fn() -> Surroundings,
}

const fn cell(name: &'static str, note: &'static str, snapshot: fn() -> Snapshot) -> Cell {
    Cell {
        name,
        note,
        snapshot,
        is_asking: false,
        surroundings: Surroundings::default,
    }
}

/// Every cell, in the order in which a customer may meet them.
pub const CELLS: &[Cell] = &[
    cell("loading", "The status is being fetched", || Snapshot {
        frame: Frame::Loading,
        ..of(State::Loading)
    }),
    cell(
        "not_connected-frame-loading",
        "Chakra's button is on its way",
        || Snapshot {
            frame: Frame::Loading,
            ..of(State::NotConnected)
        },
    ),
    cell("not_connected", "Chakra's button is ready", offering),
    Cell {
        surroundings: in_app,
        ..cell("not_connected-in_app", "Inside an app", offering)
    },
    cell(
        "not_connected-start",
        "start=\"click\": the widget's own button",
        || Snapshot {
            offers_start: true,
            ..of(State::NotConnected)
        },
    ),
    cell(
        "not_connected-failed",
        "After an attempt that Meta refused",
        || Snapshot {
            failure: Some(Failure {
                vendor_code: Some("3441030".to_owned()),
                vendor_message: Some("This phone number is already registered.".to_owned()),
                ..Failure::new(Code::VendorError)
            }),
            ..offering()
        },
    ),
    cell("connecting", "The popup may be open", || Snapshot {
        frame: Frame::Ready,
        ..of(State::Connecting)
    }),
    Cell {
        surroundings: with_fallback,
        ..cell(
            "connecting-popup_not_seen",
            "No window was seen to open",
            without_popup,
        )
    },
    Cell {
        surroundings: in_app,
        ..cell(
            "connecting-popup_not_seen_in_app",
            "No window, inside an app",
            without_popup,
        )
    },
    cell("confirming", "The backend is asked", || {
        of(State::Confirming)
    }),
    cell("connected", "One healthy number", || {
        connected(vec![salon()])
    }),
    cell(
        "connected-details",
        "Two numbers, with all that is known",
        || connected(vec![salon(), studio()]),
    ),
    cell(
        "connected-stale",
        "The backend has not answered for a while",
        || Snapshot {
            stale: Some(Duration::from_mins(5)),
            ..connected(vec![salon()])
        },
    ),
    cell(
        "connected-replacing",
        "Another number is to take its place",
        || Snapshot {
            frame: Frame::Ready,
            offers_withdrawal: true,
            offers_disconnect: false,
            ..reported(State::Connected, Connection::Connected, vec![salon()])
        },
    ),
    Cell {
        is_asking: true,
        ..cell("connected-asking", "Before disconnecting", || {
            connected(vec![salon()])
        })
    },
    cell(
        "connected_without_number",
        "An account without a number",
        || Snapshot {
            offers_start: true,
            ..reported(
                State::ConnectedWithoutNumber,
                Connection::ConnectedWithoutNumber,
                Vec::new(),
            )
        },
    ),
    cell("choose_number", "Two numbers to choose from", || Snapshot {
        offers_choice: true,
        ..choosing()
    }),
    cell(
        "choose_number-no-choice",
        "The backend takes no choice",
        choosing,
    ),
    cell("in_review", "Meta looks at the name", || {
        reported(State::InReview, Connection::InReview, vec![plain(salon())])
    }),
    cell("action_needed", "Blocked, in the backend's words", || {
        reported(
            State::ActionNeeded,
            Connection::ActionNeeded,
            vec![unpaid()],
        )
    }),
    cell(
        "action_needed-issues",
        "Codes of Meta that have their own words",
        || {
            reported(
                State::ActionNeeded,
                Connection::ActionNeeded,
                vec![restricted()],
            )
        },
    ),
    cell("reconnect_needed", "It was connected", || Snapshot {
        frame: Frame::Ready,
        offers_disconnect: false,
        ..reported(
            State::ReconnectNeeded,
            Connection::ReconnectNeeded,
            vec![plain(salon())],
        )
    }),
    cell("disconnecting", "The backend disconnects", || Snapshot {
        offers_disconnect: false,
        offers_replace: false,
        state: State::Disconnecting,
        ..connected(vec![salon()])
    }),
    cell("unavailable", "The backend is down", || Snapshot {
        failure: Some(Failure::new(Code::BackendUnavailable).with_call(Call::Status)),
        ..of(State::Unavailable)
    }),
    cell("unavailable-final", "Nothing the customer can do", || {
        Snapshot {
            failure: Some(Failure::new(Code::ConfigMissingTokenSource)),
            ..of(State::Unavailable)
        }
    }),
];

fn of(state: State) -> Snapshot {
    Snapshot {
        state,
        ..Snapshot::default()
    }
}

fn offering() -> Snapshot {
    Snapshot {
        frame: Frame::Ready,
        ..of(State::NotConnected)
    }
}

fn without_popup() -> Snapshot {
    Snapshot {
        state: State::Connecting,
        failure: Some(Code::PopupNotSeen.into()),
        ..offering()
    }
}

fn with_fallback() -> Surroundings {
    Surroundings {
        in_app: None,
        fallback: Some("https://partner.example/help".to_owned()),
    }
}

fn in_app() -> Surroundings {
    let user_agent = "Mozilla/5.0 (Linux; Android 14; Pixel 8; wv) Instagram 330.0.0.40.92 Android";
    Surroundings {
        in_app: InApp::detect(user_agent, "https://partner.example/settings"),
        ..with_fallback()
    }
}

fn reported(state: State, connection: Connection, numbers: Vec<Number>) -> Snapshot {
    Snapshot {
        report: Some(Report {
            connection,
            numbers,
            connected_since: Some("2026-03-14T09:30:00Z".to_owned()),
            ..Report::NOT_CONNECTED
        }),
        offers_disconnect: true,
        ..of(state)
    }
}

fn connected(numbers: Vec<Number>) -> Snapshot {
    Snapshot {
        offers_replace: true,
        ..reported(State::Connected, Connection::Connected, numbers)
    }
}

fn choosing() -> Snapshot {
    let numbers = vec![salon(), studio()];
    reported(State::ChooseNumber, Connection::ChooseNumber, numbers)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_state_has_a_cell_of_its_name() {
        for state in State::ALL {
            let cell = CELLS.iter().find(|cell| cell.name == state.as_str());
            assert_eq!(cell.map(|cell| (cell.snapshot)().state), Some(state));
        }
    }

    #[test]
    fn names_are_unique_and_begin_with_their_state() {
        for (place, cell) in CELLS.iter().enumerate() {
            assert!(
                CELLS
                    .iter()
                    .skip(place + 1)
                    .all(|other| other.name != cell.name)
            );
            let state = cell.name.split('-').next();
            assert_eq!(
                state,
                Some((cell.snapshot)().state.as_str()),
                "{}",
                cell.name
            );
        }
    }

    #[test]
    fn only_cells_that_offer_a_disconnect_ask_for_it() {
        for cell in CELLS.iter().filter(|cell| cell.is_asking) {
            assert!((cell.snapshot)().offers_disconnect, "{}", cell.name);
        }
    }
}
