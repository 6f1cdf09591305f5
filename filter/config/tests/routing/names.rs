//! Which model a client means.

use super::*;

/// A gateway whose models have other names, and names with a `*`.
pub(crate) fn named() -> Value {
    let target = |model: &str| json!({"targets": [{"provider": "a", "model": model}]});
    let mut document = document(target("x"));
    document["models"]["m"]["aliases"] = json!(["gpt-4o", "claude-*"]);
    document["models"]["openai/*"] = target("*");
    document["models"]["openai/ft:*"] = target("tuned-*");
    document["consumers"][1]["models"] = json!(["m", "openai/*"]);
    document
}

#[test]
fn a_client_may_use_other_names_and_names_with_a_star() {
    let config = read(&named());
    let found = |name: &str| {
        let model = config.model(name)?;
        Some(format!(
            "{} {} {}",
            model.name, model.key, model.targets[0].model
        ))
    };
    for (name, expected) in [
        ("m", Some("m m x")),
        ("gpt-4o", Some("m m x")),
        ("claude-opus-5", Some("m m x")),
        ("claude-", None),
        ("openai/gpt-5", Some("openai/* openai/gpt-5 gpt-5")),
        (
            "openai/ft:mine",
            Some("openai/ft:* openai/ft:mine tuned-mine"),
        ),
        ("openai/", None),
        ("openai/*", None),
        ("openai/a\nb", None),
        ("a/gpt-5", None),
        ("", None),
    ] {
        assert_eq!(found(name).as_deref(), expected, "{name:?}");
        if let Some(model) = config.model(name) {
            assert_eq!(config.model(&model.key), Some(model), "{name:?}");
        }
    }
    assert_eq!(config.model(&format!("openai/{}", "x".repeat(300))), None);
    let names: Vec<&str> = config.names().map(|(name, _)| name).collect();
    assert_eq!(names, ["gpt-4o", "m"]);
    assert!(config.consumers()[1].models.includes("openai/*"));
}

#[test]
fn any_model_of_a_provider_can_be_asked_for_where_that_is_allowed() {
    let mut document = named();
    document["direct_models"] = json!(true);
    document["consumers"][1]["models"] = json!(["a/*"]);
    let config = read(&document);
    let model = config.model("a/gpt-5").unwrap();
    assert_eq!(
        (model.name.as_str(), model.key.as_str()),
        ("a/*", "a/gpt-5")
    );
    assert_eq!(model.targets[0].model, "gpt-5");
    assert!(model.targets[0].slot < config.slots());
    assert_eq!(
        config.model("a/org/gpt").unwrap().targets[0].model,
        "org/gpt"
    );
    assert_eq!(config.model("a/"), None);
    assert_eq!(config.model("nobody/gpt-5"), None);
    assert_eq!(config.models().len(), 3);
    document["consumers"][1]["models"] = json!(["a/gpt-5", "openai/gpt-5"]);
    let config = read(&document);
    let may = |name: &str| {
        let models = &config.consumers()[1].models;
        models.include(&config.model(name).unwrap())
    };
    assert!(may("a/gpt-5") && may("openai/gpt-5"));
    assert!(!may("a/gpt-5-mini") && !may("openai/gpt-5-mini") && !may("m"));
    document["consumers"][1]["models"] = json!(["nobody/gpt-5"]);
    refused_in(&document, "$.consumers[1].models[0]", "unknown model");
}

#[test]
fn a_name_means_one_model() {
    let mut document = named();
    document["models"]["n"] =
        json!({"targets": [{"provider": "b", "model": "y"}], "aliases": ["m"]});
    refused_in(
        &document,
        "$.models.n.aliases[0]",
        "a name of the model \"m\" already",
    );
    document["models"]["n"]["aliases"] = json!(["claude-*"]);
    refused_in(&document, "$.models.n.aliases[0]", "already");
    document["models"]["n"]["aliases"] = json!(["a*b*"]);
    refused_in(&document, "$.models.n.aliases[0]", "one * for anything");
    document["models"]["n"]["aliases"] = json!([]);
    document["models"]["openai/*"]["aliases"] = json!(["o"]);
    refused_in(
        &document,
        "$.models[\"openai/*\"].aliases",
        "has no other names",
    );
    let mut document = named();
    document["consumers"][1]["models"] = json!(["gpt-4o"]);
    refused_in(&document, "$.consumers[1].models[0]", "another name of `m`");
}

#[test]
fn the_nearest_names_are_those_that_the_caller_may_use() {
    let target = json!({"targets": [{"provider": "a", "model": "x"}]});
    let mut document = document(target.clone());
    for name in ["gpt-5", "gpt-5-mini", "claude-opus", "claude-sonnet"] {
        document["models"][name] = target.clone();
    }
    let config = read(&document);
    let near = |name: &str| config.nearest(name, &Allowed::All);
    assert_eq!(near("gpt5"), ["gpt-5", "gpt-5-mini"][..1]);
    assert_eq!(near("openai/gpt-5"), ["gpt-5"]);
    assert_eq!(near("GPT-5-min"), ["gpt-5-mini", "gpt-5"]);
    assert_eq!(near("claude-opus-5"), ["claude-opus"]);
    assert_eq!(near("whisper"), [""; 0]);
    assert_eq!(near(&"x".repeat(100_000)), [""; 0]);
    let listed = Allowed::Listed(vec!["gpt-5-mini".to_owned()]);
    assert_eq!(config.nearest("gpt5", &listed), [""; 0]);
    assert_eq!(config.nearest("gpt-5", &listed), ["gpt-5-mini"]);
}
