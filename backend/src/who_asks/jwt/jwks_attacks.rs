//! Malformed key sets, addresses that do not return one, and tokens that cause a fetch.

use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex};
use std::time::Duration;

use axum::Router;
use axum::body::Body;
use axum::extract::State;
use axum::response::{IntoResponse, Response};
use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use jsonwebtoken::jwk::Jwk;
use serde_json::{Value, json};
use sha2::{Digest, Sha256};
use tokio::net::TcpListener;

use super::jwks::Pace;
use super::jwks_tests::{EAGER, NEVER, Provider, REFUSED, ask};
use super::tokens::*;
use super::*;

/// The response of an address.
#[derive(Clone)]
enum Say {
    Text(u16, String),
    /// A redirect to an address that has the keys.
    Redirect(u16, String),
    /// The first half of the text, and then an error.
    HalfOf(String),
    Nothing,
}

/// An address with its response, and the number of requests to it.
#[derive(Clone)]
struct Speaker {
    says: Arc<Mutex<Say>>,
    asked: Arc<AtomicUsize>,
    address: String,
}

impl Speaker {
    async fn saying(say: Say) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let speaker = Self {
            says: Arc::new(Mutex::new(say)),
            asked: Arc::default(),
            address: format!("http://{}/jwks", listener.local_addr().unwrap()),
        };
        let router = Router::new().fallback(answer).with_state(speaker.clone());
        tokio::spawn(async move { axum::serve(listener, router).await });
        speaker
    }

    fn say(&self, say: Say) {
        *self.says.lock().unwrap() = say;
    }

    fn asked(&self) -> usize {
        self.asked.load(Ordering::SeqCst)
    }

    fn resolver(&self, pace: Pace) -> JwtTenants {
        let keys = JwtKeys::none().with_jwks(&self.address).unwrap();
        let config = JwtConfig::new(ISSUER, AUDIENCE, "tenant", keys).unwrap();
        let jwks = Jwks::with_pace(self.address.parse().unwrap(), pace).unwrap();
        JwtTenants::new(config).unwrap().with_jwks(jwks)
    }
}

async fn answer(State(speaker): State<Speaker>) -> Response {
    speaker.asked.fetch_add(1, Ordering::SeqCst);
    let say = speaker.says.lock().unwrap().clone();
    let response = Response::builder();
    match say {
        Say::Text(status, text) => response.status(status).body(text.into()).unwrap(),
        Say::Redirect(status, to) => {
            let response = response.status(status).header("location", to);
            response.header("refresh", "0").body(Body::empty()).unwrap()
        }
        Say::HalfOf(text) => {
            let half = futures_util::stream::iter([
                Ok(text[..text.len() / 2].to_owned()),
                Err(std::io::Error::other("as it happens")),
            ]);
            Body::from_stream(half).into_response()
        }
        Say::Nothing => std::future::pending().await,
    }
}

#[tokio::test]
async fn only_a_key_set_from_the_address_itself_is_accepted() {
    let signer = Signer::ec().named("a");
    let set = json!({"keys": [signer.jwk()]}).to_string();
    let elsewhere = Speaker::saying(Say::Text(200, set.clone())).await;
    // Short for a silent address, which uses up its limit; long for the others, which must not time out.
    let pace = |time_limit| Pace {
        fresh: Duration::ZERO,
        time_limit,
        ..EAGER
    };
    let padded = format!("{{\"pad\":\"{}\",{}", "x".repeat(10_000_000), &set[1..]);
    let nested = format!("{}1{}", "[".repeat(5_000), "]".repeat(5_000));
    let deep = set.replacen('[', &format!("[{nested},"), 1);
    let mut bad = vec![
        Say::Text(200, String::new()),
        Say::Text(200, "<html><title>Sign in</title>".to_owned()),
        Say::Text(200, json!([signer.jwk()]).to_string()),
        Say::Text(200, json!({"keys": signer.jwk()}).to_string()),
        Say::Text(200, signer.jwk().to_string()),
        Say::Text(200, padded),
        Say::Text(200, deep),
        Say::HalfOf(set.clone()),
        Say::Nothing,
    ];
    bad.extend(
        [201, 203, 204, 400, 401, 404, 500, 503].map(|status| Say::Text(status, set.clone())),
    );
    let statuses = [300, 301, 302, 303, 307, 308];
    bad.extend(statuses.map(|status| Say::Redirect(status, elsewhere.address.clone())));
    for say in bad {
        let name = match &say {
            Say::Text(status, text) => format!("{status} {}", &text[..text.len().min(40)]),
            Say::Redirect(status, to) => format!("{status} to {to}"),
            Say::HalfOf(_) => "half".to_owned(),
            Say::Nothing => "nothing".to_owned(),
        };
        let speaker = Speaker::saying(say.clone()).await;
        let time_limit = match say {
            Say::Nothing => Duration::from_secs(2),
            _ => Duration::from_mins(1),
        };
        let resolver = speaker.resolver(pace(time_limit));
        let told = ask(&resolver, &signer).await;
        assert_eq!(told, Err(ResolveError::Unavailable), "{name}");
        speaker.say(Say::Text(200, set.clone()));
        assert_eq!(ask(&resolver, &signer).await, Ok(()), "{name}");
        // The keys are known by now, so a bad response no longer matters.
        speaker.say(say);
        let before = speaker.asked();
        assert_eq!(ask(&resolver, &signer).await, Ok(()), "{name}");
        assert_eq!(speaker.asked(), before + 1, "{name}");
    }
    assert_eq!(elsewhere.asked(), 0);
}

/// All waiting requests share one failure: they do not queue up for an attempt each.
#[tokio::test]
async fn requests_to_a_silent_address_share_one_wait() {
    let speaker = Speaker::saying(Say::Nothing).await;
    let resolver = speaker.resolver(Pace {
        pause_without_keys: Duration::from_millis(800),
        time_limit: Duration::from_secs(1),
        ..EAGER
    });
    let signer = Signer::ec().named("a");
    let asking = (0..20).map(|_| ask(&resolver, &signer));
    for told in futures_util::future::join_all(asking).await {
        assert_eq!(told, Err(ResolveError::Unavailable));
    }
    assert!(speaker.asked() <= 1, "{}", speaker.asked());
}

#[tokio::test]
async fn a_storm_of_made_up_names_fetches_the_keys_once() {
    let provider = Provider::default();
    let signer = Signer::ec().named("a");
    provider.publish(&[signer.jwk()]);
    let patient = Pace {
        pause: NEVER,
        ..EAGER
    };
    let resolver = provider.resolver(patient).await;
    let odd = [
        "../../../../dev/null",
        "file:///dev/null",
        "https://evil.example/jwks",
        "http://169.254.169.254/latest/meta-data",
        "' OR '1'='1",
        "a\0",
        "a\r\nx-evil: 1",
        " a",
        "A",
        "",
        "%61",
        "а",
    ];
    let numbered = (0..100).map(|number| format!("{number}"));
    let long = ["k".repeat(5_000)];
    let names: Vec<_> = odd
        .map(str::to_owned)
        .into_iter()
        .chain(numbered)
        .chain(long)
        .collect();
    let strangers: Vec<_> = names
        .iter()
        .map(|kid| Signer::other_ec().named(kid))
        .collect();
    let asking = strangers.iter().map(|stranger| ask(&resolver, stranger));
    let (told, good) = tokio::join!(
        futures_util::future::join_all(asking),
        ask(&resolver, &signer)
    );
    for (told, name) in told.iter().zip(&names) {
        assert_eq!(*told, REFUSED, "{name:?}");
    }
    assert_eq!(good, Ok(()));
    assert_eq!(provider.asked(), 1);
}

#[tokio::test]
async fn two_keys_with_one_name_are_both_tried() {
    let provider = Provider::default();
    let (rsa, ec) = (Signer::rsa().named("a"), Signer::ec().named("a"));
    provider.publish(&[rsa.jwk(), ec.jwk(), Signer::ed().named("d").jwk()]);
    let resolver = provider.resolver(EAGER).await;
    for (signer, told) in [
        (rsa, Ok(())),
        (ec, Ok(())),
        (Signer::ed().named("a"), REFUSED),
        (Signer::other_rsa().named("a"), REFUSED),
    ] {
        assert_eq!(ask(&resolver, &signer).await, told);
    }
}

#[test]
fn weak_keys_and_keys_for_other_uses_are_rejected() {
    let bytes = |length: usize| URL_SAFE_NO_PAD.encode(vec![0xa5; length]);
    let padded = URL_SAFE_NO_PAD.encode([vec![0; 300], vec![0xa5; 128]].concat());
    let rsa = |n: &str| json!({"kty": "RSA", "n": n, "e": "AQAB"});
    let ec = |x, y| json!({"kty": "EC", "crv": "P-256", "x": bytes(x), "y": bytes(y)});
    let good = rsa(&bytes(256));
    for (jwk, is_taken) in [
        (good.clone(), true),
        (rsa(&bytes(64)), false),
        (rsa(&bytes(128)), false),
        (rsa(&bytes(255)), false),
        (rsa(&padded), false),
        (rsa(""), false),
        (rsa("not base64!"), false),
        (ec(32, 32), true),
        (ec(31, 32), false),
        (ec(33, 32), false),
        (ec(0, 0), false),
        (with(ec(32, 32), "crv", json!("P-384")), false),
        (with(ec(32, 32), "crv", json!("secp256k1")), false),
        (Signer::ed().jwk(), true),
        (
            json!({"kty": "OKP", "crv": "Ed25519", "x": bytes(31)}),
            false,
        ),
        (
            json!({"kty": "OKP", "crv": "X25519", "x": bytes(32)}),
            false,
        ),
        (json!({"kty": "oct", "k": bytes(64)}), false),
        (json!({"kty": "oct", "k": bytes(64), "alg": "HS256"}), false),
        (with(good.clone(), "use", json!("sig")), true),
        (with(good.clone(), "use", json!("enc")), false),
        (with(good.clone(), "key_ops", json!(["verify"])), true),
        (with(good.clone(), "key_ops", json!(["encrypt"])), false),
        (
            with(good.clone(), "key_ops", json!(["wrapKey", "sign"])),
            false,
        ),
        (with(good.clone(), "key_ops", json!([])), false),
        (with(good.clone(), "alg", json!("RS256")), true),
        (with(good.clone(), "alg", json!("RSA-OAEP")), false),
        (with(good.clone(), "alg", json!("HS256")), false),
        (with(good, "alg", json!("none")), false),
    ] {
        let read = serde_json::from_value::<Jwk>(jwk.clone()).ok();
        let key = read.and_then(|read| Key::from_jwk(&read));
        assert_eq!(key.is_some(), is_taken, "{jwk}");
    }
}

/// The PKCS #1 v1.5 encoding of a text's digest, which a key with the public exponent 1 accepts as its signature.
fn padded_digest(text: &str) -> Vec<u8> {
    const SHA256: [u8; 19] = [
        0x30, 0x31, 0x30, 0x0d, 0x06, 0x09, 0x60, 0x86, 0x48, 0x01, 0x65, 0x03, 0x04, 0x02, 0x01,
        0x05, 0x00, 0x04, 0x20,
    ];
    let digest = Sha256::digest(text);
    let filling = vec![0xff; 256 - 3 - SHA256.len() - digest.len()];
    [&[0, 1][..], &filling, &[0], &SHA256, &digest].concat()
}

#[tokio::test]
async fn a_key_that_anybody_could_sign_for_verifies_nothing() {
    let provider = Provider::default();
    let known = Signer::ed().named("d");
    let one = |value: u8| URL_SAFE_NO_PAD.encode([&[0; 31][..], &[value]].concat());
    let off_curve = json!({"kty": "EC", "crv": "P-256", "x": one(1), "y": one(1), "kid": "e"});
    let infinity = json!({"kty": "EC", "crv": "P-256", "x": one(0), "y": one(0), "kid": "i"});
    // Points of Ed25519 with the orders 4, 1 and 2: a single signature is valid for a quarter, all, or half of all
    // texts.
    let point = |x: &str, kid: &str| json!({"kty": "OKP", "crv": "Ed25519", "x": x, "kid": kid});
    let of_order_2 = URL_SAFE_NO_PAD.encode([&[0xec][..], &[0xff; 30], &[0x7f]].concat());
    let identity = URL_SAFE_NO_PAD.encode([&[1][..], &[0; 31]].concat());
    let small_orders = [
        point(&one(0), "o4"),
        point(&identity, "o1"),
        point(&of_order_2, "o2"),
    ];
    let exponent = |e: &str| with(Signer::rsa().jwk(), "e", json!(e));
    let rsa = ["AQ", "AA", "Ag", ""].map(|e| with(exponent(e), "kid", json!(format!("r{e}"))));
    let mut set: Vec<Value> = vec![off_curve, infinity, known.jwk()];
    set.extend(small_orders);
    set.extend(rsa);
    provider.publish(&set);
    let resolver = provider.resolver(EAGER).await;
    assert_eq!(ask(&resolver, &known).await, Ok(()));
    let part = |value: &Value| URL_SAFE_NO_PAD.encode(value.to_string());
    for (kid, algorithm) in [
        ("e", "ES256"),
        ("i", "ES256"),
        ("o4", "EdDSA"),
        ("o1", "EdDSA"),
        ("o2", "EdDSA"),
        ("rAQ", "RS256"),
        ("rAA", "RS256"),
        ("rAg", "RS256"),
        ("r", "RS256"),
    ] {
        let header = json!({"alg": algorithm, "kid": kid});
        let signed = format!("{}.{}", part(&header), part(&claims("acme")));
        for signature in [
            padded_digest(&signed),
            vec![0; 64],
            vec![1; 64],
            [[1].as_slice(), &[0; 63]].concat(),
            vec![0; 256],
        ] {
            let token = format!("{signed}.{}", URL_SAFE_NO_PAD.encode(signature));
            let request = axum::http::Request::builder();
            let request = request.header("authorization", format!("Bearer {token}"));
            let parts = request.body(()).unwrap().into_parts().0;
            let told = resolver.resolve(&parts).await.map(|_| ());
            assert_eq!(told, REFUSED, "{kid}");
        }
    }
}
