//! What the command writes the filter reads, and nothing makes either panic.

use super::names::named;
use super::*;

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

mod never_panics {
    use proptest::prelude::*;

    use super::*;

    proptest! {
        #[test]
        fn on_any_value_in_any_place(
            place in prop::sample::select(vec![
                "", "/strategy", "/targets", "/targets/0", "/targets/0/provider", "/targets/0/when",
                "/targets/0/when/header", "/targets/0/when/any", "/targets/0/when/not",
                "/targets/0/when/time", "/targets/0/when/max_tokens", "/targets/0/targets",
                "/targets/0/weight", "/sticky", "/exploration", "/percent", "/stop", "/aliases",
                "/regions", "/data", "/hedge_after", "/shadow", "/shadow/percent", "/timeouts",
            ]),
            value in prop::sample::select(vec![
                json!(null), json!(true), json!(-1), json!(1e300), json!(""), json!("é*\u{0}"),
                json!([]), json!({}), json!([[]]), json!([{}, null]), json!({"": {}}), json!("*"),
                json!(["*", "a*b*", ""]), json!({"min": 5, "max": 1}), json!(18_446_744_073_709_551_615_u64),
                json!({"targets": [{"targets": [{}]}]}), json!({"from": "99:99", "utc_offset": "+"}),
                json!({"header": "é"}), json!([{"provider": "a", "model": "*"}]),
            ]),
            name in prop::sample::select(vec!["m", "*", "a*", "é", "**", ""]),
            asked in ".{0,20}",
        ) {
            let raw = json!({
                "strategy": "canary", "percent": 1, "stop": {}, "sticky": "user", "exploration": 1,
                "targets": [{
                    "provider": "a", "model": "x", "weight": 1, "targets": [],
                    "when": {"header": {}, "any": [], "not": {}, "time": {}, "max_tokens": {}},
                }],
                "aliases": [], "regions": [], "data": {}, "hedge_after": "1s", "timeouts": {},
                "shadow": {"provider": "b", "model": "y", "percent": 1},
            });
            let mut document = document(raw.clone());
            let mut model = raw;
            *model.pointer_mut(place).unwrap() = value.clone();
            document["models"] = json!({name: model});
            let _ = from_value(&document, Options::default());
            document["models"] = json!({name: {"targets": [{"provider": "a", "model": "x"}], "aliases": value}});
            if let Ok(config) = from_value(&document, Options::default()) {
                let _ = config.model(&asked);
                let _ = config.nearest(&asked, &Allowed::All);
            }
        }
    }
}
