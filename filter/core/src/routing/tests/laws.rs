//! What holds for every tree and every state, over many made at random.

use std::time::Duration;

use sluice_config::{
    CanaryStop, Concurrency, Condition, Feature, Member, Node, Price, Shadow, Sticky, Strategy,
};

use super::super::{CoolReason, Cooling, Quota, TargetState};
use super::world::{NOON, World, consumer, group, member, random};

/// Numbers at random, the same ones each time.
struct Dice(u64);

impl Dice {
    fn below(&mut self, bound: u64) -> u64 {
        self.0 = self.0.wrapping_add(1);
        (random(self.0) >> 16) % bound
    }

    fn one_in(&mut self, chance: u64) -> bool {
        self.below(chance) == 0
    }

    fn index(&mut self, bound: usize) -> usize {
        usize::try_from(self.below(bound as u64)).unwrap()
    }

    fn feature(&mut self) -> Feature {
        Feature::ALL[self.index(Feature::ALL.len())].0
    }

    fn strategy(&mut self) -> Strategy {
        let sticky = [None, Some(Sticky::Consumer), Some(Sticky::User)][self.index(3)].clone();
        match self.below(7) {
            0 => Strategy::Priority,
            1 => Strategy::Weighted { sticky },
            2 => Strategy::LowestLatency { exploration: 50 },
            3 => Strategy::LowestCost,
            4 => Strategy::LeastBusy,
            5 => Strategy::FillFirst { spill_below: 20 },
            _ => Strategy::Canary {
                share: 3_000,
                sticky,
                stop: CanaryStop {
                    excess: 10,
                    min_requests: 20,
                },
            },
        }
    }

    fn members(&mut self, targets: usize, depth: u32) -> Vec<Member> {
        let count = 1 + self.below(4);
        (0..count)
            .map(|_| {
                let mut made = if depth > 0 && self.one_in(3) {
                    group(self.strategy(), self.members(targets, depth - 1))
                } else {
                    member(self.index(targets))
                };
                if self.one_in(4) {
                    made.when = Some(Condition::Has(self.feature(), self.one_in(2)));
                }
                made.weight = u32::try_from(1 + self.below(100)).unwrap();
                made
            })
            .collect()
    }

    fn world(&mut self) -> World {
        let targets = 1 + self.index(8);
        let mut world = World::new(targets, self.strategy());
        world.model.route.members = self.members(targets, 3);
        world.model.data.zdr = self.one_in(5);
        world.facts.max_tokens = self.one_in(2).then_some(500);
        world.facts.input_tokens = self.below(3_000);
        world.facts.user = self.one_in(2).then(|| "user".to_owned());
        for _ in 0..3 {
            world.facts.features.set(self.feature());
        }
        let mut app = consumer("app", "team");
        app.data.regions = self.one_in(4).then(|| vec!["eu".to_owned()]);
        world.consumer = self.one_in(2).then_some(app);
        world.model.shadow = self.one_in(2).then_some(Shadow {
            target: 0,
            share: 5_000,
        });
        for target in 0..targets {
            self.target(&mut world, target);
        }
        world
    }

    fn target(&mut self, world: &mut World, target: usize) {
        let in_eu = self.one_in(2);
        let has_zdr = !self.one_in(3);
        let is_bounded = self.one_in(3);
        let provider = world.provider(target);
        provider.data.residency = in_eu.then(|| "eu".to_owned());
        provider.data.zdr = has_zdr;
        provider.concurrency = is_bounded.then_some(Concurrency {
            max: 3,
            queue: Duration::from_secs(1),
        });
        let card = &mut world.model.targets[target].card;
        card.context_window = self.one_in(2).then(|| self.below(6_000));
        card.max_output = self.one_in(3).then(|| self.below(2_000));
        card.price = self.one_in(2).then(|| Price {
            input: self.below(9),
            output: self.below(9),
            ..Price::default()
        });
        if self.one_in(3) {
            card.capabilities.set(self.feature(), false);
        }
        let account = &mut world.state.accounts[target];
        account.in_flight = u32::try_from(self.below(5)).unwrap();
        account.cooling = self.one_in(2).then(|| Cooling {
            until: NOON + Duration::from_secs(self.below(20)) - Duration::from_secs(10),
            reason: [CoolReason::RateLimitTold, CoolReason::Failing][self.index(2)],
            is_probing: self.one_in(2),
        });
        account.quota = self.one_in(2).then(|| Quota {
            remaining: u32::try_from(self.below(100)).unwrap(),
            resets: NOON + Duration::from_secs(5),
        });
        #[expect(clippy::cast_precision_loss, reason = "small numbers")]
        let mut number = |bound| self.below(bound) as f64;
        world.state.targets[target] = TargetState {
            first_token_ms: Some(number(1_000)),
            token_ms: Some(number(50)),
            measured: NOON,
            attempts: 20.0 + number(20),
            failures: number(20),
            stopped: None,
        };
    }
}

/// Whether a target stands in a tree, and where.
fn stands(members: &[Member], target: usize) -> bool {
    members.iter().any(|member| match &member.node {
        Node::Target(index) => *index == target,
        Node::Group(group) => stands(&group.members, target),
    })
}

#[test]
fn each_target_of_the_tree_is_asked_excluded_or_behind_the_last_attempt_and_only_one_of_these() {
    let mut dice = Dice(1);
    let (mut asked, mut refused, mut last_resorts) = (0, 0, 0);
    for round in 0..4_000 {
        let world = dice.world();
        let decision = world.decide(round);
        let most = world.config.reliability().max_attempts;
        for target in 0..world.model.targets.len() {
            let places = decision
                .order
                .iter()
                .filter(|index| **index == target)
                .count();
            let rules = decision
                .excluded
                .iter()
                .filter(|one| one.target == target)
                .count();
            assert!(places + rules <= 1, "{round}: {target} in {decision:?}");
            if !stands(&world.model.route.members, target) {
                assert_eq!(places + rules, 0, "{round}: {target} in {decision:?}");
            } else if decision.order.len() < most {
                assert_eq!(places + rules, 1, "{round}: {target} in {decision:?}");
            }
        }
        assert!(decision.order.len() <= most);
        assert_eq!(
            decision.refusal(world.now).is_some(),
            decision.order.is_empty()
        );
        asked += usize::from(!decision.order.is_empty());
        refused += usize::from(decision.order.is_empty());
        last_resorts += usize::from(decision.is_last_resort);
    }
    assert!(
        asked > 500 && refused > 500 && last_resorts > 200,
        "{asked} {refused} {last_resorts}"
    );
}

#[test]
fn no_target_is_asked_against_a_rule() {
    let mut dice = Dice(1_000_000);
    for round in 0..4_000 {
        let world = dice.world();
        let decision = world.decide(round);
        for index in decision.order.iter().chain(&decision.shadow) {
            let target = &world.model.targets[*index];
            let account = &world.state.accounts[*index];
            let card = &target.card;
            assert!(!world.model.data.zdr || target.provider.data.zdr);
            if world
                .consumer
                .as_ref()
                .is_some_and(|one| one.data.regions.is_some())
            {
                assert_eq!(target.provider.data.residency.as_deref(), Some("eu"));
            }
            for feature in world.facts.features.iter() {
                assert_ne!(card.capabilities.get(feature), Some(false));
            }
            let output = world.facts.max_tokens.unwrap_or(0);
            assert!(card.max_output.is_none_or(|most| output <= most));
            assert!(
                card.context_window
                    .is_none_or(|window| world.facts.input_tokens + output <= window * 2)
            );
            assert!(
                target
                    .provider
                    .concurrency
                    .is_none_or(|most| account.in_flight < most.max)
            );
            if let Some(cooling) = account.cooling {
                let is_over = cooling.until <= world.now;
                let is_told = cooling.reason == CoolReason::RateLimitTold;
                assert!(is_over || !is_told);
                assert!((is_over && !cooling.is_probing) || decision.is_last_resort);
            }
        }
    }
}

#[test]
fn equal_inputs_give_equal_decisions_and_an_explanation_gives_the_same_one() {
    let mut dice = Dice(2_000_000);
    for round in 0..2_000 {
        let world = dice.world();
        let decision = world.decide(round);
        assert_eq!(world.decide(round), decision);
        let explanation = world.explain(round);
        assert_eq!(explanation.decision, decision);
        assert!(explanation.lines().len() > 3 + world.model.targets.len());
    }
}
