//! Thirty days of a partner's settings page with a hundred views a day, and their cost for the backend and Chakra.
//! `cargo test --test host month -- --nocapture` prints the table.

use std::fmt;
use std::sync::LazyLock;
use std::time::{Duration, Instant};

use chakra_connect::flow::io::{Page, Request};
use chakra_connect::flow::reply::Reply;
use chakra_connect::flow::time::Millis;
use chakra_connect::flow::vendor::Callback;
use chakra_connect::flow::{Input, Machine, Output};
use serde_json::Value;

use crate::support::replies::{connected, http, not_connected, token};
use crate::support::{IN_VIEW, config, mins, secs, signal};

const DAYS: u32 = 30;

/// The widget is below the fold.
const BELOW: Page = Page {
    in_view: false,
    ..IN_VIEW
};

const HIDDEN: Page = Page {
    visible: false,
    focused: false,
    ..IN_VIEW
};

/// One way to view the page.
struct Kind {
    name: &'static str,
    views_a_day: u32,
    backend: Backend,
    /// The states of the page, each with its duration, in order.
    course: Vec<(Page, Duration)>,
    /// The most tokens that one view may cost.
    tokens_at_most: u32,
}

#[derive(Clone, Copy)]
enum Backend {
    Connected,
    NotConnected,
    /// Every response is an error.
    Broken,
}

fn kinds() -> [Kind; 9] {
    let kind = |name, views_a_day, backend, course: &[_], tokens_at_most| Kind {
        name,
        views_a_day,
        backend,
        course: course.to_vec(),
        tokens_at_most,
    };
    let in_turns: Vec<_> = [(IN_VIEW, mins(10)), (HIDDEN, mins(10))].repeat(6);
    [
        kind(
            "connected, a look",
            50,
            Backend::Connected,
            &[(IN_VIEW, mins(2))],
            0,
        ),
        kind(
            "connected, open all day",
            5,
            Backend::Connected,
            &[(IN_VIEW, mins(480))],
            0,
        ),
        kind(
            "button, a look",
            15,
            Backend::NotConnected,
            &[(IN_VIEW, secs(40))],
            1,
        ),
        // One token, and one more after an hour.
        kind(
            "button, an idle hour",
            10,
            Backend::NotConnected,
            &[(IN_VIEW, mins(60))],
            2,
        ),
        // A token is renewed after 80 to 90 % of its hour, so at most ten times in eight hours.
        kind(
            "button, open all day",
            1,
            Backend::NotConnected,
            &[(IN_VIEW, mins(480))],
            11,
        ),
        // The page is visible for one hour of it.
        kind(
            "button, in turns for 2 h",
            4,
            Backend::NotConnected,
            &in_turns,
            3,
        ),
        kind(
            "button below the fold",
            8,
            Backend::NotConnected,
            &[(BELOW, mins(10))],
            0,
        ),
        kind(
            "in a background tab",
            5,
            Backend::NotConnected,
            &[(HIDDEN, mins(60))],
            0,
        ),
        kind(
            "backend broken",
            2,
            Backend::Broken,
            &[(IN_VIEW, mins(10))],
            0,
        ),
    ]
}

/// Numbers of requests and events.
#[derive(Clone, Copy, Default)]
struct Cost {
    views: u32,
    status: u32,
    tokens: u32,
    sdk: u32,
    frames: u32,
    /// Number of times that a timer woke the page.
    timers: u32,
}

impl Cost {
    fn add(&mut self, other: Self) {
        self.views += other.views;
        self.status += other.status;
        self.tokens += other.tokens;
        self.sdk += other.sdk;
        self.frames += other.frames;
        self.timers += other.timers;
    }
}

impl fmt::Display for Cost {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self {
            views,
            status,
            tokens,
            sdk,
            frames,
            timers,
        } = self;
        write!(
            f,
            "{views:>6} {status:>8} {tokens:>8} {sdk:>8} {frames:>8} {timers:>8}"
        )
    }
}

/// One view of the page: a widget and the world around it.
struct View {
    machine: Machine,
    now: Millis,
    page: Page,
    backend: Backend,
    cost: Cost,
    /// Pending inputs, with their times of arrival.
    coming: Vec<(Millis, Input)>,
}

impl View {
    fn open(kind: &Kind, seed: u64) -> Cost {
        let mut view = Self {
            machine: Machine::new(seed),
            now: Millis(seed),
            page: kind.course[0].0,
            backend: kind.backend,
            cost: Cost {
                views: 1,
                ..Cost::default()
            },
            coming: Vec::new(),
        };
        view.handle(Input::Page(view.page));
        view.handle(Input::Start(config()));
        for (page, span) in &kind.course {
            view.page = *page;
            view.handle(Input::Page(*page));
            view.pass(*span);
        }
        view.cost
    }

    fn pass(&mut self, span: Duration) {
        let end = self.now + span;
        loop {
            let next = (0..self.coming.len()).min_by_key(|index| self.coming[*index].0);
            let due = self.machine.next_deadline();
            let comes = next.map(|index| self.coming[index].0);
            let Some(at) = due.into_iter().chain(comes).min().filter(|at| *at <= end) else {
                break;
            };
            self.now = self.now.max(at);
            if let Some(index) = next.filter(|_| comes == Some(at)) {
                let (_, input) = self.coming.swap_remove(index);
                self.handle(input);
            } else {
                self.cost.timers += 1;
                self.handle(Input::Page(self.page));
                self.handle(Input::Tick);
            }
        }
        self.now = end;
    }

    fn handle(&mut self, input: Input) {
        self.machine.handle(input, self.now);
        while let Some(output) = self.machine.poll_output() {
            let (after, input) = match output {
                Output::Fetch(id, _, request) => (120, Input::Reply(id, self.answer(&request))),
                Output::LoadSdk(script, _) => {
                    self.cost.sdk += 1;
                    (300, Input::Sdk(script, Ok(())))
                }
                Output::Mount(frame, _) => {
                    self.cost.frames += 1;
                    let ready = signal(Callback::Ready, &Value::Null, &Value::Null);
                    (500, Input::Vendor(frame, ready))
                }
                Output::AskBeforeConnect(_) => (0, Input::ConnectAllowed(true)),
                _ => continue,
            };
            self.coming
                .push((self.now + Duration::from_millis(after), input));
        }
    }

    fn answer(&mut self, request: &Request) -> Reply {
        match request {
            Request::Status => self.cost.status += 1,
            Request::Token { .. } => self.cost.tokens += 1,
            other => panic!("nobody asked for {other:?}"),
        }
        match (self.backend, request) {
            (Backend::Broken, _) => http(500, ""),
            (Backend::Connected, _) => connected(),
            (Backend::NotConnected, Request::Status) => not_connected(),
            (Backend::NotConnected, _) => token(),
        }
    }
}

/// The processor time of this thread, because other tests run beside it. On systems that do not report it, the clock's
/// time.
fn time_spent() -> Duration {
    static BEGIN: LazyLock<Instant> = LazyLock::new(Instant::now);
    let told = std::fs::read_to_string("/proc/thread-self/schedstat").unwrap_or_default();
    let nanos = told.split(' ').next().and_then(|text| text.parse().ok());
    nanos.map_or_else(|| BEGIN.elapsed(), Duration::from_nanos)
}

#[test]
fn a_month_costs_what_it_must() {
    let begun = time_spent();
    let kinds = kinds();
    assert_eq!(kinds.iter().map(|kind| kind.views_a_day).sum::<u32>(), 100);
    let mut costs = [Cost::default(); 9];
    let mut seed = 0;
    for _ in 0..DAYS {
        for (kind, sum) in kinds.iter().zip(&mut costs) {
            for _ in 0..kind.views_a_day {
                seed += 1;
                let cost = View::open(kind, seed);
                assert!(
                    cost.tokens <= kind.tokens_at_most,
                    "{}: {} tokens in one view",
                    kind.name,
                    cost.tokens
                );
                sum.add(cost);
            }
        }
    }
    let took = time_spent().saturating_sub(begun);
    println!(
        "{:<26} {:>6} {:>8} {:>8} {:>8} {:>8} {:>8}",
        "view", "views", "status", "tokens", "sdk", "frames", "timers"
    );
    let mut total = Cost::default();
    for (kind, cost) in kinds.iter().zip(costs) {
        println!("{:<26} {cost}", kind.name);
        total.add(cost);
    }
    println!("{:<26} {total}", "the month");

    let of = |name: &str| {
        let place = kinds.iter().position(|kind| kind.name == name);
        costs[place.expect("a kind of this name")]
    };
    // A page that shows a connected number sends one request, and so does one that nobody looks at.
    for name in [
        "connected, a look",
        "connected, open all day",
        "in a background tab",
    ] {
        let cost = of(name);
        assert_eq!(
            (cost.status, cost.tokens, cost.sdk),
            (cost.views, 0, 0),
            "{name}"
        );
        assert_eq!(cost.timers, 0, "{name}: it sleeps");
    }
    // The button costs one token, and an idle hour one more. With fewer it would not work.
    assert_eq!(of("button, a look").tokens, of("button, a look").views);
    assert_eq!(
        of("button, an idle hour").tokens,
        2 * of("button, an idle hour").views
    );
    // A broken backend gets four requests in a row. After that, the customer decides.
    assert_eq!(of("backend broken").status, 4 * of("backend broken").views);
    assert!(took < Duration::from_secs(2), "it took {took:?}");
}
