//! The order of the probes: reads, then a connection if changes are allowed, then requests that must be rejected, then
//! the end.

use chakra_connect::flow::status::Connection;

use crate::call::Call;
use crate::client::SetupError;
use crate::exchange::{Exchange, Meaning};
use crate::observations::Observations;
use crate::options::Options;
use crate::page::OtherPage;
use crate::probe::{AT_ONCE, Probe};
use crate::session::Session;
use crate::target::Target;

/// Sends everything that a check sends.
pub(crate) async fn carry_out<'a>(
    target: &'a Target,
    options: &'a Options,
) -> Result<Observations<'a>, SetupError> {
    let mut session = Session::new(target, options)?;
    let status = session.send(Probe::Status).await;
    if options.changes {
        let reason = unchangeable(status);
        session.seen.unchanged = reason;
    }
    let changes = options.changes && session.seen.unchanged.is_none();
    if changes {
        connect(&mut session).await;
    }
    read(&mut session).await;
    if session.seen.is_signed_in() == Some(true) {
        be_refused(&mut session).await;
        be_another_site(&mut session, changes).await;
    }
    if changes {
        disconnect(&mut session).await;
    }
    Ok(session.seen)
}

/// Why nothing may be changed for this tenant.
fn unchangeable(status: &Exchange) -> Option<&'static str> {
    match (status.meaning(), status.report()) {
        (Meaning::Done, Ok(report)) if report.connection == Connection::NotConnected => None,
        (Meaning::Done, Ok(_)) => Some(
            "the tenant has a connection, and the check must not end it: use a separate tenant",
        ),
        // Only the token call exists, which creates a plugin at most.
        (Meaning::Absent, _) => None,
        _ => Some("the status is not not_connected, so nothing was changed"),
    }
}

/// Whether a disconnect call is safe, because it can end nobody's connection.
fn may_disconnect(session: &Session<'_>) -> bool {
    !session.seen.is_absent(Call::Status) && !session.seen.is_absent(Call::Disconnect)
}

async fn connect(session: &mut Session<'_>) {
    if may_disconnect(session) {
        session.send(Probe::Reset).await;
    }
    session
        .send_at_once((0..AT_ONCE).map(Probe::FirstToken))
        .await;
    let next = session.send(Probe::NextToken).await.token();
    session.known.plugin = next.ok().and_then(|token| token.plugin_id);
    session.send(Probe::Replacement).await;
    if session.known.plugin.is_some() {
        session.send(Probe::OwnPlugin).await;
    }
    if !session.seen.is_absent(Call::Status) {
        session.send(Probe::StatusWithPlugin).await;
    }
    if session.seen.target.other_session().is_some() {
        let others = session.send(Probe::OthersToken).await.token();
        session.known.others_plugin = others.ok().and_then(|token| token.plugin_id);
        if session.known.others_plugin.is_some() {
            session.send(Probe::OthersPlugin).await;
        }
    }
}

async fn read(session: &mut Session<'_>) {
    let status = !session.seen.is_absent(Call::Status);
    if status {
        session.send(Probe::StatusAgain).await;
    }
    session.send(Probe::Hint).await;
    if status {
        session.send(Probe::StatusAfterHint).await;
    }
    let probes = [
        Probe::ForeignPlugin,
        Probe::UnknownCall,
        Probe::SignedOut(Call::Token),
        Probe::SignedOut(Call::Status),
        Probe::SignedOut(Call::Event),
    ];
    send_where_there_is_a_call(session, probes).await;
}

async fn be_refused(session: &mut Session<'_>) {
    let probes = [
        Probe::OddPlugin(0),
        Probe::OddPlugin(1),
        Probe::CutJson,
        Probe::LongBody,
        Probe::Put,
        Probe::TokenByGet,
        Probe::ForeignNumber,
    ];
    send_where_there_is_a_call(session, probes).await;
}

async fn be_another_site(session: &mut Session<'_>, changes: bool) {
    let mut probes = vec![Probe::Preflight];
    if session.seen.target.is_cross_origin() {
        probes.push(Probe::OwnPreflight);
    }
    if session.seen.target.is_ambient() {
        let reads = [OtherPage::Image, OtherPage::Modern];
        probes.extend([Probe::Form(0), Probe::Form(1), Probe::TokenByImage]);
        probes.extend(reads.map(|page| Probe::CrossSite(Call::Status, page)));
        for call in [Call::Token, Call::Event] {
            probes.extend(OtherPage::POSTING.map(|page| Probe::CrossSite(call, page)));
        }
        if changes && may_disconnect(session) {
            let pages = OtherPage::POSTING;
            probes.extend(pages.map(|page| Probe::CrossSite(Call::Disconnect, page)));
        }
    }
    send_where_there_is_a_call(session, probes).await;
}

async fn disconnect(session: &mut Session<'_>) {
    if may_disconnect(session) {
        let end = [
            Probe::SignedOut(Call::Disconnect),
            Probe::DisconnectByGet,
            Probe::Disconnect,
            Probe::StatusAfterDisconnect,
            Probe::DisconnectAgain,
            Probe::TokenAfterDisconnect,
            Probe::LastDisconnect,
        ];
        session.send_all(end).await;
        if session.seen.target.other_session().is_some() {
            session.send(Probe::OthersDisconnect).await;
        }
    }
}

async fn send_where_there_is_a_call(
    session: &mut Session<'_>,
    probes: impl IntoIterator<Item = Probe>,
) {
    for probe in probes {
        if !session.seen.is_absent(probe.call()) {
            session.send(probe).await;
        }
    }
}
