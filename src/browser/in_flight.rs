//! A request under way: it ends when it is done, or when nothing needs it any more.

use std::cell::Cell;
use std::future::poll_fn;
use std::pin::pin;
use std::rc::Rc;
use std::task::{Poll, Waker};

use web_sys::{AbortController, AbortSignal};

/// A request under way: aborted when dropped, unless it is already done.
#[derive(Debug)]
pub(super) struct InFlight {
    controller: AbortController,
    end: End,
}

impl Drop for InFlight {
    fn drop(&mut self) {
        if !self.end.0.is_over.replace(true) {
            self.controller.abort();
            if let Some(waker) = self.end.0.waker.take() {
                waker.wake();
            }
        }
    }
}

/// Informs the work of a request that it is aborted, and the request that its work is done.
#[derive(Clone, Default)]
pub(super) struct End(Rc<Shared>);

#[derive(Default)]
struct Shared {
    is_over: Cell<bool>,
    waker: Cell<Option<Waker>>,
}

impl std::fmt::Debug for End {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "End({})", self.0.is_over.get())
    }
}

impl End {
    /// Does the work, unless it is aborted: then returns `None`. The work may wait for something that never ends, such
    /// as a promise of the page.
    pub(super) async fn or_done<T>(&self, work: impl Future<Output = T>) -> Option<T> {
        let mut work = pin!(work);
        let shared = &*self.0;
        poll_fn(|context| {
            if shared.is_over.get() {
                return Poll::Ready(None);
            }
            let done = work.as_mut().poll(context);
            match done {
                Poll::Ready(done) => {
                    shared.is_over.set(true);
                    Poll::Ready(Some(done))
                }
                Poll::Pending => {
                    shared.waker.set(Some(context.waker().clone()));
                    Poll::Pending
                }
            }
        })
        .await
    }
}

/// The guard that aborts a request when dropped, and the two ways in which the request's work notices it.
pub(super) fn begin() -> (Option<InFlight>, Option<AbortSignal>, End) {
    let end = End::default();
    let controller = AbortController::new().ok();
    let signal = controller.as_ref().map(AbortController::signal);
    let in_flight = controller.map(|controller| InFlight {
        controller,
        end: end.clone(),
    });
    (in_flight, signal, end)
}
