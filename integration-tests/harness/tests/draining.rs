//! A gateway that is asked to end, or whose configuration changes, while it streams.
#![expect(clippy::unwrap_used, reason = "helpers of tests")]

use std::fs;
use std::net::{Ipv4Addr, SocketAddr};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::sync::atomic::{AtomicBool, Ordering};
use std::thread;
use std::time::Duration;

use serde_json::json;
use sluice_harness::client::{Answer, Connection, End, Request};
use sluice_harness::{Running, Setup, free_port, until};
use sluice_simulator::{Format, Options, Simulator};

const PATIENCE: Duration = Duration::from_secs(60);

/// Envoy as a supervisor runs it; killed when dropped.
struct Epoch(Child);

impl Epoch {
    fn start(setup: &Setup, folder: &Path, arguments: &[&str]) -> Self {
        let log = fs::File::create(folder.join("envoy.log")).unwrap();
        let process = Command::new(&setup.envoy)
            .args(["--config-path", "out/envoy.yaml", "--concurrency", "1"])
            .args(["--drain-time-s", "30", "--parent-shutdown-time-s", "60"])
            .args(arguments)
            .current_dir(folder)
            .stdin(Stdio::null())
            .stdout(Stdio::null())
            .stderr(log)
            .spawn()
            .unwrap();
        Self(process)
    }
}

impl Drop for Epoch {
    fn drop(&mut self) {
        let _gone = self.0.kill();
        let _ended = self.0.wait();
    }
}

/// A gateway run by the command, whose provider writes a word every 50 ms.
struct World {
    folder: PathBuf,
    port: u16,
    provider: Simulator,
    running: Running,
}

impl World {
    fn start(name: &str, admin: &str, arguments: &[&str]) -> Self {
        let folder = folder(name);
        let slow = "delay,events=50ms".parse().unwrap();
        let provider = Simulator::start(Options::new(Format::OpenAiChat).fault(slow)).unwrap();
        let port = free_port();
        fs::write(folder.join("key"), "sk-of-the-provider").unwrap();
        let mut gateway = yaml(port, admin, &provider.url(), "m");
        if name.ends_with("hedged") {
            gateway = hedged(&gateway);
        }
        write(&folder, &gateway);
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
        let begun = connection.read_until("word1");
        assert!(begun.is_ok(), "{begun:?}: {}", self.running.log());
        connection
    }
}

fn folder(name: &str) -> PathBuf {
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join(name);
    let _removed = fs::remove_dir_all(&folder);
    fs::create_dir_all(&folder).unwrap();
    folder
}

fn yaml(port: u16, admin: &str, provider: &str, model: &str) -> String {
    format!(
        "version: v1
listener: {{address: 127.0.0.1, port: {port}}}
admin: {admin}
access: open
providers:
  only: {{format: openai-chat, endpoint: \"{provider}\", auth: {{bearer: {{file: key}}}}}}
models:
  {model}: {{targets: [{{provider: only, model: gpt-5.2}}]}}
"
    )
}

/// The same with a second target, which is asked as well when the first is late.
fn hedged(yaml: &str) -> String {
    let (head, models) = yaml.split_once("models:").unwrap();
    let second = "  other: {format: openai-chat, endpoint: \"http://127.0.0.1:9\"}\n";
    let models = models.replace(
        "model: gpt-5.2}]",
        "model: gpt-5.2}, {provider: other, model: x}], hedge_after: 30s",
    );
    format!("{head}{second}models:{models}")
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
        ("drain-hedged", "none".to_owned()),
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

/// Takes over one configuration after the other while a stream runs on `first`.
#[track_caller]
fn outlives(world: &World, first: &str, changes: &[String]) {
    for change in changes {
        let mut stream = world.stream();
        let before = world.running.log().matches("taken over").count();
        write(&world.folder, change);
        let taken = || world.running.log().matches("taken over").count() > before;
        assert!(until(PATIENCE, taken), "{}", world.running.log());
        is_whole(&stream.answer().unwrap());

        write(&world.folder, first);
        let back = || {
            let answer = ask(false).send(world.running.address());
            answer.is_ok_and(|answer| answer.status == 200)
                && world.running.log().matches("taken over").count() > before + 1
        };
        assert!(until(PATIENCE, back), "{}", world.running.log());
    }
}

#[test]
fn no_change_of_the_file_cuts_a_stream() {
    // What is gone from the file is gone from Envoy while the stream runs.
    let world = World::start("change", "none", &["--drain-time", "1"]);
    let other = Simulator::start(Options::new(Format::OpenAiChat)).unwrap();
    let url = world.provider.url();
    let first = yaml(world.port, "none", &url, "m");
    // The filter; the cluster; the listener; the cluster and the route are gone; one
    // more listener.
    let changes = [
        yaml(world.port, "none", &url, "another"),
        yaml(world.port, "none", &other.url(), "another"),
        first.clone() + "access_log: {path: \"\"}\n",
        first.replace("only", "renamed"),
        hedged(&first),
    ];
    outlives(&world, &first, &changes);
}

#[test]
fn no_change_of_the_file_cuts_a_stream_behind_the_internal_listener() {
    let world = World::start("change-hedged", "none", &["--drain-time", "1"]);
    let plain = yaml(world.port, "none", &world.provider.url(), "m");
    let first = hedged(&plain);
    // The targets of its routes; the listener is gone.
    let changes = [first.replace("other", "renamed"), plain];
    outlives(&world, &first, &changes);
}

#[test]
fn no_change_of_the_file_turns_anybody_away() {
    // Longer than a busy Envoy may take to hand a change to its worker.
    let world = World::start("change-asked", "none", &["--drain-time", "5"]);
    let first = yaml(world.port, "none", &world.provider.url(), "m");
    let renamed = first.replace("only", "renamed");
    let changes = [&renamed, &hedged(&first), &hedged(&renamed), &first];
    let over = AtomicBool::new(false);
    thread::scope(|scope| {
        let asking = scope.spawn(|| {
            let mut asked = 0;
            while !over.load(Ordering::Relaxed) {
                let answer = ask(false).send(world.running.address()).unwrap();
                assert_eq!(answer.status, 200, "{}", answer.text());
                asked += 1;
            }
            asked
        });
        for (number, change) in changes.into_iter().chain(changes).enumerate() {
            write(&world.folder, change);
            let taken = || world.running.log().matches("taken over").count() > number;
            let changed = until(PATIENCE, taken) || asking.is_finished();
            assert!(changed, "{}", world.running.log());
            // Until the old one is gone, or the next change comes before that.
            thread::park_timeout(Duration::from_secs(3) * (number as u32 % 3));
        }
        over.store(true, Ordering::Relaxed);
        assert!(asking.join().unwrap() > 100, "{}", world.running.log());
    });
}

#[test]
fn a_hot_restart_lets_streams_finish_and_turns_nobody_away() {
    let setup = Setup::find();
    let folder = folder("hot-restart");
    let slow = "delay,events=50ms".parse().unwrap();
    let provider = Simulator::start(Options::new(Format::OpenAiChat).fault(slow)).unwrap();
    let (port, admin) = (free_port(), free_port());
    let gateway = yaml(port, &format!("127.0.0.1:{admin}"), &provider.url(), "m");
    write(&folder, &gateway);
    fs::write(folder.join("key"), "sk-of-the-provider").unwrap();
    let rendered = Command::new(&setup.command)
        .args([
            "render",
            "gateway.yaml",
            "--target",
            "envoy",
            "--out",
            "out",
        ])
        .env("SLUICE_WASM", &setup.module)
        .current_dir(&folder)
        .status();
    assert!(rendered.unwrap().success());
    let local = |port| SocketAddr::from((Ipv4Addr::LOCALHOST, port));
    let epoch = |number: u32| {
        let wanted = format!("\"restart_epoch\": {number}");
        let info = Request::new("GET", "/server_info").header("connection", "close");
        let info = info.send(local(admin)).map(|answer| answer.text());
        let ready = Request::new("GET", "/ready").header("connection", "close");
        info.is_ok_and(|info| info.contains(&wanted))
            && ready
                .send(local(admin))
                .is_ok_and(|answer| answer.status == 200)
    };
    let log = || fs::read_to_string(folder.join("envoy.log")).unwrap();

    let dynamic = ["--use-dynamic-base-id", "--base-id-path", "base-id"];
    let _old = Epoch::start(&setup, &folder, &dynamic);
    assert!(until(PATIENCE, || epoch(0)), "{}", log());
    let mut stream = Connection::open(local(port)).unwrap();
    stream.write(&ask(true).bytes(local(port))).unwrap();
    stream.read_until("word1").unwrap();

    let base = fs::read_to_string(folder.join("base-id")).unwrap();
    let next = ["--base-id", base.trim(), "--restart-epoch", "1"];
    let _new = Epoch::start(&setup, &folder, &next);
    assert!(
        until(PATIENCE, || {
            let models = Request::new("GET", "/v1/models").send(local(port));
            assert_eq!(models.unwrap().status, 200);
            epoch(1)
        }),
        "{}",
        log()
    );
    is_whole(&stream.answer().unwrap());
    let answer = ask(false).send(local(port)).unwrap();
    assert_eq!(answer.status, 200, "{}", answer.text());
}
