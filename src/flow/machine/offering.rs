//! Offering the signup: the token, the vendor SDK and the vendor's frame, and keeping them fresh.

use core::time::Duration;

use super::super::answer::Answer;
use super::super::backoff::retry_delay;
use super::super::config::{DEFAULT_SDK_URL, Start};
use super::super::error::{Call, Code, Failure};
use super::super::io::{CancelReason, Event, FrameId, Intent, Output, Request, RequestId};
use super::super::time::Millis;
use super::super::timer::Timer;
use super::super::token::HeldToken;
use super::looking::ANSWER_TIME;
use super::{Machine, Phase};

/// How long the SDK's script, and then its frame, may take.
pub const VENDOR_TIME: Duration = Duration::from_secs(20);

/// The wait after a renewal that failed while the old token can still be used.
const RENEWAL_PAUSE: Duration = Duration::from_mins(1);

/// What is prepared for the customer's click.
#[derive(Clone, Debug, Default)]
pub(super) struct Offer {
    /// Somebody asked for the signup, or it need not be asked for.
    pub(super) is_wished: bool,
    /// The frame has been usable since the signup was offered.
    pub(super) was_ready: bool,
    /// What the signup is for.
    pub(super) intent: Intent,
    pub(super) request: Option<RequestId>,
    token: Option<Kept>,
    /// The plugin of the last token, sent back so that the backend makes no second one.
    plugin_id: Option<String>,
    sdk: Sdk,
    frame: Option<VendorFrame>,
    /// Failed token requests in a row.
    retries: u32,
    /// Tokens the frame has refused since the last attempt.
    refusals: u32,
    /// The frame is no longer good: moved, and so reloaded by the browser, or failed by itself.
    pub(super) is_lost: bool,
}

#[derive(Clone, Debug)]
struct Kept {
    held: HeldToken,
    refresh_at: Millis,
}

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
enum Sdk {
    #[default]
    Absent,
    Loading,
    Loaded,
}

#[derive(Clone, Copy, Debug)]
struct VendorFrame {
    id: FrameId,
    is_ready: bool,
}

impl Offer {
    pub(super) fn is_ready(&self) -> bool {
        self.frame.is_some_and(|frame| frame.is_ready)
    }

    /// The customer got as far as an attempt: the frame takes our tokens.
    pub(super) fn accept_frame(&mut self) {
        self.refusals = 0;
    }

    /// The plugin was another tenant's, or is gone: the next token makes, or finds, its own.
    pub(super) fn forget_plugin(&mut self) {
        self.plugin_id = None;
    }

    pub(super) fn is_frame(&self, id: FrameId) -> bool {
        self.frame.is_some_and(|frame| frame.id == id)
    }
}

impl Machine {
    /// Nothing is connected: prepares the signup, as soon as it may.
    pub(super) fn offer(&mut self) {
        self.phase = Phase::Offering;
        self.prepare();
        self.keep_token_fresh();
    }

    /// Whether the signup waits for the customer's or the page's word.
    pub(super) fn waits_for_a_wish(&self) -> bool {
        self.config.start != Start::Visible && !self.offer.is_wished
    }

    /// The page, or the customer by the widget's own button, wishes the signup.
    pub(super) fn connect(&mut self, intent: Intent) {
        let has_number = self
            .report
            .as_ref()
            .is_some_and(|report| report.connection.confirms());
        match (self.phase, intent) {
            (Phase::Offering, _) => {
                self.offer.is_wished = true;
                self.prepare();
            }
            (Phase::Settled, Intent::Connect) if !has_number => {
                // Any number is a success, even one that was to be replaced before.
                self.baseline.clear();
                self.offer_on_top(intent);
            }
            (Phase::Settled, Intent::Replace) if has_number => {
                let numbers = self.report.iter().flat_map(|report| &report.numbers);
                self.baseline = numbers
                    .map(|number| number.phone_number_id.clone())
                    .collect();
                self.offer_on_top(intent);
            }
            (Phase::Looking, Intent::Connect) => self.offer.is_wished = true,
            (Phase::Unavailable, Intent::Connect) => {
                self.offer.is_wished = true;
                self.refresh();
            }
            _ => {}
        }
    }

    /// Offers the signup although something is connected: to add a number, or to replace one.
    fn offer_on_top(&mut self, intent: Intent) {
        // An attempt that led to several numbers, and waits for the choice.
        self.timers.stop(Timer::AttemptEnd);
        self.end_attempt(|attempt| Event::Cancelled {
            attempt,
            reason: CancelReason::Superseded,
            step: None,
        });
        self.offer.is_wished = true;
        self.offer.intent = intent;
        self.failure = None;
        self.past = None;
        self.offer();
    }

    /// Takes such a signup away again.
    pub(super) fn withdraw(&mut self) {
        if self.phase == Phase::Offering && self.is_on_top() {
            self.settle();
        }
    }

    /// Whether something is connected, and the signup is offered on top of it.
    pub(super) fn is_on_top(&self) -> bool {
        self.report
            .as_ref()
            .is_some_and(|report| !report.connection.wants_signup())
    }

    /// Shows the report without the signup.
    pub(super) fn settle(&mut self) {
        self.drop_requests();
        self.withdraw_offer();
        self.phase = Phase::Settled;
    }

    /// Does what is still to be done before the customer can click.
    pub(super) fn prepare(&mut self) {
        let is_wanted = self.page.in_view || self.offer.is_wished;
        if self.phase != Phase::Offering
            || self.waits_for_a_wish()
            || !(self.page.visible && is_wanted)
        {
            return;
        }
        if self.offer.token.is_none() && !self.timers.is_set(Timer::TokenRetry) {
            self.ask_token();
        }
        match self.offer.sdk {
            Sdk::Absent => {
                let named = self
                    .offer
                    .token
                    .as_ref()
                    .map(|kept| kept.held.sdk_url.as_deref());
                let url = match (self.config.sdk_url.as_deref(), named) {
                    (Some(url), _) => url,
                    // The backend may still name another address.
                    (None, None) => return,
                    (None, Some(named)) => named.unwrap_or(DEFAULT_SDK_URL),
                };
                self.outputs.push_back(Output::LoadSdk(url.to_owned()));
                self.offer.sdk = Sdk::Loading;
                self.timers.set(Timer::SdkLoaded, self.now + VENDOR_TIME);
            }
            Sdk::Loading => {}
            Sdk::Loaded => self.mount(),
        }
    }

    fn mount(&mut self) {
        if self.offer.frame.is_some() {
            return;
        }
        let Some(kept) = &self.offer.token else {
            return;
        };
        let token = kept.held.token.clone();
        let id = FrameId(self.next_id());
        self.offer.frame = Some(VendorFrame {
            id,
            is_ready: false,
        });
        self.timers.set(Timer::FrameReady, self.now + VENDOR_TIME);
        self.outputs.push_back(Output::Mount(id, token));
    }

    fn unmount(&mut self) {
        if self.offer.frame.take().is_some() {
            self.timers.stop(Timer::FrameReady);
            self.outputs.push_back(Output::Unmount);
        }
    }

    /// Takes away all that was prepared; the script stays loaded, the plugin known.
    pub(super) fn withdraw_offer(&mut self) {
        self.unmount();
        self.outputs
            .extend(self.offer.request.take().map(Output::Abort));
        self.offer = Offer {
            plugin_id: self.offer.plugin_id.take(),
            sdk: match self.offer.sdk {
                Sdk::Loaded => Sdk::Loaded,
                Sdk::Loading | Sdk::Absent => Sdk::Absent,
            },
            ..Offer::default()
        };
    }

    /// A failed token request is due again, unless the page has gone out of sight meanwhile: then it
    /// is made on the return.
    pub(super) fn retry_token(&mut self) {
        self.prepare();
        self.keep_token_fresh();
    }

    /// Asks for a token, unless one is being asked for.
    fn ask_token(&mut self) {
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

    pub(super) fn on_token_timeout(&mut self) {
        if let Some(request) = self.offer.request {
            self.outputs.push_back(Output::Abort(request));
            self.on_token_answer(&Answer::TimedOut);
        }
    }

    pub(super) fn on_token_answer(&mut self, answer: &Answer) {
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
        let is_refused = matches!(failure.code, Code::PluginNotFound | Code::BackendForbidden);
        if is_refused && self.offer.plugin_id.take().is_some() {
            // One clean new start: gone at Chakra, or disconnected elsewhere and so no longer this
            // tenant's. Without its id the backend takes the one it knows, or makes a new one.
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
    pub(super) fn keep_token_fresh(&mut self) {
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
    pub(super) fn leave_token_alone(&mut self) {
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

    pub(super) fn on_sdk(&mut self, loaded: Result<(), Failure>) {
        if self.offer.sdk != Sdk::Loading {
            return;
        }
        self.timers.stop(Timer::SdkLoaded);
        match loaded {
            Ok(()) => {
                self.offer.sdk = Sdk::Loaded;
                self.prepare();
            }
            Err(failure) => {
                self.offer.sdk = Sdk::Absent;
                self.give_up(failure);
            }
        }
    }

    pub(super) fn on_mount_failed(&mut self, frame: FrameId, failure: Failure) {
        if self.offer.is_frame(frame) {
            self.give_up(failure);
        }
    }

    pub(super) fn on_frame_ready(&mut self) {
        let Some(frame) = self.offer.frame.as_mut() else {
            return;
        };
        if !frame.is_ready {
            frame.is_ready = true;
            self.offer.was_ready = true;
            self.timers.stop(Timer::FrameReady);
            self.events.push(Event::Ready);
        }
    }

    /// The frame reports an error with no attempt open: most likely it refused the token. One new
    /// token is tried before giving up.
    pub(super) fn on_frame_refused(&mut self, failure: Failure) {
        self.offer.refusals += 1;
        if self.offer.refusals > 1 {
            return self.give_up(failure);
        }
        self.offer.token = None;
        self.unmount();
        self.prepare();
    }

    /// The element was moved: its frame has been reloaded by the browser and knows nothing.
    pub(super) fn on_moved(&mut self) {
        match self.phase {
            Phase::Offering => self.renew_frame(),
            // What is open in the popup goes on at Chakra: ask the backend.
            Phase::Connecting | Phase::Confirming => {
                self.offer.is_lost = true;
                self.ask_status();
            }
            _ => {}
        }
    }

    /// After an attempt without a connection: the same frame again, unless it is no longer good.
    pub(super) fn offer_after_attempt(&mut self) {
        self.offer();
        if self.offer.is_lost {
            self.renew_frame();
        }
    }

    /// Makes the frame anew, with a new token: the old one has been handed out.
    fn renew_frame(&mut self) {
        self.offer.is_lost = false;
        if self.offer.frame.is_some() {
            self.offer.token = None;
            self.unmount();
            self.prepare();
        }
    }
}
