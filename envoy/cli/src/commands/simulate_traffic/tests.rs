//! Days that show what a strategy is worth, and what is refused.

use std::path::Path;

use clap::Parser;
use sluice_config::Config;

use super::faults::Fault;
use super::report::Report;
use super::{Args, consumers, contenders, faults, model, report, simulate, svg};
use crate::yaml::Document;

const FILE: &str = "
version: v1
listener: {address: 127.0.0.1, port: 10000}
access: open
providers:
  one: {kind: openai}
  other: {kind: openai}
models:
  smart:
    targets:
      - {provider: one, model: gpt-5}
      - {provider: other, model: gpt-5-mini}
";

#[derive(Parser)]
#[command(args_override_self = true)]
struct Cli {
    #[command(flatten)]
    args: Args,
}

#[track_caller]
fn config(yaml: &str) -> Config {
    let document = Document::parse(yaml.as_bytes()).unwrap();
    sluice_config::from_value(&document.value, sluice_config::Options::default()).unwrap()
}

/// The day of a file with these arguments, at the load of a test.
#[track_caller]
fn day_of(yaml: &str, arguments: &[&str]) -> Report {
    let usual = [
        "simulate-traffic",
        "-",
        "--max-requests",
        "10000",
        "--base-rps",
        "0.2",
        "--peak-rps",
        "1",
    ];
    let args = Cli::try_parse_from(usual.iter().chain(arguments))
        .unwrap()
        .args;
    let config = config(yaml);
    let model = model(&config, &["smart"], args.model.as_deref()).unwrap();
    let consumers = consumers(&config, &model, &args.consumer).unwrap();
    let faults = faults::read(&args.faults, &model.targets).unwrap();
    simulate(&args, &config, &model, &consumers, faults).unwrap()
}

#[track_caller]
fn outcome<'r>(report: &'r Report, name: &str) -> &'r report::Outcome {
    report.days.iter().find(|day| day.name == name).unwrap()
}

#[track_caller]
fn success(report: &Report, name: &str) -> f64 {
    let tally = &outcome(report, name).tally;
    tally.answered() as f64 / tally.requests() as f64
}

#[test]
fn the_same_seed_gives_the_same_day_and_another_one_another() {
    let arguments = ["--strategy", "weighted,lowest_latency"];
    let one = day_of(FILE, &arguments);
    assert_eq!(one.json(), day_of(FILE, &arguments).json());
    assert_eq!(svg::draw(&one), svg::draw(&day_of(FILE, &arguments)));
    let other = day_of(
        FILE,
        &["--strategy", "weighted,lowest_latency", "--seed", "2"],
    );
    assert_ne!(one.json(), other.json());
}

#[test]
fn every_strategy_gets_the_same_requests() {
    let report = day_of(FILE, &[]);
    assert_eq!(report.days.len(), 7);
    let counts: Vec<u64> = report.days.iter().map(|day| day.tally.requests()).collect();
    assert!(counts.iter().all(|count| count == &counts[0]), "{counts:?}");
    assert!((9_000..11_000).contains(&counts[0]), "{counts:?}");
}

#[test]
fn an_outage_of_the_first_target_is_hardly_seen_where_there_is_a_second() {
    let faults = [
        "--faults",
        "outage:one@08:00-10:00",
        "--strategy",
        "priority",
    ];
    let report = day_of(FILE, &faults);
    assert!(success(&report, "priority") >= 0.999);
    let shares = outcome(&report, "priority").tally.shares();
    assert!(shares[1] > 100, "{shares:?}");
    let nine = 9 * 4;
    assert_eq!(outcome(&report, "priority").tally.parts[nine].shares[0], 0);
}

#[test]
fn an_outage_of_the_only_target_is_seen() {
    let alone = FILE.replace("      - {provider: other, model: gpt-5-mini}\n", "");
    let report = day_of(&alone, &["--faults", "outage:one@12:00-24:00"]);
    assert_eq!(report.days.len(), 1, "one target leaves nothing to compare");
    let success = success(&report, "as written");
    assert!((0.3..0.7).contains(&success), "{success}");
}

#[test]
fn the_cheapest_costs_the_least_where_nothing_goes_wrong() {
    let report = day_of(FILE, &["--faults", "none"]);
    let cost = |name| outcome(&report, name).tally.cost();
    let cheapest = cost("lowest_cost");
    assert!(cheapest > 0.0);
    for day in &report.days {
        assert!(cheapest <= day.tally.cost(), "{}", day.name);
        assert_eq!(day.tally.answered(), day.tally.requests(), "{}", day.name);
        assert_eq!(day.tally.extra, 0, "{}", day.name);
    }
    assert!(cheapest < cost("priority") / 2.0);
}

#[test]
fn a_higher_price_drives_the_cheapest_away() {
    let report = day_of(
        FILE,
        &[
            "--faults",
            "price:other@12:00=*100",
            "--strategy",
            "lowest_cost",
        ],
    );
    let parts = &outcome(&report, "lowest_cost").tally.parts;
    let share = |at: usize, target: usize| parts[at].shares[target];
    assert_eq!((share(40, 0), share(60, 1)), (0, 0));
    assert!(share(40, 1) > 0 && share(60, 0) > 0);
}

#[test]
fn the_fastest_is_found_and_left_when_it_becomes_slow() {
    let arguments = [
        "--latency",
        "one=300,3",
        "--latency",
        "other=900,9",
        "--faults",
        "slow:one@12:00-14:00*20",
        "--base-rps",
        "0.4",
        "--peak-rps",
        "0.4",
        "--max-requests",
        "40000",
        "--strategy",
        "lowest_latency",
    ];
    let report = day_of(FILE, &arguments);
    let parts = &outcome(&report, "lowest_latency").tally.parts;
    let share = |from: usize, to: usize| {
        let part = &parts[from..to];
        let one: u64 = part.iter().map(|part| part.shares[0]).sum();
        let all: u64 = part.iter().map(|part| part.answered).sum();
        one as f64 / all as f64
    };
    assert!(share(20, 48) > 0.8, "{}", share(20, 48));
    assert!(share(49, 56) < 0.3, "{}", share(49, 56));
    assert!(share(60, 80) > 0.8, "{}", share(60, 80));
}

#[test]
fn attempts_beyond_the_first_keep_to_the_budget() {
    let faults = [
        "--faults",
        "errors:one@00:00-24:00=60%",
        "--faults",
        "errors:other@00:00-24:00=60%",
    ];
    let load = [
        "--base-rps",
        "20",
        "--peak-rps",
        "20",
        "--max-requests",
        "50000",
        "--strategy",
        "weighted",
    ];
    let report = day_of(FILE, &[&faults[..], &load].concat());
    let tally = &outcome(&report, "weighted").tally;
    let extra = tally.extra as f64 / tally.requests() as f64;
    // A slice of the day is too short for more than one window, in which ten are free.
    assert!(tally.denied > 0 && extra < 0.25, "{extra}");
    assert!(extra > 0.1, "{extra}");
}

#[test]
fn a_rate_limit_sends_the_rest_elsewhere() {
    let report = day_of(
        FILE,
        &[
            "--faults",
            "none",
            "--rate-limit",
            "one=20",
            "--strategy",
            "priority,fill_first",
        ],
    );
    assert!(success(&report, "priority") > 0.999);
    let extra = |name| outcome(&report, name).tally.extra;
    assert!(
        extra("fill_first") * 4 < extra("priority"),
        "{} {}",
        extra("fill_first"),
        extra("priority")
    );
}

#[test]
fn answers_that_do_not_begin_in_time_are_given_up() {
    let report = day_of(
        FILE,
        &[
            "--faults",
            "slow:one@12:00-13:00*10000",
            "--strategy",
            "priority",
        ],
    );
    let tally = &outcome(&report, "priority").tally;
    assert!(tally.extra > 0);
    assert!(success(&report, "priority") > 0.99);
}

#[test]
fn the_tree_of_the_file_is_tried_as_it_is() {
    let yaml = FILE.replace("  smart:\n", "  smart:\n    strategy: lowest_cost\n");
    let report = day_of(
        &yaml,
        &["--faults", "none", "--strategy", "lowest_cost,priority"],
    );
    let shares = |name| outcome(&report, name).tally.shares();
    assert_eq!(shares("as written"), shares("lowest_cost"));
    assert_ne!(shares("as written"), shares("priority"));
}

#[test]
fn requests_come_from_those_who_may_and_are_named() {
    let hash = "1c590839af894cf25f9a5fe06929af05b377f60efbe55508ef93d251887b9213";
    let consumers = format!(
        "consumers:\n  - {{name: near, key_sha256: {hash}, regions: [eu]}}\n  - {{name: free, key_sha256: {}}}\n",
        hash.replace('1', "2")
    );
    let yaml = FILE.replace("access: open\n", &consumers);
    let yaml = yaml.replace(
        "other: {kind: openai}",
        "other: {kind: openai, residency: eu}",
    );
    let share = |arguments: &[&str]| {
        let usual = ["--faults", "none", "--strategy", "priority"];
        let report = day_of(&yaml, &[&usual[..], arguments].concat());
        let shares = outcome(&report, "priority").tally.shares();
        shares[1] as f64 / (shares[0] + shares[1]) as f64
    };
    let both = share(&[]);
    assert!((0.45..0.55).contains(&both), "{both}");
    assert_eq!(share(&["--consumer", "near"]), 1.0);
    assert_eq!(share(&["--consumer", "free"]), 0.0);
}

#[test]
fn a_request_waits_for_a_free_place_as_long_as_the_file_says() {
    let refused = |places: &str| {
        let alone = FILE.replace("      - {provider: other, model: gpt-5-mini}\n", "");
        let yaml = alone.replace(
            "one: {kind: openai}",
            &format!("one: {{kind: openai, {places}}}"),
        );
        let report = day_of(&yaml, &["--faults", "none"]);
        outcome(&report, "as written").tally.refused
    };
    let (hasty, patient) = (
        refused("max_in_flight: 4"),
        refused("max_in_flight: 4, queue: 3s"),
    );
    assert!(hasty > 500, "{hasty}");
    assert!(patient < hasty / 2, "{patient} of {hasty}");
}

#[test]
fn a_canary_that_fails_is_stopped() {
    let first_target = "    targets:\n      - {provider: one";
    let canary = format!(
        "    strategy: canary\n    percent: 50\n    stop: {{min_requests: 10}}\n{first_target}"
    );
    let yaml = FILE.replace(first_target, &canary);
    let quarter = |part: usize| {
        let faults = [
            "--faults",
            "errors:other@12:00-24:00=50%",
            "--strategy",
            "priority",
        ];
        let report = day_of(&yaml, &faults);
        let shares = &outcome(&report, "as written").tally.parts[part].shares;
        shares[1] as f64 / (shares[0] + shares[1]) as f64
    };
    assert!((0.35..0.65).contains(&quarter(44)), "{}", quarter(44));
    // A canary that goes on would have a quarter of the answers.
    assert!(quarter(60) < 0.1, "{}", quarter(60));
}

#[test]
fn cost_is_not_compared_where_no_price_is_known() {
    let yaml = FILE.replace("gpt-5", "nobody-knows");
    let config = config(&yaml);
    let model = model(&config, &["smart"], None).unwrap();
    let names: Vec<String> = contenders(&model, &[])
        .into_iter()
        .map(|one| one.name)
        .collect();
    assert!(!names.contains(&"lowest_cost".to_owned()), "{names:?}");
    let text = day_of(&yaml, &["--faults", "none", "--strategy", "priority"]).text();
    assert!(
        text.contains("no price is known of one/nobody-knows"),
        "{text}"
    );
}

#[test]
fn faults_that_make_no_sense_are_refused_with_the_mend() {
    let cases = [
        ("outage", "it has no kind; write it as"),
        (
            "fire:one@09:00-10:00",
            "there is no kind \"fire\"; known are outage, slow",
        ),
        (
            "outage:one",
            "it has no time; write it like outage:PROVIDER@09:00-09:30",
        ),
        (
            "outage:one@9-10",
            "the time is none of a day; write it like",
        ),
        ("outage:one@09:00-25:00", "the time is none of a day"),
        (
            "outage:one@23:00-01:00",
            "it ends before it begins; write one that goes over midnight as two",
        ),
        (
            "slow:one@09:00-10:00",
            "how much is missing or out of bounds; write it like slow:PROVIDER@09:00-09:30*2",
        ),
        (
            "errors:one@09:00-10:00=30",
            "like errors:PROVIDER@09:00-09:30=2%, with an amount from 0 to 100",
        ),
        ("errors:one@09:00-10:00=101%", "from 0 to 100"),
        ("rate_limit:one@09:00-10:00=0", "from 1 to"),
        ("price:one@09:00*2", "like price:PROVIDER@09:00-09:30=*2"),
        ("price:one@09:00=*NaN", "out of bounds"),
    ];
    for (written, mend) in cases {
        let error = Fault::parse(written).unwrap_err();
        assert!(error.contains(mend), "{written}: {error}");
    }
}

#[test]
fn a_fault_of_nobody_is_refused_with_who_there_is() {
    let config = config(FILE);
    let model = model(&config, &["smart"], None).unwrap();
    let error = faults::read(&["outage:two@09:00-10:00".to_owned()], &model.targets).unwrap_err();
    let message = error.message().unwrap();
    assert!(
        message.contains("no target \"two\"; its targets are one/gpt-5, other/gpt-5-mini"),
        "{message}"
    );
}

#[test]
fn the_usual_day_holds_faults_of_the_models_own_providers() {
    let config = config(FILE);
    let model = model(&config, &["smart"], None).unwrap();
    let faults = faults::read(&[], &model.targets).unwrap();
    assert_eq!(faults.len(), 5);
    let alone = faults::read(&[], &model.targets[..1]).unwrap();
    assert_eq!(alone.len(), 4);
}

#[test]
fn a_file_holds_a_list_of_faults() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../target/tmp/simulate-traffic");
    std::fs::create_dir_all(&folder).unwrap();
    let targets = &model(&config(FILE), &["smart"], None).unwrap().targets;
    let read = |name: &str, text: &str| {
        let file = folder.join(name);
        std::fs::write(&file, text).unwrap();
        faults::read(&[file.display().to_string()], targets)
    };
    let yaml = "faults:\n  - outage:one@09:00-09:30\n  - slow:other/gpt-5-mini@10:00-11:00*4\n";
    assert_eq!(read("day.yaml", yaml).unwrap().len(), 2);
    assert_eq!(
        read("day.json", "[\"outage:one@09:00-09:30\"]")
            .unwrap()
            .len(),
        1
    );
    for wrong in ["a: b", "- 3", "- outage:one", ": ["] {
        let message = read("wrong.yaml", wrong).unwrap_err().message().unwrap();
        assert!(message.contains("; write "), "{wrong}: {message}");
    }
}

#[test]
fn the_picture_has_a_row_for_each_strategy_and_escapes_names() {
    let yaml = FILE.replace("gpt-5}", "\"a<b&c\"}");
    let faults = ["--faults", "outage:one/a<b&c@09:00-09:30"];
    let picture = svg::draw(&day_of(&yaml, &faults));
    for name in [
        "as written",
        "priority",
        "fill_first",
        "outage:one/a&lt;b&amp;c@09:00-09:30",
    ] {
        assert!(picture.contains(name), "{name}");
    }
    assert!(picture.ends_with("</svg>\n") && !picture.contains("NaN") && !picture.contains("inf"));
    assert_eq!(picture.matches("class=\"line\"").count(), 3 * 7);
}
