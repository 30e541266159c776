//! One planted fault for each rule.

use std::collections::BTreeSet;
use std::time::Duration;

use chakra_backend_check::{Options, RULES, Report, Verdict, check};

use crate::backend::{APP, Backend, COOKIES, options, report_of, target_at};

/// Rules whose fault the switched backend cannot have. Each has its own test below.
const ELSEWHERE: [&str; 5] = [
    "reachable",
    "https",
    "signed-in",
    "page-origin-allowed",
    "answers-in-time",
];

/// Other rules that this fault breaks too.
fn also_found(fault: &str) -> &'static [&'static str] {
    match fault {
        // A backend that accepts every plugin also accepts these.
        "foreign-plugin-refused" => &["other-tenants-plugin-refused", "odd-plugin-id-refused"],
        "tenants-apart" => &["other-tenants-plugin-refused"],
        _ => &[],
    }
}

fn faults(report: &Report) -> BTreeSet<&'static str> {
    report.faults().map(|finding| finding.rule.id).collect()
}

#[tokio::test]
async fn a_correct_backend_has_no_fault_and_no_unknown_result() {
    let report = report_of("none").await;
    assert!(report.is_sound(), "{report}");
    let unknown = report
        .findings
        .iter()
        .filter(|it| it.verdict == Verdict::CannotTell);
    let unknown: Vec<_> = unknown.map(|it| it.rule.id).collect();
    assert_eq!(unknown, [""; 0], "{report}");
    let not_about_it = report
        .findings
        .iter()
        .filter(|it| it.verdict == Verdict::NotApplicable);
    let not_about_it: Vec<_> = not_about_it.map(|it| it.rule.id).collect();
    assert_eq!(
        not_about_it,
        ["https", "numbers-named", "page-origin-allowed"]
    );
}

#[tokio::test]
async fn each_rule_finds_its_fault_and_no_other() {
    let mut missed = Vec::new();
    for rule in RULES.iter().filter(|rule| !ELSEWHERE.contains(&rule.id)) {
        let report = report_of(rule.id).await;
        let found = faults(&report);
        let allowed = also_found(rule.id);
        let is_alone = found
            .iter()
            .all(|id| *id == rule.id || allowed.contains(id));
        if !found.contains(rule.id) || !is_alone {
            let finding = report.finding(rule.id).unwrap();
            let (verdict, evidence) = (finding.verdict, &finding.evidence);
            missed.push(format!("{}: {found:?} {verdict:?} {evidence:?}", rule.id));
        }
    }
    assert!(missed.is_empty(), "{}", missed.join("\n\n"));
}

#[test]
fn rules_have_distinct_names_and_say_what_to_do() {
    let ids: BTreeSet<_> = RULES.iter().map(|rule| rule.id).collect();
    assert_eq!(ids.len(), RULES.len());
    for rule in RULES.iter() {
        let is_name = |byte: u8| byte.is_ascii_lowercase() || byte == b'-';
        assert!(rule.id.bytes().all(is_name), "{}", rule.id);
        for text in [rule.asks, rule.why, rule.remedy] {
            assert!(
                text.len() > 10 && !text.ends_with('.'),
                "{}: {text}",
                rule.id
            );
        }
    }
}

#[tokio::test]
async fn a_missing_backend_is_one_fault() {
    let port = Backend::with("none").await.port;
    let target = target_at(&format!("http://127.0.0.1:{port}"));
    let report = check(&target, &options()).await.unwrap();
    assert_eq!(faults(&report), BTreeSet::from(["reachable"]), "{report}");
}

#[tokio::test]
async fn http_is_for_this_machine_only() {
    let backend = Backend::with("none").await;
    let target = target_at(&format!("http://0.0.0.0:{}/api/chakra", backend.port));
    let report = check(&target, &options()).await.unwrap();
    assert_eq!(faults(&report), BTreeSet::from(["https"]), "{report}");
}

#[tokio::test]
async fn a_missing_response_is_a_fault() {
    let backend = Backend::with("answers-in-time").await;
    let options = Options {
        reply_time: Duration::from_secs(2),
        ..options()
    };
    let report = check(&backend.target(), &options).await.unwrap();
    assert_eq!(
        faults(&report),
        BTreeSet::from(["answers-in-time"]),
        "{report}"
    );
}

#[tokio::test]
async fn a_page_of_another_origin_must_be_allowed() {
    for fault in ["none", "page-origin-allowed"] {
        let backend = Backend::with(fault).await;
        let target = backend.target().with_page_origin(APP).unwrap();
        let report = check(&target, &options()).await.unwrap();
        let expected = BTreeSet::from_iter(Some(fault).filter(|fault| *fault != "none"));
        assert_eq!(faults(&report), expected, "{report}");
    }
}

#[tokio::test]
async fn without_a_session_no_rule_that_needs_one_is_judged() {
    let backend = Backend::with("none").await;
    let base = format!("http://127.0.0.1:{}/api/chakra", backend.port);
    let nobody = chakra_backend_check::Target::new(&base).unwrap();
    let expired = nobody.clone().with_header("Cookie: other=1").unwrap();
    for target in [nobody, expired] {
        let report = check(&target, &options()).await.unwrap();
        assert!(report.is_sound(), "{report}");
        let signed_in = report.finding("signed-in").unwrap();
        assert_eq!(signed_in.verdict, Verdict::CannotTell);
        for id in [
            "foreign-plugin-refused",
            "cross-site-token",
            "form-refused",
            "token-readable",
        ] {
            let finding = report.finding(id).unwrap();
            assert_eq!(finding.verdict, Verdict::CannotTell, "{id}: {report}");
        }
    }
}

#[tokio::test]
async fn pages_of_other_sites_cannot_send_a_bearer_token() {
    let backend = Backend::with("cross-site-token").await;
    let base = format!("http://127.0.0.1:{}/api/chakra", backend.port);
    let [cookie, _] = COOKIES;
    let target = chakra_backend_check::Target::new(&base).unwrap();
    let target = target
        .with_header(cookie)
        .unwrap()
        .with_page_header("cookie")
        .unwrap();
    let report = check(&target, &options()).await.unwrap();
    let verdict = report.finding("cross-site-token").unwrap().verdict;
    assert_eq!(verdict, Verdict::NotApplicable);
}

#[test]
fn the_book_has_a_row_for_each_rule() {
    let page = include_str!("../../../../docs/book/src/backend/check.md");
    let rows = page
        .lines()
        .filter(|line| line.starts_with("| `") && !line.contains("`-"));
    let rows: Vec<_> = rows.filter(|line| !line.contains("`CHAKRA_")).collect();
    let expected = RULES
        .iter()
        .map(|rule| format!("| `{}` | {} |", rule.id, rule.asks));
    assert_eq!(rows, expected.collect::<Vec<_>>());
}
