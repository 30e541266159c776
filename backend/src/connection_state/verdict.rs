//! PURE: the verdict on a number, from the health and status words of the number and its account. The most serious
//! finding decides.

use std::borrow::Cow;
use std::cmp::Reverse;

use chakra_connect_contract::pace::MOST_ISSUES;
use chakra_connect_contract::reasons;

use super::{Issue, NumberLookup};
use crate::chakra::{AccountRecord, HealthEntity, Meaning, PhoneRecord, Sending, StatusWord};

/// One statement of a record, unless it says that everything is fine.
#[derive(Debug)]
struct Finding {
    meaning: Meaning,
    issue: Issue,
}

/// Everything found about one number, or about accounts.
#[derive(Debug)]
pub(super) struct Verdict {
    findings: Vec<Finding>,
}

impl Verdict {
    /// The findings for a number, by its own record and by those of the accounts.
    pub(super) fn of_number(lookup: &NumberLookup, accounts: &[&AccountRecord]) -> Self {
        let phone = lookup.record();
        let mut findings = Vec::new();
        if let Some(phone) = phone {
            // Meta's own explanation is among these, so they come first.
            findings.extend(phone.health.iter().flat_map(health_findings));
            findings.extend(phone.status_words().filter_map(word_finding));
        }
        findings.extend(own_accounts(phone, accounts).filter_map(account_finding));
        if matches!(lookup, NumberLookup::Failed { .. }) {
            findings.push(Finding {
                meaning: Meaning::Notice,
                issue: issue(reasons::RECORD_FAILED),
            });
        }
        Self { findings }
    }

    /// The findings for accounts without a number.
    pub(super) fn of_accounts(accounts: &[&AccountRecord]) -> Self {
        let findings = accounts.iter().copied().filter_map(account_finding);
        Self {
            findings: findings.collect(),
        }
    }

    /// The most serious meaning.
    pub(super) fn meaning(&self) -> Meaning {
        self.gravest().map_or(Meaning::Fine, |it| it.meaning)
    }

    /// Why it is not simply connected.
    pub(super) fn reason(&self) -> Option<Cow<'static, str>> {
        let gravest = self.gravest().filter(|it| it.meaning > Meaning::Notice)?;
        Some(gravest.issue.message.clone().into())
    }

    /// The first problems, each once. A review is not one: it ends by itself.
    pub(super) fn issues(&self) -> Vec<Issue> {
        let mut issues = Vec::new();
        for finding in &self.findings {
            if issues.len() == MOST_ISSUES {
                break;
            }
            if finding.meaning != Meaning::InReview && !issues.contains(&finding.issue) {
                issues.push(finding.issue.clone());
            }
        }
        issues
    }

    /// The most serious finding; the first one if there are several.
    fn gravest(&self) -> Option<&Finding> {
        self.findings.iter().min_by_key(|it| Reverse(it.meaning))
    }
}

/// The accounts that a number depends on: its own, or all if its record names none of them.
fn own_accounts<'a>(
    phone: Option<&PhoneRecord>,
    accounts: &[&'a AccountRecord],
) -> impl Iterator<Item = &'a AccountRecord> {
    let named = phone.and_then(|phone| phone.account_id.as_deref());
    let own = accounts.iter().find(|it| Some(it.id.as_str()) == named);
    own.map_or(accounts, std::slice::from_ref).iter().copied()
}

fn account_finding(account: &AccountRecord) -> Option<Finding> {
    account.status_word().and_then(word_finding)
}

fn word_finding(word: StatusWord<'_>) -> Option<Finding> {
    let explained = word.look_up().unwrap_or_else(|| word.unknown());
    (explained.meaning != Meaning::Fine).then_some(Finding {
        meaning: explained.meaning,
        issue: Issue {
            code: None,
            message: explained.message,
            solution: explained.solution,
        },
    })
}

fn health_findings(entity: &HealthEntity) -> Vec<Finding> {
    let (meaning, blanket) = match entity.sending {
        Sending::Available => return Vec::new(),
        Sending::Limited => (Meaning::Notice, reasons::SENDING_LIMITED),
        Sending::Blocked => (Meaning::ActionNeeded, reasons::SENDING_BLOCKED),
    };
    let finding = |issue| Finding { meaning, issue };
    if entity.errors.is_empty() {
        return vec![finding(issue(blanket))];
    }
    let errors = entity.errors.iter().map(|error| Issue {
        code: error.code.clone(),
        message: error
            .description
            .clone()
            .unwrap_or_else(|| blanket.to_owned()),
        solution: error.solution.clone(),
    });
    errors.map(finding).collect()
}

fn issue(message: &str) -> Issue {
    Issue {
        code: None,
        message: message.to_owned(),
        solution: None,
    }
}
