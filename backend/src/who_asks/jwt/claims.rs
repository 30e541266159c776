//! The claims of a verified token that identify the caller.

use serde_json::{Map, Value};

use super::config::JwtConfigError;
use crate::who_asks::caller::{Caller, Tenant};
use crate::who_asks::plain_text::{self, JsonId};
use crate::who_asks::rights::Rights;

/// A claim's name, or a JSON pointer to a nested claim.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Claim {
    Name(String),
    Pointer { first: String, rest: String },
}

impl Claim {
    pub(super) fn new(text: &str) -> Result<Self, JwtConfigError> {
        let error = || JwtConfigError::Claim(text.to_owned());
        if text.trim() != text || text.is_empty() || text == "/" {
            return Err(error());
        }
        let Some(path) = text.strip_prefix('/') else {
            return Ok(Self::Name(text.to_owned()));
        };
        let (first, rest) = path.split_at(path.find('/').unwrap_or(path.len()));
        Ok(Self::Pointer {
            first: first.replace("~1", "/").replace("~0", "~"),
            rest: rest.to_owned(),
        })
    }

    fn find<'a>(&self, claims: &'a Map<String, Value>) -> Option<&'a Value> {
        match self {
            Self::Name(name) => claims.get(name),
            Self::Pointer { first, rest } => claims.get(first)?.pointer(rest),
        }
    }
}

/// The claims for each part of the caller.
#[derive(Clone, Debug)]
pub(super) struct Claims {
    tenant: Claim,
    pub(super) name: Option<Claim>,
    pub(super) email: Option<Claim>,
    pub(super) user: Claim,
    pub(super) rights: Option<Claim>,
}

impl Claims {
    pub(super) fn new(tenant: Claim) -> Self {
        Self {
            tenant,
            name: None,
            email: None,
            user: Claim::Name("sub".to_owned()),
            rights: None,
        }
    }

    /// The caller; none without a tenant.
    pub(super) fn caller(&self, claims: &Map<String, Value>) -> Option<Caller> {
        let tenant_id = id(self.tenant.find(claims)?)?;
        let text = |claim: &Option<Claim>| claim.as_ref()?.find(claims)?.as_str();
        let name = text(&self.name).and_then(plain_text::name);
        let name = name.unwrap_or_else(|| tenant_id.clone());
        let email = text(&self.email).and_then(plain_text::email);
        let user = self.user.find(claims).and_then(id);
        let rights = match &self.rights {
            Some(claim) => claim.find(claims).map_or(Rights::NONE, rights),
            None => Rights::ALL,
        };
        let tenant = Tenant::new(tenant_id, name).with_email(email);
        Some(Caller::new(tenant, rights).with_user(user))
    }
}

fn id(value: &Value) -> Option<String> {
    serde_json::from_value::<JsonId>(value.clone()).ok()?.read()
}

fn rights(value: &Value) -> Rights {
    match value {
        Value::String(words) => Rights::from_words(words.split_ascii_whitespace()),
        Value::Array(words) => Rights::from_words(words.iter().filter_map(Value::as_str)),
        _ => Rights::NONE,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    fn read(claims: &Claims, token: &Value) -> Option<Caller> {
        claims.caller(token.as_object().unwrap())
    }

    #[test]
    fn claims_are_names_or_pointers() {
        let token = json!({
            "org_id": 42, "https://acme.example/org": "named", "o": {"id": "nested", "a/b": "odd"},
        });
        for (claim, id) in [
            ("org_id", Some("42")),
            ("https://acme.example/org", Some("named")),
            ("/o/id", Some("nested")),
            ("/o/a~1b", Some("odd")),
            ("/org_id", Some("42")),
            ("o", None),
            ("o.id", None),
            ("/o/none", None),
        ] {
            let caller = read(&Claims::new(Claim::new(claim).unwrap()), &token);
            let read = caller.map(|caller| caller.tenant.id);
            assert_eq!(read.as_deref(), id, "{claim}");
        }
        for text in ["", " ", "/", " a"] {
            assert!(Claim::new(text).is_err(), "{text:?}");
        }
    }

    #[test]
    fn a_tenant_with_spaces_at_an_end_is_nobody() {
        let claims = Claims::new(Claim::new("t").unwrap());
        for odd in [" acme", "acme ", "acme\n", "acme\u{a0}", "\u{feff}acme"] {
            assert_eq!(read(&claims, &json!({"t": odd})), None, "{odd:?}");
        }
        let token = json!({"t": "acme", "sub": "7\u{a0}"});
        assert_eq!(read(&claims, &token).unwrap().user, None);
    }

    #[test]
    fn rights_are_all_unless_a_claim_lists_them() {
        let all = Claims::new(Claim::new("t").unwrap());
        let listed = Claims {
            rights: Some(Claim::new("may").unwrap()),
            ..all.clone()
        };
        for (may, rights) in [
            (json!(["view", "connect"]), Rights::VIEW | Rights::CONNECT),
            (json!("openid view"), Rights::VIEW),
            (json!([1, "disconnect"]), Rights::DISCONNECT),
            (json!([]), Rights::NONE),
            (json!(true), Rights::NONE),
            (json!(null), Rights::NONE),
        ] {
            let token = json!({"t": "acme", "may": may});
            assert_eq!(read(&all, &token).unwrap().rights, Rights::ALL);
            assert_eq!(read(&listed, &token).unwrap().rights, rights, "{may}");
        }
        let token = json!({"t": "acme"});
        assert_eq!(read(&listed, &token).unwrap().rights, Rights::NONE);
    }

    #[test]
    fn name_email_and_user_come_from_the_configured_claims() {
        let claims = Claims {
            name: Some(Claim::new("org_name").unwrap()),
            email: Some(Claim::new("email").unwrap()),
            ..Claims::new(Claim::new("t").unwrap())
        };
        let token = json!({"t": "acme", "sub": "7", "org_name": "Acme", "email": "a@acme.example"});
        let tenant = Tenant::new("acme", "Acme").with_email("a@acme.example".to_owned());
        let expected = Caller::new(tenant, Rights::ALL).with_user("7".to_owned());
        assert_eq!(read(&claims, &token), Some(expected));
        let bare = Caller::new(Tenant::new("acme", "acme"), Rights::ALL);
        let odd = json!({"t": "acme", "sub": true, "org_name": 1, "email": "none"});
        assert_eq!(read(&claims, &odd), Some(bare));
    }
}
