//! Offering the signup: when it is prepared, and when it is taken away.

mod frame;
mod token;

use super::super::config::{DEFAULT_SDK_URL, Start};
use super::super::io::{CancelReason, Event, FrameId, Intent, Output, RequestId};
use super::super::time::Millis;
use super::super::timer::Timer;
use super::super::token::HeldToken;
use super::{Machine, Phase};

pub use self::frame::VENDOR_TIME;

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

    /// After an attempt without a connection: the same frame again, unless it is no longer good.
    pub(super) fn offer_after_attempt(&mut self) {
        self.offer();
        if self.offer.is_lost {
            self.renew_frame();
        }
    }
}
