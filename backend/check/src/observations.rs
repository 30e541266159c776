//! All requests and responses, for the rules to judge.

use crate::call::Call;
use crate::exchange::{Exchange, Meaning, NoAnswer};
use crate::judgement::Judgement;
use crate::options::Options;
use crate::probe::Probe;
use crate::target::Target;

/// All requests and responses.
pub(crate) struct Observations<'a> {
    pub(crate) target: &'a Target,
    pub(crate) options: &'a Options,
    exchanges: Vec<Exchange>,
    /// Why nothing was changed, although changes are allowed.
    pub(crate) unchanged: Option<&'static str>,
}

impl<'a> Observations<'a> {
    pub(crate) fn new(target: &'a Target, options: &'a Options) -> Self {
        Self {
            target,
            options,
            exchanges: Vec::new(),
            unchanged: None,
        }
    }

    pub(crate) fn record(&mut self, exchange: Exchange) -> &Exchange {
        let index = self.exchanges.len();
        self.exchanges.push(exchange);
        #[expect(clippy::indexing_slicing, reason = "pushed just now")]
        &self.exchanges[index]
    }

    pub(crate) fn all(&self) -> impl Iterator<Item = &Exchange> {
        let was_sent = |it: &&Exchange| it.outcome.as_ref().err() != Some(&NoAnswer::GivenUp);
        self.exchanges.iter().filter(was_sent)
    }

    /// The exchange of a probe, if it was sent.
    pub(crate) fn of(&self, probe: Probe) -> Option<&Exchange> {
        self.all().find(|exchange| exchange.probe == probe)
    }

    /// Number of requests without a response in time. A connection closed because of a long body counts as a rejection.
    pub(crate) fn silences(&self) -> usize {
        let silent = |it: &&Exchange| {
            matches!(it.outcome, Err(NoAnswer::Late | NoAnswer::Unreachable))
                && it.probe != Probe::LongBody
        };
        self.exchanges.iter().filter(silent).count()
    }

    /// The probes that show whether a call exists. One of them may have no response.
    fn ordinary(call: Call) -> &'static [Probe] {
        match call {
            Call::Token => &[Probe::ForeignPlugin, Probe::NextToken],
            Call::Status => &[Probe::Status, Probe::StatusAgain, Probe::StatusAfterHint],
            Call::Event => &[Probe::Hint],
            Call::Disconnect => &[Probe::Reset, Probe::Disconnect],
            Call::Unknown => &[],
        }
    }

    pub(crate) fn is_absent(&self, call: Call) -> bool {
        let mut sent = Self::ordinary(call)
            .iter()
            .filter_map(|probe| self.of(*probe));
        sent.any(|exchange| exchange.meaning() == Meaning::Absent)
    }

    /// Whether the given headers sign somebody in; none if unknown.
    pub(crate) fn is_signed_in(&self) -> Option<bool> {
        let mut told = None;
        for probe in [Probe::Status, Probe::Hint, Probe::ForeignPlugin] {
            match self.of(probe).map(Exchange::meaning) {
                Some(Meaning::Done | Meaning::Refused) => return Some(true),
                Some(Meaning::SignedOut) => told = Some(false),
                _ => {}
            }
        }
        told
    }

    /// Why a probe was not sent, or proves nothing.
    pub(crate) fn why_not(&self, probe: Probe) -> Judgement {
        if self.is_absent(probe.call()) {
            return Judgement::not_applicable("the backend has no such call");
        }
        if self.silences() > 0 && self.exchanges.iter().any(|it| it.probe == probe) {
            return Judgement::cannot_tell("the backend did not answer");
        }
        if probe.is_of_other_site() && !self.target.is_ambient() {
            return Judgement::not_applicable(
                "the page's own script adds what signs in, and pages of other sites cannot",
            );
        }
        if probe.needs_changes() && !self.options.changes {
            return Judgement::cannot_tell("only with --changes");
        }
        let is_of_disconnect =
            probe.call() == Call::Disconnect || probe == Probe::TokenAfterDisconnect;
        if is_of_disconnect && self.is_absent(Call::Status) {
            return Judgement::cannot_tell(
                "without a status call nobody knows whether it would end a live connection",
            );
        }
        if let Some(why) = self.unchanged.filter(|_| probe.needs_changes()) {
            return Judgement::cannot_tell(why);
        }
        if probe.needs_other_tenant() && self.target.other_session().is_none() {
            return Judgement::cannot_tell("only with a second tenant (--other-header)");
        }
        match self.is_signed_in() {
            Some(true) => Judgement::cannot_tell("an answer that this depends on did not come"),
            _ => Judgement::cannot_tell("the given headers sign nobody in"),
        }
    }
}
