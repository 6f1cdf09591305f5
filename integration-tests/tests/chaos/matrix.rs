//! Every fault, at every stage, for whole answers and streams, with and without another
//! target, in every client format: one well-formed answer each, in bounded time.

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::sync::Mutex;
use std::thread;
use std::time::{Duration, Instant};

use sluice_harness::Gateway;
use sluice_harness::client::Connection;

use super::clients::{
    ANTHROPIC_MESSAGES, Client, GEMINI_GENERATE, OPENAI_CHAT, OPENAI_RESPONSES, Outcome, Told,
};
use super::count::{by_label, reloads};
use super::rows::{Places, Row};
use super::{dead_worker, gaps, table};

/// Requests at a time.
const LANES: usize = 64;

/// The columns: whether it is a stream, and whether there is a next target.
pub(crate) const COLUMNS: [(bool, bool); 4] =
    [(false, false), (false, true), (true, false), (true, true)];

/// How often the whole matrix is gone through.
const ROUNDS: usize = 3;

/// The longest that a request may take: two attempts that run into their time-outs,
/// and a machine that has better things to do.
const BOUND: Duration = Duration::from_secs(15);

const TIMEOUTS: &str = "{connect: 1s, idle: 2s, answer: 3s}";

/// Every cell is to be tried whatever became of the others.
const ROUTING: &str = "{retry_budget: {percent: 100, min: 1000, window: 1s}, cool_down: {max: 0s}}";

/// Bytes that Envoy may hold more after the last round than after the one before.
const GROWTH: u64 = 4 << 20;

/// A client before a provider of a format, its own or another.
#[derive(Clone, Copy)]
pub(crate) struct Pair {
    client: &'static Client,
    provider: &'static Client,
    /// All rows, or only those for every format.
    is_full: bool,
}

impl Pair {
    pub(crate) fn name(self) -> String {
        format!(
            "{} → {}",
            self.client.format.name(),
            self.provider.format.name()
        )
    }

    pub(crate) fn is_native(self) -> bool {
        self.client.format == self.provider.format
    }

    /// Who is asked when the first target has failed: a provider of another format.
    fn next(self) -> &'static Client {
        if self.provider.format == ANTHROPIC_MESSAGES.format {
            &OPENAI_CHAT
        } else {
            &ANTHROPIC_MESSAGES
        }
    }
}

const fn full(client: &'static Client, provider: &'static Client) -> Pair {
    Pair {
        client,
        provider,
        is_full: true,
    }
}

const fn part(client: &'static Client, provider: &'static Client) -> Pair {
    Pair {
        client,
        provider,
        is_full: false,
    }
}

const PAIRS: &[Pair] = &[
    full(&OPENAI_CHAT, &OPENAI_CHAT),
    full(&OPENAI_CHAT, &ANTHROPIC_MESSAGES),
    full(&ANTHROPIC_MESSAGES, &ANTHROPIC_MESSAGES),
    full(&ANTHROPIC_MESSAGES, &OPENAI_CHAT),
    part(&OPENAI_RESPONSES, &OPENAI_RESPONSES),
    part(&OPENAI_RESPONSES, &ANTHROPIC_MESSAGES),
    part(&GEMINI_GENERATE, &GEMINI_GENERATE),
    part(&GEMINI_GENERATE, &OPENAI_CHAT),
];

/// One request of the matrix.
#[derive(Clone, Copy)]
pub(crate) struct Cell {
    pub(crate) row: Row,
    pub(crate) pair: Pair,
    pub(crate) stream: bool,
    /// There is another target, which is well.
    pub(crate) with_next: bool,
    number: usize,
}

impl Cell {
    /// The account that fails so: one for all clients, since no failure counts against
    /// an account here.
    fn account(&self) -> String {
        format!("{}-{}", self.row.name, self.pair.provider.format.name())
    }

    fn model(&self) -> String {
        let targets = if self.with_next { "both" } else { "alone" };
        format!("{}-{targets}", self.account())
    }

    fn name(&self) -> String {
        format!(
            "{}, {}, {}, {}",
            self.row.name,
            self.pair.name(),
            if self.stream { "stream" } else { "whole" },
            if self.with_next {
                "with a next target"
            } else {
                "alone"
            },
        )
    }

    /// What is wrong with an outcome, if anything is.
    fn complaint(&self, outcome: &Outcome) -> Option<String> {
        let has_begun = self.row.has_begun && self.stream;
        let is_right = match outcome {
            Outcome::Malformed(_) | Outcome::Endless => false,
            // Nothing of it has gone to the client, so the next target can answer.
            _ if self.with_next && !has_begun => *outcome == Outcome::Answer { by_next: true },
            Outcome::Cut => has_begun,
            Outcome::Answer { .. } | Outcome::Error { .. } | Outcome::ErrorEvent => true,
        };
        (!is_right).then(|| format!("{}: {outcome:?}", self.name()))
    }
}

fn cells() -> Vec<Cell> {
    let mut cells = Vec::new();
    for pair in PAIRS {
        for row in Row::all() {
            for (stream, with_next) in COLUMNS {
                if (pair.is_full || row.is_for_all) && (stream || !row.of_streams) {
                    let number = cells.len();
                    cells.push(Cell {
                        row,
                        pair: *pair,
                        stream,
                        with_next,
                        number,
                    });
                }
            }
        }
    }
    cells
}

/// The `gateway.yaml` of all cells.
fn yaml(cells: &[Cell], places: &Places) -> String {
    let url = places.faulty.url();
    let mut providers = BTreeMap::new();
    let mut models = BTreeMap::new();
    for healthy in [&OPENAI_CHAT, &ANTHROPIC_MESSAGES] {
        let format = healthy.format.name();
        let provider = format!("{{format: {format}, endpoint: \"{url}\"}}");
        providers.insert(format!("healthy-{format}"), provider);
    }
    for cell in cells {
        let (account, provider) = (cell.account(), cell.pair.provider);
        let mut targets = format!("{{provider: {account}, model: {}}}", provider.model);
        if cell.with_next {
            let next = cell.pair.next();
            let (format, model) = (next.format.name(), next.model);
            write!(targets, ", {{provider: healthy-{format}, model: {model}}}").unwrap();
        }
        models.insert(cell.model(), format!("{{targets: [{targets}]}}"));
        providers
            .entry(account)
            .or_insert_with(|| cell.row.provider(provider.format.name(), places));
    }
    let lines = |map: &BTreeMap<String, String>| {
        let lines = map
            .iter()
            .map(|(name, value)| format!("  {name}: {value}\n"));
        lines.collect::<String>()
    };
    format!(
        "access: open\ntimeouts: {TIMEOUTS}\nrouting: {ROUTING}\nproviders:\n{}models:\n{}",
        lines(&providers),
        lines(&models)
    )
}

/// What came of a cell in one round.
pub(crate) struct Seen {
    pub(crate) cell: Cell,
    pub(crate) outcome: Outcome,
    told: Told,
}

fn ask(gateway: &Gateway, cell: Cell) -> Seen {
    let client = cell.pair.client;
    let request = client.ask(&cell.model(), cell.stream);
    let answer = Connection::open(gateway.address()).and_then(|mut connection| {
        connection.read_for(BOUND);
        connection.write(&request.bytes(gateway.address()))?;
        connection.answer()
    });
    let (outcome, told) = client.judge(&cell.account(), cell.stream, answer);
    Seen {
        cell,
        outcome,
        told,
    }
}

/// Asks for every cell once, many at a time.
fn round(gateway: &Gateway, cells: &[Cell]) -> Vec<Seen> {
    let next = Mutex::new(cells.iter());
    let seen = Mutex::new(Vec::new());
    thread::scope(|scope| {
        for _ in 0..LANES {
            scope.spawn(|| {
                loop {
                    let Some(cell) = next.lock().unwrap().next() else {
                        break;
                    };
                    let one = ask(gateway, *cell);
                    seen.lock().unwrap().push(one);
                }
            });
        }
    });
    seen.into_inner().unwrap()
}

/// Cells whose tokens are not counted as their clients were told.
fn miscounted(gateway: &Gateway, seen: &[Seen]) -> Vec<String> {
    let mut complaints = Vec::new();
    for (metric, part) in [
        (
            "sluice_input_tokens_total",
            (|told| told.0) as fn(Told) -> u64,
        ),
        ("sluice_output_tokens_total", |told| told.1),
    ] {
        let counted = by_label(gateway, metric, "model");
        let mut told: BTreeMap<String, (u64, bool)> = BTreeMap::new();
        for one in seen {
            let entry = told.entry(one.cell.model()).or_insert((0, true));
            entry.0 += part(one.told);
            // Of anything else the client was told a part, or nothing.
            entry.1 &= matches!(one.outcome, Outcome::Answer { .. } | Outcome::Error { .. });
        }
        for (model, (told, is_exact)) in told {
            let counted = counted.get(&model).copied().unwrap_or(0);
            if is_exact && counted != told {
                complaints.push(format!(
                    "{model}: {metric} is {counted}, clients were told {told}"
                ));
            }
        }
    }
    complaints
}

/// All rounds: what was seen in the first, and what was wrong in any.
fn run(places: &Places) -> (Vec<Seen>, Vec<String>) {
    let mut cells = cells();
    let gateway = Gateway::start(&yaml(&cells, places));
    let count = cells.len();
    let mut complaints = Vec::new();
    let mut seen = Vec::new();
    let mut allocated = Vec::new();
    for _ in 0..ROUNDS {
        let of_round = round(&gateway, &cells);
        for one in &of_round {
            let gap = gaps::of(&one.cell);
            complaints.extend(one.cell.complaint(&one.outcome).filter(|_| gap.is_none()));
        }
        // They have been waited for once.
        let is_endless = |cell: &Cell| {
            let mut of_cell = of_round.iter().filter(|one| one.cell.number == cell.number);
            of_cell.any(|one| one.outcome == Outcome::Endless)
        };
        cells.retain(|cell| !is_endless(cell));
        seen.extend(of_round);
        gateway.wait_until("no request is left behind", || {
            gateway.envoy().stat("http.sluice.downstream_rq_active") == 0
        });
        allocated.push(gateway.envoy().allocated());
    }
    if !sluice_harness::until(Duration::from_secs(10), || {
        miscounted(&gateway, &seen).is_empty()
    }) {
        complaints.extend(miscounted(&gateway, &seen));
    }
    if let [.., before, after] = allocated[..]
        && after > before + GROWTH
    {
        complaints.push(format!("memory grows: {allocated:?}"));
    }
    complaints.extend(reloads(&gateway));
    seen.truncate(count);
    complaints.sort();
    complaints.dedup();
    (seen, complaints)
}

#[test]
fn every_fault_leads_to_one_well_formed_answer_in_bounded_time() {
    let begun = Instant::now();
    let places = Places::start();
    let ((seen, mut complaints), (traps, of_traps)) = thread::scope(|scope| {
        let traps = scope.spawn(|| dead_worker::run(&places));
        (run(&places), traps.join().unwrap())
    });
    complaints.extend(of_traps);
    assert_eq!(
        places.untrusted.requests(),
        0,
        "a request was sent to an untrusted server"
    );
    let page = table::page(&seen, &traps);
    table::print(&page);
    table::print(&format!(
        "{} cells, {ROUNDS} rounds, {:?}\n",
        seen.len(),
        begun.elapsed()
    ));
    let wrong = |one: &&Seen| one.cell.complaint(&one.outcome).is_some();
    complaints.extend(gaps::closed(seen.iter().filter(wrong).map(|one| &one.cell)));
    assert!(
        complaints.is_empty(),
        "{} complaints:\n{}",
        complaints.len(),
        complaints.join("\n")
    );
    table::compare(&page);
}
