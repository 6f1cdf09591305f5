//! A gateway that is asked to end, or whose configuration changes, while it streams.
#![expect(clippy::unwrap_used, reason = "helpers of tests")]

use std::fs;
use std::path::{Path, PathBuf};
use std::time::Duration;

use serde_json::json;
use sluice_harness::client::{Answer, Connection, End, Request};
use sluice_harness::{Running, Setup, free_port, until};
use sluice_simulator::{Format, Options, Simulator};

const PATIENCE: Duration = Duration::from_secs(60);

/// A gateway run by the command, whose provider writes a word every 50 ms.
struct World {
    folder: PathBuf,
    port: u16,
    provider: Simulator,
    running: Running,
}

impl World {
    fn start(name: &str, admin: &str, arguments: &[&str]) -> Self {
        let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join(name);
        let _removed = fs::remove_dir_all(&folder);
        fs::create_dir_all(&folder).unwrap();
        let slow = "delay,events=50ms".parse().unwrap();
        let provider = Simulator::start(Options::new(Format::OpenAiChat).fault(slow)).unwrap();
        let port = free_port();
        fs::write(folder.join("key"), "sk-of-the-provider").unwrap();
        write(&folder, &yaml(port, admin, &provider.url(), "m"));
        let file = folder.join("gateway.yaml");
        let running = Running::start(&Setup::find(), &folder, &file, port, arguments);
        let world = Self {
            folder,
            port,
            provider,
            running,
        };
        let ready = || Request::new("GET", "/v1/models").send(world.running.address());
        assert!(
            until(PATIENCE, || ready().is_ok()),
            "{}",
            world.running.log()
        );
        world
    }

    /// A stream that has begun.
    fn stream(&self) -> Connection {
        let mut connection = Connection::open(self.running.address()).unwrap();
        let bytes = ask(true).bytes(self.running.address());
        connection.write(&bytes).unwrap();
        connection.read_until("word1").unwrap();
        connection
    }
}

fn yaml(port: u16, admin: &str, provider: &str, model: &str) -> String {
    format!(
        "version: v1
listener: {{address: 127.0.0.1, port: {port}}}
admin: {admin}
access: open
providers:
  only: {{format: openai-chat, endpoint: \"{provider}\", auth: {{bearer: {{file: ./key}}}}}}
models:
  {model}: {{targets: [{{provider: only, model: gpt-5.2}}]}}
"
    )
}

fn write(folder: &Path, yaml: &str) {
    fs::write(folder.join("new.yaml"), yaml).unwrap();
    fs::rename(folder.join("new.yaml"), folder.join("gateway.yaml")).unwrap();
}

fn ask(stream: bool) -> Request {
    let body = json!({
        "model": "m",
        "stream": stream,
        "messages": [{"role": "user", "content": "write 60 words"}],
    });
    Request::post("/v1/chat/completions", &body)
}

#[track_caller]
fn is_whole(answer: &Answer) {
    assert_eq!(answer.end, End::Complete, "{}", answer.text());
    assert!(answer.text().contains("word60"), "{}", answer.text());
    assert!(
        answer.text().ends_with("data: [DONE]\n\n"),
        "{}",
        answer.text()
    );
}

#[test]
fn a_stream_is_finished_when_the_gateway_is_asked_to_end() {
    for (name, admin) in [
        ("drain-port", format!("127.0.0.1:{}", free_port())),
        ("drain-socket", "none".to_owned()),
    ] {
        let mut world = World::start(name, &admin, &[]);
        let mut streams = [world.stream(), world.stream()];
        world.running.terminate();
        let told = || world.running.log().contains("waiting for 2 requests");
        assert!(until(PATIENCE, told), "{}", world.running.log());
        for stream in &mut streams {
            is_whole(&stream.answer().unwrap());
        }
        let running = &mut world.running;
        assert!(
            until(PATIENCE, || running.ended().is_some()),
            "{}",
            running.log()
        );
        assert!(running.ended().unwrap().success(), "{}", running.log());
    }
}

#[test]
fn who_comes_while_the_gateway_drains_is_served_and_asked_to_leave() {
    let world = World::start("drain-late", "none", &[]);
    let mut stream = world.stream();
    world.running.terminate();
    let told = || world.running.log().contains("waiting for 1 requests");
    assert!(until(PATIENCE, told), "{}", world.running.log());
    let late = Request::new("GET", "/v1/models").send(world.running.address());
    let late = late.unwrap();
    assert_eq!(late.status, 200);
    assert_eq!(late.header("connection"), Some("close"));
    is_whole(&stream.answer().unwrap());
}

#[test]
fn draining_ends_when_its_time_is_over_or_at_a_second_signal() {
    let mut world = World::start("drain-over", "none", &["--drain-time", "1"]);
    world
        .provider
        .set_faults(["delay,events=60s".parse().unwrap()]);
    let mut connection = Connection::open(world.running.address()).unwrap();
    let bytes = ask(true).bytes(world.running.address());
    connection.write(&bytes).unwrap();
    let asked = || !world.provider.requests().is_empty();
    assert!(until(PATIENCE, asked), "{}", world.running.log());
    world.running.terminate();
    let running = &mut world.running;
    assert!(
        until(PATIENCE, || running.ended().is_some()),
        "{}",
        running.log()
    );
    assert!(
        running.log().contains("1 requests are cut"),
        "{}",
        running.log()
    );

    let mut world = World::start("drain-twice", "none", &[]);
    let _stream = world.stream();
    world.running.terminate();
    let told = || world.running.log().contains("waiting for 1 requests");
    assert!(until(PATIENCE, told), "{}", world.running.log());
    world.running.terminate();
    let running = &mut world.running;
    assert!(
        until(PATIENCE, || running.ended().is_some()),
        "{}",
        running.log()
    );
}

#[test]
fn no_change_of_the_file_cuts_a_stream() {
    let world = World::start("drain-change", "none", &[]);
    let other = Simulator::start(Options::new(Format::OpenAiChat)).unwrap();
    let url = world.provider.url();
    // The filter; the cluster; the listener; the cluster and the route are gone.
    let changes = [
        yaml(world.port, "none", &url, "another"),
        yaml(world.port, "none", &other.url(), "another"),
        yaml(world.port, "none", &url, "m") + "access_log: {path: \"\"}\n",
        yaml(world.port, "none", &url, "m").replace("only", "renamed"),
    ];
    for change in changes {
        let mut stream = world.stream();
        let before = world.running.log().matches("taken over").count();
        write(&world.folder, &change);
        let taken = || world.running.log().matches("taken over").count() > before;
        assert!(until(PATIENCE, taken), "{}", world.running.log());
        is_whole(&stream.answer().unwrap());

        write(&world.folder, &yaml(world.port, "none", &url, "m"));
        let back = || {
            let answer = ask(false).send(world.running.address());
            answer.is_ok_and(|answer| answer.status == 200)
                && world.running.log().matches("taken over").count() > before + 1
        };
        assert!(until(PATIENCE, back), "{}", world.running.log());
    }
}
