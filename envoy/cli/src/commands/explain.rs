//! `sluice explain`: one request through the filter's gateway role, on paper.

use std::cell::RefCell;
use std::path::PathBuf;
use std::rc::Rc;

use serde_json::{Value, json};
use sluice_config::{Config, Consumer, Model, Options, Target};
use sluice_core::exchange::{ExchangeId, Exchanges, Gateway};
use sluice_core::policy::access;
use sluice_core::{Headers, caller_format};
use sluice_protocol::WireFormat;
use sluice_protocol::json::{Document, Limits};

use crate::failure::Failure;
use crate::offline::Offline;
use crate::output::{self, Format};
use crate::{input, load};
use sluice_protocol::translate::Pair;

/// Show what the gateway would do with a request: who calls, which targets, in which order, why.
#[derive(Debug, clap::Args)]
#[command(after_help = "\
Nothing is sent. The exit status is 1 if the request would be refused.

Examples:
  sluice explain gateway.yaml --request body.json --header 'authorization: Bearer sk-sluice-demo'
  sluice explain gateway.yaml --request body.json --path /v1/messages --header 'x-api-key: k' -o json
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
    outcome: Outcome,
}

enum Outcome {
    /// The gateway answers by itself, well.
    Answered(Value),
    /// It goes to the first of these.
    Forwarded {
        model: String,
        strict: bool,
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
        },
    )?;
    let body = args
        .request
        .as_deref()
        .map(|file| input::read(Some(file)))
        .transpose()?;
    let explanation = explain(gateway.config, args, body);
    match args.output {
        Format::Text => output::line(&explanation.text())?,
        Format::Json => output::json(&explanation.json())?,
    }
    match explanation.outcome {
        Outcome::Refused(..) => Err(Failure::Told),
        Outcome::Answered(_) | Outcome::Forwarded { .. } => Ok(()),
    }
}

fn explain(config: Config, args: &Args, body: Option<Vec<u8>>) -> Explanation {
    let headers = request_headers(args, body.as_deref());
    let client = caller_format(&args.path, &headers);
    let caller: Option<Consumer> = access::identify(&config, &headers, None)
        .ok()
        .flatten()
        .map(|known| (*known).clone());
    let access_is_open = config.access() == sluice_config::Access::Open;

    let config = Rc::new(config);
    let body = body.unwrap_or_default();
    let mut proxy = Offline::new(headers, body.clone());
    let exchanges = Rc::new(RefCell::new(Exchanges::default()));
    let mut machine = Gateway::new(Rc::clone(&config), exchanges, ExchangeId::default());
    let _held = machine.request_headers(&mut proxy, body.is_empty());
    if proxy.reply.is_none() {
        let _held = machine.request_body(&mut proxy, body.len(), true);
    }
    let outcome = match proxy.reply {
        Some((status, body)) => {
            let body = serde_json::from_slice(&body).unwrap_or_default();
            if status < 400 {
                Outcome::Answered(body)
            } else {
                Outcome::Refused(status, body)
            }
        }
        None => forwarded(&config, client, &body),
    };
    Explanation {
        client,
        caller: caller.map(|caller| (caller.name, caller.team)),
        access_is_open,
        outcome,
    }
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

/// The filter let the request pass, so its body names a model that exists.
fn forwarded(config: &Config, client: WireFormat, body: &[u8]) -> Outcome {
    let found = Document::parse(body, Limits::default())
        .ok()
        .and_then(|document| {
            let outline = client.codec().outline(document.root(body)).ok()?;
            config.model(&outline.model.to_str())
        });
    let Some(model) = found else {
        return Outcome::Refused(500, Value::Null);
    };
    let steps = model
        .targets
        .iter()
        .map(|target| step(&model, target, client, body))
        .collect();
    Outcome::Forwarded {
        model: model.name.clone(),
        strict: model.strict,
        fallback: model.fallback.triggers(),
        steps,
    }
}

fn step(model: &Model, target: &Target, client: WireFormat, body: &[u8]) -> Step {
    let provider = &target.provider;
    let surface = provider.surface(client);
    let pair = Pair {
        client,
        provider: surface.way(),
        model: Some(&target.model),
        default_max_tokens: provider.default_max_tokens,
        include_usage: false,
    };
    let (losses, problem) = match pair.request(body) {
        Ok((_, losses)) => {
            let problem = (model.strict && !losses.is_empty())
                .then(|| "translation is strict and something would be lost".to_owned());
            (
                serde_json::from_slice(&losses.to_json()).unwrap_or_default(),
                problem,
            )
        }
        Err(refusal) => (json!([]), Some(refusal.to_string())),
    };
    let translation = if client == surface.format {
        format!("none, both speak {client}")
    } else {
        format!("{client} to {}", surface.format)
    };
    let stream = Document::outline(body, Limits::default())
        .ok()
        .and_then(|document| Some(client.codec().outline(document.root(body)).ok()?.stream));
    let scheme = if provider.endpoint.tls {
        "https"
    } else {
        "http"
    };
    Step {
        provider: provider.name.clone(),
        model: target.model.clone(),
        url: format!(
            "{scheme}://{}{}",
            provider.endpoint.authority(),
            surface.path(&target.model, stream.unwrap_or_default())
        ),
        translation,
        losses,
        problem,
    }
}

impl Explanation {
    fn text(&self) -> String {
        let caller = match &self.caller {
            Some((name, Some(team))) => format!("{name} of team {team}, by its key"),
            Some((name, None)) => format!("{name}, by its key"),
            None if self.access_is_open => "anybody; access is open".to_owned(),
            None => "not known".to_owned(),
        };
        let mut text = format!("caller: {caller}\nformat: {}\n", self.client);
        match &self.outcome {
            Outcome::Answered(body) => {
                text.push_str(&format!("answer: by the gateway itself\n{body:#}"));
            }
            Outcome::Refused(status, body) => {
                text.push_str(&format!("refused: status {status}\n{body:#}"));
            }
            Outcome::Forwarded {
                model,
                strict,
                fallback,
                steps,
            } => {
                let strict = if *strict { "strict" } else { "lenient" };
                text.push_str(&format!("model: {model}, translation {strict}\n"));
                for (at, step) in (1..).zip(steps) {
                    text.push_str(&step.text(at));
                }
                let on = if fallback.is_empty() {
                    "nothing".to_owned()
                } else {
                    fallback.join(", ")
                };
                text.push_str(&format!("the next target is tried on: {on}"));
            }
        }
        text
    }

    fn json(&self) -> Value {
        let caller = self
            .caller
            .as_ref()
            .map(|(name, team)| json!({"name": name, "team": team}));
        let mut value = json!({
            "caller": caller,
            "access": if self.access_is_open { "open" } else { "keys" },
            "client_format": self.client.name(),
        });
        match &self.outcome {
            Outcome::Answered(body) => value["answer"] = body.clone(),
            Outcome::Refused(status, body) => {
                value["refused"] = json!({"status": status, "body": body});
            }
            Outcome::Forwarded {
                model,
                strict,
                fallback,
                steps,
            } => {
                value["model"] = json!(model);
                value["strict"] = json!(strict);
                value["fallback_on"] = json!(fallback);
                value["targets"] = steps.iter().map(Step::json).collect();
            }
        }
        value
    }
}

impl Step {
    fn text(&self, at: usize) -> String {
        let mut text = format!(
            "{at}. {}/{}\n   {}\n   translation: {}\n",
            self.provider, self.model, self.url, self.translation
        );
        for loss in self.losses.as_array().into_iter().flatten() {
            let word = |key: &str| loss.get(key).and_then(Value::as_str).unwrap_or_default();
            let (field, action, reason) = (word("field"), word("action"), word("reason"));
            text.push_str(&format!("   {action}: {field} ({reason})\n"));
        }
        if let Some(problem) = &self.problem {
            text.push_str(&format!("   cannot take it: {problem}\n"));
        }
        text
    }

    fn json(&self) -> Value {
        json!({
            "provider": self.provider,
            "model": self.model,
            "url": self.url,
            "translation": self.translation,
            "losses": self.losses,
            "problem": self.problem,
        })
    }
}
