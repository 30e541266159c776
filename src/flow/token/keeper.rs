//! Holds a connect token: requests it, renews it in time, and never requests one that is not needed.

use super::CachedToken;
use crate::flow::backoff::retry_delay;
use crate::flow::config::Source;
use crate::flow::context::{Context, earliest};
use crate::flow::error::{Call, Code, Failure};
use crate::flow::io::{Intent, Output, Request, RequestId};
use crate::flow::limits::{LONGEST_WAIT, RENEWAL_PAUSE};
use crate::flow::reply::Reply;
use crate::flow::request::OpenRequest;
use crate::flow::time::Millis;

/// A step that has come due.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::flow) enum KeeperDue {
    /// The open request has timed out.
    TimedOut,
    /// A failed request can be repeated.
    Retry,
    /// The token in the frame should be renewed.
    Renew,
    /// The token in the frame has expired.
    Expired,
}

/// Whether the token in the frame may be replaced.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::flow) enum Idleness {
    /// A popup may be open, the page is hidden, or nothing is offered: no.
    Busy,
    /// The widget is out of view, or the keyboard's focus rests in the frame: the token stays until it has expired.
    Resting,
    Idle,
}

/// The consequence of a failed request.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(in crate::flow) enum Setback {
    /// It is repeated at once, without the plugin that is gone.
    StartClean,
    /// It is repeated later.
    Later,
    /// There will be no token.
    GiveUp(Failure),
}

/// The connect tokens: the requested one, the one not yet given to a frame, and the one in the frame.
#[derive(Clone, Debug, Default)]
pub(in crate::flow) struct TokenKeeper {
    request: OpenRequest,
    /// The purpose of the request.
    intent: Intent,
    /// A token that was not given to a frame: kept for the next one, whatever happens meanwhile.
    unused: Option<(Intent, CachedToken)>,
    in_frame: Option<InFrame>,
    /// The plugin of the last token, sent back so that the backend creates no second one.
    plugin_id: Option<String>,
    /// The time of the next try after a failure.
    retry_at: Option<Millis>,
    /// Consecutive failed requests.
    retries: u32,
}

/// The token of the mounted frame.
#[derive(Clone, Copy, Debug)]
struct InFrame {
    renew_at: Millis,
    expires_at: Millis,
}

impl TokenKeeper {
    /// Whether a token is being requested.
    pub(in crate::flow) fn is_open(&self) -> bool {
        self.request.is_open()
    }

    /// Whether `id` is the request whose reply is awaited.
    pub(in crate::flow) fn awaits(&self, id: RequestId) -> bool {
        self.request.is(id)
    }

    pub(in crate::flow) fn plugin_id(&self) -> Option<&str> {
        self.plugin_id.as_deref()
    }

    /// Whether there is a token that was not given to a frame, and is valid for this intent.
    pub(in crate::flow) fn has_unused(&self, intent: Intent, now: Millis) -> bool {
        let is_good =
            |(known, token): &(Intent, CachedToken)| *known == intent && now < token.expires_at();
        self.unused.as_ref().is_some_and(is_good)
    }

    /// The SDK's address that came with the unused token, else `usual`; `None` without a token.
    pub(in crate::flow) fn sdk_url<'a>(&'a self, usual: &'a str) -> Option<&'a str> {
        let (_, token) = self.unused.as_ref()?;
        Some(token.sdk_url.as_deref().unwrap_or(usual))
    }

    /// Whether the backend has asked for a longer wait than a customer tolerates before a skeleton.
    pub(in crate::flow) fn is_held_back_for_long(&self, now: Millis) -> bool {
        self.retry_at
            .is_some_and(|instant| instant.since(now) > LONGEST_WAIT)
    }

    /// Requests a token, unless a request is open, or the backend demands a wait.
    pub(in crate::flow) fn ask(&mut self, source: &Source, intent: Intent, ctx: &mut Context) {
        if self.request.is_open() || self.retry_at.is_some_and(|at| ctx.now < at) {
            return;
        }
        self.retry_at = None;
        self.intent = intent;
        let id = self.request.open(ctx);
        let plugin_id = self.plugin_id.clone();
        let request = Request::Token { intent, plugin_id };
        ctx.put_out(Output::Fetch(id, source.clone(), request));
    }

    /// Handles the reply to the open request.
    pub(in crate::flow) fn on_reply(
        &mut self,
        reply: &Reply,
        ctx: &mut Context,
    ) -> Result<(), Setback> {
        self.request.close();
        let read = reply.payload().and_then(|payload| {
            let server_time = reply.server_time();
            Ok(CachedToken::from_payload(&payload, ctx.now, server_time)?)
        });
        match read {
            Ok(token) => {
                self.retries = 0;
                self.retry_at = None;
                if token.plugin_id.is_some() {
                    self.plugin_id.clone_from(&token.plugin_id);
                }
                self.unused = Some((self.intent, token));
                Ok(())
            }
            Err(failure) => Err(self.on_failure(failure.with_call(Call::Token), ctx)),
        }
    }

    fn on_failure(&mut self, failure: Failure, ctx: &mut Context) -> Setback {
        let is_gone = failure.code == Code::PluginNotFound;
        let was_ours =
            (is_gone || failure.code == Code::BackendForbidden) && self.plugin_id.take().is_some();
        if was_ours || (is_gone && self.retries == 0) {
            // Gone at Chakra, which the backend may have learned just now; or disconnected elsewhere, and so no longer
            // this tenant's. Without its id, the backend uses the one it knows, or creates a new one.
            self.retries = self.retries.saturating_add(1);
            return Setback::StartClean;
        }
        let delay = retry_delay(self.retries, failure.retry_after, &mut ctx.jitter);
        if let Some(delay) = delay.filter(|_| failure.is_automatic()) {
            self.retries = self.retries.saturating_add(1);
            self.retry_at = Some(ctx.after(delay));
            return Setback::Later;
        }
        let pause = RENEWAL_PAUSE.max(failure.retry_after.unwrap_or_default());
        if self
            .in_frame
            .is_some_and(|token| ctx.now < token.expires_at)
        {
            self.retry_at = Some(ctx.after(pause));
            return Setback::Later;
        }
        // The next attempt starts with a new count, but not before the backend allows it.
        self.retries = 0;
        self.retry_at = failure.retry_after.map(|wait| ctx.after(wait));
        Setback::GiveUp(failure)
    }

    /// Gives the token to a frame that is being mounted.
    pub(in crate::flow) fn hand_out(
        &mut self,
        intent: Intent,
        ctx: &mut Context,
    ) -> Option<CachedToken> {
        if !self.has_unused(intent, ctx.now) {
            return None;
        }
        let (_, token) = self.unused.take()?;
        let part = |percent| token.life.mul_f64(percent);
        let age = ctx.jitter.between(part(0.8), part(0.9));
        self.in_frame = Some(InFrame {
            renew_at: token.received + age,
            expires_at: token.expires_at(),
        });
        Some(token)
    }

    /// The frame with the token is gone.
    pub(in crate::flow) fn frame_is_gone(&mut self) {
        self.in_frame = None;
    }

    /// The plugin was another tenant's, or is gone: the next token creates or finds its own.
    pub(in crate::flow) fn forget_plugin(&mut self) {
        self.plugin_id = None;
        self.discard_unused();
    }

    /// The next frame needs a new token.
    pub(in crate::flow) fn discard_unused(&mut self) {
        self.unused = None;
    }

    /// Stops requesting; an unused token and the plugin are kept.
    pub(in crate::flow) fn stop(&mut self, ctx: &mut Context) {
        self.request.abort(ctx);
        self.retries = 0;
    }

    /// Forgets everything: from now on, another backend or another tenant is asked.
    pub(in crate::flow) fn forget(&mut self, ctx: &mut Context) {
        self.request.abort(ctx);
        *self = Self::default();
    }

    /// The step that has come due.
    pub(in crate::flow) fn poll(
        &mut self,
        idleness: Idleness,
        ctx: &mut Context,
    ) -> Option<KeeperDue> {
        if self.request.has_timed_out(ctx) {
            return Some(KeeperDue::TimedOut);
        }
        self.due(idleness, ctx.now)
    }

    /// The step that is due for the token in the frame, or for the lack of one.
    pub(in crate::flow) fn due(&mut self, idleness: Idleness, now: Millis) -> Option<KeeperDue> {
        if idleness == Idleness::Busy {
            return None;
        }
        if self.retry_at.is_some_and(|at| at <= now) {
            self.retry_at = None;
            return Some(KeeperDue::Retry);
        }
        if self.in_frame.is_some_and(|token| token.expires_at <= now) {
            self.in_frame = None;
            return Some(KeeperDue::Expired);
        }
        let is_old = self.in_frame.is_some_and(|token| token.renew_at <= now);
        (is_old && self.can_renew(idleness)).then_some(KeeperDue::Renew)
    }

    /// The next deadline.
    pub(in crate::flow) fn deadline(&self, idleness: Idleness) -> Option<Millis> {
        let in_frame = self.in_frame.filter(|_| idleness != Idleness::Busy);
        earliest([
            self.request.deadline(),
            self.retry_at.filter(|_| idleness != Idleness::Busy),
            in_frame.map(|token| token.expires_at),
            in_frame
                .filter(|_| self.can_renew(idleness))
                .map(|token| token.renew_at),
        ])
    }

    fn can_renew(&self, idleness: Idleness) -> bool {
        idleness == Idleness::Idle && !self.request.is_open() && self.retry_at.is_none()
    }
}
