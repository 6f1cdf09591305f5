//! What operators are told of a decision.

use std::time::Duration;

use sluice_config::{Bounds, Condition, Feature, Measure, Pattern, Strategy, TimeWindow};

use super::super::{CoolReason, Cooling, TargetState};
use super::world::{NOON, World, group, member};

#[test]
fn each_target_has_a_line_with_each_rule_that_looked_at_it() {
    let mut world = World::new(3, Strategy::Priority);
    world.facts.features.set(Feature::Tools);
    world.facts.input_tokens = 1_200;
    world.facts.max_tokens = Some(500);
    world.model.data.regions = Some(vec!["eu".to_owned()]);
    for target in [0, 1] {
        world.provider(target).data.residency = Some("eu".to_owned());
    }
    world.model.targets[0].card.context_window = Some(128_000);
    world.model.targets[0]
        .card
        .capabilities
        .set(Feature::Tools, true);
    world.state.accounts[1].cooling = Some(Cooling {
        until: NOON + Duration::from_secs(4),
        reason: CoolReason::Failing,
        is_probing: false,
    });
    assert_eq!(
        world.explain(1).lines(),
        [
            "request: tools; max_tokens 500; input_tokens 1200; prompt_chars 0; messages 0; tool_count 0",
            "target a/m: admitted; region admits: computes in eu, asked is eu; capability admits: has tools; context_window admits: about 1200 and 500 tokens of 128000",
            "target b/m: excluded by cool_down; region admits: computes in eu, asked is eu; cool_down excludes: failing, for 4.0 s more",
            "target c/m: excluded by region; region excludes: where it computes is not said, asked is eu",
            "tree: priority",
            "  1. a/m",
            "  - b/m; nothing of it may be asked",
            "  - c/m; nothing of it may be asked",
            "order: a/m",
        ]
    );
}

#[test]
fn the_tree_is_told_with_its_conditions_and_what_put_each_member_where_it_is() {
    let mut world = World::new(4, Strategy::Priority);
    let mut first = group(
        Strategy::LowestLatency { exploration: 0 },
        vec![member(0), member(1)],
    );
    first.when = Some(Condition::Any(vec![
        Condition::Has(Feature::Code, true),
        Condition::Number(
            Measure::InputTokens,
            Bounds {
                min: 4_000,
                max: u64::MAX,
            },
        ),
    ]));
    let mut second = member(2);
    second.when = Some(Condition::Not(Box::new(Condition::Team(vec![
        "search".to_owned(),
    ]))));
    world.model.route.members = vec![first, second, group(Strategy::LeastBusy, vec![member(3)])];
    assert_eq!(
        world.explain(1).lines()[5..],
        [
            "tree: priority",
            "  1. c/m; when not team search",
            "  2. least_busy",
            "    1. d/m; 0 under way",
            "  - lowest_latency, 0 % explore; when (code or input_tokens from 4000); its condition does not hold",
            "    - a/m",
            "    - b/m",
            "order: c/m, d/m",
        ]
    );
    world.facts.features.set(Feature::Code);
    world.state.targets[0] = TargetState {
        first_token_ms: Some(320.0),
        token_ms: Some(2.0),
        measured: NOON - Duration::from_secs(4),
        attempts: 9.0,
        failures: 1.0,
        stopped: None,
    };
    world.state.accounts[1].in_flight = 3;
    let lines = world.explain(1).lines();
    assert!(
        lines.contains(
            &"    2. a/m; score 924 ms: first token 320.0 ms, others 2.0 ms, 4 s ago, 11 % fail"
                .to_owned()
        ),
        "{lines:#?}"
    );
}

#[test]
fn a_last_resort_is_called_so() {
    let mut world = World::new(2, Strategy::Priority);
    for target in [0, 1] {
        world.state.accounts[target].cooling = Some(Cooling {
            until: NOON + Duration::from_secs(9),
            reason: CoolReason::KeyRefused,
            is_probing: false,
        });
    }
    let lines = world.explain(1).lines();
    assert_eq!(
        lines[1],
        "target a/m: admitted as the last resort; cool_down excludes: key_refused, for 9.0 s more"
    );
    assert_eq!(lines.last().unwrap(), "order, as the last resort: a/m, b/m");
}

#[test]
fn an_estimate_excludes_while_a_longer_one_is_left_and_is_said_to() {
    let mut world = World::new(2, Strategy::Priority);
    world.model.targets[0].card.context_window = Some(1_000);
    world.facts.input_tokens = 1_500;
    assert_eq!(
        world.explain(1).lines()[1],
        "target a/m: excluded by context_window; context_window excludes: about 1500 tokens of 1000"
    );
}

#[test]
fn no_word_of_a_request_is_in_an_explanation() {
    let mut world = World::new(2, Strategy::Priority);
    world.headers = super::world::headers(&[("x-tier", "secret-value")]);
    world.path = "/v1/secret-path".to_owned();
    world.facts.user = Some("secret-user".to_owned());
    world.when(0, Condition::Header("x-tier".to_owned(), Vec::new()));
    let text = world.explain(1).lines().join("\n");
    assert!(!text.contains("secret"), "{text}");
}

#[test]
fn every_condition_can_be_read() {
    let exact = |text: &str| Pattern::Exact(text.to_owned());
    let names = vec!["a".to_owned(), "b".to_owned()];
    let number = |min, max| Condition::Number(Measure::MaxTokens, Bounds { min, max });
    let time = TimeWindow {
        days: 0b001_1111,
        from: 8 * 60,
        to: 18 * 60 + 30,
        utc_offset: -90,
    };
    for (condition, words) in [
        (Condition::Consumer(names.clone()), "consumer a or b"),
        (Condition::Team(names), "team a or b"),
        (Condition::Header("x".to_owned(), vec![]), "header x"),
        (
            Condition::Header("x".to_owned(), vec![exact("1")]),
            "header x 1",
        ),
        (
            Condition::Path(vec![exact("/v1"), Pattern::Prefix("/v2/".to_owned())]),
            "path /v1 or /v2/*",
        ),
        (Condition::Has(Feature::Image, false), "no image"),
        (number(1, 9), "max_tokens from 1 to 9"),
        (number(0, 9), "max_tokens up to 9"),
        (Condition::All(vec![]), "always"),
        (Condition::Any(vec![]), "never"),
        (
            Condition::Any(vec![
                Condition::Has(Feature::Tools, true),
                Condition::All(vec![
                    number(5, u64::MAX),
                    Condition::Has(Feature::Code, true),
                ]),
            ]),
            "(tools or (max_tokens from 5 and code))",
        ),
        (
            Condition::Time(time),
            "mon,tue,wed,thu,fri 08:00 to 18:30 UTC-01:30",
        ),
    ] {
        assert_eq!(super::super::words::condition(&condition), words);
    }
}
