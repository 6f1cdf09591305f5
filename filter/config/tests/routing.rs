//! The tree of a model's targets, and what is said beside it.
#![expect(clippy::unwrap_used, clippy::panic, reason = "tests fail by panicking")]

use std::time::Duration;

use serde_json::{Value, json};
use sluice_config::{
    Allowed, Bounds, CanaryStop, Concurrency, Condition, Config, ConfigError, Feature, Group,
    Measure, Model, Node, Options, Pattern, PluginConfig, Sticky, Strategy, TimeWindow, from_value,
    raw_from_value,
};

const HASH: &str = "00112233445566778899aabbccddeeff00112233445566778899aabbccddeeff";

/// A gateway with four providers, and `model` as its model `m`.
fn document(model: Value) -> Value {
    json!({
        "version": "v1",
        "providers": {
            "a": {"kind": "openai"},
            "b": {"kind": "anthropic", "residency": "us", "data": {"no_training": true}},
            "c": {"kind": "bedrock", "region": "eu-central-1", "data": {"zdr": true}},
            "d": {"kind": "vllm", "endpoint": "http://gpu:8000"},
        },
        "models": {"m": model},
        "consumers": [
            {"name": "shop", "team": "web", "key_sha256": HASH},
            {"name": "batch", "key_sha256": HASH.replace('0', "9")},
        ],
    })
}

fn with(model: Value, pointer: &str, value: Value) -> Value {
    let mut document = document(model);
    let (parent, key) = pointer.rsplit_once('/').unwrap();
    let holder = document.pointer_mut(parent).unwrap();
    holder
        .as_object_mut()
        .unwrap()
        .insert(key.to_owned(), value);
    document
}

fn simple() -> Value {
    json!({"targets": [{"provider": "a", "model": "x"}, {"provider": "b", "model": "y"}]})
}

fn read(document: &Value) -> Config {
    from_value(document, Options::default()).unwrap_or_else(|errors| panic!("{errors:#?}"))
}

fn model(raw: Value) -> Model {
    read(&document(raw)).model("m").unwrap().as_ref().clone()
}

fn errors(document: &Value) -> Vec<ConfigError> {
    from_value(document, Options::default()).unwrap_err()
}

/// One error, at `path` below the model, that says `words`.
#[track_caller]
fn refused(model: Value, path: &str, words: &str) {
    refused_in(&document(model), &format!("$.models.m{path}"), words);
}

#[track_caller]
fn refused_in(document: &Value, path: &str, words: &str) {
    let errors = errors(document);
    assert_eq!(errors.len(), 1, "{errors:#?}");
    assert_eq!(errors[0].path.to_string(), path, "{errors:#?}");
    assert!(errors[0].to_string().contains(words), "{}", errors[0]);
}

/// The tree in one line: `weighted(0*80 priority(1 2))`.
fn drawn(group: &Group) -> String {
    let members: Vec<String> = group
        .members
        .iter()
        .map(|member| {
            let node = match &member.node {
                Node::Target(index) => index.to_string(),
                Node::Group(group) => drawn(group),
            };
            match (member.weight, &member.when) {
                (1, None) => node,
                (weight, None) => format!("{node}*{weight}"),
                (_, Some(_)) => format!("{node}?"),
            }
        })
        .collect();
    let name = match group.strategy {
        Strategy::Priority => "priority",
        Strategy::Weighted { .. } => "weighted",
        Strategy::LowestLatency { .. } => "lowest_latency",
        Strategy::LowestCost => "lowest_cost",
        Strategy::LeastBusy => "least_busy",
        Strategy::FillFirst { .. } => "fill_first",
        Strategy::Canary { .. } => "canary",
    };
    format!("{name}({})", members.join(" "))
}

fn when(condition: &Value) -> Condition {
    let mut raw = simple();
    raw["targets"][0]["when"] = condition.clone();
    let model = model(raw);
    model.route.members[0].when.clone().unwrap()
}

#[track_caller]
fn when_refused(condition: &Value, path: &str, words: &str) {
    let mut raw = simple();
    raw["targets"][0]["when"] = condition.clone();
    refused(raw, &format!(".targets[0].when{path}"), words);
}

#[test]
fn a_list_of_targets_is_a_tree_of_one_group_in_their_order() {
    let model = model(simple());
    assert_eq!(drawn(&model.route), "priority(0 1)");
    assert_eq!(model.targets[1].provider.name, "b");
    assert!(!model.needs.user);
}

#[test]
fn groups_take_the_place_of_targets_and_each_target_is_there_once() {
    let model = model(json!({
        "targets": [
            {"strategy": "weighted", "sticky": {"header": "X-Session"}, "targets": [
                {"provider": "a", "model": "x", "weight": 80},
                {"provider": "b", "model": "y", "weight": 20},
            ]},
            {"strategy": "least_busy", "when": {"team": "web"}, "targets": [
                {"provider": "b", "model": "y"},
                {"provider": "c", "model": "z"},
            ]},
            {"provider": "a", "model": "x"},
        ],
    }));
    assert_eq!(
        drawn(&model.route),
        "priority(weighted(0*80 1*20) least_busy(1 2)? 0)"
    );
    let names: Vec<&str> = model
        .targets
        .iter()
        .map(|target| target.provider.name.as_str())
        .collect();
    assert_eq!(names, ["a", "b", "c"]);
    let Node::Group(first) = &model.route.members[0].node else {
        panic!("a group")
    };
    let sticky = Some(Sticky::Header("x-session".to_owned()));
    assert_eq!(first.strategy, Strategy::Weighted { sticky });
}

#[test]
fn every_strategy_has_its_options_and_defaults() {
    let strategy = |options: Value| {
        let mut raw = simple();
        for (key, value) in options.as_object().unwrap() {
            raw[key] = value.clone();
        }
        model(raw).route.strategy
    };
    let sticky = Some(Sticky::User);
    assert_eq!(
        strategy(json!({"strategy": "weighted", "sticky": "user"})),
        Strategy::Weighted { sticky }
    );
    assert_eq!(
        strategy(json!({"strategy": "lowest_latency"})),
        Strategy::LowestLatency { exploration: 50 }
    );
    assert_eq!(
        strategy(json!({"strategy": "lowest_latency", "exploration": 2.5})),
        Strategy::LowestLatency { exploration: 25 }
    );
    assert_eq!(
        strategy(json!({"strategy": "fill_first", "spill_below": 10})),
        Strategy::FillFirst { spill_below: 10 }
    );
    assert_eq!(
        strategy(json!({"strategy": "canary", "percent": 0.5, "stop": {"excess": 3}})),
        Strategy::Canary {
            share: 50,
            sticky: None,
            stop: CanaryStop {
                excess: 3,
                min_requests: 50
            },
        }
    );
    assert_eq!(
        strategy(json!({"strategy": "lowest_cost"})),
        Strategy::LowestCost
    );
    assert_eq!(
        strategy(json!({"strategy": "least_busy"})),
        Strategy::LeastBusy
    );
}

#[test]
fn an_option_of_another_strategy_is_refused() {
    let option = |strategy: &str, key: &str, value: Value| {
        let mut raw = simple();
        raw["strategy"] = json!(strategy);
        raw[key] = value;
        raw
    };
    refused(
        option("priority", "sticky", json!("user")),
        ".sticky",
        "weighted and canary",
    );
    refused(
        option("weighted", "percent", json!(5)),
        ".percent",
        "belongs to canary",
    );
    refused(
        option("canary", "stop", json!({})),
        ".percent",
        "add `percent`",
    );
    refused(
        option("lowest_latency", "exploration", json!(51)),
        ".exploration",
        "0 to 50",
    );
    refused(
        option("fill_first", "spill_below", json!(101)),
        ".spill_below",
        "0 to 100",
    );
    let mut weighted = simple();
    weighted["targets"][1]["weight"] = json!(3);
    refused(weighted.clone(), ".targets[1].weight", "strategy: weighted");
    weighted["strategy"] = json!("weighted");
    weighted["targets"][1]["weight"] = json!(0);
    refused(weighted, ".targets[1].weight", "1 to 1000000");
}

#[test]
fn an_unknown_strategy_is_one_fault_and_not_several() {
    let mut raw = simple();
    raw["strategy"] = json!("wieghted");
    raw["sticky"] = json!("consumer");
    raw["targets"][0]["weight"] = json!(3);
    refused(raw.clone(), ".strategy", "did you mean `weighted`?");
    raw["strategy"] = json!("round_robin");
    refused(raw, ".strategy", "known here: priority, weighted");
}

#[test]
fn a_member_is_a_target_or_a_group() {
    let with = |member: Value| json!({"targets": [{"provider": "a", "model": "x"}, member]});
    let group = json!([{"provider": "b", "model": "y"}]);
    refused(
        with(json!({})),
        ".targets[1]",
        "neither a target nor a group",
    );
    refused(
        with(json!({"provider": "b", "model": "y", "targets": group})),
        ".targets[1].provider",
        "both `provider` and `targets`",
    );
    refused(
        with(json!({"provider": "b", "model": "y", "strategy": "least_busy"})),
        ".targets[1].strategy",
        "belongs to a group",
    );
    refused(
        with(json!({"provider": "b"})),
        ".targets[1].model",
        "add `model`",
    );
    refused(
        with(json!({"model": "y"})),
        ".targets[1].provider",
        "add `provider`",
    );
    refused(
        with(json!({"strategy": "least_busy"})),
        ".targets[1].targets",
        "a group needs them",
    );
    refused(
        with(json!({"targets": []})),
        ".targets[1].targets",
        "there is no target",
    );
    refused(
        with(json!({"target": group})),
        ".targets[1].target",
        "did you mean `targets`?",
    );
    refused(
        with(json!({"provider": "a", "model": "x"})),
        ".targets[1]",
        "the same target twice",
    );
    refused(
        with(json!({"provider": "a", "model": "*"})),
        ".targets[1].model",
        "`*`",
    );
}

#[test]
fn a_target_may_be_there_twice_under_different_conditions() {
    let model = model(json!({"targets": [
        {"provider": "a", "model": "x", "when": {"tools": true}},
        {"provider": "b", "model": "y"},
        {"provider": "a", "model": "x"},
    ]}));
    assert_eq!(drawn(&model.route), "priority(0? 1 0)");
}

#[test]
fn every_fault_of_a_tree_is_told_in_one_run_where_it_stands() {
    let document = document(json!({
        "strategy": "fastest",
        "targets": [
            5,
            {"provider": "nobody", "model": "x"},
            {"strategy": "canary", "percent": 200, "targets": [
                {"provider": "a", "model": ""},
                "b",
                {"provider": "b"},
            ]},
            {"provider": "a", "model": "x", "when": {"tols": true, "max_tokens": 5}},
        ],
    }));
    let mut paths: Vec<String> = errors(&document)
        .iter()
        .map(|error| error.path.to_string().replace("$.models.m.", ""))
        .collect();
    paths.sort();
    assert_eq!(
        paths,
        [
            "strategy",
            "targets[0]",
            "targets[1].provider",
            "targets[2].percent",
            "targets[2].targets[0].model",
            "targets[2].targets[1]",
            "targets[2].targets[2].model",
            "targets[3].when.max_tokens",
            "targets[3].when.tols",
        ]
    );
}

#[test]
fn a_tree_has_bounds() {
    let leaf = |index: usize| json!({"provider": "a", "model": format!("x{index}")});
    let targets = |count: usize| json!({"targets": (0..count).map(leaf).collect::<Vec<_>>()});
    assert_eq!(model(targets(16)).targets.len(), 16);
    refused(targets(17), ".targets", "a model may have 16");
    let mut tree = json!({"targets": [leaf(0)]});
    for _ in 1..4 {
        tree = json!({"targets": [tree]});
    }
    assert_eq!(
        drawn(&model(tree.clone()).route),
        "priority(priority(priority(priority(0))))"
    );
    refused(
        json!({"targets": [tree]}),
        ".targets[0].targets[0].targets[0].targets[0].targets",
        "more than 4 deep",
    );
    let many = (0..65).map(|_| leaf(0)).collect::<Vec<_>>();
    let errors = errors(&document(json!({"targets": many})));
    assert!(
        errors[0].to_string().contains("65 targets in one list"),
        "{errors:?}"
    );
}

#[test]
fn keys_of_a_condition_hold_together_and_lists_are_choices() {
    assert_eq!(
        when(&json!({"tools": true})),
        Condition::Has(Feature::Tools, true)
    );
    assert_eq!(
        when(&json!({
            "team": "web",
            "header": {"X-Tier": ["gold", "sil*"], "x-beta": "*"},
            "path": "/v1/*",
            "stream": false,
            "input_tokens": {"min": 8000},
            "any": [{"image": true}, {"not": {"consumer": ["batch", "shop"]}}],
        })),
        Condition::All(vec![
            Condition::Team(vec!["web".to_owned()]),
            Condition::Header(
                "x-tier".to_owned(),
                vec![
                    Pattern::Exact("gold".to_owned()),
                    Pattern::Prefix("sil".to_owned())
                ]
            ),
            Condition::Header("x-beta".to_owned(), vec![Pattern::Prefix(String::new())]),
            Condition::Path(vec![Pattern::Prefix("/v1/".to_owned())]),
            Condition::Has(Feature::Stream, false),
            Condition::Number(
                Measure::InputTokens,
                Bounds {
                    min: 8000,
                    max: u64::MAX
                }
            ),
            Condition::Any(vec![
                Condition::Has(Feature::Image, true),
                Condition::Not(Box::new(Condition::Consumer(vec![
                    "batch".to_owned(),
                    "shop".to_owned()
                ]))),
            ]),
        ])
    );
}

#[test]
fn every_feature_and_measure_is_a_key_of_conditions() {
    for (feature, name) in Feature::ALL {
        assert_eq!(
            when(&json!({*name: false})),
            Condition::Has(*feature, false)
        );
    }
    for (measure, name) in Measure::ALL {
        let bounds = Bounds { min: 1, max: 2 };
        assert_eq!(
            when(&json!({*name: {"min": 1, "max": 2}})),
            Condition::Number(*measure, bounds)
        );
    }
}

#[test]
fn hours_are_those_of_a_place() {
    let window =
        json!({"days": ["mon", "fri"], "from": "22:30", "to": "06:00", "utc_offset": "-03:30"});
    assert_eq!(
        when(&json!({"time": window})),
        Condition::Time(TimeWindow {
            days: 0b1_0001,
            from: 22 * 60 + 30,
            to: 6 * 60,
            utc_offset: -210,
        })
    );
    assert_eq!(
        when(&json!({"time": {"days": ["sat"]}})),
        Condition::Time(TimeWindow {
            days: 0b10_0000,
            from: 0,
            to: 1440,
            utc_offset: 0,
        })
    );
}

#[test]
fn a_condition_says_something_of_the_right_type() {
    when_refused(&json!({}), "", "asks for nothing");
    when_refused(&json!({"any": []}), ".any", "nothing in it");
    when_refused(
        &json!({"max_tokens": 4000}),
        ".max_tokens",
        "bounds such as {min: 1000}",
    );
    when_refused(
        &json!({"max_tokens": {}}),
        ".max_tokens",
        "neither `min` nor `max`",
    );
    when_refused(
        &json!({"messages": {"min": 3, "max": 2}}),
        ".messages",
        "larger than",
    );
    when_refused(
        &json!({"messages": {"mim": 3}}),
        ".messages.mim",
        "did you mean `min`?",
    );
    when_refused(&json!({"tools": "yes"}), ".tools", "expected a boolean");
    when_refused(&json!({"tool": true}), ".tool", "did you mean `tools`?");
    when_refused(
        &json!({"json_shema": true}),
        ".json_shema",
        "did you mean `json_schema`?",
    );
    when_refused(
        &json!({"vision": true}),
        ".vision",
        "known here: consumer, team",
    );
    when_refused(&json!({"team": "wep"}), ".team", "did you mean `web`?");
    when_refused(
        &json!({"consumer": ["shop", "x"]}),
        ".consumer[1]",
        "unknown consumer",
    );
    when_refused(&json!({"path": "/*/chat"}), ".path", "only at the end");
    when_refused(
        &json!({"header": {"x y": "1"}}),
        ".header[\"x y\"]",
        "name of a header",
    );
    when_refused(&json!({"header": {"x": []}}), ".header.x", "nothing in it");
    when_refused(
        &json!({"time": {"from": "8:30"}}),
        ".time.from",
        "like \"08:30\"",
    );
    when_refused(
        &json!({"time": {"to": "24:01"}}),
        ".time.to",
        "time of the day",
    );
    when_refused(
        &json!({"time": {"from": "08:00", "to": "08:00"}}),
        ".time.to",
        "no length",
    );
    when_refused(
        &json!({"time": {"utc_offset": "+15:00"}}),
        ".time.utc_offset",
        "offset",
    );
    when_refused(
        &json!({"time": {"days": ["monday"]}}),
        ".time.days[0]",
        "known here: mon",
    );
    when_refused(
        &json!({"not": [{"tools": true}]}),
        ".not",
        "a list is not expected",
    );
    let mut deep = json!({"tools": true});
    for _ in 0..8 {
        deep = json!({"not": deep});
    }
    when_refused(&deep, &".not".repeat(8), "nested more than 8 deep");
}

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
fn content_is_a_reason_to_fall_back_where_it_is_written() {
    let mut raw = simple();
    let usual = model(raw.clone()).fallback;
    assert!(usual.on_context_length() && usual.on_unusable() && !usual.on_content_policy());
    raw["fallback_on"] = json!(["content_policy"]);
    let found = model(raw).fallback;
    assert!(found.on_content_policy() && !found.on_context_length() && !found.on_unusable());
}

/// A gateway whose models have other names, and names with a `*`.
fn named() -> Value {
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
    document["consumers"][1]["models"] = json!(["a/gpt-5"]);
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

#[test]
fn the_filter_reads_all_of_it_back() {
    let mut document = named();
    document["direct_models"] = json!(true);
    document["routing"] = json!({"max_attempts": 3});
    document["catalogue"] = json!({"x*": {"tools": false, "price": {"input": 0.15, "output": 60}}});
    document["models"]["m"] = json!({
        "strategy": "canary", "percent": 2.25, "sticky": {"header": "x-session"},
        "targets": [
            {"provider": "a", "model": "x", "when": {"header": {"x": "y"}, "time": {"days": ["mon"]}}},
            {"strategy": "weighted", "sticky": "user", "targets": [
                {"provider": "b", "model": "y", "weight": 3},
                {"provider": "c", "model": "z", "when": {"any": [{"tools": true}, {"messages": {"max": 3}}]}},
            ]},
        ],
        "shadow": {"provider": "d", "model": "z", "percent": 0.01},
        "regions": ["eu", "us"], "data": {"no_training": true}, "hedge_after": "1s",
        "timeouts": {"first_token": "9s"}, "aliases": ["q"],
    });
    let written = PluginConfig::write_gateway("v", &raw_from_value(&document).unwrap());
    let back = PluginConfig::from_json(written.to_string().as_bytes()).unwrap();
    let config = read(&document);
    assert_eq!(back.config().models(), config.models());
    assert_eq!(back.config().reliability(), config.reliability());
    assert_eq!(back.config().catalogue(), config.catalogue());
    assert_eq!(back.config().model("a/k"), config.model("a/k"));
    let price = back.config().model("m").unwrap().targets[0]
        .card
        .price
        .unwrap();
    assert_eq!((price.input, price.output), (150, 60_000));
}

#[test]
fn what_is_not_said_is_not_rendered_either() {
    let written = raw_from_value(&document(simple())).unwrap();
    let text = serde_json::to_string(&written).unwrap();
    assert!(
        text.contains(r#""models":{"m":{"targets":[{"provider":"a","model":"x"},{"provider":"b","model":"y"}]}}"#),
        "{text}"
    );
    assert!(
        !text.contains("null") && !text.contains("routing"),
        "{text}"
    );
}
