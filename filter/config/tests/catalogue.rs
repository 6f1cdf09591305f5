//! What is known of models without being told.
#![expect(clippy::panic, reason = "tests fail by panicking")]

use std::collections::BTreeSet;

use serde_json::{Value, json};
use sluice_config::catalogue::{Catalogue, Entry};
use sluice_config::{Capabilities, Card, Config, Feature, Options, Price, from_value};
use sluice_protocol::provider;

/// What is known of a model at a provider of this kind.
fn shipped(kind: &str, model: &str) -> Card {
    let kind = provider::named(kind).unwrap_or_else(|| panic!("{kind} is no kind"));
    Catalogue::shipped(Some(kind), model)
}

fn price(input: u64, output: u64, cache_read: u64, cache_write: Option<u64>) -> Option<Price> {
    Some(Price {
        input,
        output,
        cache_read: Some(cache_read),
        cache_write,
    })
}

fn read(provider: Value, catalogue: Value) -> Result<Config, String> {
    let document = json!({
        "version": "v1",
        "access": "open",
        "providers": {"p": provider},
        "catalogue": catalogue,
        "models": {
            "m": {"targets": [{"provider": "p", "model": "gpt-5"}]},
            "any/*": {"targets": [{"provider": "p", "model": "*"}]},
        },
    });
    from_value(&document, Options::default()).map_err(|errors| {
        let told: Vec<String> = errors.iter().map(ToString::to_string).collect();
        told.join("\n")
    })
}

#[test]
fn a_known_model_has_a_window_capabilities_and_a_price() {
    let card = shipped("openai", "gpt-5");
    assert_eq!(
        (card.context_window, card.max_output),
        (Some(400_000), Some(128_000))
    );
    assert_eq!(card.price, price(1_250, 10_000, 125, None));
    let can = |feature| card.capabilities.get(feature);
    assert_eq!(can(Feature::Tools), Some(true));
    assert_eq!(can(Feature::JsonSchema), Some(true));
    assert_eq!(can(Feature::JsonMode), Some(true));
    assert_eq!(can(Feature::AudioInput), Some(false));
    assert_eq!(can(Feature::Stream), None);
}

#[test]
fn a_model_is_known_by_the_names_that_its_resellers_have_for_it() {
    let sonnet = shipped("anthropic", "claude-sonnet-4-5");
    for (kind, name) in [
        ("anthropic", "claude-sonnet-4-5-20250929"),
        ("vertex-claude", "claude-sonnet-4-5@20250929"),
        (
            "bedrock",
            "global.anthropic.claude-sonnet-4-5-20250929-v1:0",
        ),
        ("openrouter", "anthropic/claude-sonnet-4.5"),
    ] {
        assert_eq!(shipped(kind, name), sonnet, "{name}");
    }
    let nova = shipped("bedrock", "us.amazon.nova-pro-v1:0");
    assert_eq!(nova.context_window, Some(300_000));
    assert_eq!(
        shipped("vertex-gemini", "gemini-2.0-flash-001"),
        shipped("gemini", "gemini-2.0-flash")
    );
    assert_eq!(
        shipped("fireworks", "accounts/fireworks/models/kimi-k2p6").context_window,
        Some(262_000)
    );
}

#[test]
fn a_price_is_that_of_the_provider() {
    let region = shipped("bedrock", "eu.anthropic.claude-sonnet-4-5-20250929-v1:0");
    assert_eq!(region.price, price(3_300, 16_500, 330, Some(4_125)));
    let input = |kind, model| shipped(kind, model).price.map(|price| price.input);
    assert_eq!(input("groq", "openai/gpt-oss-120b"), Some(150));
    assert_eq!(input("cerebras", "gpt-oss-120b"), Some(350));
    assert_eq!(input("vllm", "openai/gpt-oss-120b"), None);
    assert_eq!(input("vllm", "meta-llama/Llama-3.3-70B-Instruct"), None);
    let local = shipped("vllm", "meta-llama/Llama-3.3-70B-Instruct");
    assert_eq!(local.capabilities.get(Feature::Image), Some(false));
    let unnamed = Catalogue::shipped(None, "gpt-5");
    assert_eq!(unnamed, shipped("openai", "gpt-5"));
}

#[test]
fn what_is_not_known_is_not_guessed() {
    for name in [
        "",
        "*",
        "gpt-5.99",
        "gpt-5-turbo-max",
        "my-model",
        "gpt",
        "\u{e9}",
    ] {
        assert_eq!(shipped("openai", name), Card::default(), "{name:?}");
        assert!(!shipped("openai", name).capabilities.lacks_any());
    }
    let card = shipped("anthropic", "claude-3-haiku-20240307");
    assert_eq!(card.capabilities.get(Feature::Reasoning), None);
}

#[test]
fn the_file_has_the_last_word_key_by_key() {
    let openai = json!({"kind": "openai"});
    let config = read(
        openai.clone(),
        json!({
            "gpt-*": {"tools": false},
            "gpt-5": {"context_window": 1000, "image": false, "price": {"input": 1, "output": 0.5}},
            "my-*": {"max_output": 5},
            "p/one": {"max_output": 6},
            "q/two": {"max_output": 7},
        }),
    )
    .unwrap();
    let card = config.model("m").unwrap().targets[0].card;
    assert_eq!(
        (card.context_window, card.max_output),
        (Some(1000), Some(128_000))
    );
    assert_eq!(card.capabilities.get(Feature::Tools), Some(true));
    assert_eq!(card.capabilities.get(Feature::Image), Some(false));
    assert_eq!(
        card.price,
        Some(Price {
            input: 1000,
            output: 500,
            cache_read: None,
            cache_write: None
        })
    );
    let card = |name: &str| config.model(name).unwrap().targets[0].card;
    assert_eq!(
        card("any/gpt-5-mini").capabilities.get(Feature::Tools),
        Some(false)
    );
    assert_eq!(card("any/my-own").max_output, Some(5));
    assert_eq!(card("any/gpt-5-2025-08-07").context_window, Some(1000));
    assert_eq!(card("any/else"), Card::default());
    assert_eq!(card("any/one").max_output, Some(6));
    assert_eq!(card("any/two").max_output, None);
    assert!(config.model("any/my-own").unwrap().needs == config.model("any/else").unwrap().needs);

    for (catalogue, told) in [
        (json!({"a*b": {}}), "at the end"),
        (
            json!({"x": {"context_window": 0}}),
            "$.catalogue.x.context_window",
        ),
        (json!({"x": {"tols": true}}), "did you mean `tools`?"),
        (
            json!({"x": {"price": {"input": 1}}}),
            "$.catalogue.x.price.output: required",
        ),
        (
            json!({"x": {"price": {"input": -1, "output": 1}}}),
            "US dollars",
        ),
        (
            json!({"x": {"price": {"input": "1", "output": 1}}}),
            "found string",
        ),
    ] {
        let errors = read(openai.clone(), catalogue).unwrap_err();
        assert!(errors.contains(told), "{errors}");
    }
}

#[test]
fn a_body_is_read_only_where_something_lacking_makes_a_difference() {
    let needs = |models: &[&str]| {
        let target = |model: &&str| json!({"provider": "p", "model": model});
        let document = json!({
            "version": "v1",
            "access": "open",
            "providers": {"p": {"kind": "openai"}},
            "catalogue": {"deaf": {"tools": false}, "able": {"tools": true}},
            "models": {"m": {"targets": models.iter().map(target).collect::<Vec<_>>()}},
        });
        let config = from_value(&document, Options::default()).unwrap();
        let needs = config.model("m").unwrap().needs;
        assert!(!needs.body, "a request that asks for nothing is not read");
        needs.lacking.lacks_any()
    };
    assert!(!needs(&["gpt-5"]));
    assert!(!needs(&["gpt-5", "gpt-5.2"]));
    assert!(needs(&["gpt-5", "gpt-3.5-turbo"]));
    assert!(needs(&["gpt-5", "unknown"]));
    assert!(!needs(&["able"]));
    assert!(needs(&["deaf"]));
}

#[test]
fn every_row_of_the_table_makes_sense() {
    let entries: Vec<Entry> = Catalogue::entries().collect();
    assert!(entries.len() >= 120, "{}", entries.len());
    let mut seen = BTreeSet::new();
    for Entry { kinds, model, card } in entries {
        assert!(seen.insert((kinds, model)), "{model} twice");
        for kind in kinds {
            assert!(provider::named(kind).is_some(), "{kind} of {model}");
        }
        assert!(
            model.find('*').is_none_or(|at| at + 1 == model.len()),
            "{model}"
        );
        let window = card.context_window.unwrap_or_else(|| panic!("{model}"));
        assert!((512..=20_000_000).contains(&window), "{model}");
        assert!(
            card.max_output.is_none_or(|output| output <= window),
            "{model}"
        );
        assert_ne!(card.capabilities, Capabilities::default(), "{model}");
        assert!(card.price.is_none() || !kinds.is_empty(), "{model}");
        if let Some(price) = card.price {
            assert!(price.input <= price.output || price.output == 0, "{model}");
            assert!(
                price.cache_read.is_none_or(|read| read <= price.input),
                "{model}"
            );
            assert!(price.input <= 200_000, "{model}");
        }
        if let Some(kind) = kinds.first() {
            let name = model.replace('*', "-x");
            assert_eq!(
                shipped(kind, &name),
                card,
                "{model} is hidden by another row"
            );
        }
    }
}

#[test]
fn the_table_has_a_day() {
    let words: Vec<usize> = Catalogue::DATE.split('-').map(str::len).collect();
    assert_eq!(words, [4, 2, 2]);
}
