//! Rules for connect-token.

use std::collections::BTreeSet;
use std::time::Duration;

use crate::exchange::{Exchange, Meaning};
use crate::judgement::Judgement;
use crate::observations::Observations;
use crate::probe::{AT_ONCE, Probe};
use crate::rule::Rule;

/// A token with less time left was stored somewhere.
const SHORTEST_LIFE: Duration = Duration::from_mins(5);

pub(super) const RULES: &[Rule] = &[
    Rule {
        id: "token-readable",
        asks: "connect-token returns a connect token that the widget can use",
        why: "customers cannot connect a number",
        remedy: "return {connectToken, pluginId?} with Chakra's token unchanged; the widget's error code names the problem",
        judge: readable,
    },
    Rule {
        id: "token-fresh",
        asks: "a connect token has at least five minutes left",
        why: "a signup takes minutes, and fails at the end if the token has expired",
        remedy: "request a token from Chakra at each call, and store none",
        judge: fresh,
    },
    Rule {
        id: "one-plugin",
        asks: "all tokens of a tenant are for one plugin, also with the intent replace",
        why: "with a second plugin, the first one's number stays connected and costs money, but nobody sees it",
        remedy: "store the plugin's id with the first token, and request each later token with it",
        judge: one_plugin,
    },
    Rule {
        id: "first-calls-at-once",
        asks: "simultaneous first calls get the same plugin",
        why: "two tabs create two plugins: the customer signs up with one, and the status shows the other",
        remedy: "store the first plugin id (INSERT … ON CONFLICT DO NOTHING, then SELECT), return that one, and delete the surplus plugin; or lock the tenant",
        judge: first_calls,
    },
    Rule {
        id: "own-plugin-accepted",
        asks: "the tenant's own pluginId is accepted",
        why: "the widget sends it back with each later token request",
        remedy: "compare pluginId with the stored one, and continue if they are equal",
        judge: |seen| super::done(seen, Probe::OwnPlugin),
    },
    Rule {
        id: "foreign-plugin-refused",
        asks: "a pluginId that is not the tenant's is rejected",
        why: "a customer gets a token for another customer's WhatsApp account",
        remedy: "compare pluginId with the stored one of the session's tenant; if they differ, return 403",
        judge: |seen| super::refused_without_failing(seen, Probe::ForeignPlugin),
    },
    Rule {
        id: "other-tenants-plugin-refused",
        asks: "another tenant's pluginId is rejected",
        why: "a customer gets a token for another customer's WhatsApp account",
        remedy: "compare pluginId with the stored one of the session's tenant; if they differ, return 403",
        judge: |seen| super::refused_without_failing(seen, Probe::OthersPlugin),
    },
    Rule {
        id: "tenants-apart",
        asks: "two tenants have two plugins",
        why: "customers connect their number to somebody else's account",
        remedy: "store plugin ids by the session's tenant",
        judge: tenants_apart,
    },
    Rule {
        id: "token-not-by-get",
        asks: "GET connect-token returns no token that a cache, a link or an image could get",
        why: "a link on another site can create plugins, and caches store tokens",
        remedy: "accept only POST on this route; if you need GET, reject any Sec-Fetch-Site except same-origin, and send no-store",
        judge: not_by_get,
    },
    Rule {
        id: "sdk-address",
        asks: "sdkUrl, if present, is https",
        why: "its script runs in your page",
        remedy: "leave out sdkUrl, or return an https:// address",
        judge: sdk_address,
    },
];

fn readable(seen: &Observations<'_>) -> Judgement {
    super::judged(seen, Probe::NextToken, |exchange| {
        match (exchange.meaning(), exchange.token()) {
            (Meaning::Trouble, _) => Judgement::cannot_tell(exchange.line()),
            (Meaning::Absent, _) => seen.why_not(Probe::NextToken),
            (_, Ok(_)) => Judgement::pass(exchange.line()),
            (_, Err(code)) => Judgement::fault(format!(
                "{}; the widget: {}",
                exchange.line(),
                code.as_str()
            )),
        }
    })
}

fn fresh(seen: &Observations<'_>) -> Judgement {
    super::judged(seen, Probe::NextToken, |exchange| match exchange.token() {
        Ok(token) if token.life >= SHORTEST_LIFE => {
            Judgement::pass(format!("{} s are left", token.life.as_secs()))
        }
        Ok(token) => Judgement::fault(format!("{} s are left", token.life.as_secs())),
        Err(_) => Judgement::cannot_tell("the token cannot be read"),
    })
}

/// The plugins of these probes' tokens, and the number of tokens.
fn plugins(seen: &Observations<'_>, probes: &[Probe]) -> (BTreeSet<String>, usize) {
    let tokens = probes
        .iter()
        .filter_map(|probe| seen.of(*probe)?.token().ok());
    let plugins: Vec<_> = tokens.filter_map(|token| token.plugin_id).collect();
    let count = plugins.len();
    (plugins.into_iter().collect(), count)
}

fn one_plugin(seen: &Observations<'_>) -> Judgement {
    let probes = [Probe::NextToken, Probe::Replacement, Probe::OwnPlugin];
    let (plugins, count) = plugins(seen, &probes);
    match (plugins.len(), count) {
        (1, 2..) => Judgement::pass(format!("{count} tokens, one plugin")),
        (2.., _) => Judgement::fault(format!("{count} tokens, {} plugins", plugins.len())),
        _ => seen.why_not(Probe::Replacement),
    }
}

fn first_calls(seen: &Observations<'_>) -> Judgement {
    let first: Vec<_> = (0..AT_ONCE).map(Probe::FirstToken).collect();
    let with_next = [first.as_slice(), &[Probe::NextToken]].concat();
    let (plugins, count) = plugins(seen, &with_next);
    if plugins.len() > 1 {
        let told = format!("{count} responses name {} plugins", plugins.len());
        return Judgement::fault(told);
    }
    let failed = first.iter().filter_map(|probe| seen.of(*probe));
    let failed = failed.filter(|it| it.answer().is_some_and(|it| it.status == 500));
    let failed: Vec<_> = failed.map(Exchange::line).collect();
    if !failed.is_empty() {
        return Judgement::faults_or(failed, "");
    }
    let is_reset = seen.of(Probe::Reset).map(Exchange::meaning) == Some(Meaning::Done);
    match count {
        0 | 1 => seen.why_not(Probe::FirstToken(0)),
        _ if is_reset => Judgement::pass(format!("{count} responses name one plugin")),
        _ => Judgement::cannot_tell(
            "all named one plugin, but the tenant may have had it before: use a new tenant",
        ),
    }
}

fn tenants_apart(seen: &Observations<'_>) -> Judgement {
    let (plugins, count) = plugins(seen, &[Probe::NextToken, Probe::OthersToken]);
    match (count, plugins.len()) {
        (2, 2) => Judgement::pass("two plugins"),
        (2, _) => Judgement::fault("both tenants have the same plugin"),
        _ => seen.why_not(Probe::OthersToken),
    }
}

fn not_by_get(seen: &Observations<'_>) -> Judgement {
    super::judged(seen, Probe::TokenByGet, |exchange| {
        if exchange.token().is_err() {
            return Judgement::pass(exchange.line());
        }
        let by_image = seen.of(Probe::TokenByImage);
        if let Some(image) = by_image.filter(|image| image.token().is_ok()) {
            return Judgement::fault(image.line());
        }
        if super::caching::is_stored(exchange) {
            return Judgement::fault(format!("{}, without no-store", exchange.line()));
        }
        Judgement::pass(exchange.line())
    })
}

fn sdk_address(seen: &Observations<'_>) -> Judgement {
    super::judged(seen, Probe::NextToken, |exchange| {
        let sdk_url = exchange.token().ok().and_then(|token| token.sdk_url);
        let Some(sdk_url) = sdk_url else {
            return Judgement::not_applicable("the response has no sdkUrl");
        };
        let is_https = sdk_url.starts_with("https://");
        let is_local = url::Url::parse(&sdk_url).is_ok_and(|url| crate::target::is_loopback(&url));
        if is_https || is_local {
            Judgement::pass("it is")
        } else {
            Judgement::fault("it is not")
        }
    })
}
