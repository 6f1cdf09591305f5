//! What is said beside the tree: rules on data, load, time and failures.

use super::*;

#[test]
fn regions_and_promises_are_those_of_accounts() {
    let mut raw = simple();
    raw["targets"][0]["provider"] = json!("c");
    raw["regions"] = json!(["us", "eu"]);
    let admitted = |raw: &Value| {
        let model = model(raw.clone());
        let admits = |target: &sluice_config::Target| model.data.admit(&target.provider.data);
        model.targets.iter().map(admits).collect::<Vec<_>>()
    };
    assert_eq!(admitted(&raw), [true, true]);
    raw["regions"] = json!(["eu"]);
    assert_eq!(admitted(&raw), [true, false]);
    raw["targets"][0]["provider"] = json!("a");
    refused(raw.clone(), ".targets", "no target keeps to");
    raw["regions"] = json!(["ue"]);
    let errors = errors(&document(raw.clone()));
    assert_eq!(
        errors[0].to_string(),
        "$.models.m.regions[0]: no provider is known to compute in \"ue\" (did you mean `eu`?)"
    );
    raw.as_object_mut().unwrap().remove("regions");
    raw["data"] = json!({"no_training": true});
    assert_eq!(admitted(&raw), [false, true]);

    let mut document = document(simple());
    document["consumers"][0]["regions"] = json!(["eu"]);
    document["consumers"][0]["data"] = json!({"zdr": true});
    let config = read(&document);
    let rules = &config.consumers()[0].data;
    let keeps = |name| rules.admit(&config.provider(name).unwrap().data);
    assert!(keeps("c") && !keeps("a") && !keeps("b"));
}

#[test]
fn where_an_account_computes_follows_from_its_cloud_region() {
    let residency = |region: &str| {
        let bedrock = json!({"kind": "bedrock", "region": region});
        let document = with(simple(), "/providers/c", bedrock);
        read(&document)
            .provider("c")
            .unwrap()
            .data
            .residency
            .clone()
    };
    for (region, expected) in [
        ("eu-west-1", Some("eu")),
        ("eu-west-2", Some("uk")),
        ("eu-central-2", Some("ch")),
        ("europe-west4", Some("eu")),
        ("us-east-1", Some("us")),
        ("us-central1", Some("us")),
        ("ca-central-1", Some("ca")),
        ("ap-northeast-1", Some("ap")),
        ("global", None),
    ] {
        assert_eq!(residency(region).as_deref(), expected, "{region}");
    }
    let document = with(simple(), "/providers/c/residency", json!("EU"));
    refused_in(&document, "$.providers.c.residency", "a-z 0-9");
}

#[test]
fn a_worldwide_profile_of_bedrock_is_in_no_region() {
    let mut raw = simple();
    raw["targets"] = json!([
        {"provider": "c", "model": "eu.anthropic.claude-opus-5-v1:0"},
        {"provider": "c", "model": "global.anthropic.claude-opus-5-v1:0"},
    ]);
    let mut document = document(raw.clone());
    document["direct_models"] = json!(true);
    let config = read(&document);
    let residency = |name: &str, index: usize| {
        let model = config.model(name).unwrap();
        model.targets[index].provider.data.residency.clone()
    };
    assert_eq!(residency("m", 0).as_deref(), Some("eu"));
    assert_eq!(residency("m", 1), None);
    assert_eq!(
        residency("c/eu.amazon.nova-pro-v1:0", 0).as_deref(),
        Some("eu")
    );
    assert_eq!(residency("c/global.amazon.nova-2-lite-v1:0", 0), None);
    raw["targets"].as_array_mut().unwrap().remove(0);
    raw["regions"] = json!(["eu"]);
    refused(raw, ".targets", "no target keeps to");
}

#[test]
fn an_account_may_have_so_many_requests_under_way() {
    let mut document = with(simple(), "/providers/a/max_in_flight", json!(64));
    let concurrency = |document: &Value| read(document).provider("a").unwrap().concurrency;
    let queue = Duration::ZERO;
    assert_eq!(concurrency(&document), Some(Concurrency { max: 64, queue }));
    document["providers"]["a"]["queue"] = json!("2s");
    let queue = Duration::from_secs(2);
    assert_eq!(concurrency(&document), Some(Concurrency { max: 64, queue }));
    document["providers"]["a"]["queue"] = json!("2m");
    refused_in(&document, "$.providers.a.queue", "from 0s to 1m");
    refused_in(
        &with(simple(), "/providers/a/queue", json!("2s")),
        "$.providers.a.queue",
        "add `max_in_flight`",
    );
    refused_in(
        &with(simple(), "/providers/a/max_in_flight", json!(0)),
        "$.providers.a.max_in_flight",
        "1 to 100000",
    );
}

#[test]
fn how_failures_are_absorbed_has_defaults_and_bounds() {
    let usual = read(&document(simple())).reliability().clone();
    assert_eq!((usual.max_attempts, usual.retry_budget.percent), (4, 20));
    let document = |routing: Value| with(simple(), "/routing", routing);
    let read = read(&document(json!({
        "max_attempts": 8,
        "retry_budget": {"percent": 50, "window": "30s"},
        "cool_down": {"base": "1s", "max": "1h"},
    })));
    let found = read.reliability();
    assert_eq!(found.max_attempts, 8);
    assert_eq!(
        (found.retry_budget.percent, found.retry_budget.min),
        (50, 10)
    );
    assert_eq!(found.retry_budget.window, Duration::from_secs(30));
    assert_eq!(found.cool_down.max, Duration::from_secs(3600));
    for (routing, path, words) in [
        (json!({"max_attempts": 9}), "max_attempts", "1 to 8"),
        (json!({"max_attempts": 0}), "max_attempts", "1 to 8"),
        (
            json!({"retry_budget": {"percent": 101}}),
            "retry_budget.percent",
            "0 to 100",
        ),
        (
            json!({"retry_budget": {"window": "2m"}}),
            "retry_budget.window",
            "1s to 1m",
        ),
        (
            json!({"cool_down": {"failures": 0}}),
            "cool_down.failures",
            "1 to 1000",
        ),
        (
            json!({"cool_down": {"base": "10m"}}),
            "cool_down.max",
            "shorter than",
        ),
        (
            json!({"cool_down": {"bas": "10m"}}),
            "cool_down.bas",
            "did you mean `base`?",
        ),
    ] {
        refused_in(&document(routing), &format!("$.routing.{path}"), words);
    }
}

#[test]
fn a_model_may_have_time_outs_of_its_own() {
    let mut raw = simple();
    raw["timeouts"] = json!({"idle": "30s"});
    let times = |raw: &Value, gateway: Value| {
        let document = with(raw.clone(), "/timeouts", gateway);
        let found = read(&document).model("m").unwrap().timeouts;
        [found.connect, found.first_token, found.idle, found.answer].map(|time| time.as_secs())
    };
    assert_eq!(times(&simple(), json!({})), [5, 120, 120, 600]);
    assert_eq!(times(&simple(), json!({"idle": "1m"})), [5, 60, 60, 600]);
    assert_eq!(times(&raw, json!({"connect": "1s"})), [1, 30, 30, 600]);
    assert_eq!(times(&raw, json!({"first_token": "10s"})), [5, 10, 30, 600]);
    raw["timeouts"] = json!({"first_token": "20s", "answer": "5m"});
    assert_eq!(
        times(&raw, json!({"first_token": "10s"})),
        [5, 20, 120, 300]
    );
    raw["timeouts"] = json!({"connect": "1s"});
    refused(raw, ".timeouts.connect", "known here: first_token");
}

#[test]
fn hedges_and_shadows_need_another_target() {
    let mut raw = simple();
    raw["hedge_after"] = json!("3s");
    raw["shadow"] = json!({"provider": "d", "model": "z", "percent": 12.5});
    let found = model(raw.clone());
    assert_eq!(found.hedge_after, Some(Duration::from_secs(3)));
    let shadow = found.shadow.unwrap();
    assert_eq!((shadow.target, shadow.share), (2, 1250));
    assert_eq!(found.targets[2].provider.name, "d");
    assert_eq!(drawn(&found.route), "priority(0 1)");

    raw["shadow"]["percent"] = json!(0);
    refused(raw.clone(), ".shadow.percent", "nothing would be copied");
    raw["shadow"] = json!({"provider": "a", "model": "x", "percent": 1});
    refused(raw.clone(), ".shadow", "a target already");
    raw["shadow"] = json!({"provider": "a", "model": "x"});
    refused(raw.clone(), ".shadow.percent", "required and missing");
    raw.as_object_mut().unwrap().remove("shadow");
    raw["targets"].as_array_mut().unwrap().pop();
    refused(raw, ".hedge_after", "no second target");
}

#[test]
fn what_a_shadow_lacks_is_no_reason_to_read_a_body() {
    let mut raw = simple();
    raw["targets"] = json!([{"provider": "a", "model": "gpt-5"}]);
    raw["shadow"] = json!({"provider": "b", "model": "claude-2.1", "percent": 1});
    assert!(!model(raw.clone()).needs.lacking.lacks_any());
    let mut document = document(raw.clone());
    document["models"]["x/*"] = raw;
    let instance = read(&document).model("x/y").unwrap();
    assert!(!instance.needs.lacking.lacks_any());
}

#[test]
fn content_is_a_reason_to_fall_back_where_it_is_written() {
    let mut raw = simple();
    let usual = model(raw.clone()).fallback;
    assert!(usual.on_context_length() && usual.on_unusable() && !usual.on_content_policy());
    raw["fallback_on"] = json!(["content_policy"]);
    let found = model(raw).fallback;
    assert!(found.on_content_policy() && !found.on_context_length() && !found.on_unusable());
}
