//! The partner app's response about a session.

use serde::Deserialize;

use crate::who_asks::caller::{Caller, Tenant};
use crate::who_asks::plain_text::{self, JsonId};
use crate::who_asks::rights::Rights;

#[derive(Deserialize)]
struct Session {
    id: JsonId,
    name: Option<String>,
    email: Option<String>,
    user: Option<JsonId>,
    may: Vec<String>,
}

/// The caller in the app's response; none if the response is malformed.
pub(super) fn caller(body: &[u8]) -> Option<Caller> {
    let session: Session = serde_json::from_slice(body).ok()?;
    let id = session.id.read()?;
    let name = session.name.as_deref().and_then(plain_text::name);
    let name = name.unwrap_or_else(|| id.clone());
    let email = session.email.as_deref().and_then(plain_text::email);
    let rights = Rights::from_words(session.may.iter().map(String::as_str));
    let user = session.user.as_ref().and_then(JsonId::read);
    let tenant = Tenant::new(id, name).with_email(email);
    Some(Caller::new(tenant, rights).with_user(user))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_session_names_a_tenant_and_its_rights() {
        let body = r#"{"id": 42, "name": "Acme", "email": "a@acme.example", "user": 7,
            "may": ["view", "connect", "else"], "more": {}}"#;
        let tenant = Tenant::new("42", "Acme").with_email("a@acme.example".to_owned());
        let rights = Rights::VIEW | Rights::CONNECT;
        let expected = Caller::new(tenant, rights).with_user("7".to_owned());
        assert_eq!(caller(body.as_bytes()), Some(expected));

        let bare = Caller::new(Tenant::new("acme", "acme"), Rights::NONE);
        let body = br#"{"id": "acme", "name": null, "may": []}"#;
        assert_eq!(caller(body), Some(bare));

        for body in [
            "",
            "null",
            "<html>",
            "[]",
            r#"{"may": []}"#,
            r#"{"id": "acme"}"#,
            r#"{"id": "", "may": []}"#,
            r#"{"id": "a\nb", "may": []}"#,
            r#"{"id": "acme\u00a0", "may": []}"#,
            r#"{"id": " acme", "may": []}"#,
            r#"{"id": true, "may": []}"#,
            r#"{"id": "acme", "may": "view"}"#,
            r#"{"id": "acme", "may": null}"#,
        ] {
            assert_eq!(caller(body.as_bytes()), None, "{body}");
        }
    }
}
