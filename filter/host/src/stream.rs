//! The contexts of both roles: each callback goes to the machine, and its flow back.

use std::cell::{Cell, RefCell};
use std::collections::BTreeMap;
use std::rc::Rc;
use std::time::Duration;

use proxy_wasm::hostcalls;
use proxy_wasm::traits::{Context, HttpContext};
use proxy_wasm::types::Action;
use sluice_core::exchange::{Attempt, Gateway};
use sluice_core::{Flow, Host};

use crate::envoy::{Envoy, call_answer, failed};

fn action(flow: Flow) -> Action {
    match flow {
        Flow::Continue => Action::Continue,
        Flow::Pause => Action::Pause,
    }
}

/// One request on the listener.
pub(crate) struct GatewayStream {
    id: u32,
    machine: Rc<RefCell<Gateway>>,
}

thread_local! {
    /// The requests that wait for a free place, in the order of their arrival.
    static QUEUED: RefCell<BTreeMap<u32, Rc<RefCell<Gateway>>>> = RefCell::default();
}

/// Lets those that wait look for a free place.
fn wake_queued() {
    let queued: Vec<(u32, Rc<RefCell<Gateway>>)> = QUEUED.with_borrow(|all| {
        let all = all.iter().map(|(id, machine)| (*id, Rc::clone(machine)));
        all.collect()
    });
    for (id, machine) in queued {
        if let Err(status) = hostcalls::set_effective_context(id) {
            failed("set_effective_context", status);
            QUEUED.with_borrow_mut(|all| all.remove(&id));
            continue;
        }
        let flow = machine.borrow_mut().wake(&mut Envoy);
        if machine.borrow().is_queued() {
            continue;
        }
        QUEUED.with_borrow_mut(|all| all.remove(&id));
        if flow == Flow::Continue
            && let Err(status) = hostcalls::resume_http_request()
        {
            failed("resume_http_request", status);
        }
    }
}

impl GatewayStream {
    pub(crate) fn new(id: u32, machine: Gateway) -> Self {
        Self {
            id,
            machine: Rc::new(RefCell::new(machine)),
        }
    }

    /// What Envoy is to do with a request, which is to be woken if it waits.
    fn queue(&self, flow: Flow) -> Action {
        if self.machine.borrow().is_queued() {
            QUEUED.with_borrow_mut(|all| all.insert(self.id, Rc::clone(&self.machine)));
        }
        action(flow)
    }
}

impl Context for GatewayStream {
    fn on_http_call_response(&mut self, id: u32, headers: usize, size: usize, _: usize) {
        let (status, body) = call_answer(headers, size);
        let flow = self
            .machine
            .borrow_mut()
            .called(&mut Envoy, id, status, &body);
        if self.queue(flow) == Action::Continue
            && let Err(status) = hostcalls::resume_http_request()
        {
            failed("resume_http_request", status);
        }
    }
}

impl HttpContext for GatewayStream {
    fn on_http_request_headers(&mut self, _: usize, end_of_stream: bool) -> Action {
        let flow = self
            .machine
            .borrow_mut()
            .request_headers(&mut Envoy, end_of_stream);
        self.queue(flow)
    }

    fn on_http_request_body(&mut self, size: usize, end_of_stream: bool) -> Action {
        let flow = self
            .machine
            .borrow_mut()
            .request_body(&mut Envoy, size, end_of_stream);
        self.queue(flow)
    }

    fn on_http_request_trailers(&mut self, _: usize) -> Action {
        let flow = self.machine.borrow_mut().request_trailers(&mut Envoy);
        self.queue(flow)
    }

    fn on_http_response_headers(&mut self, _: usize, end_of_stream: bool) -> Action {
        action(
            self.machine
                .borrow_mut()
                .response_headers(&mut Envoy, end_of_stream),
        )
    }

    fn on_http_response_body(&mut self, size: usize, _: bool) -> Action {
        action(self.machine.borrow_mut().response_body(&mut Envoy, size))
    }

    fn on_log(&mut self) {
        QUEUED.with_borrow_mut(|all| all.remove(&self.id));
        self.machine.borrow_mut().log(&mut Envoy);
    }
}

thread_local! {
    /// The attempts under way, by the ids of their contexts.
    static ATTEMPTS: RefCell<BTreeMap<u32, Rc<RefCell<Attempt>>>> = RefCell::default();
    /// When they were looked at last.
    static LOOKED: Cell<Duration> = const { Cell::new(Duration::ZERO) };
}

/// How often they are looked at.
const LOOK_PERIOD: Duration = Duration::from_millis(200);

/// The longest time that is taken to have passed between two looks.
const MOST_PASSED: Duration = Duration::from_secs(1);

/// Cuts the streams that have fallen silent, and wakes the requests that wait. Every
/// instance's tick may call it.
pub(crate) fn look() {
    let now = Envoy.now();
    let before = LOOKED.replace(now);
    if now >= before && now - before < LOOK_PERIOD {
        LOOKED.set(before);
        return;
    }
    // A clock that jumps, or a machine that has slept, makes no stream silent.
    let passed = now.saturating_sub(before).min(MOST_PASSED);
    wake_queued();
    // Envoy may tell an attempt of its end before the call returns.
    let silent: Vec<u32> = ATTEMPTS.with_borrow(|all| {
        let silent = all
            .iter()
            .filter(|(_, attempt)| attempt.borrow_mut().tick(passed));
        silent.map(|(id, _)| *id).collect()
    });
    for id in silent {
        if let Err(status) = hostcalls::set_effective_context(id) {
            failed("set_effective_context", status);
            continue;
        }
        if let Err(status) = hostcalls::reset_http_request() {
            failed("reset_http_request", status);
        }
    }
}

/// One attempt at a provider.
pub(crate) struct AttemptStream {
    id: u32,
    machine: Rc<RefCell<Attempt>>,
}

impl AttemptStream {
    pub(crate) fn new(id: u32, machine: Attempt) -> Self {
        let machine = Rc::new(RefCell::new(machine));
        ATTEMPTS.with_borrow_mut(|all| all.insert(id, Rc::clone(&machine)));
        Self { id, machine }
    }
}

impl Context for AttemptStream {
    fn on_done(&mut self) -> bool {
        ATTEMPTS.with_borrow_mut(|all| all.remove(&self.id));
        self.machine.borrow_mut().done(&mut Envoy);
        true
    }

    fn on_http_call_response(&mut self, id: u32, headers: usize, size: usize, _: usize) {
        let (status, body) = call_answer(headers, size);
        let flow = self
            .machine
            .borrow_mut()
            .called(&mut Envoy, id, status, &body);
        if flow == Flow::Continue
            && let Err(status) = hostcalls::resume_http_response()
        {
            failed("resume_http_response", status);
        }
    }
}

impl HttpContext for AttemptStream {
    fn on_http_request_headers(&mut self, _: usize, end_of_stream: bool) -> Action {
        action(
            self.machine
                .borrow_mut()
                .request_headers(&mut Envoy, end_of_stream),
        )
    }

    fn on_http_request_body(&mut self, size: usize, end_of_stream: bool) -> Action {
        action(
            self.machine
                .borrow_mut()
                .request_body(&mut Envoy, size, end_of_stream),
        )
    }

    fn on_http_request_trailers(&mut self, _: usize) -> Action {
        action(self.machine.borrow_mut().request_trailers(&mut Envoy))
    }

    fn on_http_response_headers(&mut self, _: usize, end_of_stream: bool) -> Action {
        action(
            self.machine
                .borrow_mut()
                .response_headers(&mut Envoy, end_of_stream),
        )
    }

    fn on_http_response_body(&mut self, size: usize, end_of_stream: bool) -> Action {
        action(
            self.machine
                .borrow_mut()
                .response_body(&mut Envoy, size, end_of_stream),
        )
    }

    fn on_http_response_trailers(&mut self, _: usize) -> Action {
        action(self.machine.borrow_mut().response_trailers(&mut Envoy))
    }
}

/// A stream of a plugin without a role: it holds everything, so that nothing
/// passes unchecked.
pub(crate) struct IdleStream;

impl Context for IdleStream {}

impl HttpContext for IdleStream {
    fn on_http_request_headers(&mut self, _: usize, _: bool) -> Action {
        Action::Pause
    }
}
