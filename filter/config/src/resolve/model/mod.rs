//! Models: a tree of targets, and when the next one is tried.

mod condition;
mod fallback;
mod targets;
mod tree;

use std::collections::BTreeMap;
use std::sync::Arc;
use std::time::Duration;

use self::condition::Callers;
use self::fallback::fallback;
use self::targets::Targets;
pub(crate) use self::targets::needs;
use super::{Problems, Timer, data, is_name, sorted};
use crate::catalogue::Catalogue;
use crate::{Model, Path, Provider, Shadow, Timeouts, raw};

/// The longest that a second attempt may wait for the first one's token.
const MAX_HEDGE: Duration = Duration::from_secs(60);

/// What models are made from.
pub(super) struct Parts<'a> {
    pub(super) gateway: &'a raw::Gateway,
    pub(super) providers: &'a [Arc<Provider>],
    pub(super) catalogue: &'a Catalogue,
    pub(super) timeouts: Timeouts,
}

/// The models, those that stand for any model of a provider, and how many different
/// targets all of them have.
pub(super) type Models = (Vec<Arc<Model>>, Vec<Arc<Model>>, usize);

pub(super) fn all(parts: &Parts<'_>, path: &Path, problems: &mut Problems<'_>) -> Models {
    let gateway = parts.gateway;
    if gateway.models.0.is_empty() && !gateway.direct_models {
        problems.add_if_whole(path.clone(), "there is no model", "add one");
    }
    let mut slots = Slots::default();
    let callers = Callers::of(gateway);
    let mut models = Vec::new();
    for (name, raw) in &gateway.models.0 {
        let mut reader = Reader {
            name,
            raw,
            parts,
            callers: &callers,
            path: path.key(name.clone()),
        };
        models.push(Arc::new(reader.read(&mut slots, problems)));
    }
    let direct = if gateway.direct_models {
        let providers = parts.providers.iter();
        let model = |provider| Arc::new(direct(provider, parts, &mut slots));
        providers.map(model).collect()
    } else {
        Vec::new()
    };
    (sorted(models, |model| &model.name), direct, slots.0.len())
}

/// The numbers of the pairs of provider and model.
#[derive(Default)]
struct Slots(BTreeMap<(usize, String), usize>);

impl Slots {
    fn number(&mut self, provider: &Provider, model: &str) -> usize {
        let next = self.0.len();
        *self
            .0
            .entry((provider.slot, model.to_owned()))
            .or_insert(next)
    }
}

struct Reader<'a> {
    name: &'a str,
    raw: &'a raw::Model,
    parts: &'a Parts<'a>,
    callers: &'a Callers<'a>,
    path: Path,
}

impl Reader<'_> {
    fn read(&mut self, slots: &mut Slots, problems: &mut Problems<'_>) -> Model {
        let (raw, path) = (self.raw, &self.path);
        self.check_name(problems);
        let mut targets = Targets::new(
            self.parts.providers,
            self.parts.catalogue,
            self.name.contains('*'),
        );
        let route = tree::route(raw, self.callers, &mut targets, path, problems);
        let answering = targets.len();
        let shadow = raw.shadow.as_ref().and_then(|raw| {
            let path = path.key("shadow");
            let target = targets.shadow(raw, &path, problems)?;
            Some(Shadow {
                target,
                share: raw.percent.0,
            })
        });
        let mut targets = targets.finish(path, problems);
        for target in &mut targets {
            target.slot = slots.number(&target.provider, &target.model);
        }
        let rules = data::rules(
            raw.regions.as_deref(),
            raw.data,
            self.parts.providers,
            path,
            problems,
        );
        let mut known = targets.iter().take(answering);
        if answering > 0 && !known.any(|target| rules.admit(&target.provider.data)) {
            problems.add_if_whole(
                path.key("targets"),
                "no target keeps to `regions` and `data` of the model",
                "say where the providers compute by `residency`, and what they promise by `data`",
            );
        }
        Model {
            name: self.name.to_owned(),
            key: self.name.to_owned(),
            needs: needs(
                &route,
                targets.get(..answering).unwrap_or_default(),
                self.parts.catalogue,
            ),
            targets,
            route,
            data: rules,
            hedge_after: self.hedge_after(answering, problems),
            shadow,
            fallback: fallback(
                raw.fallback_on.as_deref(),
                &path.key("fallback_on"),
                problems,
            ),
            timeouts: self.timeouts(problems),
            strict: raw.translation.unwrap_or(self.parts.gateway.translation)
                == raw::Translation::Strict,
        }
    }

    fn check_name(&self, problems: &mut Problems<'_>) {
        if !is_pattern(self.name) {
            problems.add(
                self.path.clone(),
                format!("{:?} cannot be the name of a model", self.name),
                PATTERN_HINT,
            );
        }
    }

    fn hedge_after(&self, answering: usize, problems: &mut Problems<'_>) -> Option<Duration> {
        let written = self.raw.hedge_after.as_deref()?;
        let path = self.path.key("hedge_after");
        if answering == 1 {
            problems.add_if_whole(
                path.clone(),
                "there is no second target to ask",
                "add one, or remove it",
            );
        }
        let timer = Timer {
            least: Duration::from_millis(1),
            most: MAX_HEDGE,
            range: "from 1ms to 1m",
        };
        Some(timer.read(written, path, problems))
    }

    /// Those of the model, or else of the gateway.
    fn timeouts(&self, problems: &mut Problems<'_>) -> Timeouts {
        let (raw, gateway) = (&self.raw.timeouts, &self.parts.timeouts);
        let path = self.path.key("timeouts");
        let mut read = |key: &str, written: &Option<String>| {
            let written = written.as_deref()?;
            Some(Timer::WAIT.read(written, path.key(key), problems))
        };
        let idle = read("idle", &raw.idle);
        let first_token = read("first_token", &raw.first_token);
        // Where nobody speaks of the first token it has the time of the others.
        let first_token = first_token.unwrap_or_else(|| match idle {
            Some(idle) if self.parts.gateway.timeouts.first_token.is_none() => idle,
            _ => gateway.first_token,
        });
        Timeouts {
            connect: gateway.connect,
            first_token,
            idle: idle.unwrap_or(gateway.idle),
            answer: read("answer", &raw.answer).unwrap_or(gateway.answer),
        }
    }
}

/// What stands for any model of a provider.
fn direct(provider: &Arc<Provider>, parts: &Parts<'_>, slots: &mut Slots) -> Model {
    let name = format!("{}/*", provider.name);
    let targets = vec![targets::any_model(provider, slots.number(provider, "*"))];
    let route = tree::only_target();
    Model {
        key: name.clone(),
        name,
        needs: needs(&route, &targets, parts.catalogue),
        targets,
        route,
        data: crate::DataRules::default(),
        hedge_after: None,
        shadow: None,
        fallback: crate::FallbackPolicy::usual(),
        timeouts: parts.timeouts,
        strict: parts.gateway.translation == raw::Translation::Strict,
    }
}

pub(super) const PATTERN_HINT: &str =
    "use 1 to 128 of a-z A-Z 0-9 . _ : / -, and one * for anything";

/// Whether a text is a name in which one `*` may stand for anything.
pub(super) fn is_pattern(name: &str) -> bool {
    match name.split_once('*') {
        None => is_name(name),
        Some(("", "")) => true,
        Some((start, end)) => is_name(&format!("{start}{end}")),
    }
}
