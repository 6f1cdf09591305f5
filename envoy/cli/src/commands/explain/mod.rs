//! `sluice explain`: one request through the filter's gateway role, on paper.

mod asked;
mod print;
mod state;

use std::path::PathBuf;
use std::rc::Rc;

use serde_json::{Value, json};
use sluice_config::{Config, Consumer, Options, Target};
use sluice_core::exchange::{ExchangeId, Gateway};
use sluice_core::policy::access;
use sluice_core::routing::{self, NoTarget};
use sluice_core::{Headers, Operation, Worker, caller_format, endpoint};
use sluice_protocol::WireFormat;
use sluice_protocol::translate::Pair;

use self::asked::{Asked, asked};
use crate::failure::Failure;
use crate::offline::Offline;
use crate::output::{self, Format};
use crate::{input, load};

/// Show what the gateway would do with a request: who calls, which targets, in which order, why.
#[derive(Debug, clap::Args)]
#[command(after_help = "\
Nothing is sent. The exit status is 1 if the request would be refused.

For each target it says which rule excludes it, and what each rule that applies looked at. Then
come the tree, each member with what put it in its place, and the order. Without --state nothing
is known of accounts: all are well and idle, and nothing is measured. A state is a JSON object in
which all is optional and times are in seconds from the request:
  {
    \"accounts\": {\"PROVIDER\": {
      \"in_flight\": 3,
      \"cooling\": {\"reason\": \"rate_limit_told\", \"seconds\": 12.5, \"probing\": false},
      \"quota\": {\"remaining\": 4, \"resets_in\": 30}
    }},
    \"targets\": {\"PROVIDER/MODEL\": {
      \"first_token_ms\": 320, \"token_ms\": 12, \"measured_ago\": 4,
      \"attempts\": 100, \"failures\": 3, \"stopped_ago\": 60
    }}
  }
The reasons of a cool-down are rate_limit_told, rate_limit, key_refused and failing. What remains
of a quota is in percent. stopped_ago is since when a canary is stopped.

Examples:
  sluice explain gateway.yaml --request body.json --header 'authorization: Bearer sk-sluice-demo'
  sluice explain gateway.yaml --request body.json --path /v1/messages --header 'x-api-key: k' -o json
  sluice explain gateway.yaml --request body.json --state state.json --seed 7 --at 1795435200
  sluice explain gateway.yaml --path /v1/models --header 'x-api-key: k'")]
pub(crate) struct Args {
    /// The gateway.yaml.
    file: PathBuf,
    /// The request's body, or - for stdin; a GET request without it.
    #[arg(long, value_name = "FILE")]
    request: Option<PathBuf>,
    /// The request's path.
    #[arg(long, default_value = "/v1/chat/completions")]
    path: String,
    /// A header of the request; may be given several times.
    #[arg(long = "header", value_name = "NAME: VALUE", value_parser = header)]
    headers: Vec<(String, String)>,
    /// What the gateway has learnt of accounts and targets; see below.
    #[arg(long, value_name = "FILE")]
    state: Option<PathBuf>,
    /// The chance that decides where a strategy leaves something to it; each request has another.
    #[arg(long, value_name = "N", default_value_t = 0)]
    seed: u64,
    /// When the request comes, in seconds since 1970; now without it.
    #[arg(long, value_name = "SECONDS")]
    at: Option<u64>,
    /// How to print the result.
    #[arg(short, long, value_enum, default_value_t)]
    output: Format,
}

fn header(text: &str) -> Result<(String, String), String> {
    let (name, value) = text.split_once(':').ok_or("write it as `name: value`")?;
    let name = name.trim().to_ascii_lowercase();
    if name.is_empty() {
        return Err("there is no name before the `:`".to_owned());
    }
    Ok((name, value.trim().to_owned()))
}

/// What became of the request.
struct Explanation {
    client: WireFormat,
    /// The caller; none if access is open or nobody is known.
    caller: Option<(String, Option<String>)>,
    access_is_open: bool,
    /// The model, and whether its translation is strict; none if the request names none that
    /// the caller may use.
    model: Option<(String, bool)>,
    routing: Option<routing::Explanation>,
    outcome: Outcome,
}

enum Outcome {
    /// The gateway answers by itself, well.
    Answered(Value),
    /// It goes to the first of these.
    Forwarded {
        fallback: Vec<String>,
        steps: Vec<Step>,
    },
    /// It is refused with this status and body.
    Refused(u16, Value),
}

/// One target.
struct Step {
    provider: String,
    model: String,
    url: String,
    translation: String,
    losses: Value,
    /// Why this target could not take the request.
    problem: Option<String>,
}

pub(super) fn run(args: &Args) -> Result<(), Failure> {
    let gateway = load::gateway(
        &args.file,
        Options {
            allow_inline_secrets: true,
            is_rendered: false,
        },
    )?;
    let body = args
        .request
        .as_deref()
        .map(|file| input::read(Some(file)))
        .transpose()?;
    let explanation = explain(gateway.config, args, body)?;
    match args.output {
        Format::Text => output::line(&explanation.text())?,
        Format::Json => output::json(&explanation.json())?,
    }
    match explanation.outcome {
        Outcome::Refused(..) => Err(Failure::Told),
        Outcome::Answered(_) | Outcome::Forwarded { .. } => Ok(()),
    }
}

fn explain(config: Config, args: &Args, body: Option<Vec<u8>>) -> Result<Explanation, Failure> {
    let headers = request_headers(args, body.as_deref());
    let client = caller_format(&args.path, &headers);
    let known = access::identify(&config, &headers, None);
    let is_known = known.is_ok();
    let caller: Option<Consumer> = known.ok().flatten().map(|known| (*known).clone());
    let access_is_open = config.access() == sluice_config::Access::Open;

    let worker = Rc::new(Worker::new(config, 0));
    let body = body.unwrap_or_default();
    let mut proxy = Offline::new(headers.clone(), body.clone());
    let mut machine = Gateway::new(Rc::clone(&worker), ExchangeId::default());
    let _held = machine.request_headers(&mut proxy, body.is_empty());
    if proxy.reply.is_none() {
        let _held = machine.request_body(&mut proxy, body.len(), true);
    }

    let method = headers.text(":method").unwrap_or_default();
    let asked = match endpoint(method, &args.path, client) {
        Ok(endpoint) if is_known => asked(
            worker.config(),
            args,
            &headers,
            caller.as_ref(),
            endpoint,
            &body,
        )?,
        _ => None,
    };
    let refusal = asked.as_ref().and_then(|asked| asked.routing.refusal());
    let outcome = match (proxy.reply, refusal, &asked) {
        (Some((status, body)), ..) => {
            let body = serde_json::from_slice(&body).unwrap_or_default();
            if status < 400 {
                Outcome::Answered(body)
            } else {
                Outcome::Refused(status, body)
            }
        }
        (None, Some(refusal), _) => refused(client, &refusal),
        (None, None, Some(asked)) => forwarded(client, asked),
        (None, None, None) => Outcome::Refused(500, Value::Null),
    };
    Ok(Explanation {
        client,
        caller: caller.map(|caller| (caller.name, caller.team)),
        access_is_open,
        model: asked
            .as_ref()
            .map(|asked| (asked.model.name.clone(), asked.model.strict)),
        routing: asked.map(|asked| asked.routing),
        outcome,
    })
}

fn refused(client: WireFormat, refusal: &NoTarget) -> Outcome {
    let mut body = Vec::new();
    client.codec().encode_error(&refusal.to_error(), &mut body);
    let body = serde_json::from_slice(&body).unwrap_or_default();
    Outcome::Refused(refusal.status, body)
}

fn request_headers(args: &Args, body: Option<&[u8]>) -> Headers {
    let method = if body.is_some() { "POST" } else { "GET" };
    let mut list = vec![
        (":method".to_owned(), method.into()),
        (":path".to_owned(), args.path.clone().into_bytes()),
    ];
    let given = |name: &str| args.headers.iter().any(|(given, _)| given == name);
    if body.is_some() && !given("content-type") {
        list.push(("content-type".to_owned(), b"application/json".to_vec()));
    }
    list.extend(
        args.headers
            .iter()
            .map(|(name, value)| (name.clone(), value.clone().into())),
    );
    Headers::new(list)
}

fn forwarded(client: WireFormat, asked: &Asked) -> Outcome {
    let order = asked.routing.decision.order.iter();
    let targets = order.filter_map(|index| asked.model.targets.get(*index));
    Outcome::Forwarded {
        fallback: asked.model.fallback.triggers(),
        steps: targets.map(|target| step(asked, target, client)).collect(),
    }
}

fn step(asked: &Asked, target: &Target, client: WireFormat) -> Step {
    let provider = &target.provider;
    let surface = provider.surface(client);
    let scheme = if provider.endpoint.tls {
        "https"
    } else {
        "http"
    };
    let base = format!("{scheme}://{}", provider.endpoint.authority());
    let mut step = Step {
        provider: provider.name.clone(),
        model: target.model.clone(),
        url: base,
        translation: "that of its own API".to_owned(),
        losses: json!([]),
        problem: None,
    };
    if asked.endpoint.operation != Operation::Chat {
        return step;
    }
    step.url
        .push_str(&surface.path(&target.model, asked.is_stream));
    step.translation = if client == surface.format {
        format!("none, both speak {client}")
    } else {
        format!("{client} to {}", surface.format)
    };
    let pair = Pair {
        client,
        provider: surface.way(),
        model: Some(&target.model),
        default_max_tokens: provider.default_max_tokens,
        include_usage: false,
    };
    match pair.request(&asked.body) {
        Ok((_, losses)) => {
            let is_refused = asked.model.strict && !losses.are_defaults_only();
            step.problem =
                is_refused.then(|| "translation is strict and something would be lost".to_owned());
            step.losses = serde_json::from_slice(&losses.to_json()).unwrap_or_default();
        }
        Err(refusal) => step.problem = Some(refusal.to_string()),
    }
    step
}
