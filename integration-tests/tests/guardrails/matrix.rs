//! Every action × whole and streamed × the format of the client × the format of the
//! provider, and what is told of it.

use super::clients::{CLIENTS, Client};
use super::desk::{Desk, MAIL, NEXT_SAYS};
use crate::world::fault;

/// What a client gets.
#[derive(Debug, Clone, Copy)]
enum Gets {
    /// An error in its format with this status.
    Refusal(u16),
    /// An answer with this text.
    Says(&'static str),
    /// An answer with this at its end, after [`NEXT_SAYS`] at the first attempt.
    Later(&'static str),
    /// An answer with this text and the status of one that was flagged.
    Flagged(&'static str),
    /// A stream that says this and then ends as one that was filtered.
    Ends(&'static str),
}

use Gets::{Ends, Flagged, Later, Refusal, Says};

/// A guardrail, and what it does.
pub(super) struct Row {
    /// Its name, and that of the models it is for.
    pub(super) name: &'static str,
    /// It looks for addresses of mail unless there is a check.
    pub(super) guardrail: &'static str,
    /// What the client says.
    prompt: &'static str,
    /// What stands in each request to the provider, if there is one.
    arrives: Option<&'static str>,
    /// What the client gets if it asks for a whole answer, and for a stream.
    gets: [Gets; 2],
    /// What is told of it in the header, the log and the metrics.
    told: &'static str,
    /// Requests to targets.
    attempts: usize,
}

const HI: &str = "I am jo@example.org, hello";
const SAY: &str = "repeat exactly: Write to jo@example.org, now.";
const HIS: &str = "Write to jo@example.org, now.";
const AGAIN: &str =
    "not accepted: it breaks a rule of this service. Answer the same request again, so that it is.";

#[rustfmt::skip]
const fn row(
    name: &'static str, guardrail: &'static str, prompt: &'static str, arrives: Option<&'static str>,
    gets: [Gets; 2], told: &'static str, attempts: usize,
) -> Row {
    Row { name, guardrail, prompt, arrives, gets, told, attempts }
}

#[rustfmt::skip]
pub(super) const ROWS: &[Row] = &[
    //  the guardrail                                                                      a prompt  what of it arrives                     the client gets, whole              streamed                            what is told                           attempts
    row("in-deny",        "on: input",                                                          HI,  None,                                  [Refusal(400),                       Refusal(400)],                       "on=input;action=deny;count=1",        0),
    row("in-deny-446",    "on: input, deny: {status: 446, message: in-deny-446 is the reason}", HI,  None,                                  [Refusal(446),                       Refusal(446)],                       "on=input;action=deny;count=1",        0),
    row("in-placeholder", "on: input, action: redact",                                          HI,  Some("I am [EMAIL_ADDRESS_1], hello"), [Says("You wrote: I am [EMAIL_ADDRESS_1], hello"),        Says("You wrote: I am [EMAIL_ADDRESS_1], hello")],        "on=input;action=redact;count=1", 1),
    row("in-mask",        "on: input, action: redact, redact: {with: mask}",                    HI,  Some("I am **************, hello"),    [Says("You wrote: I am **************, hello"),           Says("You wrote: I am **************, hello")],           "on=input;action=redact;count=1", 1),
    row("in-hash",        "on: input, action: redact, redact: {with: hash, salt: pepper}",      HI,  Some("I am [EMAIL_ADDRESS_dad49550]"), [Says("You wrote: I am [EMAIL_ADDRESS_dad49550], hello"), Says("You wrote: I am [EMAIL_ADDRESS_dad49550], hello")], "on=input;action=redact;count=1", 1),
    row("in-remove",      "on: input, action: redact, redact: {with: remove}",                  HI,  Some("I am , hello"),                  [Says("You wrote: I am , hello"),    Says("You wrote: I am , hello")],    "on=input;action=redact;count=1",      1),
    row("in-restore",     "on: input, action: redact, redact: {restore: true}",                 HI,  Some("I am [EMAIL_ADDRESS_1], hello"), [Says("You wrote: I am jo@example.org, hello"),           Says("You wrote: I am jo@example.org, hello")],           "on=input;action=redact;count=1", 1),
    row("in-flag",        "on: input, action: flag",                                            HI,  Some(HI),                              [Says("You wrote: I am jo@example.org, hello"),           Says("You wrote: I am jo@example.org, hello")],           "on=input;action=flag;count=1",   1),
    row("in-flag-246",    "on: input, action: flag, flag: {status: 246}",                       HI,  Some(HI),                              [Flagged("You wrote: I am jo@example.org, hello"),        Flagged("You wrote: I am jo@example.org, hello")],        "on=input;action=flag;count=1",   1),
    row("in-monitor",     "on: input, mode: monitor",                                           HI,  Some(HI),                              [Says("You wrote: I am jo@example.org, hello"),           Says("You wrote: I am jo@example.org, hello")],           "on=input;action=deny;count=1;mode=monitor", 1),
    row("out-deny",       "on: output",                                                         SAY, Some(HIS),                             [Refusal(400),                       Ends("Write to ")],                  "on=output;action=deny;count=1",       1),
    row("out-placeholder","on: output, action: redact",                                         SAY, Some(HIS),                             [Says("Write to [EMAIL_ADDRESS_1], now."),        Says("Write to [EMAIL_ADDRESS_1], now.")],        "on=output;action=redact;count=1", 1),
    row("out-mask",       "on: output, action: redact, redact: {with: mask}",                   SAY, Some(HIS),                             [Says("Write to **************, now."),           Says("Write to **************, now.")],           "on=output;action=redact;count=1", 1),
    row("out-hash",       "on: output, action: redact, redact: {with: hash, salt: pepper}",     SAY, Some(HIS),                             [Says("Write to [EMAIL_ADDRESS_dad49550], now."), Says("Write to [EMAIL_ADDRESS_dad49550], now.")], "on=output;action=redact;count=1", 1),
    row("out-remove",     "on: output, action: redact, redact: {with: remove}",                 SAY, Some(HIS),                             [Says("Write to , now."),            Says("Write to , now.")],            "on=output;action=redact;count=1",     1),
    row("out-flag",       "on: output, action: flag",                                           SAY, Some(HIS),                             [Says(HIS),                          Says(HIS)],                          "on=output;action=flag;count=1",       1),
    row("out-flag-246",   "on: output, action: flag, flag: {status: 246}, hold: full",          SAY, Some(HIS),                             [Flagged(HIS),                       Flagged(HIS)],                       "on=output;action=flag;count=1",       1),
    row("out-monitor",    "on: output, mode: monitor",                                          SAY, Some(HIS),                             [Says(HIS),                          Says(HIS)],                          "on=output;action=deny;count=1;mode=monitor", 1),
    row("out-fallback",   "on: output, action: fallback",                                       SAY, Some(HIS),                             [Says(NEXT_SAYS),                    Says(NEXT_SAYS)],                    "on=output;action=fallback;count=1",   1),
    row("out-last",       "on: output, action: fallback",                                       SAY, Some(HIS),                             [Refusal(400),                       Refusal(400)],                       "on=output;action=fallback;count=1",   1),
    row("out-retry",      "on: output, action: retry, check: {words: {words: [play]}}",         "hello", Some("hello"),                        [Later(AGAIN),                       Later(AGAIN)],                       "on=output;action=retry;count=1",      2),
    row("out-in-vain",    "on: output, action: retry, retry: {attempts: 2}, check: {length: {words: {max: 2}}}", SAY, Some(HIS),                       [Refusal(400),                       Refusal(400)],                       "on=output;action=retry;count=3",      3),
];

impl Row {
    /// What a client without turns gets of a row that would add one.
    fn of(&self, client: &Client) -> ([Gets; 2], usize, String) {
        let told = format!("{};{}", self.name, self.told);
        if client.has_turns || !self.told.contains("retry") {
            return (self.gets, self.attempts, told);
        }
        let told = told.replace("count=3", "count=1");
        ([Refusal(400); 2], 1, told)
    }

    /// One cell of the matrix.
    fn hold(&self, desk: &Desk, client: &Client, provider: &str, stream: bool) {
        let case = format!(
            "{}: {} -> {provider}, stream {stream}",
            self.name, client.name
        );
        desk.forget();
        let (gets, attempts, told) = self.of(client);
        let gets = gets[usize::from(stream)];
        if self.attempts == 2 {
            let first = fault(&format!("large-answer={},times=1", NEXT_SAYS.len()));
            desk.simulator(provider).set_faults([first]);
        }
        let model = format!("{}.{provider}", self.name);
        let answer = desk.gateway.send(&client.says(&model, self.prompt, stream));
        match gets {
            Refusal(status) => client.assert_refused(&answer, status, self.name),
            Says(text) | Flagged(text) => {
                let flagged = matches!(gets, Flagged(_));
                assert_eq!(answer.status == 246, flagged, "{case}");
                let said = client.told(&answer, stream);
                assert_eq!(
                    (&*said.text, &*said.ending),
                    (text, client.endings[0]),
                    "{case}"
                );
            }
            Later(end) => {
                let said = client.told(&answer, stream);
                assert!(said.text.ends_with(end), "{case}: {}", said.text);
                assert_eq!(said.ending, client.endings[0], "{case}");
            }
            Ends(text) => {
                let said = client.told(&answer, stream);
                assert_eq!(
                    (&*said.text, &*said.ending),
                    (text, client.endings[1]),
                    "{case}"
                );
            }
        }
        let is_refused = answer.status >= 400;
        let header = answer.header("x-sluice-guardrails");
        if stream && self.told.contains("output") && !is_refused {
            // The headers are gone before an answer has been looked at.
            assert!(header.is_none_or(|header| header == told), "{case}");
        } else {
            assert_eq!(header, Some(&*told), "{case}");
        }
        let received = desk.received(provider);
        assert_eq!(received.len(), attempts, "{case}");
        if let Some(arrives) = self.arrives {
            for body in received {
                assert!(body.contains(arrives), "{case}: {body}");
                assert_eq!(body.contains(MAIL), arrives.contains(MAIL), "{case}");
            }
        }
        if is_refused || !matches!(gets, Says(text) | Flagged(text) if text.contains(MAIL)) {
            assert!(!answer.text().contains(MAIL), "{case}");
        }
        for (name, value) in &answer.headers {
            assert!(!value.contains(MAIL), "{case}: {name}: {value}");
        }
    }
}

/// The cells of a row: clients, providers, streams.
pub(super) fn cells() -> impl Iterator<Item = (&'static Client, &'static str, bool)> {
    CLIENTS.iter().flat_map(|client| {
        client.providers.into_iter().flat_map(move |provider| {
            let forms = [false, true].into_iter();
            forms
                .filter(move |stream| *stream || !client.streams_only)
                .map(move |stream| (client, provider, stream))
        })
    })
}

#[test]
fn every_action_is_done_for_every_client_and_told_without_what_was_found() {
    let desk = Desk::start();
    for row in ROWS {
        for (client, provider, stream) in cells() {
            row.hold(&desk, client, provider, stream);
        }
    }
    let each = cells().count();
    let log = desk.gateway.access_log(ROWS.len() * each);
    for (row, lines) in ROWS.iter().zip(log.chunks(each)) {
        for ((client, ..), line) in cells().zip(lines) {
            assert_eq!(line["guardrails"], row.of(client).2, "{line}");
        }
        let part = |name: &str| {
            let mut parts = row.told.split(';');
            let part = parts.find_map(|part| part.strip_prefix(name)?.strip_prefix('='));
            part.unwrap_or("enforce").to_owned()
        };
        for provider in ["openai", "responses", "claude", "gemini"] {
            let requests = cells().filter(|cell| cell.1 == provider).count();
            let model = format!("{}.{provider}", row.name);
            let labels = [
                ("guardrail", row.name),
                ("side", &part("on")),
                ("action", &part("action")),
                ("mode", &part("mode")),
                ("model", &model),
                ("consumer", "checkout"),
            ];
            desk.gateway.wait_until("checks are counted", || {
                desk.gateway.metric("sluice_guardrails_total", &labels) == requests as f64
            });
        }
    }
    let written = desk.gateway.everything_written();
    let line = written.lines().find(|line| line.contains(MAIL));
    assert_eq!(line, None);
}
