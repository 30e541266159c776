//! Tokens of an identity provider, and of impostors.

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use jsonwebtoken::crypto::sign;
use jsonwebtoken::jwk::Jwk;
use jsonwebtoken::{Algorithm, EncodingKey, Header, encode, get_current_timestamp};
use serde_json::{Value, json};

pub(crate) const ISSUER: &str = "https://id.example";
pub(crate) const AUDIENCE: &str = "chakra";
pub(crate) const SECRET: &[u8] = b"a secret of more than 32 bytes, for tests";

pub(crate) const RSA_PUBLIC: &[u8] = include_bytes!("keys/rsa_public.pem");
pub(crate) const EC_PUBLIC: &[u8] = include_bytes!("keys/ec_public.pem");
pub(crate) const ED_PUBLIC: &[u8] = include_bytes!("keys/ed_public.pem");

/// The signer, and the algorithm.
pub(crate) struct Signer {
    algorithm: Algorithm,
    key: EncodingKey,
    kid: Option<String>,
}

impl Signer {
    pub(crate) fn rsa() -> Self {
        let pem = include_bytes!("keys/rsa_private.pem");
        Self::new(Algorithm::RS256, EncodingKey::from_rsa_pem(pem).unwrap())
    }

    pub(crate) fn other_rsa() -> Self {
        let pem = include_bytes!("keys/other_rsa_private.pem");
        Self::new(Algorithm::RS256, EncodingKey::from_rsa_pem(pem).unwrap())
    }

    pub(crate) fn ec() -> Self {
        let pem = include_bytes!("keys/ec_private.pem");
        Self::new(Algorithm::ES256, EncodingKey::from_ec_pem(pem).unwrap())
    }

    pub(crate) fn other_ec() -> Self {
        let pem = include_bytes!("keys/other_ec_private.pem");
        Self::new(Algorithm::ES256, EncodingKey::from_ec_pem(pem).unwrap())
    }

    pub(crate) fn ed() -> Self {
        let pem = include_bytes!("keys/ed_private.pem");
        Self::new(Algorithm::EdDSA, EncodingKey::from_ed_pem(pem).unwrap())
    }

    pub(crate) fn other_ed() -> Self {
        let pem = include_bytes!("keys/other_ed_private.pem");
        Self::new(Algorithm::EdDSA, EncodingKey::from_ed_pem(pem).unwrap())
    }

    pub(crate) fn secret(secret: &[u8]) -> Self {
        Self::new(Algorithm::HS256, EncodingKey::from_secret(secret))
    }

    fn new(algorithm: Algorithm, key: EncodingKey) -> Self {
        Self {
            algorithm,
            key,
            kid: None,
        }
    }

    /// The same key under another algorithm.
    #[allow(dead_code, reason = "the tests share this file")]
    pub(crate) fn with_algorithm(mut self, algorithm: Algorithm) -> Self {
        self.algorithm = algorithm;
        self
    }

    /// Names its key in the tokens that it signs.
    pub(crate) fn named(mut self, kid: &str) -> Self {
        self.kid = Some(kid.to_owned());
        self
    }

    pub(crate) fn sign(&self, claims: &Value) -> String {
        let mut header = Header::new(self.algorithm);
        header.kid.clone_from(&self.kid);
        self.sign_with(&header, claims)
    }

    /// A token that contains its own key.
    pub(crate) fn sign_with_own_key(&self, claims: &Value) -> String {
        let mut header = Header::new(self.algorithm);
        header.jwk = Jwk::from_encoding_key(&self.key, self.algorithm).ok();
        header.jku = Some("https://evil.example/jwks".to_owned());
        self.sign_with(&header, claims)
    }

    /// A token of these texts, which may be anything.
    #[allow(dead_code, reason = "the tests share this file")]
    pub(crate) fn sign_texts(&self, header: &str, claims: &str) -> String {
        let part = |text: &str| URL_SAFE_NO_PAD.encode(text);
        let signed = format!("{}.{}", part(header), part(claims));
        let signature = sign(signed.as_bytes(), &self.key, self.algorithm).unwrap();
        format!("{signed}.{signature}")
    }

    pub(crate) fn sign_with(&self, header: &Header, claims: &Value) -> String {
        encode(header, claims, &self.key).unwrap()
    }

    /// Its public key, in the format of a key set.
    pub(crate) fn jwk(&self) -> Value {
        let jwk = Jwk::from_encoding_key(&self.key, self.algorithm).unwrap();
        let mut jwk = serde_json::to_value(jwk).unwrap();
        jwk["kid"] = json!(self.kid);
        jwk
    }
}

/// A token that claims to need no signature.
pub(crate) fn unsigned(algorithm: &str, claims: &Value) -> String {
    let part = |value: &Value| URL_SAFE_NO_PAD.encode(value.to_string());
    let header = json!({"typ": "JWT", "alg": algorithm});
    format!("{}.{}.", part(&header), part(claims))
}

/// Claims that are valid for the next minute.
pub(crate) fn claims(tenant: &str) -> Value {
    let expires = get_current_timestamp() + 60;
    json!({"iss": ISSUER, "aud": AUDIENCE, "exp": expires, "sub": "7", "tenant": tenant})
}

/// The claims with another value for one of them. Null removes it.
pub(crate) fn with(mut claims: Value, name: &str, value: Value) -> Value {
    claims[name] = value;
    if claims[name].is_null() {
        claims.as_object_mut().unwrap().remove(name);
    }
    claims
}
