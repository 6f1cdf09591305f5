//! What workers learn, and what they tell each other.

use std::time::Duration;

use sluice_config::Config;

use super::ledger::{Ended, Ledger, Of};
use super::pace::Pace;
use crate::routing::{CoolReason, Quota};

const NOON: Duration = Duration::from_secs(1_700_000_000);

fn config() -> Config {
    let json = br#"{
      "version": "v1", "access": "open",
      "routing": {"cool_down": {"failures": 2, "base": "1s", "max": "10s"}},
      "providers": {
        "a": {"format": "openai-chat", "endpoint": "http://a.test"},
        "b": {"format": "openai-chat", "endpoint": "http://b.test"}
      },
      "models": {"m": {"targets": [{"provider": "a", "model": "x"}, {"provider": "b", "model": "y"}]}}
    }"#;
    sluice_config::from_json(json).expect("a valid configuration")
}

/// Workers with one shared value.
struct Fleet {
    config: Config,
    workers: Vec<Ledger>,
    shared: Vec<u8>,
}

impl Fleet {
    fn new(workers: u64) -> Self {
        let config = config();
        Self {
            workers: (0..workers)
                .map(|id| Ledger::new(&config, id + 7))
                .collect(),
            shared: Vec::new(),
            config,
        }
    }

    fn sync(&mut self, worker: usize, now: Duration) {
        let (record, bytes) = self.workers[worker].merge(&self.shared, now);
        if let Some(bytes) = bytes {
            self.shared = bytes;
        }
        self.workers[worker].merged(&record, now);
    }

    /// What an attempt that was under way tells.
    fn judge(&mut self, worker: usize, ended: Ended, now: Duration) -> bool {
        self.judge_as(worker, false, ended, now)
    }

    /// What a probe tells.
    fn judge_probe(&mut self, worker: usize, ended: Ended, now: Duration) -> bool {
        self.judge_as(worker, true, ended, now)
    }

    fn judge_as(&mut self, worker: usize, is_probe: bool, ended: Ended, now: Duration) -> bool {
        let limits = self.config.reliability().cool_down;
        let of = Of {
            account: 0,
            target: 0,
            is_probe,
        };
        let (begun, _) = self.workers[worker].judge(of, ended, limits, now);
        begun.is_some()
    }

    fn until(&self, worker: usize) -> Option<Duration> {
        let cooling = self.workers[worker].state().account(0).cooling;
        cooling.map(|cooling| cooling.until)
    }

    fn is_probing(&self, worker: usize) -> bool {
        let cooling = self.workers[worker].state().account(0).cooling;
        cooling.is_some_and(|cooling| cooling.is_probing)
    }
}

fn later(seconds: u64) -> Duration {
    NOON + Duration::from_secs(seconds)
}

#[test]
fn failures_in_a_row_begin_a_cool_down_and_each_further_one_is_longer() {
    let mut fleet = Fleet::new(1);
    assert!(!fleet.judge(0, Ended::Failed, NOON));
    assert!(!fleet.judge(0, Ended::Answered, NOON));
    assert!(!fleet.judge(0, Ended::Failed, NOON));
    assert!(fleet.judge(0, Ended::Failed, NOON));
    assert_eq!(fleet.until(0), Some(later(1)));
    assert!(fleet.workers[0].begin(0, later(2)), "a probe");
    assert!(fleet.judge_probe(0, Ended::Failed, later(2)));
    assert_eq!(fleet.until(0), Some(later(4)));
    fleet.workers[0].begin(0, later(5));
    fleet.judge_probe(0, Ended::Answered, later(5));
    assert_eq!(fleet.until(0), None);
}

#[test]
fn what_was_under_way_when_a_cool_down_began_neither_lengthens_it_nor_ends_the_probe() {
    let mut fleet = Fleet::new(1);
    fleet.judge(0, Ended::Failed, NOON);
    fleet.judge(0, Ended::Failed, NOON);
    assert!(!fleet.judge(0, Ended::Failed, NOON), "one of the same");
    assert_eq!(fleet.until(0), Some(later(1)));
    fleet.workers[0].begin(0, later(2));
    assert!(!fleet.judge(0, Ended::Failed, later(2)), "a late one");
    assert_eq!(fleet.until(0), Some(later(1)));
    fleet.judge(0, Ended::CalledOff, later(2));
    assert!(fleet.is_probing(0));
}

#[test]
fn an_account_that_fails_now_and_then_is_left_alone_once_it_fails_often() {
    let mut fleet = Fleet::new(1);
    let mut begun = Vec::new();
    for attempt in 1..=60 {
        let ended = if attempt % 4 == 0 {
            Ended::Failed
        } else {
            Ended::Answered
        };
        if fleet.judge(0, ended, NOON) {
            begun.push(attempt);
        }
    }
    assert_eq!(begun.first(), Some(&20), "a quarter of twenty");

    let mut fleet = Fleet::new(1);
    let rarely = (1..=60).any(|attempt| {
        let ended = if attempt % 6 == 0 {
            Ended::Failed
        } else {
            Ended::Answered
        };
        fleet.judge(0, ended, NOON)
    });
    assert!(!rarely, "a sixth is less than a fifth");
}

#[test]
fn what_a_provider_tells_counts_and_is_bounded() {
    let mut fleet = Fleet::new(1);
    let told = Ended::RateLimited(Some(Duration::from_secs(7)));
    assert!(fleet.judge(0, told, NOON));
    assert_eq!(fleet.until(0), Some(later(7)));
    assert!(!fleet.judge(0, told, NOON), "told twice");
    let long = Ended::RateLimited(Some(Duration::from_secs(7000)));
    fleet.judge(0, long, NOON);
    assert_eq!(fleet.until(0), Some(later(10)));
}

#[test]
fn every_worker_learns_of_a_cool_down_and_of_its_end() {
    let mut fleet = Fleet::new(2);
    fleet.judge(0, Ended::KeyRefused, NOON);
    fleet.sync(0, NOON);
    fleet.sync(1, NOON);
    assert_eq!(fleet.until(1), Some(later(6)));
    let cooling = fleet.workers[1]
        .state()
        .account(0)
        .cooling
        .expect("cooling");
    assert_eq!(cooling.reason, CoolReason::KeyRefused);
    fleet.workers[1].begin(0, later(7));
    fleet.sync(1, later(7));
    fleet.sync(0, later(7));
    assert!(fleet.is_probing(0), "one probe at a time");
    fleet.judge_probe(1, Ended::Answered, later(8));
    fleet.sync(1, later(8));
    fleet.sync(0, later(8));
    assert_eq!(fleet.until(0), None);
}

#[test]
fn a_probe_that_is_called_off_makes_room_for_the_next() {
    let mut fleet = Fleet::new(2);
    fleet.judge(0, Ended::KeyRefused, NOON);
    fleet.sync(0, NOON);
    fleet.sync(1, NOON);
    fleet.workers[0].begin(0, later(7));
    fleet.sync(0, later(7));
    // Within the same millisecond.
    fleet.judge_probe(0, Ended::CalledOff, later(7));
    fleet.sync(0, later(7));
    fleet.sync(1, later(7));
    assert!(!fleet.is_probing(0) && !fleet.is_probing(1));
}

#[test]
fn a_worker_that_has_not_heard_of_a_cool_down_does_not_end_it() {
    let mut fleet = Fleet::new(2);
    fleet.sync(0, NOON);
    fleet.sync(1, NOON);
    let told = Ended::RateLimited(Some(Duration::from_secs(9)));
    fleet.judge(0, told, NOON);
    fleet.sync(0, NOON);
    fleet.judge(1, Ended::Failed, later(1));
    let quota = Quota {
        remaining: 3,
        resets: later(30),
    };
    fleet.workers[1].note_quota(0, quota, later(1));
    fleet.sync(1, later(1));
    fleet.sync(0, later(1));
    for worker in 0..2 {
        assert_eq!(fleet.until(worker), Some(later(9)), "{worker}");
        let known = fleet.workers[worker].state().account(0).quota;
        assert_eq!(known, Some(quota), "{worker}");
    }
}

#[test]
fn what_could_not_be_shared_is_told_again() {
    let mut fleet = Fleet::new(2);
    fleet.judge(0, Ended::KeyRefused, NOON);
    let (_, bytes) = fleet.workers[0].merge(&fleet.shared, NOON);
    assert!(bytes.is_some(), "another worker's write gets in the way");
    fleet.judge(1, Ended::Failed, NOON);
    fleet.sync(1, NOON);
    fleet.sync(0, NOON);
    fleet.sync(1, NOON);
    assert_eq!(fleet.until(1), Some(later(6)));
}

#[test]
fn a_clock_that_goes_back_loses_nothing() {
    let mut fleet = Fleet::new(2);
    fleet.judge(0, Ended::Failed, NOON);
    fleet.sync(0, NOON);
    let earlier = NOON - Duration::from_secs(3600);
    assert!(fleet.judge(0, Ended::Failed, earlier));
    fleet.sync(0, earlier);
    fleet.sync(1, earlier);
    assert_eq!(fleet.until(1), Some(earlier + Duration::from_secs(1)));
}

#[test]
fn times_are_averaged_over_all_workers() {
    let mut fleet = Fleet::new(2);
    let pace = |milliseconds| Pace {
        first_token_ms: Some(milliseconds),
        token_ms: None,
    };
    for _ in 0..20 {
        fleet.workers[0].measure(0, pace(100.0), NOON);
        fleet.workers[1].measure(0, pace(300.0), NOON);
        fleet.sync(0, NOON);
        fleet.sync(1, NOON);
    }
    fleet.sync(0, NOON);
    let known = fleet.workers[0]
        .state()
        .target(0)
        .first_token_ms
        .expect("measured");
    assert!((180.0..260.0).contains(&known), "{known}");
    assert_eq!(
        Some(known),
        fleet.workers[1].state().target(0).first_token_ms
    );
}

#[test]
fn requests_under_way_are_counted_over_all_workers_and_those_of_a_dead_one_are_not() {
    let mut fleet = Fleet::new(2);
    for _ in 0..3 {
        fleet.workers[0].begin(1, NOON);
    }
    fleet.workers[1].begin(1, NOON);
    fleet.sync(0, NOON);
    fleet.sync(1, NOON);
    assert_eq!(fleet.workers[1].state().account(1).in_flight, 4);
    // The first worker says nothing any more.
    fleet.sync(1, later(5));
    assert_eq!(fleet.workers[1].state().account(1).in_flight, 1);
    fleet.workers[1].end(1);
    assert_eq!(fleet.workers[1].state().account(1).in_flight, 0);
}

#[test]
fn a_new_configuration_keeps_what_is_known() {
    let mut fleet = Fleet::new(1);
    fleet.judge(0, Ended::KeyRefused, NOON);
    fleet.workers[0].begin(0, NOON);
    let renewed = fleet.workers[0].renewed(&fleet.config);
    assert!(renewed.state().account(0).cooling.is_some());
    assert_eq!(renewed.state().account(0).in_flight, 0);
}

#[test]
fn nothing_new_is_not_written_again() {
    let mut fleet = Fleet::new(2);
    fleet.judge(0, Ended::KeyRefused, NOON);
    fleet.sync(0, NOON);
    fleet.sync(1, NOON);
    let (_, bytes) = fleet.workers[0].merge(&fleet.shared, later(1));
    assert!(bytes.is_none());
    let (_, bytes) = fleet.workers[1].merge(&fleet.shared, later(1));
    assert!(bytes.is_none());
}
