//! The table of messages, each with its key and its English text.

use crate::flow::error::{Code, LoadCode};

/// One text for the customer.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Message {
    /// Identifies the text in a language file and in the property `messages`.
    pub key: &'static str,
    /// The text in English, with its placeholders in braces.
    pub english: &'static str,
}

macro_rules! messages {
    ($($name:ident = $key:literal, $english:literal;)*) => {
        $(pub(crate) const $name: Message = Message { key: $key, english: $english };)*

        /// Every message except the sentences of [`Code::customer`] and [`LoadCode::customer`], whose keys are the
        /// codes.
        ///
        /// A message with `{count}` has further keys for the plural forms of a language, such as
        /// `choose_number.sentence_few`; the key itself is the form for `other`.
        pub const MESSAGES: &[Message] = &[$($name),*];
    };
}

messages! {
    WIDGET = "widget", "WhatsApp connection";
    FRAME = "frame", "WhatsApp sign-up";

    LOADING_TITLE = "loading.title", "WhatsApp";
    LOADING_SENTENCE = "loading.sentence", "Checking your WhatsApp connection…";
    NOT_CONNECTED_TITLE = "not_connected.title", "Connect WhatsApp";
    NOT_CONNECTED_SENTENCE = "not_connected.sentence", "Use your own WhatsApp Business number here. You'll sign up with Meta in a pop-up window. It takes about five minutes.";
    NOT_CONNECTED_HINT = "not_connected.hint", "Already using this number in the WhatsApp Business app? Keep that phone nearby: you'll scan a code with it, and may have to update the app first. You can also share your recent chats.";
    CONNECTING_TITLE = "connecting.title", "Finish in the other window";
    CONNECTING_SENTENCE = "connecting.sentence", "Complete the sign-up with Meta. This page updates automatically when you're done.";
    CONNECTING_HINT = "connecting.hint", "This usually takes about five minutes. If the window was closed, start again.";
    NO_POPUP_TITLE = "connecting.no_popup_title", "Don't see a window?";
    CONFIRMING_TITLE = "confirming.title", "Confirming your number";
    CONFIRMING_SENTENCE = "confirming.sentence", "Waiting for WhatsApp to confirm the sign-up. You can leave this page open.";
    CONFIRMING_HINT = "confirming.hint", "This usually takes a few seconds, sometimes up to two minutes.";
    CONNECTED_TITLE = "connected.title", "WhatsApp is connected";
    CONNECTED_SENTENCE = "connected.sentence", "Messages are sent and received with your number.";
    WITHOUT_NUMBER_TITLE = "connected_without_number.title", "Add a phone number";
    WITHOUT_NUMBER_SENTENCE = "connected_without_number.sentence", "Your WhatsApp Business account is connected, but it has no phone number yet.";
    CHOOSE_TITLE = "choose_number.title", "Choose a number";
    CHOOSE_SENTENCE = "choose_number.sentence", "Choose the number to use here. There are {count} in your account.";
    NO_CHOICE_TITLE = "choose_number.no_choice_title", "Several numbers found";
    NO_CHOICE_SENTENCE = "choose_number.no_choice_sentence", "Your account has several numbers, and you can't choose one on this page. Tell support which one to use, then check again.";
    IN_REVIEW_TITLE = "in_review.title", "Meta is reviewing your number";
    IN_REVIEW_SENTENCE = "in_review.sentence", "You don't need to do anything. The result appears here when it's ready.";
    IN_REVIEW_HINT = "in_review.hint", "A review usually takes one to two days.";
    ACTION_NEEDED_TITLE = "action_needed.title", "Your number needs attention";
    ACTION_NEEDED_SENTENCE = "action_needed.sentence", "It is connected, but WhatsApp doesn't let it send messages right now.";
    REPLACE_SENTENCE = "replace.sentence", "Sign up with the new number. The current one stays connected until you have finished.";
    RECONNECT_TITLE = "reconnect_needed.title", "Connect WhatsApp again";
    RECONNECT_SENTENCE = "reconnect_needed.sentence", "The connection to your number has ended. Connect it again to keep sending messages.";
    DISCONNECTING_TITLE = "disconnecting.title", "Disconnecting";
    DISCONNECTING_SENTENCE = "disconnecting.sentence", "Your number is being disconnected. This takes a few seconds.";
    UNAVAILABLE_TITLE = "unavailable.title", "WhatsApp is unavailable";

    BADGE_BUSY = "badge.busy", "In progress";
    BADGE_NOT_CONNECTED = "badge.not_connected", "Not connected";
    BADGE_CONNECTED = "badge.connected", "Connected";
    BADGE_ATTENTION = "badge.attention", "Action needed";
    BADGE_IN_REVIEW = "badge.in_review", "In review";
    BADGE_UNAVAILABLE = "badge.unavailable", "Unavailable";

    START = "action.start", "Connect WhatsApp";
    ADD_NUMBER = "action.add_number", "Add a number";
    CHANGE_NUMBER = "action.change_number", "Change number";
    KEEP = "action.keep", "Keep as it is";
    START_AGAIN = "action.start_again", "Start again";
    RETRY = "action.retry", "Try again";
    CHECK_NOW = "action.check_now", "Check now";
    DISCONNECT = "action.disconnect", "Disconnect";
    DISCONNECT_QUESTION = "disconnect.question", "Disconnect this number? Messages will stop.";
    DISCONNECT_KEEP = "disconnect.keep", "Keep connected";

    IN_APP = "in_app", "This page is open inside {app}, where Meta's sign-up may not work. Use the app's menu to open it in your browser.";
    IN_APP_UNNAMED = "in_app.unnamed", "an app";
    OPEN_IN_BROWSER = "action.open_in_browser", "Open in browser";

    QUALITY = "fact.quality", "Quality";
    QUALITY_HIGH = "quality.high", "High";
    QUALITY_MEDIUM = "quality.medium", "Medium";
    QUALITY_LOW = "quality.low", "Low";
    LIMIT = "fact.limit", "Messaging limit";
    LIMIT_COUNT = "limit.count", "{count} customers in 24 hours";
    LIMIT_NONE = "limit.none", "Unlimited";
    SINCE = "fact.since", "Connected since";

    FALLBACK = "fallback", "Continue on another page";
    ERROR_CODE = "code", "Code: {code}";
    STALE = "stale", "Couldn't get the latest status. Last checked {age}.";

    META_SWITCH_PARTNER = "meta.switch_partner", "This number is with another provider and cannot be moved from there. Use another number, or ask the other provider to release it.";
    META_DISCONNECT_FIRST = "meta.disconnect_first", "The number is still connected to another service. On your phone, open WhatsApp Business, go to Settings > Account > Business Platform and disconnect it there. Wait 15 minutes, then try again.";
    META_ALREADY_REGISTERED = "meta.already_registered", "This number is already registered with WhatsApp. Delete its account in the WhatsApp app or at the other provider, wait a few minutes, then try again.";
    META_CANNOT_ADD = "meta.cannot_add", "Meta could not add this number. Check that it can receive calls or text messages, then try again or use another number.";
    META_NOT_ELIGIBLE = "meta.not_eligible", "This number cannot be connected yet. Use it in the WhatsApp Business app for a few days, then try again.";
    META_NOT_IN_APP = "meta.not_in_app", "This number is not in the WhatsApp Business app. Set it up there first, or sign up with a new number.";
    META_UPDATE_APP = "meta.update_app", "The WhatsApp Business app on your phone is too old. Update it, then try again.";
    META_REGION = "meta.region", "WhatsApp does not offer this sign-up in the country of this number. Use a number from another country.";
    META_TOO_MANY = "meta.too_many", "Too many attempts with this number. Wait 12 hours, then try again.";
    META_SHARED = "meta.shared", "This WhatsApp account is shared with another provider. Remove that provider in Meta Business settings, then try again.";
    META_VERIFY_BUSINESS = "meta.verify_business", "Meta wants to verify your business first. Complete the verification in Meta Business settings, then try again.";
    META_TWO_FACTOR = "meta.two_factor", "Your Facebook account needs two-factor authentication. Turn it on in Facebook's security settings, then try again.";
    META_RESTRICTED = "meta.restricted", "Meta has restricted this WhatsApp account. Open Meta Business Support to see why and to ask for a review.";
}

impl From<Code> for Message {
    /// The customer's text for a failure; its key is the code.
    fn from(code: Code) -> Self {
        Self {
            key: code.as_str(),
            english: code.customer(),
        }
    }
}

impl From<LoadCode> for Message {
    /// The customer's text for a failed load; its key is the code.
    fn from(code: LoadCode) -> Self {
        Self {
            key: code.as_str(),
            english: code.customer(),
        }
    }
}
