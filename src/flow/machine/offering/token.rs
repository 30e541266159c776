//! The connect token of the offer: asked for, kept fresh, and left alone once it may be in use.

use core::time::Duration;

use super::Kept;
use crate::flow::answer::Answer;
use crate::flow::backoff::retry_delay;
use crate::flow::error::{Call, Code, Failure};
use crate::flow::io::{Output, Request, RequestId};
use crate::flow::machine::looking::ANSWER_TIME;
use crate::flow::machine::{Machine, Phase};
use crate::flow::timer::Timer;
use crate::flow::token::HeldToken;

/// The wait after a renewal that failed while the old token can still be used.
const RENEWAL_PAUSE: Duration = Duration::from_mins(1);

impl Machine {
    /// A failed token request is due again, unless the page has gone out of sight meanwhile: then it
    /// is made on the return.
    pub(in crate::flow::machine) fn retry_token(&mut self) {
        self.prepare();
        self.keep_token_fresh();
    }

    /// Asks for a token, unless one is being asked for.
    pub(super) fn ask_token(&mut self) {
        let Some(source) = self.config.token.clone() else {
            return;
        };
        if self.phase != Phase::Offering || self.offer.request.is_some() {
            return;
        }
        let request = RequestId(self.next_id());
        self.offer.request = Some(request);
        self.timers.stop(Timer::TokenRetry);
        self.timers.set(Timer::TokenAnswer, self.now + ANSWER_TIME);
        let plugin_id = self.offer.plugin_id.clone();
        let request = (
            request,
            source,
            Request::Token {
                intent: self.offer.intent,
                plugin_id,
            },
        );
        self.outputs
            .push_back(Output::Fetch(request.0, request.1, request.2));
    }

    pub(in crate::flow::machine) fn on_token_timeout(&mut self) {
        if let Some(request) = self.offer.request {
            self.outputs.push_back(Output::Abort(request));
            self.on_token_answer(&Answer::TimedOut);
        }
    }

    pub(in crate::flow::machine) fn on_token_answer(&mut self, answer: &Answer) {
        self.offer.request = None;
        self.timers.stop(Timer::TokenAnswer);
        let held = answer.payload().and_then(|payload| {
            Ok(HeldToken::from_payload(
                &payload,
                self.now,
                answer.server_time(),
            )?)
        });
        let held = match held {
            Ok(held) => held,
            Err(failure) => return self.on_token_failure(failure.of(Call::Token)),
        };
        self.offer.retries = 0;
        if held.plugin_id.is_some() {
            self.offer.plugin_id.clone_from(&held.plugin_id);
        }
        let age = self
            .jitter
            .between(held.life * 80 / 100, held.life * 90 / 100);
        self.offer.token = Some(Kept {
            refresh_at: held.received + age,
            held,
        });
        if self.phase == Phase::Offering {
            // The new token goes to a new frame; the old frame keeps the old token.
            self.unmount();
            self.prepare();
            self.keep_token_fresh();
        }
    }

    fn on_token_failure(&mut self, failure: Failure) {
        let is_gone = failure.code == Code::PluginNotFound;
        let was_ours = (is_gone || failure.code == Code::BackendForbidden)
            && self.offer.plugin_id.take().is_some();
        if was_ours || (is_gone && self.offer.retries == 0) {
            // One clean new start: gone at Chakra, which the backend may have learnt just now, or
            // disconnected elsewhere and so no longer this tenant's. Without its id the backend takes
            // the one it knows, or makes a new one.
            self.offer.retries += 1;
            return self.retry_token();
        }
        let delay = retry_delay(self.offer.retries, failure.retry_after, &mut self.jitter);
        if let Some(delay) = delay.filter(|_| failure.is_automatic()) {
            self.offer.retries += 1;
            self.timers.set(Timer::TokenRetry, self.now + delay);
        } else if self
            .offer
            .token
            .as_ref()
            .is_some_and(|kept| self.now < kept.held.expires_at())
        {
            self.timers.set(Timer::TokenRetry, self.now + RENEWAL_PAUSE);
        } else if self.phase == Phase::Offering {
            self.give_up(failure);
        }
    }

    /// Renews an old token, and takes an expired one out of the customer's reach: only while no
    /// attempt may be open, and the page is seen.
    pub(in crate::flow::machine) fn keep_token_fresh(&mut self) {
        self.timers.stop(Timer::TokenRefresh);
        self.timers.stop(Timer::TokenExpiry);
        let Some(kept) = &self.offer.token else {
            return;
        };
        let (refresh_at, expires_at) = (kept.refresh_at, kept.held.expires_at());
        if self.phase != Phase::Offering || !self.page.visible {
            return;
        }
        if self.now >= expires_at {
            self.offer.token = None;
            self.unmount();
            self.prepare();
        } else if self.now < refresh_at {
            self.timers.set(Timer::TokenRefresh, refresh_at);
        } else {
            self.timers.set(Timer::TokenExpiry, expires_at);
            if self.page.in_view && !self.timers.is_set(Timer::TokenRetry) {
                self.ask_token();
            }
        }
    }

    /// An attempt has begun: a token that came now would not be the one in the frame.
    pub(in crate::flow::machine) fn leave_token_alone(&mut self) {
        for timer in [
            Timer::TokenAnswer,
            Timer::TokenRetry,
            Timer::TokenRefresh,
            Timer::TokenExpiry,
        ] {
            self.timers.stop(timer);
        }
        self.outputs
            .extend(self.offer.request.take().map(Output::Abort));
    }
}
