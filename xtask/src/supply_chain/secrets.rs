//! Secrets in tracked files: texts in the format of keys for Chakra, Meta, clouds and registries.

use super::Tracked;

/// A kind of secret, recognised by its format alone.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Kind {
    PrivateKey,
    Jwt,
    ChakraKey,
    MetaToken,
    AwsKey,
    WebhookSecret,
    ServiceToken,
}

/// Made up for tests: where it may be, and why it is not a secret.
#[derive(Clone, Copy, Debug)]
pub(super) struct Fixture {
    kind: Kind,
    /// The beginning of a path.
    place: &'static str,
    why: &'static str,
}

const fn fixture(kind: Kind, place: &'static str, why: &'static str) -> Fixture {
    Fixture { kind, place, why }
}

pub(super) const FIXTURES: &[Fixture] = &[
    fixture(
        Kind::PrivateKey,
        "backend/tests/authorization/keys/",
        "made for these tests; sign for nobody else",
    ),
    fixture(
        Kind::Jwt,
        "fuzz/corpus/token/",
        "unsigned: SECRETSIGNATURE in the place of a signature",
    ),
    fixture(
        Kind::Jwt,
        "tests/browser/page.rs",
        "unsigned, with claims of nobody",
    ),
    fixture(
        Kind::ChakraKey,
        "tests/host/",
        "made up: a key that a backend sends by mistake",
    ),
    fixture(Kind::ChakraKey, "tests/e2e/", "made up, for the stand-in"),
    fixture(
        Kind::WebhookSecret,
        "backend/server/src/configuration/tests/",
        "made up: its text says so",
    ),
    fixture(
        Kind::WebhookSecret,
        "backend/server/tests/",
        "made up: its text says so",
    ),
    fixture(
        Kind::WebhookSecret,
        "backend/tests/notifications/",
        "made up: its text says so",
    ),
    fixture(
        Kind::WebhookSecret,
        "backend/src/notifications/secret.rs",
        "the published example of Standard Webhooks",
    ),
];

/// Texts that look like secrets but are not listed, and list entries without a match. Never contains the text itself.
pub(super) fn faults(files: &[Tracked], fixtures: &[Fixture]) -> Vec<String> {
    let mut faults = Vec::new();
    let mut used = vec![false; fixtures.len()];
    for file in files {
        for (number, line) in (1..).zip(file.text.lines()) {
            for kind in kinds(line) {
                let fits = |it: &Fixture| it.kind == kind && file.path.starts_with(it.place);
                match fixtures.iter().position(fits) {
                    Some(place) => used[place] = true,
                    None => faults.push(format!(
                        "{}:{number}: this looks like a secret ({kind:?})",
                        file.path
                    )),
                }
            }
        }
    }
    for (fixture, _) in fixtures.iter().zip(used).filter(|(_, is_used)| !is_used) {
        faults.push(format!(
            "{}: no {:?} stands there any more ({})",
            fixture.place, fixture.kind, fixture.why
        ));
    }
    faults
}

/// The kinds of secrets in a line.
fn kinds(line: &str) -> Vec<Kind> {
    let mut kinds = Vec::new();
    let key = line.split_once("-----BEGIN ");
    if key.is_some_and(|(_, rest)| rest.contains("PRIVATE KEY-----")) {
        kinds.push(Kind::PrivateKey);
    }
    let is_part = |letter: char| letter.is_ascii_alphanumeric() || "_-.".contains(letter);
    kinds.extend(line.split(|letter| !is_part(letter)).filter_map(kind_of));
    kinds
}

fn kind_of(word: &str) -> Option<Kind> {
    // A full stop or hyphen at the end is not part of a token.
    let word = word.trim_matches(['.', '-']);
    if word.len() < 20 {
        return None;
    }
    let parts: Vec<_> = word.split('.').collect();
    // `{"` in base64url: the start of a JSON header.
    if let [header, claims, signature] = parts.as_slice()
        && header.starts_with("eyJ")
        && claims.starts_with("eyJ")
        && signature.len() > 5
    {
        return Some(Kind::Jwt);
    }
    let is_plain = |text: &str| text.bytes().all(|byte| byte.is_ascii_alphanumeric());
    let is_hex = |byte: u8| byte.is_ascii_digit() || (b'a'..=b'f').contains(&byte);
    if word.len() == 32 && word.bytes().all(is_hex) && has_letters_and_digits(word) {
        return Some(Kind::ChakraKey);
    }
    if word.starts_with("EAA") && word.len() > 60 && is_plain(word) && has_letters_and_digits(word)
    {
        return Some(Kind::MetaToken);
    }
    let is_upper = |byte: u8| byte.is_ascii_digit() || byte.is_ascii_uppercase();
    if ["AKIA", "ASIA"].iter().any(|start| word.starts_with(start))
        && word.len() == 20
        && word.bytes().all(is_upper)
    {
        return Some(Kind::AwsKey);
    }
    if word
        .strip_prefix("whsec_")
        .is_some_and(|rest| rest.len() >= 24)
    {
        return Some(Kind::WebhookSecret);
    }
    // GitHub, npm, Slack, Stripe, Google, crates.io.
    let starts = [
        "ghp_",
        "gho_",
        "ghs_",
        "github_pat_",
        "npm_",
        "xoxb-",
        "xoxp-",
        "sk_live_",
        "rk_live_",
        "AIza",
        "cio",
    ];
    let rest = starts.iter().find_map(|start| word.strip_prefix(start))?;
    let is_token = rest.len() >= 30
        && !rest.contains('.')
        && has_letters_and_digits(rest)
        && !rest.contains("__");
    is_token.then_some(Kind::ServiceToken)
}

fn has_letters_and_digits(text: &str) -> bool {
    text.bytes().any(|byte| byte.is_ascii_digit())
        && text.bytes().any(|byte| byte.is_ascii_alphabetic())
}

#[cfg(test)]
mod tests {
    use super::super::file;
    use super::*;

    /// Assembled at run time, because the search would otherwise find them in this file.
    fn plants() -> Vec<(Kind, String)> {
        let many = "0a1b2c3d4e5f6g7h8i9j".repeat(4);
        vec![
            (
                Kind::PrivateKey,
                ["-----BEGIN ", "RSA PRIVATE ", "KEY-----"].concat(),
            ),
            (
                Kind::PrivateKey,
                ["-----BEGIN ", "PRIVATE ", "KEY-----"].concat(),
            ),
            (
                Kind::Jwt,
                ["eyJhbGciOiJIUzI1NiJ9", "eyJzdWIiOiIxIn0", "c2lnbmF0dXJl"].join("."),
            ),
            (Kind::ChakraKey, "0123456789abcdef".repeat(2)),
            (Kind::MetaToken, ["EAA", &many].concat()),
            (Kind::AwsKey, ["AKIA", "IOSFODNN7EXAMPLE"].concat()),
            (
                Kind::WebhookSecret,
                ["whsec", "_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"].concat(),
            ),
            (Kind::ServiceToken, ["ghp", "_", &many[..36]].concat()),
            (Kind::ServiceToken, ["npm", "_", &many[..36]].concat()),
            (Kind::ServiceToken, ["AIza", &many[..35]].concat()),
        ]
    }

    #[test]
    fn each_kind_is_found_in_any_context() {
        for (kind, secret) in plants() {
            for line in [
                secret.clone(),
                format!("key = \"{secret}\""),
                format!("Authorization: Bearer {secret}"),
                format!("https://example.com/?key={secret}&a=b"),
                format!("KEY={secret}."),
            ] {
                assert_eq!(kinds(&line), [kind], "{line}");
                let told = faults(&[file("a/b.rs", &format!("\n{line}"))], &[]);
                assert_eq!(told.len(), 1, "{line}");
                assert!(told[0].starts_with("a/b.rs:2: "), "{told:?}");
                assert!(!told[0].contains(&secret), "it is not told again");
            }
        }
    }

    #[test]
    fn texts_that_only_resemble_secrets_are_ignored() {
        for line in [
            "-----BEGIN PUBLIC KEY-----",
            "a text with PRIVATE KEY----- in it",
            "eyJhbGciOiJIUzI1NiJ9.x.y",
            "0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef",
            "00000000000000000000000000000000",
            "the_name_of_a_test_that_is_as_long_as_a_token",
            "npm_config_nodedir, npm_package_json",
            "sha512-Ch7DqsmYzSQRTY87pZpsGsFVz9VVBnLPnCBOHxKt1HH25a7oMu1w1PbPWqVmE0VerCLsj",
        ] {
            assert_eq!(kinds(line), [], "{line}");
        }
    }

    #[test]
    fn made_up_secrets_are_listed_and_every_listing_is_used() {
        let (kind, secret) = plants().remove(3);
        let known = [fixture(kind, "tests/", "a reason")];
        assert_eq!(faults(&[file("tests/a.rs", &secret)], &known), [""; 0]);
        assert_eq!(faults(&[file("src/tests/a.rs", &secret)], &known).len(), 2);
        assert_eq!(faults(&[], &known).len(), 1);
        assert!(FIXTURES.iter().all(|fixture| fixture.why.len() > 15));
    }
}
