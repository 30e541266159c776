//! Keys from an address: cached, rotated, and available during an outage.

use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex};
use std::time::Duration;

use axum::Router;
use axum::extract::State;
use axum::http::{Request, StatusCode};
use serde_json::{Value, json};
use tokio::net::TcpListener;
use url::Url;

use super::jwks::Pace;
use super::tokens::*;
use super::*;

/// A provider's address, whose key set can change, and which can fail.
#[derive(Clone, Default)]
pub(super) struct Provider {
    /// None if it fails.
    set: Arc<Mutex<Option<Value>>>,
    asked: Arc<AtomicUsize>,
}

pub(super) const NEVER: Duration = Duration::from_hours(24);

/// Fetches once, and again for each unknown key.
pub(super) const EAGER: Pace = Pace {
    fresh: NEVER,
    longest: NEVER,
    pause: Duration::ZERO,
    pause_without_keys: Duration::ZERO,
    time_limit: Duration::from_secs(3),
};
/// Keys are fetched again for each token.
const HASTY: Pace = Pace {
    fresh: Duration::ZERO,
    ..EAGER
};

impl Provider {
    pub(super) fn publish(&self, keys: &[Value]) {
        *self.set.lock().unwrap() = Some(json!({ "keys": keys }));
    }

    fn fail(&self) {
        *self.set.lock().unwrap() = None;
    }

    pub(super) fn asked(&self) -> usize {
        self.asked.load(Ordering::SeqCst)
    }

    pub(super) async fn resolver(&self, pace: Pace) -> JwtTenants {
        async fn keys(State(provider): State<Provider>) -> Result<String, StatusCode> {
            provider.asked.fetch_add(1, Ordering::SeqCst);
            let set = provider.set.lock().unwrap().clone();
            let set = set.ok_or(StatusCode::INTERNAL_SERVER_ERROR)?;
            Ok(set.to_string())
        }
        let router = Router::new().fallback(keys).with_state(self.clone());
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let address = format!("http://{}/jwks", listener.local_addr().unwrap());
        tokio::spawn(async move { axum::serve(listener, router).await });
        let url: Url = address.parse().unwrap();
        let keys = JwtKeys::none().with_jwks(&address).unwrap();
        let config = JwtConfig::new(ISSUER, AUDIENCE, "tenant", keys).unwrap();
        let jwks = Jwks::with_pace(url, pace).unwrap();
        JwtTenants::new(config).unwrap().with_jwks(jwks)
    }
}

pub(super) async fn ask(resolver: &JwtTenants, signer: &Signer) -> Result<(), ResolveError> {
    let token = signer.sign(&claims("acme"));
    let request = Request::builder().header("authorization", format!("Bearer {token}"));
    let parts = request.body(()).unwrap().into_parts().0;
    resolver.resolve(&parts).await.map(|_| ())
}

pub(super) const REFUSED: Result<(), ResolveError> = Err(ResolveError::NotSignedIn);

#[tokio::test]
async fn fifty_first_requests_fetch_the_keys_once() {
    let provider = Provider::default();
    let signer = Signer::rsa().named("a");
    provider.publish(&[signer.jwk()]);
    let resolver = provider.resolver(EAGER).await;
    let calls = (0..50).map(|_| ask(&resolver, &signer));
    for told in futures_util::future::join_all(calls).await {
        assert_eq!(told, Ok(()));
    }
    assert_eq!(provider.asked(), 1);
}

#[tokio::test]
async fn a_new_key_is_fetched_when_a_token_names_it() {
    let provider = Provider::default();
    let (old, new) = (Signer::rsa().named("a"), Signer::other_rsa().named("b"));
    provider.publish(&[old.jwk()]);
    let resolver = provider.resolver(EAGER).await;
    assert_eq!(ask(&resolver, &old).await, Ok(()));
    assert_eq!(ask(&resolver, &new).await, REFUSED);
    provider.publish(&[old.jwk(), new.jwk()]);
    assert_eq!(ask(&resolver, &new).await, Ok(()));
    assert_eq!(ask(&resolver, &old).await, Ok(()));
    assert_eq!(provider.asked(), 3);
    // After the next fetch, a withdrawn key is no longer accepted.
    provider.publish(&[new.jwk()]);
    assert_eq!(ask(&resolver, &Signer::ec().named("c")).await, REFUSED);
    assert_eq!(ask(&resolver, &old).await, REFUSED);
}

#[tokio::test]
async fn tokens_with_unknown_keys_cause_no_repeated_fetches() {
    let provider = Provider::default();
    let signer = Signer::rsa().named("a");
    provider.publish(&[signer.jwk()]);
    let patient = Pace {
        pause: NEVER,
        ..EAGER
    };
    let resolver = provider.resolver(patient).await;
    for _ in 0..20 {
        let stranger = Signer::other_rsa().named("b");
        assert_eq!(ask(&resolver, &stranger).await, REFUSED);
        assert_eq!(ask(&resolver, &signer).await, Ok(()));
    }
    assert_eq!(provider.asked(), 1);
}

#[tokio::test]
async fn old_keys_stay_while_the_address_is_down() {
    let provider = Provider::default();
    let signer = Signer::ed().named("a");
    let resolver = provider.resolver(HASTY).await;
    assert_eq!(
        ask(&resolver, &signer).await,
        Err(ResolveError::Unavailable)
    );
    provider.publish(&[signer.jwk()]);
    assert_eq!(ask(&resolver, &signer).await, Ok(()));
    let before = provider.asked();
    provider.fail();
    assert_eq!(ask(&resolver, &signer).await, Ok(()));
    assert_eq!(provider.asked(), before + 1);
}

/// An issuer withdraws its last key if it was stolen.
#[tokio::test]
async fn a_set_without_a_usable_key_withdraws_the_old_ones() {
    let unusable = json!({"kty": "oct", "k": "AAAA", "kid": "a"});
    for set in [&[][..], &[unusable]] {
        let provider = Provider::default();
        let signer = Signer::ed().named("a");
        let resolver = provider.resolver(HASTY).await;
        provider.publish(&[signer.jwk()]);
        assert_eq!(ask(&resolver, &signer).await, Ok(()));
        provider.publish(set);
        assert_eq!(
            ask(&resolver, &signer).await,
            Err(ResolveError::Unavailable),
            "{set:?}"
        );
        provider.fail();
        assert_eq!(
            ask(&resolver, &signer).await,
            Err(ResolveError::Unavailable),
            "{set:?}"
        );
        provider.publish(&[signer.jwk()]);
        assert_eq!(ask(&resolver, &signer).await, Ok(()), "{set:?}");
    }
}

/// A withdrawn key must not be accepted forever because its set cannot be fetched.
#[tokio::test]
async fn keys_are_dropped_after_a_day_without_a_fetch() {
    let provider = Provider::default();
    let signer = Signer::ed().named("a");
    let usual = Pace {
        fresh: Duration::from_mins(10),
        ..EAGER
    };
    let resolver = provider.resolver(usual).await;
    provider.publish(&[signer.jwk()]);
    assert_eq!(ask(&resolver, &signer).await, Ok(()));
    provider.fail();
    sleep_for(Duration::from_hours(23)).await;
    assert_eq!(ask(&resolver, &signer).await, Ok(()));
    sleep_for(Duration::from_hours(1)).await;
    let unavailable = Err(ResolveError::Unavailable);
    assert_eq!(ask(&resolver, &signer).await, unavailable);
    assert_eq!(ask(&resolver, &signer).await, unavailable);
    provider.publish(&[signer.jwk()]);
    assert_eq!(ask(&resolver, &signer).await, Ok(()));
    // Nobody signed in for days, and nothing was fetched.
    sleep_for(Duration::from_hours(72)).await;
    let before = provider.asked();
    assert_eq!(ask(&resolver, &signer).await, Ok(()));
    assert_eq!(provider.asked(), before + 1);
}

/// Moves Tokio's clock, without waiting.
async fn sleep_for(time: Duration) {
    tokio::time::pause();
    tokio::time::advance(time).await;
    tokio::time::resume();
}

#[tokio::test]
async fn a_set_may_contain_several_kinds_of_keys_and_unusable_ones() {
    let provider = Provider::default();
    let (rsa, ec, ed) = (
        Signer::rsa().named("r"),
        Signer::ec().named("e"),
        Signer::ed().named("d"),
    );
    let for_encryption = with(Signer::other_rsa().named("enc").jwk(), "use", json!("enc"));
    let for_another = with(Signer::other_rsa().named("ps").jwk(), "alg", json!("PS256"));
    provider.publish(&[
        json!({"kty": "new", "kid": "n"}),
        json!("no key"),
        for_encryption,
        for_another,
        rsa.jwk(),
        with(ec.jwk(), "alg", json!(null)),
        ed.jwk(),
    ]);
    let resolver = provider.resolver(EAGER).await;
    for signer in [rsa, ec, ed] {
        assert_eq!(ask(&resolver, &signer).await, Ok(()));
    }
    for signer in [
        Signer::other_rsa().named("enc"),
        Signer::other_rsa().named("ps"),
        // The name of another key, and no name although there are several keys.
        Signer::ec().named("d"),
        Signer::ec(),
        Signer::secret(RSA_PUBLIC).named("r"),
    ] {
        assert_eq!(ask(&resolver, &signer).await, REFUSED);
    }
}

#[tokio::test]
async fn the_only_key_of_a_set_needs_no_name() {
    let provider = Provider::default();
    provider.publish(&[Signer::ec().jwk()]);
    let resolver = provider.resolver(EAGER).await;
    assert_eq!(ask(&resolver, &Signer::ec()).await, Ok(()));
    assert_eq!(ask(&resolver, &Signer::other_ec()).await, REFUSED);
}
