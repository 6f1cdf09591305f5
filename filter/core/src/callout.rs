//! Calls to the services that guardrails ask, beside a request or an answer: made all at
//! once, read when the last has been answered.

use std::sync::Arc;

use sluice_config::{Config, Provider, Server, Service, ServicePlace};
use sluice_guard::Subject;
use sluice_guard::services::{
    self, Answer, Ask, Call, Direction, Question, ServiceError, Speaker, Verdict,
};
use sluice_protocol::chat::{Message, Part, Request, Role};
use sluice_protocol::json::{Document, Limits};
use sluice_protocol::{Losses, codec};

use crate::host::{CallId, Host};

/// What one check has asked about one subject.
#[derive(Debug)]
pub struct Callout {
    calls: Vec<(CallId, Option<Taken>)>,
    /// Whose model it is, if it is one.
    provider: Option<Arc<Provider>>,
}

/// The status and body of an answer; of a model's, what it said.
type Taken = Result<(u16, Vec<u8>), ServiceError>;

impl Callout {
    /// Asks the service of a check about a subject.
    ///
    /// # Errors
    /// It cannot be asked.
    pub fn begin(
        host: &mut impl Host,
        config: &Config,
        check: &dyn services::Service,
        subject: &Subject<'_>,
        direction: Direction,
    ) -> Result<Self, ServiceError> {
        let service = config.service(check.name());
        let service = service.ok_or(ServiceError::Unreachable)?;
        let asks = check.asks(subject, direction)?;
        let mut calls = Vec::with_capacity(asks.len());
        for ask in &asks {
            let sent = match (&service.place, ask) {
                (ServicePlace::Server(server), Ask::Call(call)) => {
                    send(host, service, server, call)
                }
                (ServicePlace::Model { provider, model }, Ask::Question(question)) => {
                    put(host, service, provider, model, question)?
                }
                (ServicePlace::Server(_), Ask::Question(_))
                | (ServicePlace::Model { .. }, Ask::Call(_)) => None,
            };
            calls.push((sent.ok_or(ServiceError::Unreachable)?, None));
        }
        let provider = match &service.place {
            ServicePlace::Server(_) => None,
            ServicePlace::Model { provider, .. } => Some(Arc::clone(provider)),
        };
        Ok(Self { calls, provider })
    }

    /// Takes an answer if it is to one of these calls. `false` if it is not.
    pub fn take(&mut self, id: CallId, status: u16, body: &[u8]) -> bool {
        let call = self.calls.iter_mut().find(|(call, _)| *call == id);
        let Some((_, slot)) = call.filter(|(_, slot)| slot.is_none()) else {
            return false;
        };
        *slot = Some(match &self.provider {
            Some(provider) if (200..=299).contains(&status) => {
                said(provider, body).map(|text| (status, text.into_bytes()))
            }
            _ => Ok((status, body.to_vec())),
        });
        true
    }

    /// Whether every call has been answered.
    #[must_use]
    pub fn is_done(&self) -> bool {
        self.calls.iter().all(|(_, taken)| taken.is_some())
    }

    /// What the answers come to, about the same subject.
    ///
    /// # Errors
    /// One that is not what it should be, or is not there yet.
    pub fn verdict(
        &self,
        check: &dyn services::Service,
        subject: &Subject<'_>,
        direction: Direction,
    ) -> Result<Verdict, ServiceError> {
        let mut answers = Vec::with_capacity(self.calls.len());
        for (_, taken) in &self.calls {
            let taken = taken.as_ref().ok_or(ServiceError::Unreachable)?;
            let (status, body) = taken.as_ref().map_err(Clone::clone)?;
            let status = *status;
            answers.push(Answer { status, body });
        }
        check.read(subject, direction, &answers)
    }
}

/// Calls a server.
fn send(host: &mut impl Host, service: &Service, server: &Server, call: &Call) -> Option<CallId> {
    let path = match format!("{}{}", server.base, call.path) {
        path if path.is_empty() => "/".to_owned(),
        path => path,
    };
    let authority = server.endpoint.authority();
    let headers = [
        (":method", "POST"),
        (":path", &path),
        (":authority", &authority),
        ("content-type", "application/json"),
        ("accept", "application/json"),
    ];
    host.call(&service.cluster(), &headers, &call.body, service.timeout)
}

/// Puts a question to a model, in the format that its provider knows best.
fn put(
    host: &mut impl Host,
    service: &Service,
    provider: &Provider,
    model: &str,
    question: &Question,
) -> Result<Option<CallId>, ServiceError> {
    let surface = &provider.surfaces.first;
    let target = codec::Target {
        model,
        default_max_tokens: provider.default_max_tokens,
        wants_reasoning: surface.quirks.wants_reasoning(model),
    };
    let mut body = Vec::with_capacity(4096);
    let mut losses = Losses::default();
    let codec = surface.format.codec();
    codec
        .encode_request(&request(question), &target, &mut body, &mut losses)
        .map_err(|_| ServiceError::NoForm)?;
    surface.way().rewrite(model, &mut body, &mut losses);
    let path = surface.path(model, false);
    let authority = provider.endpoint.authority();
    let mut headers = vec![
        (":method", "POST"),
        (":path", &*path),
        (":authority", &authority),
        ("content-type", "application/json"),
    ];
    if let Some(version) = surface.anthropic_version.as_deref()
        && surface.envelope.is_none()
    {
        headers.push(("anthropic-version", version));
    }
    Ok(host.call(&service.cluster(), &headers, &body, service.timeout))
}

fn request(question: &Question) -> Request<'_> {
    let system = question.system.iter().map(|text| (Role::System, text));
    let turns = question.turns.iter().map(|turn| match turn.speaker {
        Speaker::User => (Role::User, &turn.text),
        Speaker::Model => (Role::Assistant, &turn.text),
    });
    let messages = system.chain(turns).map(|(role, text)| Message {
        role,
        parts: vec![Part::Text {
            text: text.as_str().into(),
            cache: None,
            citations: None,
        }],
        name: None,
        index: None,
        extra: Vec::new(),
    });
    Request {
        messages: messages.collect(),
        max_output_tokens: Some(question.max_tokens),
        ..Request::default()
    }
}

/// What a model has said: the text of its first answer, without its reasoning.
fn said(provider: &Provider, body: &[u8]) -> Result<String, ServiceError> {
    let document = Document::parse(body, Limits::default()).map_err(|_| ServiceError::NotJson)?;
    let codec = provider.surfaces.first.format.codec();
    let response = codec.decode_response(document.root(body));
    let response = response.map_err(|_| ServiceError::NoAnswer)?;
    let choice = response.choices.first().ok_or(ServiceError::NoAnswer)?;
    let texts = choice.parts.iter().filter_map(|part| match part {
        Part::Text { text, .. } => Some(text.to_str()),
        _ => None,
    });
    Ok(texts.collect())
}
