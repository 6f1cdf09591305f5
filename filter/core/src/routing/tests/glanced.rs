//! Requests that need not be read to decide.

use std::fs;
use std::path::Path;

use sluice_config::{Capabilities, Feature, Strategy};
use sluice_protocol::WireFormat;
use sluice_protocol::json::{Document, Limits};

use super::super::Facts;
use super::super::glance::may_ask;
use super::world::World;

fn glance(world: &World, body: &str) -> Option<Facts> {
    let document = Document::outline(body.as_bytes(), Limits::default()).unwrap();
    let root = document.root(body.as_bytes());
    Facts::at_a_glance(&world.model, true, root, body.as_bytes())
}

fn lacking(feature: Feature) -> Capabilities {
    let mut capabilities = Capabilities::default();
    capabilities.set(feature, false);
    capabilities
}

const PLAIN: &str = r#"{"model": "m", "max_tokens": 30, "user": "u", "messages": [
    {"role": "user", "content": "an image of a document in \"audio\""}]}"#;

#[test]
fn a_plain_request_is_not_read_for_what_targets_lack() {
    let mut world = World::new(2, Strategy::Priority);
    for feature in [Feature::Tools, Feature::Image, Feature::Reasoning] {
        world.model.needs.lacking.set(feature, false);
    }
    let facts = glance(&world, PLAIN).unwrap();
    assert!(!facts.is_complete);
    assert_eq!(facts.max_tokens, Some(30));
    assert_eq!(facts.user.as_deref(), Some("u"));
    assert!(facts.features.has(Feature::Stream));
    let tools = PLAIN.replace("\"user\": \"u\"", "\"tools\": []");
    assert_eq!(glance(&world, &tools), None);
}

#[test]
fn a_request_is_read_where_a_condition_or_a_price_needs_it() {
    let mut world = World::new(2, Strategy::Priority);
    world.model.needs.body = true;
    assert_eq!(glance(&world, PLAIN), None);
}

#[test]
fn a_request_is_read_when_it_could_be_too_long_for_a_target() {
    let mut world = World::new(2, Strategy::Priority);
    let most = u64::try_from(PLAIN.len()).unwrap().div_ceil(4) + 30;
    world.model.targets[1].card.context_window = Some(most);
    assert!(glance(&world, PLAIN).is_some());
    world.model.targets[1].card.context_window = Some(most - 1);
    assert_eq!(glance(&world, PLAIN), None);
}

#[test]
fn the_user_is_seen_wherever_a_format_names_one() {
    let world = World::new(1, Strategy::Priority);
    for body in [
        r#"{"user": "u"}"#,
        r#"{"safety_identifier": "u"}"#,
        r#"{"metadata": {"user_id": "u"}}"#,
    ] {
        let facts = glance(&world, body).unwrap();
        assert_eq!(facts.user.as_deref(), Some("u"), "{body}");
    }
}

/// Requests of every format, from the fixtures of their codecs.
fn requests() -> Vec<(WireFormat, Vec<u8>)> {
    let fixtures = Path::new(env!("CARGO_MANIFEST_DIR")).join("../protocol/fixtures");
    let mut requests = Vec::new();
    for format in WireFormat::ALL {
        let folder = fixtures.join(format.name()).join("request");
        for entry in fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            if path
                .extension()
                .is_some_and(|extension| extension == "json")
            {
                requests.push((*format, fs::read(path).unwrap()));
            }
        }
    }
    requests
}

#[test]
fn whatever_a_request_of_any_format_asks_for_is_seen_at_a_glance() {
    let mut seen = Vec::new();
    for (format, body) in requests() {
        let Ok(document) = Document::parse(&body, Limits::default()) else {
            continue;
        };
        let Ok(request) = format.codec().decode_request(document.root(&body)) else {
            continue;
        };
        let facts = Facts::of_request(&request);
        for feature in facts.features.iter() {
            if matches!(feature, Feature::Stream | Feature::Code) {
                continue;
            }
            let text = String::from_utf8_lossy(&body);
            assert!(may_ask(&body, lacking(feature)), "{feature:?} in {text}");
            seen.push(feature);
        }
    }
    for (feature, name) in Feature::ALL {
        if !matches!(
            feature,
            Feature::Stream | Feature::Code | Feature::AudioOutput
        ) {
            assert!(seen.contains(feature), "no fixture asks for {name}");
        }
    }
}
