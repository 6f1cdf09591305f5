//! The tree that orders the targets of a model.

use super::*;

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
