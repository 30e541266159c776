//! A cell of the matrix: what is broken, how, and when; and what has to come of it.

use chakra_e2e::Engine;

/// What is broken.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub(crate) enum Place {
    /// The script that the page's tag points at.
    Script,
    /// The engine's JavaScript.
    Glue,
    Wasm,
    /// What asks before the engine is there.
    Early,
    Language,
    Status,
    Token,
    /// What is passed on to the backend of the vendor's word.
    Event,
    Choice,
    Disconnect,
    /// The vendor's script.
    Sdk,
    /// The vendor's frame: its page.
    Frame,
    /// The call that the frame makes with its token.
    Session,
    Popup,
    /// What the vendor's frame says of a signup's end.
    Callback,
    /// The page itself, and the machine it is shown on.
    Page,
    /// Another tab of the same customer.
    Tab,
}

/// How long a server says it is to be left alone.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum After {
    Unsaid,
    Seconds(&'static str),
    /// A date, so many seconds from the server's now.
    Date(i64),
    /// `retryAfterMs` in the body.
    Milliseconds(u32),
}

/// How it is broken.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum What {
    /// Nobody listens.
    Refused,
    Reset,
    ResetMidway,
    /// The answer comes after so many seconds.
    Slow(u64),
    Drip,
    Truncated,
    Never,
    /// What is right, as `text/plain`.
    WrongType,
    /// What is right, in UTF-16 and named so.
    Utf16,
    /// What is right, said to be in a charset that it is not in.
    WrongCharset,
    /// A redirect to a page of the same origin that asks who is there.
    LoginHere,
    /// The same on another origin.
    LoginElsewhere,
    /// The page that asks who is there, with this status.
    Login(u16),
    Code(u16),
    SlowDown(After),
    /// JSON that breaks off.
    HalfJson,
    /// JSON of another form.
    OtherJson,
    Html,
    Empty,
    /// Five megabytes.
    Huge,
    /// An answer from before the one that is shown.
    Old,
    /// The answer says it twice.
    Twice,
    /// A script that does nothing.
    Nothing,
    /// A script that throws.
    Throws,
    /// It is done, and the connection is reset before anybody is told.
    Lost,
    /// It is done, and the answer comes when nobody waits for it any more: the page's function has no way to
    /// give up.
    Belated,
    /// The first of two gets there after the second.
    Overtaken,
    /// One byte is another.
    Corrupted,
    /// `window.open` gives no window.
    Blocked,
    /// The signup ends so, whatever the customer wished.
    Ends(chakra_sandbox::Outcome),
    /// The signup ends so, and every word of that comes twice.
    Doubled(chakra_sandbox::Outcome),
    /// The signup ends so, and all words of that come once more when it is over.
    Again(chakra_sandbox::Outcome),
    /// The page has no network for a minute.
    Offline,
    /// Nobody looks at the page for hours.
    Hidden,
    /// The wall clock is set by so many hours.
    Clock(i64),
    /// The machine sleeps for so many hours.
    Sleep(u32),
    Reloaded,
    /// Another page, and back.
    LeftAndBack,
    /// Another page by a link, and back after so many hours: the browser has kept the page as it was.
    Kept(u32),
    /// Another page by a link; the customer comes to this one again later.
    LeftForGood,
    NoStorage,
    TwoWidgets,
    TenantSwitched,
    /// The customer connects there.
    Connects,
    /// The customer disconnects there.
    Disconnects,
}

/// When it breaks. It is well again once the end has been seen.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum When {
    FirstLoad,
    /// The signup is on offer, and the page asks anew.
    Idle,
    /// The popup is open.
    AttemptOpen,
    /// The vendor has said that it is done.
    Confirming,
    /// The same, until the widget has asked for long enough.
    Confirmed,
    /// Two numbers came back.
    Choosing,
    Connected,
    Disconnecting,
    /// The machine has slept for two hours, with the signup on offer.
    AfterSleep,
}

/// What the customer, or the page, does once all is well again.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Way {
    /// The button of the card with this part.
    Button(&'static str),
    /// The vendor's button.
    Signup,
    /// Nothing is asked of the customer: all is as it would be.
    Itself,
    /// Nothing is asked of the customer: the connection that is there comes to be seen.
    Connects,
    /// The customer can disconnect.
    Disconnect,
    /// There is nothing for the customer to do, as only the developer can help; the page asks anew.
    Page,
    /// There is no widget: the page loads its script once more.
    Script,
}

/// What is seen while it is broken.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct End {
    pub(crate) state: &'static str,
    /// Such as `failed backend_timeout` or `cancelled user`: all outcomes that were told, one after the other.
    pub(crate) told: &'static [&'static str],
    pub(crate) way: Way,
    /// Seconds that have to pass before the way on leads anywhere.
    pub(crate) wait: u32,
}

/// One cell.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Cell {
    pub(crate) place: Place,
    pub(crate) what: What,
    pub(crate) when: When,
    /// How it ends, where no engine differs.
    end: End,
    /// Where engines differ: what is seen there, and why.
    pub(crate) others: &'static [Other],
}

/// What comes of a cell in one engine, and why there.
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

    /// What is broken in it, without the figures, such as `slow`.
    pub(crate) fn fault(&self) -> String {
        let what = format!("{:?}", self.what).to_lowercase();
        match (self.what, what.split_once('(')) {
            // A status of HTTP, and the end of a signup, are faults of their own.
            (What::Code(_) | What::Login(_) | What::Ends(_), _) | (_, None) => what,
            (_, Some((name, _))) => name.to_owned(),
        }
    }

    /// The same cell, which ends otherwise in these engines.
    pub(crate) const fn but(self, others: &'static [Other]) -> Self {
        Self { others, ..self }
    }

    pub(crate) fn end_in(&self, engine: Engine) -> End {
        let other = self.others.iter().find(|other| other.engine == engine);
        other.map_or(self.end, |other| other.end)
    }
}

/// A cell in which all engines agree.
pub(crate) const fn cell(place: Place, what: What, when: When, end: End) -> Cell {
    Cell {
        place,
        what,
        when,
        end,
        others: &[],
    }
}

/// The customer sees that it does not work, why, and can try again.
pub(crate) const fn fails(told: &'static [&'static str]) -> End {
    End {
        state: "unavailable",
        told,
        way: Way::Button("button-primary"),
        wait: 0,
    }
}

/// The same, and the backend is left alone for so long.
pub(crate) const fn fails_for(told: &'static [&'static str], wait: u32) -> End {
    End {
        wait,
        ..fails(told)
    }
}

/// The customer sees that it does not work, and that only the developer can help.
pub(crate) const fn is_fatal(told: &'static [&'static str]) -> End {
    End {
        way: Way::Page,
        ..fails(told)
    }
}

/// Nothing is seen of it: the state is this, and the customer goes on as ever.
pub(crate) const fn is(state: &'static str) -> End {
    End {
        state,
        told: &[],
        way: Way::Itself,
        wait: 0,
    }
}

/// The state is this, the page was told so, and the customer's next step is this.
pub(crate) const fn ends(state: &'static str, told: &'static [&'static str], way: Way) -> End {
    End {
        state,
        told,
        way,
        wait: 0,
    }
}
