//! Rules that hold whatever the tree says, each with what the client is told.

use std::time::Duration;

use sluice_config::{Concurrency, Condition, Feature, Price, Shadow, Strategy};
use sluice_protocol::chat::ErrorKind;

use super::super::{CoolReason, Cooling, Facts, Rule};
use super::world::{NOON, World, consumer};

fn world() -> World {
    World::new(3, Strategy::Priority)
}

/// One target alone, so that its exclusion is a refusal.
fn alone() -> World {
    World::new(1, Strategy::Priority)
}

fn cool(world: &mut World, target: usize, reason: CoolReason, seconds: u64) {
    world.state.accounts[target].cooling = Some(Cooling {
        until: NOON + Duration::from_secs(seconds),
        reason,
        is_probing: false,
    });
}

/// What the client is told: status, code, seconds to wait.
#[track_caller]
fn refused(world: &World) -> (u16, &'static str, Option<u64>) {
    let decision = world.decide(1);
    let refusal = decision.refusal(world.now).expect("a refusal");
    let wait = refusal.retry_after.map(|wait| wait.as_secs());
    for inner in ["smart", "openai", "\"a\"", "account"] {
        assert!(!refusal.message.contains(inner), "{}", refusal.message);
    }
    (refusal.status, refusal.code, wait)
}

#[test]
fn a_model_that_lacks_what_is_asked_for_is_left_out_of_fallbacks_too() {
    for (feature, name) in Feature::ALL {
        let mut world = world();
        world.model.targets[1]
            .card
            .capabilities
            .set(*feature, false);
        world.facts.features.set(*feature);
        assert_eq!(world.order(), [0, 2], "{name}");
        assert_eq!(world.rule(1), Some(Rule::Capability(*feature)));
    }
}

#[test]
fn a_model_of_which_nothing_is_known_is_asked_for_anything() {
    let mut world = alone();
    for (feature, _) in Feature::ALL {
        world.facts.features.set(*feature);
    }
    world.facts.input_tokens = u64::MAX;
    world.facts.max_tokens = Some(u64::MAX);
    assert_eq!(world.order(), [0]);
}

#[test]
fn a_feature_that_no_target_has_is_refused_as_the_clients_fault() {
    let mut world = alone();
    world.model.targets[0]
        .card
        .capabilities
        .set(Feature::Image, false);
    world.facts.features.set(Feature::Image);
    assert_eq!(refused(&world), (400, "unsupported_by_model", None));
    let message = world.decide(1).refusal(NOON).unwrap().message;
    assert!(message.contains("images"), "{message}");
}

#[test]
fn a_request_longer_than_the_context_goes_to_a_model_that_takes_more() {
    let mut world = world();
    world.model.targets[0].card.context_window = Some(1_000);
    world.model.targets[1].card.context_window = Some(1_200);
    world.facts.input_tokens = 900;
    world.facts.max_tokens = Some(300);
    assert_eq!(world.order(), [1, 2]);
    let rule = Rule::ContextWindow {
        needed: 1_200,
        window: 1_000,
    };
    assert_eq!(world.rule(0), Some(rule));
    world.facts.max_tokens = None;
    assert_eq!(world.order(), [0, 1, 2]);
}

#[test]
fn a_request_longer_than_every_context_is_told_the_longest() {
    let mut world = World::new(2, Strategy::Priority);
    world.model.targets[0].card.context_window = Some(1_000);
    world.model.targets[1].card.context_window = Some(2_000);
    world.facts.input_tokens = 4_001;
    assert_eq!(refused(&world), (400, "context_length_exceeded", None));
    let refusal = world.decide(1).refusal(NOON).unwrap();
    assert_eq!(refusal.kind, ErrorKind::ContextLength);
    assert!(refusal.message.contains("4001"), "{}", refusal.message);
    assert!(refusal.message.contains("2000"), "{}", refusal.message);
}

#[test]
fn a_request_that_may_be_too_long_is_tried_where_nothing_longer_is_left() {
    let mut world = World::new(2, Strategy::Priority);
    world.model.targets[0].card.context_window = Some(1_000);
    world.model.targets[1].card.context_window = Some(2_000);
    world.facts.input_tokens = 4_000;
    assert_eq!(world.order(), [1], "an estimate may be twice the truth");
}

#[test]
fn an_output_limit_above_that_of_a_model_excludes_it() {
    let mut world = world();
    world.model.targets[0].card.max_output = Some(100);
    world.facts.max_tokens = Some(101);
    let rule = Rule::MaxOutput {
        asked: 101,
        most: 100,
    };
    assert_eq!(world.rule(0), Some(rule));
    world.model.route.members.truncate(1);
    assert_eq!(refused(&world), (400, "max_tokens_exceeded", None));
}

#[test]
fn the_size_of_a_body_that_was_not_read_excludes_nothing() {
    let mut world = alone();
    world.model.targets[0].card.context_window = Some(1_000);
    world.facts = Facts::outline(true, 4_001);
    assert_eq!(world.order(), [0]);
}

#[test]
fn a_region_of_the_model_or_the_consumer_excludes_every_other_account() {
    let mut world = world();
    world.provider(0).data.residency = Some("us".to_owned());
    world.provider(1).data.residency = Some("eu".to_owned());
    world.model.data.regions = Some(vec!["eu".to_owned()]);
    // What computes nobody knows where is not in the region.
    assert_eq!(world.order(), [1]);
    assert_eq!(world.rule(0), Some(Rule::Region));
    assert_eq!(world.rule(2), Some(Rule::Region));

    let mut app = consumer("app", "team");
    app.data.regions = Some(vec!["eu".to_owned(), "us".to_owned()]);
    world.consumer = Some(app.clone());
    assert_eq!(world.order(), [1]);
    world.model.data.regions = None;
    assert_eq!(world.order(), [0, 1]);
    app.data.regions = Some(vec!["ap".to_owned()]);
    world.consumer = Some(app);
    assert_eq!(refused(&world), (403, "data_rules", None));
}

#[test]
fn data_classes_of_the_model_or_the_consumer_exclude_accounts_that_do_not_promise_them() {
    let mut world = world();
    world.provider(1).data.no_training = true;
    world.provider(2).data.no_training = true;
    world.provider(2).data.zdr = true;
    world.model.data.no_training = true;
    assert_eq!(world.order(), [1, 2]);
    assert_eq!(world.rule(0), Some(Rule::NoTraining));
    let mut app = consumer("app", "team");
    app.data.zdr = true;
    world.consumer = Some(app);
    assert_eq!(world.order(), [2]);
    assert_eq!(world.rule(1), Some(Rule::Zdr));
    world.provider(2).data.zdr = false;
    assert_eq!(refused(&world), (403, "data_rules", None));
}

#[test]
fn an_account_that_is_left_alone_is_not_asked_while_another_is() {
    for reason in [
        CoolReason::RateLimitTold,
        CoolReason::RateLimit,
        CoolReason::KeyRefused,
        CoolReason::Failing,
    ] {
        let mut world = world();
        cool(&mut world, 0, reason, 10);
        let decision = world.decide(1);
        assert_eq!(decision.order, [1, 2]);
        assert!(!decision.is_last_resort);
        let until = NOON + Duration::from_secs(10);
        assert_eq!(world.rule(0), Some(Rule::Cooling { reason, until }));
    }
}

#[test]
fn when_all_are_left_alone_for_a_guess_they_are_asked_and_it_is_said() {
    let mut world = world();
    cool(&mut world, 0, CoolReason::Failing, 30);
    cool(&mut world, 1, CoolReason::RateLimitTold, 5);
    cool(&mut world, 2, CoolReason::KeyRefused, 10);
    let decision = world.decide(1);
    assert_eq!(decision.order, [2, 0], "the first to come back first");
    assert!(decision.is_last_resort);
    assert!(matches!(world.rule(1), Some(Rule::Cooling { .. })));
}

#[test]
fn a_last_resort_obeys_every_other_rule() {
    let mut world = world();
    for target in 0..3 {
        cool(&mut world, target, CoolReason::Failing, 10);
    }
    world.model.targets[0]
        .card
        .capabilities
        .set(Feature::Tools, false);
    world.facts.features.set(Feature::Tools);
    world.when(1, Condition::Has(Feature::Tools, false));
    assert_eq!(world.order(), [2]);
    assert_eq!(world.rule(0), Some(Rule::Capability(Feature::Tools)));
    assert_eq!(world.rule(1), Some(Rule::Condition));
}

#[test]
fn when_all_have_told_when_they_take_requests_again_the_client_is_told_the_earliest() {
    let mut world = World::new(4, Strategy::Priority);
    for (target, seconds) in [30, 7, 20, 1].into_iter().enumerate() {
        cool(&mut world, target, CoolReason::RateLimitTold, seconds);
    }
    // The one that is back first is none that this request could go to.
    world.when(3, Condition::Has(Feature::Tools, true));
    assert_eq!(refused(&world), (429, "rate_limit_exceeded", Some(7)));
    assert!(!world.decide(1).is_last_resort);
}

#[test]
fn a_wait_for_accounts_of_another_region_is_told_to_nobody() {
    let mut world = World::new(2, Strategy::Priority);
    cool(&mut world, 0, CoolReason::RateLimitTold, 30);
    cool(&mut world, 1, CoolReason::RateLimitTold, 5);
    world.provider(0).data.zdr = true;
    world.model.data.zdr = true;
    assert_eq!(refused(&world), (429, "rate_limit_exceeded", Some(30)));
}

#[test]
fn after_its_time_one_request_at_a_time_probes_an_account() {
    for reason in [CoolReason::RateLimitTold, CoolReason::Failing] {
        let mut world = world();
        cool(&mut world, 0, reason, 0);
        assert_eq!(world.order(), [0, 1, 2]);
        world.state.accounts[0].cooling.as_mut().unwrap().is_probing = true;
        assert_eq!(world.order(), [1, 2]);
        world.model.route.members.truncate(1);
        let decision = world.decide(1);
        assert_eq!(decision.order, [0], "it is the last one there is");
        assert!(decision.is_last_resort);
    }
}

#[test]
fn an_account_with_as_many_requests_as_it_may_have_is_passed_over() {
    let mut world = world();
    world.provider(0).concurrency = Some(Concurrency {
        max: 2,
        queue: Duration::from_secs(3),
    });
    world.state.accounts[0].in_flight = 1;
    assert_eq!(world.order(), [0, 1, 2]);
    world.state.accounts[0].in_flight = 2;
    let decision = world.decide(1);
    assert_eq!(decision.order, [1, 2]);
    assert_eq!(decision.queue, None, "nobody waits while another has room");
    assert_eq!(world.rule(0), Some(Rule::Busy));
}

#[test]
fn when_all_accounts_are_full_a_request_may_wait_and_is_then_refused() {
    let mut world = World::new(2, Strategy::Priority);
    for (target, queue) in [(0, 3), (1, 0)] {
        world.provider(target).concurrency = Some(Concurrency {
            max: 1,
            queue: Duration::from_secs(queue),
        });
        world.state.accounts[target].in_flight = 1;
    }
    assert_eq!(world.decide(1).queue, Some(Duration::from_secs(3)));
    assert_eq!(refused(&world), (503, "model_unavailable", Some(1)));
}

#[test]
fn a_request_may_wait_for_an_account_that_is_well_before_it_goes_to_one_that_is_not() {
    let mut world = World::new(2, Strategy::Priority);
    world.provider(0).concurrency = Some(Concurrency {
        max: 1,
        queue: Duration::from_secs(3),
    });
    world.state.accounts[0].in_flight = 1;
    cool(&mut world, 1, CoolReason::Failing, 10);
    let decision = world.decide(1);
    assert_eq!(decision.queue, Some(Duration::from_secs(3)));
    assert_eq!(decision.order, [1]);
    assert!(decision.is_last_resort);
}

#[test]
fn a_request_that_the_tree_is_not_meant_for_is_refused() {
    let mut world = alone();
    world.when(0, Condition::Has(Feature::Tools, true));
    assert_eq!(refused(&world), (400, "no_target", None));
}

#[test]
fn the_nearest_miss_decides_what_the_client_is_told() {
    let mut world = world();
    world.when(0, Condition::Has(Feature::Tools, true));
    world.model.data.zdr = true;
    world.provider(2).data.zdr = true;
    world.model.targets[2].card.context_window = Some(10);
    world.facts.input_tokens = 21;
    assert_eq!(refused(&world), (400, "context_length_exceeded", None));
    world.model.targets[2].card.context_window = None;
    cool(&mut world, 2, CoolReason::RateLimitTold, 9);
    assert_eq!(refused(&world), (429, "rate_limit_exceeded", Some(9)));
}

#[test]
fn a_copy_goes_to_the_shadow_for_its_share_and_never_against_the_rules() {
    let mut world = World::new(2, Strategy::Priority);
    world.model.route.members.truncate(1);
    world.model.shadow = Some(Shadow {
        target: 1,
        share: 2_500,
    });
    let copies = |world: &World| {
        let decisions = (0..4_000).map(|seed| world.decide(super::world::random(seed)));
        decisions
            .filter(|decision| decision.shadow == Some(1))
            .count()
    };
    assert!((920..1_080).contains(&copies(&world)), "{}", copies(&world));
    world.model.data.zdr = true;
    assert_eq!(copies(&world), 0);
}

#[test]
fn a_price_says_nothing_about_who_may_be_asked() {
    let mut world = alone();
    world.model.targets[0].card.price = Some(Price {
        input: u64::MAX,
        output: u64::MAX,
        ..Price::default()
    });
    world.facts.input_tokens = u64::MAX;
    assert_eq!(world.order(), [0]);
}
