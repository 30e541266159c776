//! Hand-written tokens: odd headers, odd claims, and other encodings of the same token.

use jsonwebtoken::get_current_timestamp;
use serde_json::json;

use super::tests::{config, is_believed, kinds};
use super::tokens::*;

const ALGORITHMS: [&str; 4] = ["RS256", "ES256", "EdDSA", "HS256"];

/// The fields as a JSON object, exactly as written: with any text as a value, and with duplicate names.
fn object(fields: &[(&str, &str)]) -> String {
    let fields = fields
        .iter()
        .map(|(name, value)| format!("\"{name}\":{value}"));
    let fields: Vec<_> = fields.collect();
    format!("{{{}}}", fields.join(","))
}

/// Valid claims with these replaced or added.
fn claims_with(odd: &[(&str, &str)]) -> String {
    let exp = (get_current_timestamp() + 600).to_string();
    let (iss, aud) = (json!(ISSUER).to_string(), json!(AUDIENCE).to_string());
    let good = [
        ("iss", iss.as_str()),
        ("aud", &aud),
        ("exp", &exp),
        ("tenant", "\"acme\""),
    ];
    let is_odd = |name: &str| odd.iter().any(|(odd, _)| *odd == name);
    let mut fields: Vec<_> = good.into_iter().filter(|(name, _)| !is_odd(name)).collect();
    fields.extend(odd);
    object(&fields)
}

#[tokio::test]
async fn nothing_that_a_header_names_is_fetched_or_trusted() {
    let long = json!("k".repeat(2_000)).to_string();
    let deep = format!("{}{}", "[".repeat(500), "]".repeat(500));
    for ((keys, signer), algorithm) in kinds().into_iter().zip(ALGORITHMS) {
        let alg = json!(algorithm).to_string();
        let lower = json!(algorithm.to_lowercase()).to_string();
        let other = if algorithm == "HS256" {
            "\"HS384\""
        } else {
            "\"HS256\""
        };
        for (fields, holds) in [
            (&[][..], true),
            (&[("typ", "\"JWT\"")], true),
            (&[("typ", "\"jwt\"")], true),
            (&[("typ", "\"at+jwt\"")], true),
            (&[("typ", "\"application/at+jwt\"")], true),
            (&[("typ", "null")], true),
            (&[("typ", "\"logout+jwt\"")], false),
            (&[("typ", "\"secevent+jwt\"")], false),
            (&[("typ", "\"dpop+jwt\"")], false),
            (&[("typ", "\"application/application/jwt\"")], false),
            (&[("typ", "\"JWT \"")], false),
            (&[("typ", "\"\"")], false),
            (&[("typ", "[\"JWT\"]")], false),
            (&[("typ", "\"JWT\""), ("typ", "\"JWT\"")], false),
            // Key names are only compared, never used otherwise.
            (&[("kid", "\"../../../../dev/null\"")], true),
            (&[("kid", "\"https://evil.example/jwks\"")], true),
            (&[("kid", "\"' OR '1'='1\"")], true),
            (&[("kid", "\"\\u0000\\r\\n\"")], true),
            (&[("kid", &long)], true),
            (&[("kid", "7")], false),
            (&[("kid", "{}")], false),
            (&[("kid", "\"a\""), ("kid", "\"a\"")], false),
            (&[("jku", "\"https://evil.example/jwks\"")], true),
            (&[("x5u", "\"https://evil.example/cert\"")], true),
            (&[("x5c", "[\"MIIB\"]")], true),
            (&[("crit", "null")], false),
            (&[("crit", "[]")], false),
            (&[("crit", "\"exp\"")], false),
            (&[("crit", "[\"b64\"]"), ("b64", "false")], false),
            (&[("alg", &alg)], false),
            (&[("alg", "\"none\"")], false),
            (&[("alg", other)], false),
            (&[("deep", &deep)], false),
        ] {
            let header = object(&[&[("alg", alg.as_str())], fields].concat());
            let token = signer.sign_texts(&header, &claims_with(&[]));
            let told = is_believed(config(keys.clone()), &token).await;
            assert_eq!(told, holds, "{header}");
        }
        for header in [
            object(&[("alg", &lower)]),
            object(&[("alg", "\"none\"")]),
            object(&[("alg", "\"none\""), ("alg", &alg)]),
            object(&[("alg", other), ("alg", &alg)]),
            object(&[("alg", &format!("[{alg}]"))]),
            object(&[("Alg", &alg)]),
            object(&[]),
            format!("[{alg}]"),
            alg.clone(),
            String::new(),
            "{".to_owned(),
            format!("{}{}", object(&[("alg", &alg)]), object(&[])),
        ] {
            let token = signer.sign_texts(&header, &claims_with(&[]));
            assert!(!is_believed(config(keys.clone()), &token).await, "{header}");
        }
    }
}

#[tokio::test]
async fn a_claim_is_parsed_in_one_way_or_rejected() {
    let soon = get_current_timestamp() + 600;
    let (whole, fraction, text) = (
        format!("{soon}"),
        format!("{soon}.5"),
        format!("\"{soon}\""),
    );
    let quoted = |text: &str| json!(text).to_string();
    let (issuer, audience) = (quoted(ISSUER), quoted(AUDIENCE));
    let with_slash = quoted(&format!("{ISSUER}/"));
    let in_capitals = quoted(&ISSUER.to_uppercase());
    let with_space = quoted(&format!(" {ISSUER}"));
    let list_of = |one: &str, other: &str| format!("[{one},{other}]");
    let one_issuer = format!("[{issuer}]");
    let two_issuers = list_of(&issuer, "\"https://evil.example\"");
    let named = format!("{{\"aud\":{audience}}}");
    let nested = format!("[[{audience}]]");
    let with_number = list_of(&audience, "7");
    let capital_audience = quoted(&AUDIENCE.to_uppercase());
    let deep = format!("{}{}", "[".repeat(500), "]".repeat(500));
    let (keys, signer) = kinds().into_iter().nth(1).unwrap();
    for (odd, holds) in [
        (&[][..], true),
        (&[("exp", whole.as_str())], true),
        (&[("exp", &fraction)], true),
        (&[("exp", &text)], false),
        (&[("exp", "-1")], false),
        (&[("exp", "-0.5")], false),
        (&[("exp", "0")], false),
        (&[("exp", "1e308")], false),
        (&[("exp", "1e400")], false),
        (&[("exp", "18446744073709551616")], false),
        (&[("exp", "NaN")], false),
        (&[("exp", "Infinity")], false),
        (&[("exp", "true")], false),
        (&[("exp", "[9999999999]")], false),
        (&[("exp", "{}")], false),
        (&[("exp", "null")], false),
        (&[("exp", &whole), ("exp", &whole)], false),
        (&[("exp", "1"), ("exp", &whole)], false),
        (&[("nbf", "1")], true),
        (&[("nbf", "1.5")], true),
        (&[("nbf", "-1")], false),
        (&[("nbf", &fraction)], false),
        (&[("nbf", "1e308")], false),
        (&[("nbf", "\"1\"")], false),
        (&[("nbf", "[1]")], false),
        (&[("nbf", &whole), ("nbf", "1")], false),
        // The issue time is neither trusted nor required.
        (&[("iat", "\"x\"")], true),
        (&[("iat", "1e308")], true),
        (&[("iat", "-1")], true),
        (&[("iss", &with_slash)], false),
        (&[("iss", &in_capitals)], false),
        (&[("iss", &with_space)], false),
        (&[("iss", &one_issuer)], false),
        (&[("iss", &two_issuers)], false),
        (&[("iss", "{}")], false),
        (
            &[("iss", "\"https://evil.example\""), ("iss", &issuer)],
            false,
        ),
        (&[("aud", &named)], false),
        (&[("aud", &nested)], false),
        (&[("aud", &with_number)], false),
        (&[("aud", &capital_audience)], false),
        (&[("aud", "\"\"")], false),
        (&[("aud", "\"other\""), ("aud", &audience)], false),
        (&[("tenant", "\"victim\""), ("tenant", "\"acme\"")], false),
        (
            &[("tenant", "\"acme\""), ("t\\u0065nant", "\"acme\"")],
            false,
        ),
        (&[("tenant", "{\"tenant\":\"acme\"}")], false),
        (&[("tenant", "\"acme\\u0000\"")], false),
        (&[("tenant", "\"acme\\ud800\"")], false),
        (&[("tenant", "\"acme\\u2028x\"")], false),
        (&[("__proto__", "{\"tenant\":\"victim\"}")], true),
        (&[("deep", &deep)], false),
    ] {
        let claims = claims_with(odd);
        let token = signer.sign_texts(&object(&[("alg", "\"ES256\"")]), &claims);
        let told = is_believed(config(keys.clone()), &token).await;
        assert_eq!(told, holds, "{claims}");
    }
}

/// In base64 without padding, some bits of the last character have no meaning: other texts give the same bytes.
fn with_idle_bits(part: &str) -> String {
    const DIGITS: &str = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";
    let (rest, last) = part.split_at(part.len() - 1);
    let place = DIGITS.find(last).unwrap() ^ 1;
    format!("{rest}{}", &DIGITS[place..=place])
}

#[tokio::test]
async fn a_token_has_only_one_encoding() {
    for (keys, signer) in kinds() {
        let token = signer.sign(&claims("acme"));
        assert!(is_believed(config(keys.clone()), &token).await);
        let [header, payload, signature] = token.split('.').collect::<Vec<_>>()[..] else {
            panic!("{token}");
        };
        let nested =
            signer.sign_texts(&object(&[("alg", "\"RS256\""), ("cty", "\"JWT\"")]), &token);
        for other in [
            format!("{token}="),
            format!("{token}=="),
            format!("{header}=.{payload}.{signature}"),
            format!("{header}.{payload}=.{signature}"),
            format!("{header}. {payload}.{signature}"),
            format!("{header}.{payload}.{signature}\t."),
            format!("{header}..{payload}.{signature}"),
            format!(".{token}"),
            format!("{header}.{payload}.{}", with_idle_bits(signature)),
            format!("{header}.{payload}.{signature}A"),
            format!("{header}.{payload}.{}", signature.replace(['-', '_'], "+"))
                .replacen('.', "./", 1),
            format!("{header}.{payload}."),
            format!("{header}.{payload}.{header}"),
            format!("{header}.{payload}.{}", "A".repeat(signature.len())),
            format!("\"{token}\""),
            nested,
            "a.".repeat(500_000),
            ".".repeat(1_000_000),
            "A".repeat(1_000_000),
        ] {
            let is_believed = is_believed(config(keys.clone()), &other).await;
            assert!(!is_believed, "{}", &other[..other.len().min(2_000)]);
        }
    }
}
