//! Groups in groups, and the list that comes of them.

use sluice_config::{Condition, Feature, Strategy};

use super::super::Rule;
use super::world::{World, group, member};

#[test]
fn targets_are_asked_as_they_are_written_and_no_more_than_attempts_are_allowed() {
    let world = World::new(6, Strategy::Priority);
    assert_eq!(world.config.reliability().max_attempts, 4);
    let decision = world.decide(1);
    assert_eq!(decision.order, [0, 1, 2, 3]);
    assert_eq!(decision.excluded, []);
    assert!(!decision.is_last_resort);
    assert_eq!(decision.refusal(world.now), None);
}

#[test]
fn what_a_group_stands_for_takes_its_place_in_the_group_above() {
    let mut world = World::new(4, Strategy::Priority);
    world.model.route.members = vec![
        member(3),
        group(Strategy::Priority, vec![member(1), member(0)]),
        member(2),
    ];
    assert_eq!(world.order(), [3, 1, 0, 2]);
}

#[test]
fn a_target_that_stands_in_several_places_keeps_the_first() {
    let mut world = World::new(3, Strategy::Priority);
    world.model.route.members = vec![
        group(Strategy::Priority, vec![member(1), member(1)]),
        member(0),
        group(Strategy::Priority, vec![member(0), member(1), member(2)]),
    ];
    assert_eq!(world.order(), [1, 0, 2]);
}

#[test]
fn a_group_without_members_left_is_empty_and_the_next_takes_its_place() {
    let mut world = World::new(3, Strategy::Priority);
    let mut first = group(Strategy::Priority, vec![member(0), member(1)]);
    first.when = Some(Condition::Has(Feature::Tools, true));
    world.model.route.members = vec![first, member(2)];
    assert_eq!(world.order(), [2]);
    assert_eq!(world.rule(0), Some(Rule::Condition));
    assert_eq!(world.rule(1), Some(Rule::Condition));
}

#[test]
fn a_condition_excludes_a_place_and_not_the_target_in_others() {
    let mut world = World::new(2, Strategy::Priority);
    let mut first = member(1);
    first.when = Some(Condition::Has(Feature::Tools, true));
    world.model.route.members = vec![first, member(0), member(1)];
    assert_eq!(world.order(), [0, 1]);
    assert_eq!(world.rule(1), None);
}

#[test]
fn a_target_outside_the_tree_is_neither_asked_nor_called_excluded() {
    let mut world = World::new(3, Strategy::Priority);
    world.model.route.members.truncate(2);
    let decision = world.decide(1);
    assert_eq!(decision.order, [0, 1]);
    assert_eq!(decision.excluded, []);
}
