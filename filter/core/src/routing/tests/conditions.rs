//! What conditions ask of a request, and when they hold.

use std::time::Duration;

use sluice_config::{Bounds, Condition, Feature, Measure, Pattern, Strategy, TimeWindow};

use super::super::Facts;
use super::world::{NOON, World, consumer, headers};

fn world() -> World {
    World::new(1, Strategy::Priority)
}

/// Whether a condition admits the request of a world.
fn holds(world: &mut World, condition: Condition) -> bool {
    world.when(0, condition);
    !world.order().is_empty()
}

fn exact(text: &str) -> Pattern {
    Pattern::Exact(text.to_owned())
}

fn prefix(text: &str) -> Pattern {
    Pattern::Prefix(text.to_owned())
}

#[test]
fn a_consumer_or_a_team_is_one_of_those_named() {
    let mut world = world();
    let of_app = Condition::Consumer(vec!["app".to_owned(), "other".to_owned()]);
    let of_team = Condition::Team(vec!["search".to_owned()]);
    assert!(!holds(&mut world, of_app.clone()), "nobody is known");
    assert!(!holds(&mut world, of_team.clone()));
    world.consumer = Some(consumer("app", "search"));
    assert!(holds(&mut world, of_app.clone()));
    assert!(holds(&mut world, of_team.clone()));
    world.consumer = Some(consumer("application", "research"));
    assert!(!holds(&mut world, of_app));
    assert!(!holds(&mut world, of_team));
}

#[test]
fn a_header_has_one_of_the_values_or_is_there_if_none_is_named() {
    let mut world = world();
    let any = Condition::Header("x-tier".to_owned(), Vec::new());
    let some = Condition::Header("x-tier".to_owned(), vec![exact("gold"), prefix("silver-")]);
    for (list, is_there, fits) in [
        (&[][..], false, false),
        (&[("x-tier", "gold")], true, true),
        (&[("x-tier", "silver-2")], true, true),
        (&[("x-tier", "silver")], true, false),
        (&[("x-tier", "bronze"), ("x-tier", "gold")], true, true),
        (&[("x-other", "gold")], false, false),
    ] {
        world.headers = headers(list);
        assert_eq!(holds(&mut world, any.clone()), is_there, "{list:?}");
        assert_eq!(holds(&mut world, some.clone()), fits, "{list:?}");
    }
}

#[test]
fn a_path_is_compared_without_its_query() {
    let mut world = world();
    world.path = "/v1/messages?beta=true".to_owned();
    assert!(holds(
        &mut world,
        Condition::Path(vec![exact("/v1/messages")])
    ));
    assert!(holds(&mut world, Condition::Path(vec![prefix("/v1/")])));
    assert!(!holds(
        &mut world,
        Condition::Path(vec![exact("/v1/messages?beta=true")])
    ));
}

#[test]
fn a_feature_is_wanted_or_unwanted() {
    let mut world = world();
    for (feature, _) in Feature::ALL {
        world.facts = Facts::default();
        assert!(!holds(&mut world, Condition::Has(*feature, true)));
        assert!(holds(&mut world, Condition::Has(*feature, false)));
        world.facts.features.set(*feature);
        assert!(holds(&mut world, Condition::Has(*feature, true)));
        assert!(!holds(&mut world, Condition::Has(*feature, false)));
    }
}

#[test]
fn a_number_is_within_its_bounds_and_they_belong_to_it() {
    for (measure, _) in Measure::ALL {
        let mut world = world();
        world.facts = Facts {
            is_complete: true,
            max_tokens: Some(10),
            input_tokens: 10,
            prompt_chars: 10,
            messages: 10,
            tool_count: 10,
            ..Facts::default()
        };
        for (min, max, expected) in [
            (10, 10, true),
            (0, 9, false),
            (11, 99, false),
            (0, 99, true),
        ] {
            let condition = Condition::Number(*measure, Bounds { min, max });
            assert_eq!(
                holds(&mut world, condition),
                expected,
                "{measure:?} {min} {max}"
            );
        }
    }
}

#[test]
fn a_number_that_the_request_does_not_say_is_within_no_bounds() {
    let mut world = world();
    let all = Bounds {
        min: 0,
        max: u64::MAX,
    };
    assert!(!holds(
        &mut world,
        Condition::Number(Measure::MaxTokens, all)
    ));
    assert!(holds(&mut world, Condition::Number(Measure::Messages, all)));
    world.facts = Facts::outline(false, 100);
    assert!(!holds(
        &mut world,
        Condition::Number(Measure::Messages, all)
    ));
    assert!(holds(
        &mut world,
        Condition::Number(Measure::InputTokens, all)
    ));
}

#[test]
fn all_any_and_not_mean_what_they_say_also_when_they_are_empty() {
    let mut world = world();
    let yes = || Condition::All(Vec::new());
    let no = || Condition::Any(Vec::new());
    assert!(holds(&mut world, yes()));
    assert!(!holds(&mut world, no()));
    assert!(!holds(&mut world, Condition::All(vec![yes(), no()])));
    assert!(holds(&mut world, Condition::Any(vec![no(), yes()])));
    assert!(holds(&mut world, Condition::Not(Box::new(no()))));
    assert!(!holds(&mut world, Condition::Not(Box::new(yes()))));
}

/// Hours from Monday's midnight UTC at which a window is open.
fn open(window: TimeWindow) -> Vec<u64> {
    let mut world = world();
    let monday = NOON - Duration::from_secs(12 * 3_600);
    world.when(0, Condition::Time(window));
    (0..7 * 24)
        .filter(|hour| {
            world.now = monday + Duration::from_secs(hour * 3_600);
            !world.order().is_empty()
        })
        .collect()
}

#[test]
fn a_window_is_open_on_its_days_from_its_beginning_to_before_its_end() {
    let window = TimeWindow {
        days: 0b000_0101,
        from: 8 * 60,
        to: 10 * 60,
        utc_offset: 0,
    };
    assert_eq!(open(window), [8, 9, 48 + 8, 48 + 9]);
}

#[test]
fn a_window_over_midnight_belongs_to_the_day_on_which_it_begins() {
    let window = TimeWindow {
        days: 0b100_0000,
        from: 22 * 60,
        to: 2 * 60,
        utc_offset: 0,
    };
    assert_eq!(
        open(window),
        [0, 1, 6 * 24 + 22, 6 * 24 + 23],
        "from Sunday into Monday"
    );
}

#[test]
fn a_window_is_in_local_time() {
    let window = TimeWindow {
        days: 0b000_0001,
        from: 0,
        to: 2 * 60,
        utc_offset: 60,
    };
    assert_eq!(open(window), [0, 7 * 24 - 1], "an hour ahead of UTC");
}

#[test]
fn a_window_that_ends_when_it_begins_lasts_a_day() {
    let window = TimeWindow {
        days: 0b000_0010,
        from: 6 * 60,
        to: 6 * 60,
        utc_offset: 0,
    };
    assert_eq!(open(window), (30..54).collect::<Vec<_>>());
}
