//! The outcomes as a page of their own, and as a summary for the README.

use std::fmt::Write as _;

use sluice_protocol::WireFormat;

use super::judge::{self, Outcome};
use super::{answers, errors, requests};

/// Which way a feature goes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    /// From the client to the provider.
    Request,
    /// Back, in one piece.
    Answer,
    /// Back, as a stream.
    Stream,
}

/// One feature of one pair of formats.
pub struct Row {
    feature: &'static str,
    kind: Kind,
    client: WireFormat,
    provider: WireFormat,
    outcome: Outcome,
}

/// All rows.
pub struct Table(Vec<Row>);

impl Table {
    /// Sends every probe.
    pub fn measure() -> Self {
        let mut rows = Vec::new();
        let (requests, answers) = (requests::features(), answers::features());
        let text = answers.first();
        for &client in WireFormat::ALL {
            for &provider in WireFormat::ALL {
                let mut push = |feature, kind, outcome| {
                    rows.push(Row {
                        feature,
                        kind,
                        client,
                        provider,
                        outcome,
                    });
                };
                for feature in &requests {
                    let outcome = judge::request(&requests, feature, client, provider);
                    push(feature.name, Kind::Request, outcome);
                }
                for feature in &answers {
                    let Some(text) = text else { continue };
                    let whole = judge::answer(text, feature, client, provider);
                    let stream = judge::stream(feature, client, provider, &whole);
                    push(feature.name, Kind::Answer, whole);
                    push(feature.name, Kind::Stream, stream);
                }
            }
        }
        Self(rows)
    }

    /// What was lost in silence, with its story.
    pub fn silent(&self) -> Vec<String> {
        let story = |row: &Row| match &row.outcome {
            Outcome::Silent(story) => Some(format!(
                "{:?}, client {}, provider {}: {}: {story}",
                row.kind, row.client, row.provider, row.feature
            )),
            _ => None,
        };
        self.0.iter().filter_map(story).collect()
    }

    fn outcome(
        &self,
        feature: &str,
        kind: Kind,
        client: WireFormat,
        provider: WireFormat,
    ) -> &Outcome {
        let is_it = |row: &&Row| {
            row.feature == feature
                && row.kind == kind
                && row.client == client
                && row.provider == provider
        };
        self.0
            .iter()
            .find(is_it)
            .map_or(&Outcome::NotThere, |row| &row.outcome)
    }

    fn features(&self, kind: Kind) -> Vec<&'static str> {
        let mut names: Vec<&'static str> = Vec::new();
        for row in self.0.iter().filter(|row| row.kind == kind) {
            if !names.contains(&row.feature) {
                names.push(row.feature);
            }
        }
        names
    }

    /// A table of counts, a line a client.
    pub fn summary(&self) -> String {
        let mut out = String::from("| client \\ provider |");
        for provider in WireFormat::ALL {
            let _ = write!(out, " {provider} |");
        }
        out.push_str("\n|---|");
        out.push_str(&"---|".repeat(WireFormat::ALL.len()));
        out.push('\n');
        for client in WireFormat::ALL {
            let _ = write!(out, "| **{client}** |");
            for provider in WireFormat::ALL {
                let count = |wanted: Outcome| {
                    let of_pair = |row: &&Row| row.client == *client && row.provider == *provider;
                    let rows = self.0.iter().filter(of_pair);
                    rows.filter(|row| row.outcome == wanted).count()
                };
                if client == provider {
                    let _ = write!(out, " as it is |");
                } else {
                    let _ = write!(
                        out,
                        " {} / {} / {} / {} |",
                        count(Outcome::Passed),
                        count(Outcome::Mapped),
                        count(Outcome::Lost),
                        count(Outcome::Refused)
                    );
                }
            }
            out.push('\n');
        }
        out
    }

    /// The page with every feature of every pair.
    pub fn page(&self) -> String {
        let mut out = String::from(HEAD);
        for &client in WireFormat::ALL {
            let _ = write!(out, "\n## Clients that speak {client}\n\n### Requests\n\n");
            self.table(client, "what the client sends", Kind::Request, &mut out);
            out.push_str("\n### Answers\n\n");
            self.table(client, "what the provider sends", Kind::Answer, &mut out);
        }
        out.push_str(&errors::table());
        out
    }

    fn table(&self, client: WireFormat, what: &str, kind: Kind, out: &mut String) {
        let others = || {
            WireFormat::ALL
                .iter()
                .filter(move |other| **other != client)
        };
        let _ = write!(out, "| {what} |");
        others().for_each(|provider| {
            let _ = write!(out, " {provider} |");
        });
        out.push_str("\n|---|");
        others().for_each(|_| out.push_str("---|"));
        out.push('\n');
        for feature in self.features(kind) {
            let cells: Vec<String> = others()
                .map(|provider| {
                    let whole = self.outcome(feature, kind, client, *provider);
                    let streamed = self.outcome(feature, Kind::Stream, client, *provider);
                    let is_told_apart =
                        kind == Kind::Answer && streamed != whole && *streamed != Outcome::NotThere;
                    if is_told_apart {
                        format!("{}, streamed {}", word(whole), word(streamed))
                    } else {
                        word(whole).to_owned()
                    }
                })
                .collect();
            // What the client's format cannot say is no row of its table.
            if cells.iter().any(|cell| cell != word(&Outcome::NotThere)) {
                let _ = writeln!(out, "| {feature} | {} |", cells.join(" | "));
            }
        }
    }
}

fn word(outcome: &Outcome) -> &'static str {
    match outcome {
        Outcome::Passed => "passed",
        Outcome::Mapped => "*mapped*",
        Outcome::Lost => "**lost**",
        Outcome::Refused => "**refused**",
        Outcome::NotThere => "–",
        Outcome::Silent(_) => "SILENT",
    }
}

const HEAD: &str = "# What every client can say to every provider

This page is made by `make gen` and checked by `make check`: a small probe for each
feature goes through the codecs as a request or an answer would, what arrives is read
again, and the listed losses are looked at. Nothing here is written by hand, and a
feature that is neither there, nor listed, nor refused fails the tests.

- **passed**: it arrives as it was.
- **mapped**: it arrives in another form that the target has for it; where that says
  less, the loss is listed.
- **lost**: it does not arrive, and `x-sluice-losses` lists it; `translation: strict`
  makes a `400` of it. A stream cannot list what it loses and never loses more than a
  whole answer would.
- **refused**: a `400` that names the part and the mend, before anything is sent.
- **–**: one of the two formats has no form for it and does without.

Where the models of a provider differ, the cell is that of the model which takes most.
A client and a provider of the same format are not in the tables: there every byte passes
but for the keys that the gateway owns.
";
