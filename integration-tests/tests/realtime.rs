//! WebSockets through a real Envoy.

use std::time::{Duration, Instant};

use sluice_harness::client::{Connection, Request};
use sluice_harness::upstream::{Behaviour, Upstream};

use super::passed::{authorized, before, waiting};

const PATIENCE: Duration = Duration::from_millis(500);

fn upgrade(path: &str) -> Request {
    authorized(Request::new("GET", path))
        .header("connection", "Upgrade")
        .header("upgrade", "websocket")
        .header("sec-websocket-version", "13")
        .header("sec-websocket-key", "dGhlIHNhbXBsZSBub25jZQ==")
}

#[test]
fn bytes_go_both_ways_for_as_long_as_they_like() {
    let upstream = Upstream::start(Behaviour::Echo);
    let gateway = waiting(&upstream, "500ms");
    let mut connection = Connection::open(gateway.address()).unwrap();
    let request = upgrade("/v1/realtime?model=whisper&intent=transcription");
    connection.write(&request.bytes(gateway.address())).unwrap();
    let head = connection.read_until("\r\n\r\n").unwrap();
    assert!(head.starts_with("HTTP/1.1 101 "), "{head}");
    connection.read_some().unwrap();
    for round in 0..3 {
        // Longer than the route waits for answers and for the next bytes of one.
        let quiet = Instant::now();
        gateway.wait_until("a while has passed", || quiet.elapsed() > PATIENCE * 2);
        let frame = format!("frame {round} {}", "\u{0}é".repeat(30_000 * round));
        connection.write(frame.as_bytes()).unwrap();
        let mut seen = Vec::new();
        while seen.len() < frame.len() {
            let bytes = connection.read_some().unwrap();
            assert!(!bytes.is_empty(), "closed after {} bytes", seen.len());
            seen.extend(bytes);
        }
        assert!(seen == frame.as_bytes(), "round {round}");
    }
    connection.hang_up();
    let received = upstream.received().pop().unwrap();
    assert!(
        received
            .head
            .starts_with("GET /v1/realtime?model=whisper-1&intent=transcription HTTP/1.1\r\n"),
        "{}",
        received.head
    );
    assert_eq!(received.header("upgrade"), Some("websocket"));
    let log = gateway.access_log(1);
    assert_eq!(log[0]["operation"], "realtime");
    assert_eq!(log[0]["status"], 101);
}

#[test]
fn what_is_no_websocket_is_refused_and_so_is_one_where_none_is_served() {
    let upstream = Upstream::start(Behaviour::Echo);
    let gateway = before(&upstream);
    let plain = authorized(Request::new("GET", "/v1/realtime?model=whisper"));
    assert_eq!(gateway.send(&plain).status, 426);
    assert_eq!(gateway.send(&upgrade("/v1/files")).status, 400);
    assert_eq!(gateway.send(&upgrade("/v1/realtime")).status, 400);
    let nobody = upgrade("/v1/realtime?model=whisper").without("authorization");
    assert_eq!(gateway.send(&nobody).status, 401);
    assert!(upstream.received().is_empty());
}
