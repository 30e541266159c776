//! The requests of one widget to the partner's backend, and what is known about the last ones.

use std::cell::{Cell, RefCell};
use std::rc::{Rc, Weak};

use wasm_bindgen::JsValue;
use wasm_bindgen_futures::spawn_local;

use crate::browser::exchange::Exchange;
use crate::browser::fetch::{self, InFlight};
use crate::browser::page::Host;
use crate::browser::request_key::RequestKey;
use crate::browser::single_flight::{Member, Shared, Ticket};
use crate::browser::tenant_guard::TenantGuard;
use crate::flow::config::{Config, Credentials, Source};
use crate::flow::error::Call;
use crate::flow::io::{AttemptId, Request, RequestId};
use crate::flow::reply::Reply;
use crate::flow::{Event, Input};

/// The requests of one widget. Open ones end when it is dropped.
#[derive(Debug)]
pub(super) struct Requests {
    this: Weak<Self>,
    host: Host,
    tenant: Rc<TenantGuard>,
    credentials: Cell<Credentials>,
    /// This widget's membership in the status checks that widgets share.
    member: RefCell<Option<Rc<Member>>>,
    open: RefCell<Vec<Open>>,
    /// The errors that the page's functions threw on their last call; without a call, that of the vendor's `init`.
    causes: RefCell<Vec<(Option<Call>, JsValue)>>,
}

/// A request under way: stopped when dropped.
#[derive(Debug)]
struct Open {
    id: RequestId,
    call: Call,
    /// Aborts a request that only this widget waits for.
    _in_flight: Option<InFlight>,
    /// Its place in a request that others may be waiting for, too.
    _ticket: Option<Ticket>,
}

impl Requests {
    pub(super) fn new(host: Host, tenant: Rc<TenantGuard>) -> Rc<Self> {
        Rc::new_cyclic(|this| Self {
            this: this.clone(),
            host,
            tenant,
            credentials: Cell::default(),
            member: RefCell::default(),
            open: RefCell::default(),
            causes: RefCell::default(),
        })
    }

    /// From now on, requests follow `config`. `on_shared` gets what happens to other widgets that ask for the same
    /// status.
    pub(super) fn configure(&self, config: &Config, on_shared: impl Fn(Input) + 'static) {
        self.credentials.set(config.credentials);
        let this = self.this.clone();
        let member = RequestKey::new(&self.host, config).map(|key| {
            Rc::new(Member::new(key, move |shared| {
                let Some(requests) = this.upgrade() else {
                    return;
                };
                on_shared(match shared {
                    Shared::Connected => Input::ConnectedElsewhere,
                    // The page's function now speaks for another tenant: this widget checks for itself.
                    Shared::Reply(exchange) if requests.tenant.is_of_another(exchange) => {
                        Input::Revalidate
                    }
                    Shared::Reply(exchange) => {
                        requests.tenant.note(exchange, true);
                        Input::SharedResponse(exchange.reply.clone())
                    }
                });
            }))
        });
        drop(self.member.replace(member));
    }

    /// Sends a request; `on_reply` gets the reply, unless the request is stopped.
    pub(super) fn send(
        &self,
        id: RequestId,
        source: Source,
        request: Request,
        on_reply: impl Fn(Reply) + 'static,
    ) {
        let call = call_of(&request);
        let (this, host) = (self.this.clone(), self.host.clone());
        let (credentials, expected) = (self.credentials.get(), self.tenant.expected());
        let prepare = move || {
            fetch::prepare(
                &host,
                source.clone(),
                request.clone(),
                credentials,
                expected.clone(),
            )
        };
        let on_exchange = move |exchange: &Exchange| {
            if this
                .upgrade()
                .is_some_and(|requests| requests.close(id, exchange))
            {
                on_reply(exchange.reply.clone());
            }
        };
        let open = |in_flight, ticket| {
            self.open.borrow_mut().push(Open {
                id,
                call,
                _in_flight: in_flight,
                _ticket: ticket,
            });
        };
        if call == Call::Status
            && let Some(member) = self.member()
        {
            return open(None, Some(member.join(prepare, on_exchange)));
        }
        let (in_flight, prepared) = prepare();
        open(in_flight, None);
        spawn_local(async move {
            let exchange = prepared.send().await;
            on_exchange(&exchange);
        });
    }

    /// Forwards a hint to the backend.
    pub(super) fn send_hint(&self, source: Source, attempt: AttemptId, event: String) {
        spawn_local(fetch::send_hint(
            self.host.clone(),
            source,
            attempt.to_string(),
            event,
            self.credentials.get(),
            self.tenant.expected(),
        ));
    }

    /// Stops a request, if it is under way. It may have changed something anyway.
    pub(super) fn abort(&self, id: RequestId) {
        drop(self.take(id));
    }

    /// The connection has changed: replies to earlier requests are now stale.
    pub(super) fn invalidate(&self) {
        if let Some(member) = self.member() {
            member.invalidate();
        }
    }

    /// The page has got the connection's event: other widgets need not report it.
    pub(super) fn report_connected(&self) {
        if let Some(member) = self.member() {
            member.report_connected();
        }
    }

    /// The error that the page's function threw, if `event` reports its failure.
    pub(super) fn cause_of(&self, event: &Event) -> Option<JsValue> {
        let Event::Failed { failure, .. } = event else {
            return None;
        };
        let causes = self.causes.borrow();
        let cause = causes.iter().find(|(call, _)| *call == failure.call);
        cause.map(|(_, cause)| cause.clone())
    }

    /// Keeps the error of the last try, replacing that of the previous one.
    pub(super) fn keep_cause(&self, call: Option<Call>, cause: Option<JsValue>) {
        let mut causes = self.causes.borrow_mut();
        causes.retain(|(known, _)| *known != call);
        causes.extend(cause.map(|cause| (call, cause)));
    }

    /// A request is over. Returns false if it was stopped before.
    fn close(&self, id: RequestId, exchange: &Exchange) -> bool {
        let Some(open) = self.take(id) else {
            return false;
        };
        self.keep_cause(Some(open.call), exchange.cause.clone());
        self.tenant.note(exchange, open.call == Call::Status);
        true
    }

    /// Returns a clone, not a borrow: what others do may call back.
    fn member(&self) -> Option<Rc<Member>> {
        self.member.borrow().clone()
    }

    fn take(&self, id: RequestId) -> Option<Open> {
        let mut open = self.open.borrow_mut();
        let at = open.iter().position(|open| open.id == id)?;
        let open = open.swap_remove(at);
        if matches!(open.call, Call::Disconnect | Call::Choice) {
            self.invalidate();
        }
        Some(open)
    }
}

fn call_of(request: &Request) -> Call {
    match request {
        Request::Token { .. } => Call::Token,
        Request::Status => Call::Status,
        Request::Disconnect => Call::Disconnect,
        Request::Choice { .. } => Call::Choice,
    }
}
