//! Error codes of the running widget.

use super::codes;

codes! {
    /// The stable code of a failure. Codes are never renamed, only added.
    Code {
    ConfigMissingTokenSource = "config_missing_token_source", Never,
        "This connection is not set up yet. Please contact support.",
        "There is no token source. Set `backend`, `token-url` or the property `fetchToken`.";
    ConfigBadAddress = "config_bad_address", Never,
        "This connection is not set up yet. Please contact support.",
        "`backend` or one of the `…-url` attributes is not a valid address. Write `/path` or `https://host/path`, without a user name or password. `mock:` works in `backend` only if the page imports `chakra-whatsapp-connect/testing`.";
    BackendUnauthorized = "backend_unauthorized", Customer,
        "You are signed out. Please sign in again, then retry.",
        "The backend answered 401 or 419, or with a sign-in page. Check that the request carries the customer's session: cookies, or `requestHeaders`.";
    BackendForbidden = "backend_forbidden", Customer,
        "Your account is not allowed to do this. Please ask an administrator.",
        "The backend answered 403: the signed-in user may not manage this connection.";
    BackendNotFound = "backend_not_found", Automatic,
        "This connection is not set up yet. Please contact support.",
        "The backend answered 404. Check the `backend` address and its routes. If you have the token call only, set `token-url` instead of `backend`.";
    BackendRateLimited = "backend_rate_limited", Automatic,
        "Too many attempts in a short time. Please wait a minute, then retry.",
        "The backend answered 429. If `Retry-After` asks for a minute at most, the widget waits that long and retries; otherwise it reports at once.";
    BackendUnavailable = "backend_unavailable", Automatic,
        "The service is not available right now. Please retry in a moment.",
        "The backend answered with a 5xx status. See its log.";
    BackendRejected = "backend_rejected", Customer,
        "The service refused this request. Please retry, or contact support.",
        "The backend answered with another 4xx status, or with `ok: false`.";
    BackendNotJson = "backend_not_json", Customer,
        "The service returned an unexpected response. Please retry, or contact support.",
        "The backend's response is not JSON; it may be an HTML page. Check the route, and whether it redirects to a login.";
    BackendEmpty = "backend_empty", Customer,
        "The service returned an empty response. Please retry, or contact support.",
        "The backend answered with an empty body instead of JSON.";
    BackendTooLarge = "backend_too_large", Never,
        "The service returned an unexpected response. Please contact support.",
        "The backend's response is larger than 1 MB and was not read.";
    BackendMalformed = "backend_malformed", Customer,
        "The service returned an unexpected response. Please retry, or contact support.",
        "The backend's JSON does not match the backend contract.";
    BackendStale = "backend_stale", Automatic,
        "The information is out of date. Please retry in a moment.",
        "The status response is older than one shown before. A cache keeps it in spite of `no-store`.";
    BackendTimeout = "backend_timeout", Automatic,
        "The service is taking too long to respond. Please retry.",
        "The backend did not answer within 15 s.";
    BackendUnreachable = "backend_unreachable", Automatic,
        "The service cannot be reached. Please check your internet connection, then retry.",
        "The request failed before a response arrived: offline, DNS, CORS, or `connect-src` of the page's policy.";
    HostFunctionFailed = "host_function_failed", Automatic,
        "The service returned an unexpected response. Please retry, or contact support.",
        "`fetchToken`, `fetchStatus`, `sendEvent`, `disconnectAccount` or `requestHeaders` threw or rejected, or `requestHeaders` returned a header that the browser refuses.";
    TokenMissing = "token_missing", Customer,
        "The service returned an unexpected response. Please retry, or contact support.",
        "The token response has no `connectToken`.";
    TokenNotAConnectToken = "token_not_a_connect_token", Never,
        "This connection is not set up correctly. Please contact support.",
        "The token source returned something that is not a connect token, perhaps the API key. The widget discarded it. If the key reached a browser, replace it.";
    TokenExpired = "token_expired", Customer,
        "The sign-up has expired. Please retry.",
        "The token source returned an expired token. Do not cache connect tokens.";
    TokenOfAnotherPlugin = "token_of_another_plugin", Never,
        "This connection is not set up correctly. Please contact support.",
        "The response names one plugin and its token another: the backend mixes up its tenants. The widget discarded the token.";
    PluginNotFound = "plugin_not_found", Customer,
        "The connection no longer exists. Please start again.",
        "Chakra no longer knows the plugin. The backend should forget it and create a new one.";
    SdkLoadFailed = "sdk_load_failed", Customer,
        "The sign-up could not be loaded. Please check your connection or ad blocker, then retry.",
        "Chakra's script did not load: blocked, offline, or missing in `script-src`.";
    SdkLoadTimeout = "sdk_load_timeout", Customer,
        "The sign-up is taking too long to load. Please check your connection or ad blocker, then retry.",
        "Chakra's script did not load within 20 s.";
    SdkNotUsable = "sdk_not_usable", Customer,
        "The sign-up could not be loaded. Please retry, or contact support.",
        "Chakra's script ran, but `window.ChakraWhatsappConnect.init` is not a function.";
    SdkInitFailed = "sdk_init_failed", Customer,
        "The sign-up could not be started. Please retry.",
        "`ChakraWhatsappConnect.init` threw.";
    FrameNotReady = "frame_not_ready", Customer,
        "The sign-up is taking too long to load. Please check your connection or ad blocker, then retry.",
        "Chakra's frame did not report ready within 20 s: blocked, or missing in `frame-src`.";
    PopupNotSeen = "popup_not_seen", Customer,
        "Your browser may have blocked the sign-up window. Allow pop-ups for this site, then click again.",
        "No window appeared within 5 s of a click into Chakra's frame: a pop-up blocker, an in-app browser, or `sandbox` without `allow-popups`. Reported by `chakra-progress`, not by `chakra-failed`.";
    VendorError = "vendor_error", Customer,
        "The sign-up reported a problem. Please try again.",
        "Chakra's script reported an error. `vendorCode` and `vendorMessage` say which.";
    ConfirmationTimeout = "confirmation_timeout", Customer,
        "The sign-up seems finished, but the connection is not confirmed yet. Check again in a few minutes.",
        "Chakra's script reported success, but the backend did not confirm it within two minutes.";
    FinishedWithoutNumber = "finished_without_number", Customer,
        "Your WhatsApp account is connected, but no phone number was chosen. Please add one.",
        "The signup ended with an account, but without a phone number.";
}
}
