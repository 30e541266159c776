//! The numbers of a connection, as a shop owner reads them.

use crate::flow::status::{Issue, Number};
use crate::flow::{Snapshot, State};
use crate::text::{self, Localizer, Message, for_people};

/// One number, with its details.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NumberDetails {
    /// The number, in groups.
    pub digits: String,
    /// The name WhatsApp shows for the business.
    pub name: Option<String>,
    /// Quality, limit, and the date of connection.
    pub facts: Vec<Fact>,
    /// The problems that keep it from working.
    pub issues: Vec<Advice>,
}

/// One detail of a number.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Fact {
    /// The name of the detail.
    pub term: String,
    /// Its value.
    pub value: String,
    /// Meta's quality rating, for its colour.
    pub quality: Option<&'static str>,
}

/// A problem and its solution.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Advice {
    /// The problem.
    pub issue: String,
    /// The solution, if it is a separate sentence.
    pub solution: Option<String>,
}

pub(super) fn numbers(shown: &Snapshot, voice: &Localizer<'_>) -> Vec<NumberDetails> {
    let report = match (shown.state, &shown.report) {
        (State::Loading | State::Disconnecting, _) | (_, None) => return Vec::new(),
        (State::ChooseNumber, _) if shown.offers_choice => return Vec::new(),
        (_, Some(report)) => report,
    };
    let since = report.connected_since.as_deref();
    let since = since.and_then(|since| voice.intl.day(since));
    let details = |number: &Number| NumberDetails {
        digits: digits(number),
        name: number.verified_name.clone(),
        facts: facts(number, since.clone(), voice),
        issues: number
            .issues
            .iter()
            .map(|issue| advice(issue, voice))
            .collect(),
    };
    let told = report.numbers.iter().filter(|number| is_telling(number));
    told.map(details).collect()
}

/// Whether there is more than an id, which means nothing to a customer. If no backend was asked, the vendor's report
/// has no more than that.
fn is_telling(number: &Number) -> bool {
    !number.display_phone_number.is_empty()
        || number.verified_name.is_some()
        || !number.issues.is_empty()
}

pub(super) fn digits(number: &Number) -> String {
    if number.display_phone_number.is_empty() {
        number.phone_number_id.clone()
    } else {
        for_people(&number.display_phone_number)
    }
}

fn facts(number: &Number, since: Option<String>, voice: &Localizer<'_>) -> Vec<Fact> {
    let fact = |term: Message, value: String, quality| Fact {
        term: voice.say(term),
        value,
        quality,
    };
    let quality = number.quality_rating.as_deref().and_then(quality);
    let limit = number.messaging_limit_tier.as_deref();
    [
        quality.map(|(name, word)| fact(text::QUALITY, voice.say(word), Some(name))),
        limit
            .and_then(|tier| limit_of(tier, voice))
            .map(|limit| fact(text::LIMIT, limit, None)),
        since.map(|since| fact(text::SINCE, since, None)),
    ]
    .into_iter()
    .flatten()
    .collect()
}

/// Source: Meta's phone number quality ratings; `UNKNOWN` says nothing.
fn quality(rating: &str) -> Option<(&'static str, Message)> {
    Some(match rating {
        "GREEN" => ("green", text::QUALITY_HIGH),
        "YELLOW" => ("yellow", text::QUALITY_MEDIUM),
        "RED" => ("red", text::QUALITY_LOW),
        _ => return None,
    })
}

/// Meta's tiers limit how many customers a business may write to first within 24 hours: `TIER_250`, `TIER_1K`,
/// `TIER_UNLIMITED`.
fn limit_of(tier: &str, voice: &Localizer<'_>) -> Option<String> {
    let size = tier.strip_prefix("TIER_")?;
    if size == "UNLIMITED" {
        return Some(voice.say(text::LIMIT_NONE));
    }
    let (digits, factor) = match size.strip_suffix('K') {
        Some(digits) => (digits, 1000),
        None => (size, 1),
    };
    let count = digits.parse::<u32>().ok()?.checked_mul(factor)?;
    Some(voice.count(text::LIMIT_COUNT, count))
}

/// Our own text if there is one for Meta's code, else the backend's words.
fn advice(issue: &Issue, voice: &Localizer<'_>) -> Advice {
    let ours = issue.code.as_deref().and_then(text::of_meta_code);
    match ours {
        Some(message) => Advice {
            issue: voice.say(message),
            solution: None,
        },
        None => Advice {
            issue: voice.quote(&issue.message),
            solution: issue.solution.as_deref().map(|text| voice.quote(text)),
        },
    }
}
