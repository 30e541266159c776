//! Keeps requests from going out for another tenant than the one shown.
//!
//! The page may change the object `requestHeaders` in place, or its function may give different values from one call to
//! the next. A request would then concern a tenant that the customer does not see.

use std::cell::{Cell, RefCell};

use super::exchange::Exchange;
use crate::flow::config::{Config, RequestHeaders};
use crate::flow::reply::Reply;

/// For the developer of a page whose headers cannot tell one tenant from another.
pub(super) const UNSTEADY: &str = "`requestHeaders` gives other values each time, so they cannot tell one tenant from another: name the tenant in the attribute `tenant`.";

/// The page's headers for the status that is shown.
#[derive(Debug, Default)]
pub(super) struct TenantGuard {
    /// The page names the tenant itself: a function's values say nothing more.
    is_named: Cell<bool>,
    /// The values that a function gave; none before the first status.
    shown: RefCell<Option<RequestHeaders>>,
    /// Changes of the values that a function gives.
    given: Changes,
    /// Changes of the configuration that the page has not reported.
    unreported: Changes,
}

/// Consecutive changes, without a request between them that found the tenant unchanged.
#[derive(Debug, Default)]
struct Changes(Cell<u8>);

impl Changes {
    /// More changes than these are not changes of tenant: the page gives different values each time, such as the time
    /// of day.
    const MOST: u8 = 3;

    fn add(&self) {
        self.0.set(self.0.get().saturating_add(1));
    }

    fn clear(&self) {
        self.0.set(0);
    }

    fn are_too_many(&self) -> bool {
        self.0.get() > Self::MOST
    }
}

impl TenantGuard {
    /// Another account is configured, or another visitor.
    pub(super) fn configure(&self, config: &Config) {
        self.is_named.set(config.tenant.is_some());
        self.shown.take();
    }

    /// Whether the page's current configuration replaces the shown one; `other` is it, if it asks for another account
    /// than the one shown.
    pub(super) fn replaces(&self, other: Option<&Config>) -> bool {
        if other.is_none() {
            self.unreported.clear();
            return false;
        }
        self.unreported.add();
        !self.unreported.are_too_many()
    }

    /// The values that a function must give for a request to be sent; `None` if any will do.
    pub(super) fn expected(&self) -> Option<RequestHeaders> {
        let shown = self.shown.borrow().clone();
        shown.filter(|_| !self.given.are_too_many())
    }

    /// Whether a reply to another widget's request belongs to another tenant.
    pub(super) fn is_of_another(&self, exchange: &Exchange) -> bool {
        let expected = self.expected();
        exchange.reply == Reply::TenantChanged
            || (expected.is_some() && expected != exchange.tenant_headers)
    }

    /// Notes a reply before it is passed on.
    pub(super) fn note(&self, exchange: &Exchange, is_status: bool) {
        if exchange.reply == Reply::TenantChanged {
            self.shown.take();
            self.given.add();
            return;
        }
        let Some(headers) = &exchange.tenant_headers else {
            return;
        };
        if self.shown.borrow().as_ref() == Some(headers) {
            self.given.clear();
        } else if is_status && !self.is_named.get() {
            self.shown.replace(Some(headers.clone()));
        }
    }

    /// Whether the page's headers have proved useless.
    pub(super) fn is_unsteady(&self) -> bool {
        self.given.are_too_many() || self.unreported.are_too_many()
    }
}
