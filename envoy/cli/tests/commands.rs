//! The command as people and scripts meet it: arguments, output, exit status.
#![expect(clippy::unwrap_used, clippy::panic, reason = "helpers of tests")]

use std::fs;
use std::io::Write;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use serde_json::{Value, json};

const QUICKSTART: &str = "envoy/examples/quickstart/gateway.yaml";

#[derive(Debug)]
struct Run {
    status: i32,
    stdout: String,
    stderr: String,
}

fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../..")
}

/// Runs `sluice` at the root of the checkout.
fn sluice(arguments: &[&str], stdin: &str) -> Run {
    let mut child = Command::new(env!("CARGO_BIN_EXE_sluice"))
        .args(arguments)
        .current_dir(root())
        .env_remove("SLUICE_WASM")
        .env_remove("SLUICE_CA_FILE")
        .env_remove("OPENAI_API_KEY")
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    // A command that does not read stdin may be gone already.
    let _written = child
        .stdin
        .take()
        .map(|mut pipe| pipe.write_all(stdin.as_bytes()));
    let output = child.wait_with_output().unwrap();
    Run {
        status: output.status.code().unwrap_or(-1),
        stdout: String::from_utf8(output.stdout).unwrap(),
        stderr: String::from_utf8(output.stderr).unwrap(),
    }
}

/// Runs it on YAML; `-` among the arguments stands for it.
#[track_caller]
fn on(yaml: &str, arguments: &[&str]) -> Run {
    sluice(arguments, yaml)
}

/// A new, empty folder.
fn folder(name: &str) -> PathBuf {
    let path = Path::new(env!("CARGO_TARGET_TMPDIR")).join(name);
    let _removed = fs::remove_dir_all(&path);
    fs::create_dir_all(&path).unwrap();
    path
}

fn parse(text: &str) -> Value {
    serde_json::from_str(text).unwrap_or_else(|error| panic!("{error}: {text}"))
}

fn quickstart() -> String {
    fs::read_to_string(root().join(QUICKSTART)).unwrap()
}

mod every_command {
    use super::*;

    const COMMANDS: &[&str] = &[
        "validate",
        "schema",
        "render",
        "run",
        "translate",
        "explain",
        "guard",
        "simulate",
        "simulate-traffic",
        "completions",
    ];

    #[test]
    fn has_help_with_examples() {
        for command in COMMANDS {
            let run = sluice(&[command, "--help"], "");
            assert_eq!(run.status, 0, "{command}");
            assert!(
                run.stdout.contains("Examples:\n  sluice "),
                "{command}: {}",
                run.stdout
            );
        }
    }

    #[test]
    fn ends_with_2_if_the_command_line_makes_no_sense() {
        assert_eq!(sluice(&[], "").status, 2);
        assert_eq!(sluice(&["dance"], "").status, 2);
        for command in COMMANDS {
            let run = sluice(&[command, "--no-such-option"], "");
            assert_eq!(run.status, 2, "{command}");
            assert!(run.stdout.is_empty(), "{command}");
        }
    }

    #[test]
    fn ends_with_1_if_a_file_is_not_there() {
        for arguments in [
            &["validate", "no-such-file"][..],
            &["render", "no-such-file", "--target", "envoy"],
            &["run", "no-such-file"],
            &["explain", "no-such-file"],
            &[
                "translate",
                "request",
                "--client",
                "openai-chat",
                "--provider",
                "openai-chat",
                "no-such-file",
            ],
        ] {
            let run = sluice(arguments, "");
            assert_eq!(run.status, 1, "{arguments:?}");
            assert!(
                run.stderr.starts_with("error: no-such-file: "),
                "{}",
                run.stderr
            );
        }
    }
}

mod validate {
    use super::*;

    #[test]
    fn says_what_a_good_file_holds() {
        let run = sluice(&["validate", QUICKSTART], "");
        assert_eq!((run.status, run.stderr.as_str()), (0, ""));
        assert!(
            run.stdout
                .contains("is valid: 3 providers, 2 models, 1 consumer"),
            "{}",
            run.stdout
        );
    }

    #[test]
    fn says_which_targets_nothing_is_known_of() {
        let yaml = "\
version: v1
access: open
providers:
  a: {kind: openai}
catalogue:
  told: {tools: true}
models:
  m: {targets: [{provider: a, model: gpt-5}, {provider: a, model: told}, {provider: a, model: x}]}
  'a/*': {targets: [{provider: a, model: '*'}]}
";
        let run = on(yaml, &["validate", "-"]);
        assert!(
            run.stdout.ends_with(" does not know a/x\n"),
            "{}",
            run.stdout
        );
    }

    #[test]
    fn tells_every_problem_with_its_line_and_mend() {
        let yaml = "\
version: v1
access: open
providers:
  a: {format: openai-chat, endpoint: http://localhost:1, colour: blue}
models:
  m:
    targets:
      - {provider: b, model: x}
    fallback_on: [404]
";
        let run = on(yaml, &["validate", "-"]);
        assert_eq!(run.status, 1);
        assert_eq!(run.stdout, "");
        assert_eq!(
            run.stderr,
            "\
stdin:4: $.providers.a.colour: unknown key
    known here: kind, format, endpoint, auth, path, region, project, resource, account, deployment, api_version, headers, default_max_tokens, anthropic_version, residency, data, max_in_flight, queue, circuit_breaker, outlier_detection
stdin:8: $.models.m.targets[0].provider: unknown provider \"b\"
    did you mean `a`?
stdin:9: $.models.m.fallback_on[0]: 404 is an error of the client's making, which no other provider mends
    remove it; of 4xx only 401, 402, 403, 408 and 429 may fall back
error: stdin is refused: 3 problems
"
        );
    }

    #[test]
    fn tells_them_to_programs_too() {
        let run = on(
            "version: v1\nproviders: {}\nmodels: []\n",
            &["validate", "-o", "json", "-"],
        );
        assert_eq!(run.status, 1);
        let result = parse(&run.stdout);
        assert_eq!(result["valid"], false);
        assert_eq!(result["errors"][0]["path"], "$.models");
        assert_eq!(result["errors"][0]["line"], 3);
        let run = sluice(&["validate", "-o", "json", QUICKSTART], "");
        assert_eq!(
            parse(&run.stdout),
            json!({"valid": true, "errors": [], "warnings": []})
        );
    }

    #[test]
    fn refuses_a_key_that_is_given_twice() {
        let run = on("version: v1\nmodels: {}\nversion: v1\n", &["validate", "-"]);
        assert_eq!(run.status, 1);
        assert!(run.stderr.starts_with("stdin:3: "), "{}", run.stderr);
        assert!(run.stderr.contains("duplicate"), "{}", run.stderr);
    }

    #[test]
    fn warns_of_a_key_that_is_not_there_yet() {
        let run = sluice(&["validate", "envoy/examples/quickstart/live.yaml"], "");
        assert_eq!(run.status, 0);
        assert!(
            run.stderr.contains("openai: $OPENAI_API_KEY is not set"),
            "{}",
            run.stderr
        );
    }

    #[test]
    fn takes_a_key_in_the_file_only_if_asked_and_never_prints_it() {
        let yaml = quickstart().replace(
            "{bearer: {file: envoy/examples/quickstart/simulator-key.txt}}",
            "{bearer: {inline: sk-secret}}",
        );
        let run = on(&yaml, &["validate", "-"]);
        assert_eq!(run.status, 1);
        assert!(
            run.stderr.contains("--allow-inline-secrets"),
            "{}",
            run.stderr
        );
        assert!(!run.stderr.contains("sk-secret"), "{}", run.stderr);
        assert_eq!(
            on(&yaml, &["validate", "--allow-inline-secrets", "-"]).status,
            0
        );
    }
}

mod render {
    use super::*;

    #[test]
    fn prints_one_file_in_which_the_filter_sees_no_key() {
        let run = sluice(
            &[
                "render",
                QUICKSTART,
                "--target",
                "envoy",
                "--wasm",
                "/x/y.wasm",
            ],
            "",
        );
        assert_eq!((run.status, run.stderr.as_str()), (0, ""));
        assert!(run.stdout.contains("filename: /x/y.wasm"));
        assert!(run.stdout.contains("refresh_cluster_on_retry: true"));
        for line in run.stdout.lines().filter(|line| line.contains("role")) {
            assert!(!line.contains("simulator-key"), "{line}");
        }
    }

    #[test]
    fn prints_json_too() {
        let run = sluice(
            &["render", QUICKSTART, "--target", "envoy", "-o", "json"],
            "",
        );
        let config = parse(&run.stdout);
        assert_eq!(config["static_resources"]["listeners"][0]["name"], "sluice");
        let run = sluice(
            &[
                "render", QUICKSTART, "--target", "envoy", "-o", "json", "--out", "x",
            ],
            "",
        );
        assert_eq!(run.status, 2);
    }

    #[test]
    fn writes_a_folder_by_which_envoy_finds_its_parts() {
        let out = folder("render-folder");
        let name = out.to_str().unwrap();
        let run = sluice(
            &["render", QUICKSTART, "--target", "envoy", "--out", name],
            "",
        );
        assert_eq!((run.status, run.stderr.as_str()), (0, ""));
        for (file, named) in [
            ("envoy.yaml", ["clusters.yaml", "listeners.yaml"]),
            ("listeners.yaml", ["routes.yaml", "filter.yaml"]),
        ] {
            let text = fs::read_to_string(out.join(file)).unwrap();
            for part in named {
                assert!(text.contains(&format!("path: {name}/{part}")), "{text}");
                assert!(out.join(part).is_file());
            }
        }
    }

    #[test]
    fn leaves_alone_what_would_not_change_and_leaves_nothing_behind() {
        let out = folder("render-twice");
        let render = || {
            sluice(
                &[
                    "render",
                    QUICKSTART,
                    "--target",
                    "envoy",
                    "--out",
                    out.to_str().unwrap(),
                ],
                "",
            )
        };
        assert_eq!(render().status, 0);
        let written = |name: &str| fs::metadata(out.join(name)).unwrap().modified().unwrap();
        let before = written("listeners.yaml");
        assert_eq!(render().status, 0);
        assert_eq!(written("listeners.yaml"), before);
        let mut names: Vec<String> = fs::read_dir(&out)
            .unwrap()
            .map(|entry| entry.unwrap().file_name().into_string().unwrap())
            .collect();
        names.sort();
        assert_eq!(
            names,
            [
                "clusters.yaml",
                "envoy.yaml",
                "filter.yaml",
                "listeners.yaml",
                "routes.yaml",
                "secrets"
            ]
        );
    }

    #[test]
    fn writes_nothing_if_the_file_is_refused() {
        let out = folder("render-refused");
        let run = on(
            "version: v2\n",
            &[
                "render",
                "-",
                "--target",
                "envoy",
                "--out",
                out.to_str().unwrap(),
            ],
        );
        assert_eq!(run.status, 1);
        assert_eq!(fs::read_dir(&out).unwrap().count(), 0);
    }

    #[cfg(unix)]
    #[test]
    fn keeps_a_key_from_the_file_from_other_users() {
        use std::os::unix::fs::PermissionsExt;
        let out = folder("render-secret");
        let yaml = quickstart().replace(
            "{bearer: {file: envoy/examples/quickstart/simulator-key.txt}}",
            "{bearer: {inline: sk-secret}}",
        );
        let run = on(
            &yaml,
            &[
                "render",
                "-",
                "--target",
                "envoy",
                "--allow-inline-secrets",
                "--out",
                out.to_str().unwrap(),
            ],
        );
        assert_eq!(run.status, 0, "{}", run.stderr);
        let secret = out.join("secrets/openai.yaml");
        assert!(fs::read_to_string(&secret).unwrap().contains("sk-secret"));
        assert_eq!(
            fs::metadata(&secret).unwrap().permissions().mode() & 0o077,
            0
        );
        for other in [
            "envoy.yaml",
            "clusters.yaml",
            "filter.yaml",
            "listeners.yaml",
            "routes.yaml",
        ] {
            assert!(
                !fs::read_to_string(out.join(other))
                    .unwrap()
                    .contains("sk-secret"),
                "{other}"
            );
        }
    }
}

mod translate {
    use super::*;

    fn translate(what: &str, client: &str, provider: &str, more: &[&str], input: &str) -> Run {
        let mut arguments = vec![
            "translate",
            what,
            "--client",
            client,
            "--provider",
            provider,
        ];
        arguments.extend(more);
        sluice(&arguments, input)
    }

    const CHAT: &str = "openai-chat";
    const MESSAGES: &str = "anthropic-messages";

    #[test]
    fn a_request_becomes_the_providers() {
        let input = r#"{"model":"smart","max_tokens":7,"messages":[{"role":"system","content":"Sé breve 😀"},{"role":"user","content":"hi"}]}"#;
        let run = translate(
            "request",
            CHAT,
            MESSAGES,
            &["--model", "claude-x", "--losses"],
            input,
        );
        assert_eq!(run.status, 0, "{}", run.stderr);
        let body = parse(&run.stdout);
        assert_eq!(body["model"], "claude-x");
        assert_eq!(body["max_tokens"], 7);
        assert!(run.stdout.contains("Sé breve 😀"), "{}", run.stdout);
        assert!(parse(&run.stderr).is_array(), "{}", run.stderr);
    }

    #[test]
    fn what_is_lost_is_listed_on_stderr() {
        let input = r#"{"model":"m","seed":3,"messages":[{"role":"user","content":"hi"}]}"#;
        let run = translate("request", CHAT, MESSAGES, &["--losses"], input);
        let losses = parse(&run.stderr);
        let seed = losses
            .as_array()
            .unwrap()
            .iter()
            .find(|loss| loss["field"] == "seed")
            .unwrap();
        assert_eq!(seed["action"], "dropped");
        assert!(!seed["reason"].as_str().unwrap().is_empty());
        let quiet = translate("request", CHAT, MESSAGES, &[], input);
        assert_eq!((quiet.stderr.as_str(), &quiet.stdout), ("", &run.stdout));
    }

    #[test]
    fn a_request_in_the_same_format_keeps_its_bytes() {
        let input = "{ \"messages\" : [{\"role\":\"user\",\"content\":\"\\u00e9\"}],\"x\":1.0,  \"model\":\"a\", \"big\":12345678901234567890123 }\n";
        let run = translate("request", CHAT, CHAT, &["--model", "b"], input);
        assert_eq!(run.stdout, input.replace("\"a\"", "\"b\""));
    }

    #[test]
    fn the_size_of_the_chunks_changes_nothing() {
        let input = "\
data: {\"id\":\"c\",\"object\":\"chat.completion.chunk\",\"created\":1,\"model\":\"m\",\"choices\":[{\"index\":0,\"delta\":{\"role\":\"assistant\",\"content\":\"h\u{e9}\"},\"finish_reason\":null}]}\n\n\
data: {\"id\":\"c\",\"object\":\"chat.completion.chunk\",\"created\":1,\"model\":\"m\",\"choices\":[{\"index\":0,\"delta\":{},\"finish_reason\":\"stop\"}]}\n\n\
data: [DONE]\n\n";
        let whole = translate("stream", MESSAGES, CHAT, &[], input);
        assert_eq!(whole.status, 0, "{}", whole.stderr);
        assert!(
            whole.stdout.contains("event: message_stop"),
            "{}",
            whole.stdout
        );
        for size in ["1", "2", "3", "7", "64"] {
            let cut = translate("stream", MESSAGES, CHAT, &["--chunk", size], input);
            assert_eq!(cut.stdout, whole.stdout, "{size}");
        }
    }

    #[test]
    fn an_error_becomes_the_clients() {
        let input =
            r#"{"type":"error","error":{"type":"overloaded_error","message":"Overloaded"}}"#;
        let run = translate("error", CHAT, MESSAGES, &["--status", "529"], input);
        assert_eq!(run.status, 0);
        assert_eq!(parse(&run.stdout)["error"]["message"], "Overloaded");
        let page = translate("error", MESSAGES, CHAT, &["--status", "502"], "<html>");
        assert_eq!(parse(&page.stdout)["type"], "error");
    }

    #[test]
    fn an_answer_becomes_the_clients() {
        let input = r#"{"id":"msg_1","type":"message","role":"assistant","model":"c","content":[{"type":"text","text":"hi"}],"stop_reason":"end_turn","stop_sequence":null,"usage":{"input_tokens":3,"output_tokens":2}}"#;
        let run = translate("response", CHAT, MESSAGES, &[], input);
        assert_eq!(run.status, 0, "{}", run.stderr);
        let body = parse(&run.stdout);
        assert_eq!(body["choices"][0]["message"]["content"], "hi");
        assert_eq!(body["usage"]["total_tokens"], 5);
    }

    #[test]
    fn bad_input_ends_with_1_and_says_why() {
        for (what, input, words) in [
            ("request", "", "not valid JSON"),
            ("request", "{\"model\":\"m\"}", "messages: missing"),
            ("response", "[]", "error: stdin: "),
            ("stream", "", "no event could be read"),
        ] {
            let run = translate(what, CHAT, MESSAGES, &[], input);
            assert_eq!(run.status, 1, "{what} {input}");
            assert!(
                run.stderr.starts_with("error: ") && run.stderr.contains(words),
                "{}",
                run.stderr
            );
            assert_eq!(run.stdout, "");
        }
    }

    #[test]
    fn embeddings_and_rerank_are_reached_by_their_names() {
        let input = r#"{"model":"m","input":["a","b"],"encoding_format":"base64"}"#;
        let run = translate(
            "request",
            "openai-embeddings",
            "gemini-embed",
            &["--model", "gemini-embedding-001"],
            input,
        );
        assert_eq!(run.status, 0, "{}", run.stderr);
        assert_eq!(
            parse(&run.stdout)["requests"][1]["content"]["parts"][0]["text"],
            "b"
        );
        let ranked = r#"{"data":[{"index":1,"relevance_score":0.5}],"model":"m"}"#;
        let run = translate("response", "cohere-rerank", "voyage-rerank", &[], ranked);
        assert_eq!(parse(&run.stdout)["results"][0]["index"], 1);
        let run = translate(
            "request",
            "openai-embeddings",
            "openai-embeddings",
            &["--model", "n"],
            input,
        );
        assert_eq!(run.stdout, input.replace(r#""m""#, r#""n""#));
    }

    #[test]
    fn formats_of_different_apis_and_streams_of_vectors_end_with_2() {
        let run = translate("request", "openai-embeddings", CHAT, &[], "{}");
        assert_eq!(run.status, 2);
        assert!(run.stderr.contains("different APIs"), "{}", run.stderr);
        let run = translate("stream", "openai-embeddings", "cohere-embed", &[], "");
        assert_eq!(run.status, 2);
        assert!(run.stderr.contains("has no streams"), "{}", run.stderr);
    }

    #[test]
    fn a_format_that_does_not_exist_ends_with_2() {
        let run = translate("request", "openai", CHAT, &[], "{}");
        assert_eq!(run.status, 2);
        assert!(
            run.stderr.contains("known are openai-chat"),
            "{}",
            run.stderr
        );
        assert_eq!(
            translate("stream", CHAT, CHAT, &["--chunk", "0"], "").status,
            2
        );
    }
}

mod explain {
    use super::*;

    const BODY: &str = r#"{"model":"smart","seed":1,"messages":[{"role":"user","content":"hi"}]}"#;

    fn explain(more: &[&str], body: &str) -> Run {
        let mut arguments = vec!["explain", QUICKSTART, "--request", "-"];
        arguments.extend(more);
        sluice(&arguments, body)
    }

    const KEY: [&str; 2] = ["--header", "Authorization: Bearer sk-sluice-demo"];

    #[test]
    fn shows_the_caller_and_the_targets_in_order() {
        let run = explain(&KEY, BODY);
        assert_eq!(run.status, 0, "{}", run.stdout);
        let (losses, rest): (Vec<&str>, Vec<&str>) = run
            .stdout
            .lines()
            .partition(|line| line.contains("dropped: ") || line.contains("defaulted: "));
        assert!(
            losses
                .iter()
                .any(|line| line.starts_with("   dropped: seed (")),
            "{losses:?}"
        );
        assert_eq!(
            rest,
            [
                "caller: demo of team quickstart, by its key",
                "format: openai-chat",
                "model: smart, translation lenient",
                "request: no features; input_tokens 5; prompt_chars 2; messages 1; tool_count 0",
                "target claude/claude-opus-5: admitted; context_window admits: about 5 tokens of 1000000",
                "target openai/gpt-5.2: admitted; context_window admits: about 5 tokens of 400000",
                "tree: priority",
                "  1. claude/claude-opus-5",
                "  2. openai/gpt-5.2",
                "order: claude/claude-opus-5, openai/gpt-5.2",
                "1. claude/claude-opus-5",
                "   http://127.0.0.1:10021/v1/messages",
                "   translation: openai-chat to anthropic-messages",
                "2. openai/gpt-5.2",
                "   http://127.0.0.1:10020/v1/chat/completions",
                "   translation: none, both speak openai-chat",
                "the next target is tried on: 429, 5xx, connect, timeout, stream_error, context_length, unusable",
            ]
        );
    }

    #[test]
    fn shows_it_to_programs_too() {
        let run = explain(&[&KEY[..], &["-o", "json"]].concat(), BODY);
        let result = parse(&run.stdout);
        assert_eq!(result["caller"]["name"], "demo");
        assert_eq!(result["targets"][0]["provider"], "claude");
        assert_eq!(
            result["targets"][1]["url"],
            "http://127.0.0.1:10020/v1/chat/completions"
        );
    }

    #[test]
    fn shows_a_refusal_in_the_clients_own_words() {
        let run = explain(&["-o", "json", "--path", "/v1/messages"], BODY);
        assert_eq!(run.status, 1);
        let result = parse(&run.stdout);
        assert_eq!(result["refused"]["status"], 401);
        assert_eq!(result["refused"]["body"]["type"], "error");
        assert_eq!(result["caller"], Value::Null);
        let run = explain(&KEY, &BODY.replace("smart", "other"));
        assert_eq!(run.status, 1);
        assert!(run.stdout.contains("refused: status 404"), "{}", run.stdout);
    }

    const AUTO: &str = "\
version: v1
access: open
providers:
  near: {format: openai-chat, endpoint: http://localhost:1, max_in_flight: 4}
  far: {format: openai-chat, endpoint: http://localhost:2}
  small: {format: openai-chat, endpoint: http://localhost:3}
models:
  auto:
    targets:
      - when: {any: [{code: true}, {input_tokens: {min: 4000}}]}
        strategy: lowest_latency
        targets: [{provider: near, model: x}, {provider: far, model: x}]
      - {provider: small, model: y}
";

    /// Explains a request for `auto` that holds code, with this state.
    fn auto(name: &str, state: &str) -> Run {
        let folder = folder(name);
        let file = folder.join("gateway.yaml");
        let snapshot = folder.join("state.json");
        fs::write(&file, AUTO).unwrap();
        fs::write(&snapshot, state).unwrap();
        let body = r#"{"model":"auto","messages":[{"role":"user","content":"```\nx\n```"}]}"#;
        sluice(
            &[
                "explain",
                file.to_str().unwrap(),
                "--request",
                "-",
                "--state",
                snapshot.to_str().unwrap(),
                "--at",
                "1795435200",
            ],
            body,
        )
    }

    #[test]
    fn shows_what_each_rule_and_strategy_made_of_a_state() {
        let run = auto(
            "explain-state",
            r#"{
              "accounts": {
                "near": {"in_flight": 3},
                "far": {"cooling": {"reason": "failing", "seconds": 4}}
              },
              "targets": {"near/x": {"first_token_ms": 400, "token_ms": 10, "measured_ago": 8}}
            }"#,
        );
        assert_eq!(run.status, 0, "{}", run.stderr);
        let lines: Vec<&str> = run.stdout.lines().skip(3).take(11).collect();
        assert_eq!(
            lines,
            [
                "request: code; input_tokens 7; prompt_chars 9; messages 1; tool_count 0",
                "target near/x: admitted; concurrency admits: 3 of 4 under way",
                "target far/x: excluded by cool_down; cool_down excludes: failing, for 4.0 s more",
                "target small/y: admitted",
                "tree: priority",
                "  1. lowest_latency, 5 % explore; when (code or input_tokens from 4000)",
                "    1. near/x; score 2960 ms: first token 400.0 ms, others 10.0 ms, 8 s ago, 0 % fail",
                "    - far/x; nothing of it may be asked",
                "  2. small/y",
                "order: near/x, small/y",
                "1. near/x",
            ]
        );
    }

    #[test]
    fn shows_the_refusal_when_the_state_leaves_nothing() {
        let told = |seconds| {
            format!(r#"{{"cooling": {{"reason": "rate_limit_told", "seconds": {seconds}}}}}"#)
        };
        let state = format!(
            r#"{{"accounts": {{"near": {}, "far": {}, "small": {}}}}}"#,
            told(30),
            told(20),
            told(40)
        );
        let run = auto("explain-refused", &state);
        assert_eq!(run.status, 1);
        assert!(
            run.stdout
                .contains("order: none may be asked\nrefused: status 429\n"),
            "{}",
            run.stdout
        );
    }

    #[test]
    fn says_what_is_wrong_with_a_state() {
        for (at, (state, problem)) in [
            (r#"{"accounts": {"nobody": {}}}"#, "accounts: there is no provider \"nobody\""),
            (r#"{"targets": {"near/z": {}}}"#, "targets: no model has the target \"near/z\""),
            (
                r#"{"accounts": {"near": {"cooling": {"reason": "bored", "seconds": 1}}}}"#,
                "accounts.near.cooling.reason: unknown reason \"bored\"; known are rate_limit_told, rate_limit, key_refused, failing",
            ),
            (r#"{"acounts": {}}"#, "unknown field `acounts`"),
        ]
        .into_iter()
        .enumerate()
        {
            let run = auto(&format!("explain-wrong-{at}"), state);
            assert_eq!(run.status, 1, "{state}");
            assert!(run.stderr.contains(problem), "{}", run.stderr);
        }
    }

    #[test]
    fn finds_the_model_in_the_path_too() {
        let run = explain(
            &[
                &KEY[..],
                &[
                    "--path",
                    "/v1beta/models/smart:streamGenerateContent?alt=sse",
                ],
            ]
            .concat(),
            r#"{"contents":[{"role":"user","parts":[{"text":"hi"}]}]}"#,
        );
        assert_eq!(run.status, 0, "{}", run.stdout);
        assert!(run.stdout.contains("request: stream; "), "{}", run.stdout);
        assert!(
            run.stdout.contains("gemini-generate to anthropic-messages"),
            "{}",
            run.stdout
        );
    }

    #[test]
    fn shows_what_the_gateway_answers_itself() {
        let run = sluice(
            &[
                "explain",
                QUICKSTART,
                "--path",
                "/v1/models",
                KEY[0],
                KEY[1],
            ],
            "",
        );
        assert_eq!(run.status, 0, "{}", run.stdout);
        assert!(run.stdout.contains("\"id\": \"smart\""), "{}", run.stdout);
    }
}

mod generated_files {
    use super::*;

    /// `make gen` writes them.
    #[track_caller]
    fn is_up_to_date(file: &str, now: &str) {
        let committed = fs::read_to_string(root().join(file)).unwrap_or_default();
        assert!(committed == now, "{file} has drifted; run `make gen`");
    }

    #[test]
    fn the_schema_is_up_to_date() {
        is_up_to_date(
            "envoy/schema/gateway.v1.json",
            &sluice(&["schema"], "").stdout,
        );
    }

    #[test]
    fn the_reference_page_is_up_to_date() {
        is_up_to_date(
            "docs/reference/gateway.md",
            &sluice(&["schema", "--reference"], "").stdout,
        );
    }

    #[test]
    fn the_page_of_the_providers_is_up_to_date() {
        is_up_to_date(
            "docs/reference/providers.md",
            &sluice(&["schema", "--providers"], "").stdout,
        );
    }

    #[test]
    fn the_page_of_the_models_is_up_to_date() {
        is_up_to_date(
            "docs/reference/catalogue.md",
            &sluice(&["schema", "--catalogue"], "").stdout,
        );
    }

    #[test]
    fn the_rendered_examples_are_up_to_date() {
        let mut examples = 0;
        for family in fs::read_dir(root().join("envoy/examples")).unwrap() {
            let family = family.unwrap().path();
            let files = fs::read_dir(&family)
                .unwrap()
                .map(|entry| entry.unwrap().path());
            for example in files.filter(|path| path.extension().is_some_and(|ext| ext == "yaml")) {
                examples += 1;
                let stem = example
                    .strip_prefix(root())
                    .unwrap()
                    .with_extension("rendered");
                let out = folder(&format!(
                    "drift-{}",
                    stem.file_name().unwrap().to_str().unwrap()
                ));
                let source = example.to_str().unwrap();
                let run = sluice(
                    &[
                        "render",
                        source,
                        "--target",
                        "envoy",
                        "--out",
                        out.to_str().unwrap(),
                    ],
                    "",
                );
                assert_eq!(run.status, 0, "{}", run.stderr);
                let text = fs::read_to_string(&example).unwrap();
                assert!(
                    text.starts_with("# yaml-language-server: $schema=../../schema/"),
                    "{source}"
                );
                compare(&out, &stem, out.to_str().unwrap());
            }
        }
        assert!(examples >= 2);
    }

    /// The folder's name is in the files, so it is put back first.
    fn compare(out: &Path, committed: &Path, name: &str) {
        let mut waiting = vec![PathBuf::new()];
        while let Some(below) = waiting.pop() {
            for entry in fs::read_dir(out.join(&below)).unwrap() {
                let entry = entry.unwrap();
                let path = below.join(entry.file_name());
                if entry.file_type().unwrap().is_dir() {
                    waiting.push(path);
                    continue;
                }
                let text = fs::read_to_string(entry.path()).unwrap();
                let text = text.replace(name, committed.to_str().unwrap());
                is_up_to_date(committed.join(&path).to_str().unwrap(), &text);
            }
        }
    }
}

mod simulate_traffic {
    use super::*;

    const SMALL: &[&str] = &["--base-rps", "0.1", "--peak-rps", "0.2"];

    fn simulated(arguments: &[&str]) -> Run {
        let command = ["simulate-traffic", QUICKSTART];
        sluice(&[&command[..], SMALL, arguments].concat(), "")
    }

    #[test]
    fn prints_a_row_for_each_strategy_and_draws_the_day() {
        let picture = folder("simulate-traffic").join("day.svg");
        let run = simulated(&["--model", "smart", "--svg", picture.to_str().unwrap()]);
        assert_eq!(run.status, 0, "{}", run.stderr);
        for strategy in ["as written", "priority", "lowest_cost", "fill_first"] {
            assert!(
                run.stdout.contains(&format!("\n{strategy} ")),
                "{}",
                run.stdout
            );
        }
        assert!(fs::read_to_string(picture).unwrap().starts_with("<svg "));
    }

    #[test]
    fn prints_the_same_numbers_for_programs_twice() {
        let arguments = ["--strategy", "priority", "--faults", "none", "-o", "json"];
        let (one, other) = (simulated(&arguments), simulated(&arguments));
        let day = parse(&one.stdout);
        assert_eq!(day["strategies"][1]["strategy"], "priority");
        assert_eq!(day["strategies"][1]["success_percent"], 100.0);
        let quarters = &day["strategies"][1]["quarters_of_an_hour"];
        assert_eq!(quarters.as_array().unwrap().len(), 96);
        assert_eq!(one.stdout, other.stdout);
    }

    #[test]
    fn refuses_what_it_cannot_simulate_with_the_mend() {
        let cases: &[(&[&str], i32, &str)] = &[
            (&["--model", "none"], 1, "the models are smart"),
            (&["--consumer", "none"], 1, "those that may are demo"),
            (
                &["--faults", "no-such-file"],
                1,
                "--faults takes a file, `none`, or a fault",
            ),
            (
                &["--faults", "outage:nobody@09:00-10:00"],
                1,
                "its targets are",
            ),
            (
                &["--faults", "fire:claude@09:00-10:00"],
                1,
                "known are outage, slow",
            ),
            (&["--latency", "nobody=1,1"], 1, "its targets are"),
            (&["--latency", "fast"], 2, "such as openai=400,8"),
            (&["--rate-limit", "openai"], 2, "such as openai=600"),
            (&["--peak-at", "25:00"], 2, "write a time as HH:MM"),
            (&["--strategy", "canary"], 2, "fill_first"),
            (&["--base-rps", "nan"], 2, "write a number from"),
            (&["--base-rps", "5"], 2, "more than --peak-rps"),
        ];
        for (arguments, status, mend) in cases {
            let command = ["simulate-traffic", QUICKSTART, "--peak-rps", "0.2"];
            let run = sluice(&[&command[..], arguments].concat(), "");
            assert_eq!(run.status, *status, "{arguments:?}: {}", run.stderr);
            assert!(run.stderr.contains(mend), "{arguments:?}: {}", run.stderr);
        }
    }
}

mod guard {
    use super::*;

    #[track_caller]
    fn lines(arguments: &[&str], stdin: &str) -> Vec<Value> {
        let run = sluice(&[&["guard"], arguments].concat(), stdin);
        assert_eq!(run.status, 0, "{}", run.stderr);
        run.stdout.lines().map(parse).collect()
    }

    #[test]
    fn offsets_are_characters_and_scores_short() {
        let found = lines(
            &["--detect", "EMAIL_ADDRESS,CREDIT_CARD"],
            "Zoë 👋: zoë@example.org, 4111 1111 1111 1111\n",
        );
        let expected = json!({
            "matches": [
                {"entity": "EMAIL_ADDRESS", "start": 7, "end": 22, "score": 0.95},
                {"entity": "CREDIT_CARD", "start": 24, "end": 43, "score": 0.9},
            ],
            "verdict": "match",
        });
        assert_eq!(found, [expected]);
    }

    #[test]
    fn every_line_of_jsonl_has_its_own_verdict() {
        let found = lines(
            &["--detect", "default", "--jsonl"],
            "{\"text\": \"nothing\", \"id\": 1}\n\n{\"text\": \"a\\u0040b.org\"}\n",
        );
        let verdicts: Vec<&Value> = found.iter().map(|found| &found["verdict"]).collect();
        assert_eq!(verdicts, ["clean", "match"]);
    }

    #[test]
    fn the_guardrails_of_a_file_say_what_becomes_of_a_text() {
        const EXAMPLE: &str = "envoy/examples/guardrails/gateway.yaml";
        let found = lines(&["--config", EXAMPLE], "Zoë is zoe@example.org");
        let expected = json!({
            "matches": [{"entity": "EMAIL_ADDRESS", "start": 7, "end": 22, "score": 0.95}],
            "verdict": "redact",
            "guardrails": [
                {"name": "secrets", "action": "pass", "count": 0, "mode": "enforce"},
                {"name": "personal-data", "action": "redact", "count": 1, "mode": "enforce"},
            ],
            "text": "Zoë is [EMAIL_ADDRESS_1]",
        });
        assert_eq!(found, [expected]);
        let secret = format!("password = {}", "hunter2-but-longer-x9");
        let stopped = &lines(&["--config", EXAMPLE], &secret)[0];
        assert_eq!(stopped["verdict"], "deny", "{stopped}");
        assert!(stopped.get("text").is_none());
        let output = ["--config", EXAMPLE, "--direction", "output"];
        let masked = &lines(&output, "card 4111 1111 1111 1111")[0];
        assert_eq!(masked["text"], "card *******************");
        let both = sluice(&["guard", "--config", EXAMPLE, "--detect", "all"], "x");
        assert_eq!(both.status, 2);
    }

    #[test]
    fn a_bad_line_is_named_and_not_quoted() {
        for bad in ["{\"text\": 1}", "secret", "[]", "{\"txt\": \"secret\"}"] {
            let run = sluice(
                &["guard", "--detect", "all", "--jsonl"],
                &format!("{{\"text\": \"x\"}}\n{bad}\n"),
            );
            assert_eq!(run.status, 1, "{bad}");
            assert!(run.stderr.contains("stdin:2: "), "{}", run.stderr);
            assert!(!run.stderr.contains("secret"), "{}", run.stderr);
        }
    }

    #[test]
    fn what_is_inside_of_something_as_sure_is_left_out() {
        let found = lines(
            &["--detect", "EMAIL_ADDRESS,URL,IP_ADDRESS"],
            "see http://10.1.2.3/?who=jane@example.org",
        );
        let names: Vec<&Value> = found[0]["matches"]
            .as_array()
            .unwrap()
            .iter()
            .map(|found| &found["entity"])
            .collect();
        assert_eq!(names, ["URL", "EMAIL_ADDRESS"]);
    }

    #[test]
    fn names_that_are_not_known_are_refused_with_a_way_out() {
        for (name, mend) in [
            ("US_SNN", "US_SSN"),
            ("PERSON", "Presidio"),
            ("GITHUB_TOKN", "GITHUB_TOKEN"),
        ] {
            let run = sluice(&["guard", "--detect", name], "x");
            assert_eq!(run.status, 2, "{name}");
            assert!(run.stderr.contains(mend), "{}", run.stderr);
        }
        let run = sluice(&["guard", "--detect", "all", "--min-score", "2"], "x");
        assert_eq!(run.status, 2);
        assert_eq!(sluice(&["guard"], "x").status, 2);
    }

    #[test]
    fn entities_are_listed() {
        let run = sluice(&["guard", "--list"], "");
        assert_eq!(run.status, 0);
        assert!(run.stdout.lines().count() > 80, "{}", run.stdout);
        assert!(run.stdout.contains("US_SSN"), "{}", run.stdout);
    }
}
