//! How requests are spread, over many with fixed seeds.

use sluice_config::{Sticky, Strategy};

use super::world::{World, consumer, group, headers, member};

const REQUESTS: u64 = 20_000;

fn weighted(sticky: Option<Sticky>) -> Strategy {
    Strategy::Weighted { sticky }
}

/// Expects each share within 2 percentage points.
#[track_caller]
fn expect(counts: &[u64], percents: &[u64]) {
    let total: u64 = counts.iter().sum();
    for (count, percent) in counts.iter().zip(percents) {
        let share = count * 10_000 / total;
        let difference = share.abs_diff(percent * 100);
        assert!(difference <= 200, "{counts:?} for {percents:?} percent");
    }
}

#[test]
fn requests_are_spread_by_weight_within_two_points() {
    for weights in [
        &[80, 20][..],
        &[1, 1, 1, 1],
        &[97, 2, 1],
        &[500_000, 300_000, 200_000],
    ] {
        let mut world = World::new(weights.len(), weighted(None));
        world.weigh(weights);
        let total: u32 = weights.iter().sum();
        let percents: Vec<u64> = weights
            .iter()
            .map(|weight| u64::from(weight * 100 / total))
            .collect();
        expect(&world.counts(REQUESTS), &percents);
    }
}

#[test]
fn a_weighted_group_gives_the_whole_fallback_order() {
    let mut world = World::new(4, weighted(None));
    world.weigh(&[4, 3, 2, 1]);
    for seed in 0..100 {
        let mut order = world.decide(seed).order;
        order.sort_unstable();
        assert_eq!(order, [0, 1, 2, 3]);
    }
}

#[test]
fn the_share_of_a_member_that_is_out_is_spread_by_the_weights_of_the_others() {
    let mut world = World::new(3, weighted(None));
    world.weigh(&[50, 40, 10]);
    world.model.data.zdr = true;
    world.provider(1).data.zdr = true;
    world.provider(2).data.zdr = true;
    expect(&world.counts(REQUESTS), &[0, 80, 20]);
}

#[test]
fn weights_of_groups_and_of_what_is_in_them_are_independent() {
    let mut world = World::new(4, weighted(None));
    let mut left = group(weighted(None), vec![member(0), member(1)]);
    left.weight = 3;
    let right = group(weighted(None), vec![member(2), member(3)]);
    world.model.route.members = vec![left, right];
    expect(&world.counts(REQUESTS), &[37, 37, 13, 13]);
}

/// The first target of each of many consumers.
fn homes(world: &mut World) -> Vec<usize> {
    (0..5_000)
        .map(|number| {
            world.consumer = Some(consumer(&format!("app-{number}"), "team"));
            world.decide(number).order[0]
        })
        .collect()
}

#[test]
fn a_consumer_stays_with_its_member_whatever_chance_says() {
    let mut world = World::new(3, weighted(Some(Sticky::Consumer)));
    for name in ["one", "other"] {
        world.consumer = Some(consumer(name, "team"));
        let first = world.decide(0).order;
        assert!((0..100).all(|seed| world.decide(seed).order == first));
    }
    let homes = homes(&mut world);
    for target in 0..3 {
        assert!(homes.iter().filter(|home| **home == target).count() > 1_500);
    }
}

#[test]
fn a_header_or_the_user_of_the_body_keeps_a_conversation_together() {
    let header = Sticky::Header("x-session".to_owned());
    for sticky in [header, Sticky::User] {
        let mut world = World::new(4, weighted(Some(sticky)));
        world.headers = headers(&[("x-session", "s-1")]);
        world.facts.user = Some("u-1".to_owned());
        let first = world.decide(0).order;
        assert!((0..100).all(|seed| world.decide(seed).order == first));
    }
}

#[test]
fn without_the_value_to_stay_by_chance_decides() {
    let world = World::new(2, weighted(Some(Sticky::User)));
    expect(&world.counts(REQUESTS), &[50, 50]);
}

#[test]
fn a_change_of_weight_moves_no_more_than_it_must() {
    let mut world = World::new(3, weighted(Some(Sticky::Consumer)));
    world.weigh(&[40, 40, 20]);
    let before = homes(&mut world);
    world.weigh(&[40, 40, 40]);
    let after = homes(&mut world);
    let moved: Vec<_> = before
        .iter()
        .zip(&after)
        .filter(|(before, after)| before != after)
        .collect();
    assert!(
        moved.iter().all(|(_, after)| **after == 2),
        "to the heavier one only"
    );
    // From a fifth to a third of 5,000.
    assert!((570..770).contains(&moved.len()), "{}", moved.len());
}

#[test]
fn a_member_that_is_out_moves_only_those_it_had_and_gets_them_back() {
    let mut world = World::new(3, weighted(Some(Sticky::Consumer)));
    let before = homes(&mut world);
    world.provider(0).data.zdr = true;
    world.provider(1).data.zdr = true;
    world.model.data.zdr = true;
    let without = homes(&mut world);
    assert!(
        before
            .iter()
            .zip(&without)
            .all(|(before, now)| *before == 2 || before == now)
    );
    world.model.data.zdr = false;
    assert_eq!(homes(&mut world), before);
}
