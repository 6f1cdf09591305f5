//! Accepts connections and answers what comes over them.

use std::future::{Future, poll_fn};
use std::io;
use std::pin::pin;
use std::sync::Arc;
use std::sync::atomic::Ordering;
use std::task::Poll;

use http_body_util::BodyExt;
use hyper::body::Incoming;
use hyper::header::{HeaderName, HeaderValue};
use hyper::service::service_fn;
use hyper::{Request, Response, StatusCode};
use hyper_util::rt::{TokioIo, TokioTimer};
use tokio::net::{TcpListener, TcpStream};

use crate::control;
use crate::delivery::{Delivery, SteppedBody, deliver};
use crate::fault::Fault;
use crate::formats::{self, Arrival};
use crate::options::Options;
use crate::state::{Outcome, Recorded, State};
use crate::wire::{Manners, Wire};

/// Runs a simulator until `shutdown` is done, on a Tokio runtime with timers and
/// I/O enabled. For the command line; tests use [`Simulator`](crate::Simulator).
///
/// # Errors
/// The address cannot be bound.
pub async fn serve(options: Options, shutdown: impl Future<Output = ()>) -> io::Result<()> {
    let listener = TcpListener::bind(options.address).await?;
    accept(listener, Arc::new(State::new(options)), shutdown).await;
    Ok(())
}

pub(crate) async fn accept(
    listener: TcpListener,
    state: Arc<State>,
    shutdown: impl Future<Output = ()>,
) {
    let mut shutdown = pin!(shutdown);
    loop {
        let accepted = poll_fn(|context| {
            if shutdown.as_mut().poll(context).is_ready() {
                return Poll::Ready(None);
            }
            listener.poll_accept(context).map(Some)
        });
        match accepted.await {
            None => return,
            Some(Ok((stream, _))) => {
                tokio::spawn(connection(stream, Arc::clone(&state)));
            }
            // Out of file descriptors or a client that left: the next may fare better.
            Some(Err(_)) => tokio::task::yield_now().await,
        }
    }
}

async fn connection(stream: TcpStream, state: Arc<State>) {
    let manners = Arc::new(Manners::default());
    if state.take_refusal() {
        manners.reset.store(true, Ordering::Relaxed);
        drop(Wire::new(stream, manners));
        return;
    }
    if stream.set_nodelay(true).is_err() {
        return;
    }
    let wire = TokioIo::new(Wire::new(stream, Arc::clone(&manners)));
    let service = service_fn(move |request| {
        let state = Arc::clone(&state);
        let manners = Arc::clone(&manners);
        async move { answer(request, &state, &manners).await }
    });
    // A connection that ends in an error is either the client's doing or a fault.
    let _ended = hyper::server::conn::http1::Builder::new()
        .timer(TokioTimer::new())
        .half_close(false)
        .serve_connection(wire, service)
        .await;
}

async fn answer(
    request: Request<Incoming>,
    state: &Arc<State>,
    manners: &Arc<Manners>,
) -> io::Result<Response<SteppedBody>> {
    let dialect = formats::dialect(state.options.format);
    let (head, body) = request.into_parts();
    let path = head.uri.path_and_query().map_or("/", |path| path.as_str());
    if path.starts_with(control::PREFIX) {
        let body = whole(body, 1 << 20).await?.unwrap_or_default();
        let reply = control::answer(head.method.as_str(), path, &body, state);
        return response(deliver(reply, &[], dialect), manners, None);
    }
    let mut recorded = Recorded {
        number: 0,
        method: head.method.as_str().to_owned(),
        path: path.to_owned(),
        headers: head
            .headers
            .iter()
            .map(|(name, value)| {
                let value = String::from_utf8_lossy(value.as_bytes()).into_owned();
                (name.as_str().to_owned(), value)
            })
            .collect(),
        body: Vec::new(),
        outcome: Outcome::Open,
    };
    let Some(body) = whole(body, dialect.body_limit()).await? else {
        let number = state.record(recorded);
        let reply = dialect.error(413);
        let witness = Some((Arc::clone(state), number));
        return response(deliver(reply, &[], dialect), manners, witness);
    };
    recorded.body.clone_from(&body);
    let arrival = Arrival {
        method: &recorded.method.clone(),
        path: &recorded.path.clone(),
        headers: &head.headers,
        body: &body,
        key: state.options.key.as_deref(),
    };
    let number = state.record(recorded);
    let witness = Some((Arc::clone(state), number));
    let reply = match dialect.accept(&arrival) {
        Err(refusal) => return response(deliver(refusal, &[], dialect), manners, witness),
        Ok(accepted) => accepted,
    };
    let faults = state.take_faults();
    if faults.contains(&Fault::Reset) || state.take_refusal() {
        manners.reset.store(true, Ordering::Relaxed);
        state.finish(number, Outcome::Done);
        return Err(io::Error::other("reset by a fault"));
    }
    let split = faults.iter().find_map(|fault| match fault {
        Fault::SplitBytes { size, pause } => Some((*size, pause.as_millis() as u64)),
        _ => None,
    });
    let (size, pause) = split.unwrap_or_default();
    manners.split.store(size, Ordering::Relaxed);
    manners.pause.store(pause, Ordering::Relaxed);
    let delivery = deliver(reply(&faults), &faults, dialect);
    if !delivery.wait.is_zero() {
        tokio::time::sleep(delivery.wait).await;
    }
    response(delivery, manners, witness)
}

/// The whole body; `None` where it is larger than `limit`. It is read to its end
/// all the same, since a client that is still writing would not see the answer.
async fn whole(mut body: Incoming, limit: usize) -> io::Result<Option<Vec<u8>>> {
    let mut bytes = Vec::new();
    let mut is_too_large = false;
    while let Some(frame) = body.frame().await {
        let frame = frame.map_err(io::Error::other)?;
        let data = frame.into_data().unwrap_or_default();
        is_too_large |= bytes.len() + data.len() > limit;
        if !is_too_large {
            bytes.extend(data);
        }
    }
    Ok((!is_too_large).then_some(bytes))
}

fn response(
    mut delivery: Delivery,
    manners: &Arc<Manners>,
    witness: Option<(Arc<State>, u64)>,
) -> io::Result<Response<SteppedBody>> {
    let headers = std::mem::take(&mut delivery.headers);
    let status = StatusCode::from_u16(delivery.status).map_err(io::Error::other)?;
    let mut response = Response::new(SteppedBody::new(delivery, Arc::clone(manners), witness));
    *response.status_mut() = status;
    for (name, value) in headers {
        let name = HeaderName::try_from(name).map_err(io::Error::other)?;
        let value = HeaderValue::try_from(value).map_err(io::Error::other)?;
        response.headers_mut().append(name, value);
    }
    Ok(response)
}
