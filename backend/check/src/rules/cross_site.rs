//! Rules for pages of other sites, whose requests a browser may send with the customer's session.

use crate::ask::Ask;
use crate::call::Call;
use crate::exchange::Exchange;
use crate::judgement::Judgement;
use crate::observations::Observations;
use crate::page::{OTHER_ORIGIN, OtherPage, Page};
use crate::probe::{Known, Probe};
use crate::rule::Rule;

const REMEDY: &str = "before anything else, return 403 if Sec-Fetch-Site is neither same-origin nor none; without that header, return 403 if Origin is present and is not this host";
const ALLOW_ORIGIN: &str = "access-control-allow-origin";

pub(super) const RULES: &[Rule] = &[
    Rule {
        id: "cross-site-token",
        asks: "connect-token rejects pages of other sites",
        why: "any page that a signed-in customer visits can create plugins at Chakra",
        remedy: REMEDY,
        judge: |seen| posts(seen, Call::Token),
    },
    Rule {
        id: "cross-site-event",
        asks: "connect-event rejects pages of other sites",
        why: "any page that a signed-in customer visits can choose the number",
        remedy: REMEDY,
        judge: |seen| posts(seen, Call::Event),
    },
    Rule {
        id: "cross-site-disconnect",
        asks: "disconnect rejects pages of other sites",
        why: "any page that a signed-in customer visits can disconnect the number",
        remedy: REMEDY,
        judge: |seen| posts(seen, Call::Disconnect),
    },
    Rule {
        id: "cross-site-status",
        asks: "status rejects pages of other sites",
        why: "an image on another site makes the backend call Chakra, and uses up the quota of all customers",
        remedy: REMEDY,
        judge: reads,
    },
    Rule {
        id: "form-refused",
        asks: "a POST without a JSON Content-Type is rejected",
        why: "a plain form on any site can send it, and gets through from browsers that send no origin",
        remedy: "return 415 unless the Content-Type is application/json",
        judge: forms,
    },
    Rule {
        id: "other-origin-not-allowed",
        asks: "no response allows another origin by CORS",
        why: "scripts on any site can read a customer's connect token",
        remedy: "keep a list of allowed origins; never copy Origin into Access-Control-Allow-Origin without a check",
        judge: other_origin_not_allowed,
    },
    Rule {
        id: "page-origin-allowed",
        asks: "the page's own origin is allowed by CORS, with credentials",
        why: "the browser blocks every response, and the widget shows backend_unreachable",
        remedy: "send Access-Control-Allow-Origin with the page's origin, Access-Control-Allow-Credentials: true, and in the preflight Access-Control-Allow-Headers: content-type",
        judge: page_origin_allowed,
    },
];

fn posts(seen: &Observations<'_>, call: Call) -> Judgement {
    let pages = OtherPage::POSTING;
    Judgement::all(pages.map(|page| super::refused(seen, Probe::CrossSite(call, page))))
}

fn reads(seen: &Observations<'_>) -> Judgement {
    let pages = [OtherPage::Image, OtherPage::Modern];
    Judgement::all(pages.map(|page| super::refused(seen, Probe::CrossSite(Call::Status, page))))
}

fn forms(seen: &Observations<'_>) -> Judgement {
    Judgement::all([0, 1].map(|kind| super::refused(seen, Probe::Form(kind))))
}

fn header<'a>(exchange: &'a Exchange, name: &str) -> Option<&'a str> {
    exchange.answer()?.headers.get(name)?.to_str().ok()
}

fn allows_credentials(exchange: &Exchange) -> bool {
    header(exchange, "access-control-allow-credentials") == Some("true")
}

fn asked(exchange: &Exchange) -> Ask {
    exchange.probe.ask(&Known::default())
}

fn other_origin_not_allowed(seen: &Observations<'_>) -> Judgement {
    let mut of_others = seen
        .all()
        .filter(|it| matches!(asked(it).page, Page::Other(_)))
        .peekable();
    if of_others.peek().is_none() {
        return seen.why_not(Probe::Preflight);
    }
    let sibling = seen.target.sibling_origin();
    let is_allowed = |exchange: &&Exchange| match header(exchange, ALLOW_ORIGIN) {
        Some("*") => allows_credentials(exchange),
        Some(origin) => origin == OTHER_ORIGIN || origin == "null" || origin == sibling,
        None => false,
    };
    let lines = of_others.filter(is_allowed);
    let lines = lines.map(|it| format!("{}, with Access-Control-Allow-Origin", it.line()));
    Judgement::faults_or(lines.collect(), "none does")
}

fn page_origin_allowed(seen: &Observations<'_>) -> Judgement {
    if !seen.target.is_cross_origin() {
        return Judgement::not_applicable("the page is at the backend's own origin");
    }
    let origin = seen.target.page_origin();
    let is_allowed =
        |it: &Exchange| header(it, ALLOW_ORIGIN) == Some(origin.as_str()) && allows_credentials(it);
    let takes_json = |it: &Exchange| {
        let allowed = header(it, "access-control-allow-headers").unwrap_or_default();
        allowed.to_ascii_lowercase().contains("content-type")
    };
    let judged = [Probe::OwnPreflight, Probe::ForeignPlugin].map(|probe| {
        super::judged(seen, probe, |exchange| {
            let is_right =
                is_allowed(exchange) && (probe != Probe::OwnPreflight || takes_json(exchange));
            if is_right {
                Judgement::pass(exchange.line())
            } else {
                Judgement::fault(exchange.line())
            }
        })
    });
    Judgement::all(judged)
}
