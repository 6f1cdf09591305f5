//! A gateway with a few accounts, and requests to it.

use std::sync::Arc;
use std::time::Duration;

use sluice_config::{
    Condition, Config, Consumer, DataRules, Group, Member, Model, Node, Provider, Strategy,
};

use super::super::{Caller, Decision, Explanation, Facts, Moment, Rule, State, decide, explain};
use crate::headers::Headers;

/// The 23rd of November 2026, a Monday, at noon UTC.
pub(super) const NOON: Duration = Duration::from_secs(1_795_435_200);

const FILE: &str = r#"{
  "version": "v1",
  "access": "open",
  "providers": {"a": {"format": "openai-chat", "endpoint": "http://provider.test"}},
  "models": {"smart": {"targets": [{"provider": "a", "model": "m"}]}}
}"#;

/// What a decision is made from, each part open to change.
pub(super) struct World {
    pub(super) config: Config,
    pub(super) model: Model,
    pub(super) facts: Facts,
    pub(super) consumer: Option<Consumer>,
    pub(super) headers: Headers,
    pub(super) path: String,
    pub(super) state: State,
    pub(super) now: Duration,
}

impl World {
    /// A model with `count` targets, each of an account of its own, in a group of this
    /// strategy. Their accounts are called `a`, `b`, …, their model is `m`.
    pub(super) fn new(count: usize, strategy: Strategy) -> Self {
        let config = sluice_config::from_json(FILE.as_bytes()).unwrap();
        let mut model = Model::clone(&config.model("smart").unwrap());
        let first = model.targets[0].clone();
        model.targets = (0..count)
            .zip('a'..)
            .map(|(slot, name)| {
                let mut target = first.clone();
                let provider = Arc::make_mut(&mut target.provider);
                provider.name = name.into();
                provider.slot = slot;
                target.slot = slot;
                target
            })
            .collect();
        model.route = Group {
            strategy,
            members: (0..count).map(member).collect(),
        };
        Self {
            model,
            config,
            facts: Facts {
                is_complete: true,
                ..Facts::default()
            },
            consumer: None,
            headers: Headers::default(),
            path: "/v1/chat/completions".to_owned(),
            state: State::new(count, count),
            now: NOON,
        }
    }

    pub(super) fn decide(&self, seed: u64) -> Decision {
        let caller = Caller {
            consumer: self.consumer.as_ref(),
            headers: &self.headers,
            path: &self.path,
        };
        let moment = Moment {
            now: self.now,
            seed,
        };
        let (config, model) = (&self.config, &self.model);
        decide(config, model, &self.facts, &caller, &self.state, moment)
    }

    pub(super) fn explain(&self, seed: u64) -> Explanation {
        let caller = Caller {
            consumer: self.consumer.as_ref(),
            headers: &self.headers,
            path: &self.path,
        };
        let moment = Moment {
            now: self.now,
            seed,
        };
        let (config, model) = (&self.config, &self.model);
        explain(config, model, &self.facts, &caller, &self.state, moment)
    }

    /// The order for seed 1.
    pub(super) fn order(&self) -> Vec<usize> {
        self.decide(1).order
    }

    /// Which rule keeps the request from a target, for seed 1.
    pub(super) fn rule(&self, target: usize) -> Option<Rule> {
        let decision = self.decide(1);
        let mut excluded = decision.excluded.iter();
        let excluded = excluded.find(|excluded| excluded.target == target)?;
        assert!(!decision.order.contains(&target));
        Some(excluded.rule)
    }

    pub(super) fn provider(&mut self, target: usize) -> &mut Provider {
        Arc::make_mut(&mut self.model.targets[target].provider)
    }

    pub(super) fn when(&mut self, member: usize, when: Condition) {
        self.model.route.members[member].when = Some(when);
    }

    pub(super) fn weigh(&mut self, weights: &[u32]) {
        for (member, weight) in self.model.route.members.iter_mut().zip(weights) {
            member.weight = *weight;
        }
    }

    /// How many of `requests` go to each target first, each with a seed of its own.
    pub(super) fn counts(&self, requests: u64) -> Vec<u64> {
        let mut counts = vec![0; self.model.targets.len()];
        for seed in 0..requests {
            counts[self.decide(random(seed)).order[0]] += 1;
        }
        counts
    }
}

/// Seeds as a host draws them: unlike their neighbours.
pub(super) fn random(number: u64) -> u64 {
    let mut bits = number
        .wrapping_add(0x1234_5678)
        .wrapping_mul(0x5851_f42d_4c95_7f2d);
    bits ^= bits >> 29;
    bits.wrapping_mul(0xd6e8_feb8_6659_fd93)
}

pub(super) fn member(target: usize) -> Member {
    Member {
        when: None,
        weight: 1,
        node: Node::Target(target),
    }
}

pub(super) fn group(strategy: Strategy, members: Vec<Member>) -> Member {
    Member {
        when: None,
        weight: 1,
        node: Node::Group(Group { strategy, members }),
    }
}

pub(super) fn consumer(name: &str, team: &str) -> Consumer {
    Consumer {
        name: name.to_owned(),
        team: Some(team.to_owned()),
        key_hashes: Vec::new(),
        models: sluice_config::Allowed::All,
        data: DataRules::default(),
    }
}

pub(super) fn headers(list: &[(&str, &str)]) -> Headers {
    let list = list.iter();
    Headers::new(
        list.map(|(name, value)| ((*name).to_owned(), value.as_bytes().to_vec()))
            .collect(),
    )
}
