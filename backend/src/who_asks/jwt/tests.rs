//! Which tokens are accepted.

use axum::http::Request;
use jsonwebtoken::{Algorithm, Header, get_current_timestamp};
use serde_json::json;

use super::tokens::*;
use super::*;
use crate::who_asks::{Rights, Tenant};

pub(super) fn config(keys: JwtKeys) -> JwtConfig {
    JwtConfig::new(ISSUER, AUDIENCE, "tenant", keys).unwrap()
}

/// For each kind of fixed key: the key, and its signer.
pub(super) fn kinds() -> [(JwtKeys, Signer); 4] {
    let pem = |pem| JwtKeys::none().with_pem(pem).unwrap();
    [
        (pem(RSA_PUBLIC), Signer::rsa()),
        (pem(EC_PUBLIC), Signer::ec()),
        (pem(ED_PUBLIC), Signer::ed()),
        (
            JwtKeys::none().with_secret(SECRET).unwrap(),
            Signer::secret(SECRET),
        ),
    ]
}

async fn caller(config: JwtConfig, token: &str) -> Result<Caller, ResolveError> {
    let request = Request::builder().header("authorization", format!("Bearer {token}"));
    let parts = request.body(()).unwrap().into_parts().0;
    JwtTenants::new(config).unwrap().resolve(&parts).await
}

pub(super) async fn is_believed(config: JwtConfig, token: &str) -> bool {
    match caller(config, token).await {
        Ok(caller) => caller.tenant.id == "acme",
        Err(error) => {
            assert_eq!(error, ResolveError::NotSignedIn);
            false
        }
    }
}

#[tokio::test]
async fn a_token_signed_with_the_key_identifies_the_caller() {
    for (keys, signer) in kinds() {
        let token = signer.sign(&claims("acme"));
        let expected = Caller::new(Tenant::new("acme", "acme"), Rights::ALL);
        let expected = expected.with_user("7".to_owned());
        assert_eq!(caller(config(keys), &token).await, Ok(expected));
    }
}

#[tokio::test]
async fn claims_must_be_valid_now_and_for_this_audience() {
    let good = || claims("acme");
    for (keys, signer) in kinds() {
        // Read again for each kind, because signing takes seconds on a busy machine.
        let now = get_current_timestamp();
        for (claims, holds) in [
            (good(), true),
            (with(good(), "exp", json!(now - 5)), true),
            (with(good(), "exp", json!(now - 60)), false),
            (with(good(), "exp", json!(null)), false),
            (with(good(), "exp", json!("never")), false),
            (with(good(), "exp", json!(-1)), false),
            (with(good(), "nbf", json!(now - 1)), true),
            (with(good(), "nbf", json!(now + 60)), false),
            (with(good(), "nbf", json!("soon")), false),
            (with(good(), "iss", json!("https://evil.example")), false),
            (with(good(), "iss", json!(null)), false),
            (with(good(), "aud", json!([AUDIENCE, "other"])), true),
            (with(good(), "aud", json!("other")), false),
            (with(good(), "aud", json!([])), false),
            (with(good(), "aud", json!(null)), false),
            (with(good(), "tenant", json!(null)), false),
            (with(good(), "tenant", json!(" ")), false),
            (with(good(), "tenant", json!(["acme"])), false),
        ] {
            let token = signer.sign(&claims);
            let config = config(keys.clone());
            assert_eq!(is_believed(config, &token).await, holds, "{claims}");
        }
    }
}

#[tokio::test]
async fn the_key_decides_the_algorithm_never_the_token() {
    let good = claims("acme");
    for (keys, signer) in kinds() {
        let mut forged: Vec<_> = ["none", "None", "nOnE", ""]
            .iter()
            .map(|algorithm| unsigned(algorithm, &good))
            .collect();
        // A public key is not a secret.
        for public in [RSA_PUBLIC, EC_PUBLIC, ED_PUBLIC] {
            forged.push(Signer::secret(public).sign(&good));
            forged.push(Signer::secret(public.trim_ascii_end()).sign(&good));
        }
        forged.extend([
            Signer::rsa().with_algorithm(Algorithm::RS512).sign(&good),
            Signer::rsa().with_algorithm(Algorithm::PS256).sign(&good),
            Signer::secret(SECRET)
                .with_algorithm(Algorithm::HS512)
                .sign(&good),
            Signer::other_rsa().sign_with_own_key(&good),
            Signer::other_ec().sign_with_own_key(&good),
            Signer::other_ed().sign_with_own_key(&good),
            Signer::secret(b"").sign(&good),
        ]);
        for token in forged {
            assert!(!is_believed(config(keys.clone()), &token).await, "{token}");
        }
        let token = signer.sign(&good);
        let (signed, signature) = token.rsplit_once('.').unwrap();
        let (header, payload) = signed.split_once('.').unwrap();
        let other = signer.sign(&claims("globex"));
        let other_payload = other.split('.').nth(1).unwrap();
        for token in [
            format!("{signed}."),
            format!("{signed}.{}", &signature[..signature.len() - 4]),
            format!("{header}.{other_payload}.{signature}"),
            format!("{header}.{payload}"),
            format!("{token}.{signature}"),
            format!("{token}{}", "A".repeat(LONGEST_TOKEN)),
            "a.b.c".to_owned(),
        ] {
            assert!(!is_believed(config(keys.clone()), &token).await, "{token}");
        }
    }
}

#[tokio::test]
async fn a_critical_extension_is_rejected() {
    let (keys, signer) = kinds().into_iter().next().unwrap();
    let mut header = Header::new(Algorithm::RS256);
    let with_header = |header: &Header| signer.sign_with(header, &claims("acme"));
    assert!(is_believed(config(keys.clone()), &with_header(&header)).await);
    header.crit = Some(vec!["exp".to_owned()]);
    assert!(!is_believed(config(keys), &with_header(&header)).await);
}

#[tokio::test]
async fn two_keys_and_two_audiences_may_be_in_use_at_once() {
    let keys = JwtKeys::none().with_pem(RSA_PUBLIC).unwrap();
    let keys = keys.with_pem(EC_PUBLIC).unwrap();
    let config = config(keys).or_audience("other").unwrap();
    for signer in [Signer::rsa(), Signer::ec()] {
        let token = signer.sign(&claims("acme"));
        assert!(is_believed(config.clone(), &token).await);
        let token = signer.sign(&with(claims("acme"), "aud", json!("other")));
        assert!(is_believed(config.clone(), &token).await);
    }
    let token = Signer::ed().sign(&claims("acme"));
    assert!(!is_believed(config, &token).await);
}

#[test]
fn settings_that_would_let_strangers_in_are_rejected() {
    let none = JwtKeys::none;
    let keys = || none().with_secret(SECRET).unwrap();
    let short_rsa = include_bytes!("../../../tests/authorization/keys/short_rsa_public.pem");
    let other_curve = include_bytes!("../../../tests/authorization/keys/p384_public.pem");
    let private = include_bytes!("../../../tests/authorization/keys/rsa_private.pem");
    for (told, error) in [
        (
            none().with_secret(&[7; 31]).err(),
            JwtConfigError::ShortSecret,
        ),
        (
            none().with_secret(RSA_PUBLIC).err(),
            JwtConfigError::SecretIsPem,
        ),
        (none().with_pem(short_rsa).err(), JwtConfigError::WeakKey),
        (none().with_pem(other_curve).err(), JwtConfigError::WeakKey),
        (
            none().with_pem(private).err(),
            JwtConfigError::NotAPublicKey,
        ),
        (none().with_pem(b"key").err(), JwtConfigError::NotAPublicKey),
        (
            none().with_jwks("http://id.example/jwks").err(),
            JwtConfigError::KeySetAddress(crate::AddressError::Insecure),
        ),
    ] {
        assert_eq!(told, Some(error));
    }
    let new = |issuer, audience, keys| JwtConfig::new(issuer, audience, "tenant", keys);
    for (told, error) in [
        (new(ISSUER, AUDIENCE, none()), JwtConfigError::NoKeys),
        (new("", AUDIENCE, keys()), JwtConfigError::NoIssuer),
        (new(ISSUER, " ", keys()), JwtConfigError::NoAudience),
        (
            config(keys()).with_cookie("a=b"),
            JwtConfigError::CookieName("a=b".to_owned()),
        ),
        (
            config(keys()).with_leeway(std::time::Duration::from_secs(31)),
            JwtConfigError::Leeway,
        ),
    ] {
        assert_eq!(told.err(), Some(error));
    }
    let debug = format!("{:?}", JwtTenants::new(config(keys())));
    assert!(!debug.contains("a secret of") && !debug.contains("97, 32, 115"));
}
