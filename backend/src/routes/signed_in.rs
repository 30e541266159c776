//! The caller of a request. Its rights are checked before its tenant is available.

use std::sync::Arc;

use axum::extract::FromRequestParts;
use axum::http::request::Parts;

use crate::backend::AppState;
use crate::problem::{Problem, ProblemCode};
use crate::request_trace;
use crate::who_asks::{Caller, ResolveError, Right, is_id};

/// A signed-in caller. Without one, the call is rejected.
pub(super) struct SignedIn {
    caller: Caller,
}

impl SignedIn {
    /// The caller, if they have this right.
    pub(super) fn with_right(self, right: Right) -> Result<Caller, Problem> {
        if self.caller.rights.contains(right) {
            return Ok(self.caller);
        }
        tracing::info!(
            tenant = self.caller.tenant.id,
            user = self.caller.user,
            right = right.as_str(),
            "a call was refused: the user lacks the right"
        );
        Err(ProblemCode::Forbidden.into())
    }
}

impl FromRequestParts<Arc<AppState>> for SignedIn {
    type Rejection = Problem;

    async fn from_request_parts(
        parts: &mut Parts,
        backend: &Arc<AppState>,
    ) -> Result<Self, Problem> {
        let caller = backend.resolver.resolve(parts).await.map_err(problem)?;
        if !is_id(&caller.tenant.id) {
            tracing::error!(
                "the resolver tells a tenant whose id is empty, too long or not of one line"
            );
            return Err(ProblemCode::Unauthorized.into());
        }
        request_trace::record_tenant(&caller.tenant.id);
        Ok(Self { caller })
    }
}

fn problem(error: ResolveError) -> Problem {
    let code = match error {
        ResolveError::NotSignedIn => ProblemCode::Unauthorized,
        ResolveError::Forbidden => ProblemCode::Forbidden,
        ResolveError::Unavailable => ProblemCode::TenantUnavailable,
    };
    code.into()
}
