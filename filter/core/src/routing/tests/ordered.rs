//! Strategies that put members in order by what is known of them.

use std::time::Duration;

use sluice_config::{CanaryStop, Price, Sticky, Strategy};

use super::super::{Quota, Rule, TargetState};
use super::world::{NOON, World, consumer, group, member};

fn price(input: u64, output: u64) -> Option<Price> {
    Some(Price {
        input,
        output,
        ..Price::default()
    })
}

#[test]
fn the_cheapest_for_the_tokens_of_this_request_comes_first_and_unknown_prices_last() {
    let mut world = World::new(3, Strategy::LowestCost);
    world.model.targets[1].card.price = price(1_000, 50_000);
    world.model.targets[2].card.price = price(5_000, 10_000);
    world.facts.input_tokens = 20_000;
    world.facts.max_tokens = Some(100);
    assert_eq!(world.order(), [1, 2, 0], "much input");
    world.facts.input_tokens = 100;
    world.facts.max_tokens = Some(4_000);
    assert_eq!(world.order(), [2, 1, 0], "much output");
}

#[test]
fn no_more_output_is_paid_for_than_a_model_can_write() {
    let mut world = World::new(2, Strategy::LowestCost);
    world.model.targets[0].card.price = price(0, 10);
    world.model.targets[1].card.price = price(0, 20);
    world.model.targets[1].card.max_output = Some(100);
    assert_eq!(world.order(), [1, 0]);
}

#[test]
fn of_equal_prices_the_one_written_first_comes_first() {
    let mut world = World::new(3, Strategy::LowestCost);
    for target in &mut world.model.targets {
        target.card.price = price(10, 10);
    }
    world.facts.input_tokens = u64::MAX;
    assert_eq!(world.order(), [0, 1, 2]);
}

#[test]
fn a_group_costs_what_its_first_target_costs() {
    let mut world = World::new(3, Strategy::LowestCost);
    for (target, dollars) in [(0, 5), (1, 1), (2, 3)] {
        world.model.targets[target].card.price = price(dollars, dollars);
    }
    world.facts.input_tokens = 1_000;
    let inner = group(Strategy::Priority, vec![member(0), member(1)]);
    world.model.route.members = vec![inner, member(2)];
    assert_eq!(world.order(), [2, 0, 1]);
}

#[test]
fn the_account_with_the_fewest_requests_under_way_comes_first() {
    let mut world = World::new(3, Strategy::LeastBusy);
    for (account, in_flight) in [(0, 7), (1, 2), (2, 4)] {
        world.state.accounts[account].in_flight = in_flight;
    }
    assert_eq!(world.order(), [1, 2, 0]);
}

#[test]
fn chance_decides_between_accounts_that_are_equally_busy() {
    let world = World::new(3, Strategy::LeastBusy);
    for count in world.counts(9_000) {
        assert!((2_800..3_200).contains(&count), "{count}");
    }
}

#[test]
fn an_account_is_used_until_little_of_its_rate_limit_remains() {
    let mut world = World::new(3, Strategy::FillFirst { spill_below: 5 });
    let quota = |remaining, seconds| {
        Some(Quota {
            remaining,
            resets: NOON + Duration::from_secs(seconds),
        })
    };
    world.state.accounts[0].quota = quota(5, 30);
    assert_eq!(world.order(), [0, 1, 2]);
    world.state.accounts[0].quota = quota(4, 30);
    assert_eq!(world.order(), [1, 2, 0]);
    world.state.accounts[1].quota = quota(0, 30);
    assert_eq!(
        world.order(),
        [2, 0, 1],
        "the used up ones stay in their order"
    );
    world.now += Duration::from_secs(30);
    assert_eq!(world.order(), [0, 1, 2], "the limits are whole again");
}

fn canary(share: u32) -> Strategy {
    Strategy::Canary {
        share,
        sticky: None,
        stop: CanaryStop {
            excess: 10,
            min_requests: 50,
        },
    }
}

fn counted(attempts: f64, failures: f64) -> TargetState {
    TargetState {
        attempts,
        failures,
        ..TargetState::default()
    }
}

#[test]
fn a_canary_gets_its_share_and_falls_back_to_the_stable_one() {
    let world = World::new(2, canary(500));
    let counts = world.counts(20_000);
    assert!((900..1_100).contains(&counts[1]), "{counts:?}");
    let seed = (0..)
        .find(|seed| world.decide(*seed).order[0] == 1)
        .unwrap();
    assert_eq!(world.decide(seed).order, [1, 0]);
}

#[test]
fn a_consumer_is_always_or_never_with_the_canary() {
    let mut world = World::new(2, canary(5_000));
    if let Strategy::Canary { sticky, .. } = &mut world.model.route.strategy {
        *sticky = Some(Sticky::Consumer);
    }
    let mut with_canary = 0;
    for number in 0..200 {
        world.consumer = Some(consumer(&format!("app-{number}"), "team"));
        let first = world.decide(0).order;
        assert!((1..20).all(|seed| world.decide(seed).order == first));
        with_canary += first[0];
    }
    assert!((80..120).contains(&with_canary), "{with_canary} of 200");
}

#[test]
fn a_canary_stops_when_it_fails_more_often_than_the_stable_one_by_the_bound() {
    for (stable, canary_state, stops) in [
        (counted(1_000.0, 10.0), counted(50.0, 6.0), true),
        (counted(1_000.0, 10.0), counted(50.0, 5.0), false),
        (counted(1_000.0, 10.0), counted(49.0, 49.0), false),
        (counted(1_000.0, 900.0), counted(50.0, 50.0), false),
        (counted(0.0, 0.0), counted(50.0, 6.0), true),
    ] {
        let mut world = World::new(2, canary(10_000));
        world.state.targets[0] = stable;
        world.state.targets[1] = canary_state;
        let decision = world.decide(1);
        if stops {
            assert_eq!(decision.order, [0], "{canary_state:?}");
            assert_eq!(decision.stopped, [1]);
            assert_eq!(world.rule(1), Some(Rule::CanaryStopped));
        } else {
            assert_eq!(decision.order, [1, 0], "{canary_state:?}");
            assert!(decision.stopped.is_empty());
        }
    }
}

#[test]
fn a_stopped_canary_stays_so_for_its_time_whatever_has_faded_since() {
    let mut world = World::new(2, canary(10_000));
    world.state.targets[1].stopped = Some(NOON);
    for seconds in [0, 1, 599] {
        world.now = NOON + Duration::from_secs(seconds);
        assert_eq!(world.order(), [0]);
        assert!(world.decide(1).stopped.is_empty(), "it is known");
    }
    world.now = NOON + TargetState::STOP;
    assert_eq!(world.order(), [1, 0]);
}

#[test]
fn a_stopped_canary_is_asked_elsewhere_in_the_tree() {
    let mut world = World::new(2, Strategy::Priority);
    world.state.targets[1].stopped = Some(NOON);
    world.model.route.members = vec![group(canary(10_000), vec![member(0), member(1)]), member(1)];
    assert_eq!(world.order(), [0, 1]);
    assert_eq!(world.rule(1), None);
}

#[test]
fn without_its_stable_member_a_canary_is_asked_unless_it_is_stopped() {
    let mut world = World::new(2, canary(0));
    world.model.data.zdr = true;
    world.provider(1).data.zdr = true;
    assert_eq!(world.order(), [1]);
    world.state.targets[1].stopped = Some(NOON);
    let decision = world.decide(1);
    assert_eq!(decision.order, [0; 0]);
    assert_eq!(decision.refusal(NOON).unwrap().status, 503);
}
