//! A cell of the matrix: what fails, how and when, and the expected result.

use chakra_e2e::Engine;

/// The component that fails.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub(crate) enum Place {
    /// The script that the page's tag loads.
    Script,
    /// The engine's JavaScript.
    Glue,
    Wasm,
    /// The script that sends requests before the engine has loaded.
    Early,
    Language,
    Status,
    Token,
    /// The call that forwards the vendor's events to the backend.
    Event,
    Choice,
    Disconnect,
    /// The vendor's script.
    Sdk,
    /// The page in the vendor's frame.
    Frame,
    /// The frame's call with its token.
    Session,
    Popup,
    /// The callbacks with which the vendor's frame reports the end of a signup.
    Callback,
    /// The page itself, and the machine that it runs on.
    Page,
    /// Another tab of the same customer.
    Tab,
}

impl Place {
    /// Whether only a signup requests it.
    pub(crate) fn is_of_signup(self) -> bool {
        matches!(self, Self::Token | Self::Sdk | Self::Frame | Self::Session)
    }
}

/// How a server specifies the time to wait before a retry.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum After {
    Unsaid,
    Seconds(&'static str),
    /// A date, this many seconds after the server's current time.
    Date(i64),
    /// `retryAfterMs` in the body.
    Milliseconds(u32),
}

/// The kind of fault.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum What {
    /// The port refuses connections.
    Refused,
    Reset,
    ResetMidway,
    /// The response arrives after this many seconds.
    Slow(u64),
    Drip,
    Truncated,
    Never,
    /// The right body, as `text/plain`.
    WrongType,
    /// The right body in UTF-16, labelled correctly.
    Utf16,
    /// The right body, labelled with the wrong charset.
    WrongCharset,
    /// A redirect to a login page of the same origin.
    LoginHere,
    /// A redirect to a login page of another origin.
    LoginElsewhere,
    /// A login page, with this status.
    Login(u16),
    Code(u16),
    SlowDown(After),
    /// JSON that is cut off.
    HalfJson,
    /// JSON of an unexpected shape.
    OtherJson,
    Html,
    Empty,
    /// Five megabytes.
    Huge,
    /// A response older than the one that is shown.
    Old,
    /// The body contains the JSON twice.
    Twice,
    /// A script that does nothing.
    Nothing,
    /// A script that throws.
    Throws,
    /// The server does the work, then resets the connection before it responds.
    Lost,
    /// The server does the work, but responds only after the widget has stopped waiting: the page's function cannot be
    /// aborted.
    Belated,
    /// The first of two requests arrives after the second.
    Overtaken,
    /// One bit of the body is flipped.
    Corrupted,
    /// `window.open` returns null.
    Blocked,
    /// The signup ends this way, whatever the customer does.
    Ends(chakra_sandbox::Outcome),
    /// The signup ends this way, and each callback is called twice.
    Doubled(chakra_sandbox::Outcome),
    /// The signup ends this way, and all callbacks are called again after its end.
    Again(chakra_sandbox::Outcome),
    /// The page has no network for a minute.
    Offline,
    /// The page is hidden for hours.
    Hidden,
    /// The wall clock is changed by this many hours.
    Clock(i64),
    /// The machine sleeps for this many hours.
    Sleep(u32),
    Reloaded,
    /// The customer opens another page and goes back.
    LeftAndBack,
    /// The customer follows a link and comes back after this many hours, while the browser has kept the page as it was.
    Kept(u32),
    /// The customer follows a link, and opens this page again later.
    LeftForGood,
    NoStorage,
    TwoWidgets,
    TenantSwitched,
    /// The customer connects in the other tab.
    Connects,
    /// The customer disconnects in the other tab.
    Disconnects,
}

/// When the fault begins. It ends once the expected result has been seen.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum When {
    FirstLoad,
    /// The signup is on offer, and the page refreshes.
    Idle,
    /// The popup is open.
    AttemptOpen,
    /// The vendor has reported success.
    Confirming,
    /// As `Confirming`, until the widget's checks time out.
    Confirmed,
    /// The signup returned two numbers.
    Choosing,
    Connected,
    Disconnecting,
    /// The machine has slept for two hours, with the signup on offer.
    AfterSleep,
}

/// The customer's or the page's next step once the fault is over.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Way {
    /// Clicks the card's button with this part.
    Button(&'static str),
    /// Clicks the vendor's button.
    Signup,
    /// The customer does nothing: the widget recovers by itself.
    Itself,
    /// The customer does nothing: the existing connection appears by itself.
    Connects,
    /// The customer does nothing yet, but can disconnect.
    Disconnect,
    /// The customer can do nothing, because only the developer can help; the page refreshes.
    Page,
    /// There is no widget: the page loads its script again.
    Script,
}

/// The expected result while the fault lasts.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct End {
    pub(crate) state: &'static str,
    /// All reported outcomes in order, for example `failed backend_timeout` or `cancelled user`.
    pub(crate) told: &'static [&'static str],
    pub(crate) way: Way,
    /// Seconds before `way` has any effect.
    pub(crate) wait: u32,
}

/// One cell.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Cell {
    pub(crate) place: Place,
    pub(crate) what: What,
    pub(crate) when: When,
    /// The result, unless an engine differs.
    end: End,
    /// The engines that differ, each with its result and the reason.
    pub(crate) others: &'static [Other],
}

/// The result of a cell in one engine, and the reason.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Other {
    pub(crate) engine: Engine,
    pub(crate) end: End,
    pub(crate) why: &'static str,
}

impl Cell {
    pub(crate) fn name(&self) -> String {
        format!("{:?}/{:?}/{:?}", self.place, self.what, self.when)
            .to_lowercase()
            .replace(' ', "")
    }

    /// The fault without its parameters, such as `slow`.
    pub(crate) fn fault(&self) -> String {
        let what = format!("{:?}", self.what).to_lowercase();
        match (self.what, what.split_once('(')) {
            // Each HTTP status, and each end of a signup, is a separate fault.
            (What::Code(_) | What::Login(_) | What::Ends(_), _) | (_, None) => what,
            (_, Some((name, _))) => name.to_owned(),
        }
    }

    /// The same cell, with different results in these engines.
    pub(crate) const fn but(self, others: &'static [Other]) -> Self {
        Self { others, ..self }
    }

    pub(crate) fn end_in(&self, engine: Engine) -> End {
        let other = self.others.iter().find(|other| other.engine == engine);
        other.map_or(self.end, |other| other.end)
    }
}

/// A cell with the same result in all engines.
pub(crate) const fn cell(place: Place, what: What, when: When, end: End) -> Cell {
    Cell {
        place,
        what,
        when,
        end,
        others: &[],
    }
}

/// The customer sees the failure and its reason, and can try again.
pub(crate) const fn fails(told: &'static [&'static str]) -> End {
    End {
        state: "unavailable",
        told,
        way: Way::Button("button-primary"),
        wait: 0,
    }
}

/// As [`fails`], with a wait before a retry reaches the backend.
pub(crate) const fn fails_for(told: &'static [&'static str], wait: u32) -> End {
    End {
        wait,
        ..fails(told)
    }
}

/// The customer sees the failure, and that only the developer can help.
pub(crate) const fn is_fatal(told: &'static [&'static str]) -> End {
    End {
        way: Way::Page,
        ..fails(told)
    }
}

/// The fault is invisible: the widget has this state, and the customer continues as usual.
pub(crate) const fn is(state: &'static str) -> End {
    End {
        state,
        told: &[],
        way: Way::Itself,
        wait: 0,
    }
}

/// The widget has this state, the page received these outcomes, and the customer continues this way.
pub(crate) const fn ends(state: &'static str, told: &'static [&'static str], way: Way) -> End {
    End {
        state,
        told,
        way,
        wait: 0,
    }
}
