//! What `sluice render` and `sluice run` make of a gateway.yaml, as Envoy sees it.
#![expect(clippy::unwrap_used, reason = "helpers of tests")]

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::Duration;

use serde_json::json;
use sluice_harness::client::{Connection, Request};
use sluice_harness::{CLIENT_KEY, Gateway, Running, Settings, Setup, free_port, key_sha256, until};
use sluice_simulator::{Format, Options, Simulator};

const PATIENCE: Duration = Duration::from_secs(60);

/// The keys that the examples read from the environment.
const KEYS: &[&str] = &[
    "ANTHROPIC_API_KEY",
    "AWS_BEARER_TOKEN_BEDROCK",
    "AZURE_OPENAI_API_KEY",
    "GROQ_API_KEY",
    "OPENAI_API_KEY",
    "OPENAI_API_KEY_A",
    "OPENAI_API_KEY_B",
];

fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../..")
}

fn folder(name: &str) -> PathBuf {
    let path = Path::new(env!("CARGO_TARGET_TMPDIR")).join(name);
    let _removed = fs::remove_dir_all(&path);
    fs::create_dir_all(&path).unwrap();
    path
}

fn gateway_yaml(providers: &str, model: &str) -> String {
    let hash = key_sha256(CLIENT_KEY);
    format!(
        "providers:\n{providers}models:\n  {model}\nconsumers:\n  - {{name: tester, key_sha256: {hash}}}\n"
    )
}

fn chat(model: &str) -> Request {
    let body = json!({"model": model, "messages": [{"role": "user", "content": "hi"}]});
    Request::post("/v1/chat/completions", &body)
        .header("authorization", &format!("Bearer {CLIENT_KEY}"))
}

/// The tokens that the examples read from files, which Envoy wants to find.
fn with_tokens(config: &str, folder: &Path) -> String {
    for owner in ["entra", "google", "eks.amazonaws.com/serviceaccount"] {
        let folder = folder.join(owner);
        fs::create_dir_all(&folder).unwrap();
        fs::write(folder.join("token"), "a-token-of-the-test").unwrap();
    }
    config.replace("/var/run/secrets", &folder.to_string_lossy())
}

#[test]
fn envoy_accepts_every_example_in_both_forms() {
    let setup = Setup::find();
    let mut examples = 0;
    for family in fs::read_dir(root().join("envoy/examples")).unwrap() {
        for example in fs::read_dir(family.unwrap().path()).unwrap() {
            let example = example.unwrap().path();
            if example
                .extension()
                .is_none_or(|extension| extension != "yaml")
            {
                continue;
            }
            examples += 1;
            let out = folder(&format!("validate-{examples}"));
            let render = |more: &[&Path]| {
                let run = Command::new(&setup.command)
                    .arg("render")
                    .arg(&example)
                    .args(["--target", "envoy"])
                    .args(more)
                    .env("SLUICE_WASM", &setup.module)
                    .output()
                    .unwrap();
                assert!(
                    run.status.success(),
                    "{}",
                    String::from_utf8_lossy(&run.stderr)
                );
                run.stdout
            };
            let one_file = out.join("one.yaml");
            let text = String::from_utf8(render(&[])).unwrap();
            fs::write(&one_file, with_tokens(&text, &out)).unwrap();
            render(&[Path::new("--out"), &out]);
            for file in [one_file, out.join("envoy.yaml")] {
                let check = Command::new(&setup.envoy)
                    .args(["--mode", "validate", "--config-path"])
                    .arg(&file)
                    .envs(KEYS.iter().map(|name| (name, "a-key-of-the-test")))
                    .current_dir(root())
                    .output()
                    .unwrap();
                let told = String::from_utf8_lossy(&check.stderr);
                assert!(check.status.success(), "{}: {told}", example.display());
            }
        }
    }
    assert!(examples >= 2);
}

#[test]
fn the_key_for_one_provider_never_reaches_another() {
    let first = Simulator::start(
        Options::new(Format::AnthropicMessages)
            .key("sk-first")
            .fault("status=529".parse().unwrap()),
    )
    .unwrap();
    let second = Simulator::start(Options::new(Format::OpenAiChat).key("sk-second")).unwrap();
    let providers = format!(
        "  first: {{format: anthropic-messages, endpoint: {}, auth: {{header: x-api-key, env: FIRST_KEY}}}}\n  \
           second: {{format: openai-chat, endpoint: {}, auth: {{bearer: {{env: SECOND_KEY}}}}}}\n",
        first.url(),
        second.url(),
    );
    let model = "both: {targets: [{provider: first, model: claude-opus-5}, {provider: second, model: gpt-5.2}]}";
    let gateway = Gateway::start_with(
        &gateway_yaml(&providers, model),
        Settings::default()
            .variable("FIRST_KEY", "sk-first")
            .variable("SECOND_KEY", "sk-second"),
    );
    let request = chat("both")
        .header("x-api-key", CLIENT_KEY)
        .header("cookie", "session=1")
        .header("x-forwarded-for", "192.0.2.1")
        .header("anthropic-beta", "something");
    let answer = gateway.send(&request);
    assert_eq!(answer.status, 200, "{}", answer.text());
    assert_eq!(answer.header("x-sluice-attempts"), Some("2"));

    let (first, second) = (&first.requests()[0], &second.requests()[0]);
    assert_eq!(first.header("x-api-key"), Some("sk-first"));
    assert_eq!(first.header("authorization"), None);
    assert_eq!(second.header("authorization"), Some("Bearer sk-second"));
    for (name, value) in &second.headers {
        let is_private = ["x-api-key", "cookie"].contains(&name.as_str())
            || ["x-envoy-", "x-sluice-", "x-forwarded-", "anthropic-"]
                .iter()
                .any(|prefix| name.starts_with(prefix));
        assert!(!is_private, "{name}: {value}");
    }
}

#[test]
fn a_key_in_a_file_is_read_again_when_the_file_is_replaced() {
    let provider = Simulator::start(Options::new(Format::OpenAiChat).key("sk-new")).unwrap();
    let keys = folder("rotated-key");
    let key = keys.join("key");
    fs::write(&key, "sk-old\n").unwrap();
    let providers = format!(
        "  only: {{format: openai-chat, endpoint: {}, auth: {{bearer: {{file: {}}}}}}}\n",
        provider.url(),
        key.display(),
    );
    let model = "m: {targets: [{provider: only, model: gpt-5.2}]}";
    let gateway = Gateway::start(&gateway_yaml(&providers, model));
    assert_eq!(gateway.send(&chat("m")).status, 401);
    fs::write(keys.join("new"), "sk-new\n").unwrap();
    fs::rename(keys.join("new"), &key).unwrap();
    gateway.wait_until("the new key is used", || {
        gateway.send(&chat("m")).status == 200
    });
}

#[test]
fn a_key_that_is_taken_away_is_refused_on_open_connections_too() {
    let provider = Simulator::start(Options::new(Format::OpenAiChat)).unwrap();
    let yaml = |key: &str| {
        format!(
            "providers:\n  only: {{format: openai-chat, endpoint: {}, auth: {{bearer: {{env: PROVIDER_KEY}}}}}}\n\
             models:\n  m: {{targets: [{{provider: only, model: gpt-5.2}}]}}\n\
             consumers:\n  - {{name: tester, key_sha256: {}}}\n",
            provider.url(),
            key_sha256(key),
        )
    };
    let settings = Settings::default().variable("PROVIDER_KEY", "sk-of-the-provider");
    let gateway = Gateway::start_with(&yaml(CLIENT_KEY), settings);
    let mut connection = Connection::open(gateway.address()).unwrap();
    let mut ask = || {
        connection
            .write(&chat("m").bytes(gateway.address()))
            .unwrap();
        connection.answer().unwrap()
    };
    assert_eq!(ask().status, 200);
    gateway.reload(&yaml("sk-another")).unwrap();
    // It is the same connection all the way: a closed one would be an error.
    gateway.wait_until("the key is refused", || ask().status == 401);
}

/// The names of the models that are served; none while nothing answers.
fn models(running: &Running) -> Vec<String> {
    let list = Request::new("GET", "/v1/models").send(running.address());
    let list = list.map(|answer| answer.json()).unwrap_or_default();
    let models = list["data"].as_array().into_iter().flatten();
    models
        .filter_map(|model| Some(model["id"].as_str()?.to_owned()))
        .collect()
}

#[test]
fn a_running_gateway_follows_its_file_unless_it_is_bad_and_ends_when_asked() {
    let setup = Setup::find();
    let folder = folder("run");
    let file = folder.join("gateway.yaml");
    let port = free_port();
    let write = |model: &str, more: &str| {
        let yaml = format!(
            "version: v1\nlistener: {{address: 127.0.0.1, port: {port}}}\nadmin: none\naccess: open\n\
             providers:\n  only: {{format: openai-chat, endpoint: http://127.0.0.1:9}}\n\
             models:\n  {model}: {{targets: [{{provider: only, model: m}}]}}\n{more}"
        );
        fs::write(folder.join("new.yaml"), yaml).unwrap();
        fs::rename(folder.join("new.yaml"), &file).unwrap();
    };
    let log = || fs::read_to_string(folder.join("log")).unwrap();

    write("first", "");
    let mut running = Running::start(&setup, &folder, &file, port, &[]);
    assert!(
        until(PATIENCE, || models(&running) == ["first"]),
        "{}",
        log()
    );
    write("second-one", "");
    assert!(
        until(PATIENCE, || models(&running) == ["second-one"]),
        "{}",
        log()
    );
    write("third", "colour: blue\n");
    assert!(
        until(PATIENCE, || log().contains("the old configuration stays")),
        "{}",
        log()
    );
    assert!(log().contains("$.colour: unknown key"), "{}", log());
    assert_eq!(models(&running), ["second-one"]);

    running.terminate();
    assert!(until(PATIENCE, || running.ended().is_some()), "{}", log());
    assert!(running.ended().unwrap().success(), "{}", log());
    assert!(models(&running).is_empty());
    assert_eq!(fs::read_dir(folder.join(".sluice")).unwrap().count(), 0);
}

#[test]
fn envoy_accepts_a_gateway_that_hedges_and_copies() {
    let setup = Setup::find();
    let folder = folder("hedge");
    let file = folder.join("gateway.yaml");
    let providers = "  a: {format: openai-chat, endpoint: \"https://a.example\"}
  b: {format: openai-chat, endpoint: \"http://127.0.0.1:1\"}
  c: {format: anthropic-messages, endpoint: \"https://c.example\"}
";
    let model = "m: {targets: [{provider: a, model: x}, {provider: b, model: y}], hedge_after: 2s, shadow: {provider: c, model: z, percent: 5}}";
    let yaml = format!("version: v1\n{}", gateway_yaml(providers, model));
    fs::write(&file, yaml).unwrap();
    let run = Command::new(&setup.command)
        .arg("render")
        .arg(&file)
        .args(["--target", "envoy", "--wasm"])
        .arg(&setup.module)
        .output()
        .unwrap();
    assert!(
        run.status.success(),
        "{}",
        String::from_utf8_lossy(&run.stderr)
    );
    let rendered = String::from_utf8(run.stdout).unwrap();
    for part in [
        "cluster: hedge",
        "cluster: provider-c",
        "internal_listener: {}",
    ] {
        assert!(rendered.contains(part), "{part}");
    }
    let config = folder.join("envoy.yaml");
    fs::write(&config, rendered).unwrap();
    let check = Command::new(&setup.envoy)
        .args(["--mode", "validate", "--config-path"])
        .arg(&config)
        .output()
        .unwrap();
    let said = String::from_utf8_lossy(&check.stderr);
    assert!(check.status.success(), "{said}");
}
