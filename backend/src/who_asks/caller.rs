//! The caller of a request: a user of a tenant, with rights.

use super::rights::Rights;

/// The customer's account in the partner's product.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Tenant {
    /// The partner's own permanent id: up to 200 bytes, no control characters, no space at either end. It is compared
    /// byte by byte, and never changed. Chakra gets it as `clientReferenceId`. A request with an invalid id is answered
    /// as not signed in.
    pub id: String,
    /// The name that people know. Chakra gets it as `clientName`, or the id if the name is empty.
    pub name: String,
    /// Chakra gets it as `clientEmail`.
    pub email: Option<String>,
}

impl Tenant {
    /// A tenant without an email address.
    pub fn new(id: impl Into<String>, name: impl Into<String>) -> Self {
        Self {
            id: id.into(),
            name: name.into(),
            email: None,
        }
    }

    /// Sets the email address.
    #[must_use]
    pub fn with_email(mut self, email: impl Into<Option<String>>) -> Self {
        self.email = email.into();
        self
    }
}

/// The caller of a request.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Caller {
    /// The account that the user acts for.
    pub tenant: Tenant,
    /// The partner's id of the user, for the audit log.
    pub user: Option<String>,
    /// The user's rights to the tenant's connection.
    pub rights: Rights,
}

impl Caller {
    /// A caller whose user is not known by id.
    #[must_use]
    pub fn new(tenant: Tenant, rights: Rights) -> Self {
        Self {
            tenant,
            user: None,
            rights,
        }
    }

    /// Sets the user's id.
    #[must_use]
    pub fn with_user(mut self, user: impl Into<Option<String>>) -> Self {
        self.user = user.into();
        self
    }
}
