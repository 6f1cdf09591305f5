//! The corpus: every entity in sentences and data of several languages, what only looks
//! like one, and texts with nothing in them.

use crate::rng::Rng;
use crate::scheme::{Class, Scheme};
use crate::text::{Filling, Text};
use crate::words;
use crate::{europe, global, secrets, world};

/// The seed of the file in this folder.
pub(crate) const SEED: u64 = 20_261_123;
/// A seed that no rule was made with.
pub(crate) const HELD_OUT: u64 = 7_741_993;

const ANNOUNCED: usize = 8;
const NEAR_MISSES: usize = 6;
const BUSINESS: usize = 420;
const CODE: usize = 200;
const LOGS: usize = 220;
const TOGETHER: usize = 150;

pub(crate) fn schemes() -> impl Iterator<Item = &'static Scheme> {
    let tables = [global::ALL, europe::ALL, world::ALL, secrets::ALL];
    tables.into_iter().flatten()
}

pub(crate) fn is_secret(entity: &str) -> bool {
    secrets::ALL.iter().any(|scheme| scheme.entity == entity)
}

pub(crate) fn build(seed: u64) -> Vec<Text> {
    let mut rng = Rng::new(seed);
    let mut all = Vec::new();
    for scheme in schemes() {
        positives(&mut rng, scheme, &mut all);
        evasions(&mut rng, scheme, &mut all);
        near_misses(&mut rng, scheme, &mut all);
    }
    let schemes: Vec<&Scheme> = schemes().collect();
    for _ in 0..TOGETHER {
        let mut text = Text::new("positive");
        for _ in 0..rng.between(2, 4) {
            let scheme = rng.pick(&schemes);
            if text.text.contains("\n\n") {
                text.push("\n");
            }
            announce(&mut rng, scheme, &mut text);
            text.push("\n\n");
        }
        all.push(text);
    }
    for pattern in LOOK_ALIKES {
        for _ in 0..3 {
            let mut text = Text::new("near_miss");
            fill(&mut rng, pattern, &mut text);
            all.push(text);
        }
    }
    for (kind, count, templates) in [
        ("business", BUSINESS, words::BUSINESS),
        ("code", CODE, words::CODE),
        ("log", LOGS, words::LOGS),
    ] {
        for nth in 0..count {
            let mut text = Text::new(kind);
            fill(&mut rng, templates[nth % templates.len()], &mut text);
            all.push(text);
        }
    }
    all
}

fn fill(rng: &mut Rng, template: &str, text: &mut Text) {
    let filling = Filling {
        entity: "",
        value: "",
        called: "",
        counts: false,
    };
    let template = draw(rng, template);
    text.fill(rng, &template, &filling);
}

/// Puts characters in the places of a pattern between `<` and `>`.
fn draw(rng: &mut Rng, template: &str) -> String {
    match (template.find("<~"), template.find("~>")) {
        (Some(open), Some(close)) => {
            let drawn = rng.like(&template[open + 2..close]);
            let rest = draw(rng, &template[close + 2..]);
            format!("{}{drawn}{rest}", &template[..open])
        }
        _ => template.to_owned(),
    }
}

fn announce(rng: &mut Rng, scheme: &Scheme, text: &mut Text) {
    let value = scheme.good(rng);
    let value = scheme.written(rng, &value);
    sentence(rng, scheme, &value, true, text);
}

/// A sentence that says what its value is.
fn sentence(rng: &mut Rng, scheme: &Scheme, value: &str, counts: bool, text: &mut Text) {
    let (language, called) = *rng.pick(scheme.called);
    let of = words::ANNOUNCING
        .iter()
        .find(|(known, _)| *known == language);
    let (_, templates) = of.unwrap();
    let template = *rng.pick(templates);
    let filling = Filling {
        entity: scheme.entity,
        value,
        called,
        counts,
    };
    text.fill(rng, template, &filling);
}

fn positives(rng: &mut Rng, scheme: &Scheme, all: &mut Vec<Text>) {
    let free = scheme.class.stands_free();
    for nth in 0..ANNOUNCED + 8 {
        let value = scheme.good(rng);
        let value = scheme.written(rng, &value);
        let called = rng.pick(scheme.called).1;
        let filling = Filling {
            entity: scheme.entity,
            value: &value,
            called,
            counts: true,
        };
        let mut text = Text::new("positive");
        match nth {
            0 if free => text.label(scheme.entity, &value),
            1..=3 if free => text.fill(rng, rng_pick(nth, words::PLAIN), &filling),
            4..=7 => {
                // Where a URL ends before a semicolon nobody knows.
                let fits = |template: &&&str| scheme.entity != "URL" || !template.contains(";{v};");
                let records: Vec<&&str> = words::RECORDS.iter().filter(fits).collect();
                let template = *rng.pick(&records);
                text.fill(rng, template, &filling);
            }
            _ => {
                let before = *rng.pick(words::BEFORE);
                text.push(before);
                sentence(rng, scheme, &value, true, &mut text);
                let behind = *rng.pick(words::BEHIND);
                text.push(behind);
            }
        }
        all.push(text);
    }
    if free {
        for _ in 0..3 {
            let value = scheme.good(rng);
            let value = scheme.written(rng, &value);
            let filling = Filling {
                entity: scheme.entity,
                value: &value,
                called: "",
                counts: true,
            };
            let mut text = Text::new("positive");
            let template = *rng.pick(words::PLAIN);
            text.fill(rng, template, &filling);
            all.push(text);
        }
    }
}

fn evasions(rng: &mut Rng, scheme: &Scheme, all: &mut Vec<Text>) {
    let mut push = |rng: &mut Rng, value: &str, template: &str| {
        let filling = Filling {
            entity: scheme.entity,
            value,
            called: rng.pick(scheme.called).1,
            counts: true,
        };
        let mut text = Text::new("evasion");
        text.fill(rng, template, &filling);
        all.push(text);
    };
    let good = scheme.good(rng);
    let value = scheme.written(rng, &good);
    push(rng, &value, "{l}:{v}");
    let good = scheme.good(rng);
    let value = scheme.written(rng, &good);
    push(rng, &value, "{l}\n`{v}`");
    if is_secret(scheme.entity) {
        return;
    }
    let good = scheme.good(rng);
    let value = scheme.written(rng, &good);
    if !matches!(scheme.entity, "CRYPTO" | "URL" | "DATE_TIME") {
        push(rng, &value.to_lowercase(), "here is the {l} — **{v}**, ok?");
    }
    let good = scheme.good(rng);
    let spaced = scheme.written(rng, &good);
    if spaced.contains(' ') && scheme.check.is_some() {
        push(rng, &spaced.replace(' ', "-"), "the {l} is “{v}”");
    }
}

fn near_misses(rng: &mut Rng, scheme: &Scheme, all: &mut Vec<Text>) {
    for nth in 0..NEAR_MISSES {
        let Some(bad) = scheme.bad(rng) else { break };
        // What is a good one of somebody else is no near miss.
        if schemes().any(|other| other.class == Class::Strong && other.takes(&bad)) {
            continue;
        }
        // In groups these could be telephone numbers.
        let grouped = scheme.written(rng, &bad);
        let long = bad.chars().filter(char::is_ascii_digit).count();
        let bad = match scheme.entity {
            "UK_NHS" | "IBAN_CODE" => bad,
            _ if grouped.contains(' ') && long <= 12 => bad,
            _ => grouped,
        };
        let mut text = Text::new("near_miss");
        let filling = Filling {
            entity: scheme.entity,
            value: &bad,
            called: "",
            counts: false,
        };
        if nth == 0 {
            text.fill(
                rng,
                rng_pick(nth + scheme.entity.len(), words::PLAIN),
                &filling,
            );
        } else {
            sentence(rng, scheme, &bad, false, &mut text);
        }
        all.push(text);
    }
    if scheme.class != Class::Strong || scheme.check.is_none() {
        return;
    }
    // A good one in the middle of something else.
    for template in [
        "build {v}x{h8}",
        "sum=3.{v}7",
        "path/{h6}/{v}/{h6}",
        "id {h8}{v}{h8}",
    ] {
        if rng.once_in(2) {
            let value = scheme.good(rng);
            let filling = Filling {
                entity: scheme.entity,
                value: &value,
                called: "",
                counts: false,
            };
            let mut text = Text::new("near_miss");
            text.fill(rng, template, &filling);
            all.push(text);
        }
    }
}

fn rng_pick<'a>(nth: usize, all: &'a [&'a str]) -> &'a str {
    all[nth % all.len()]
}

/// What looks like something by its shape and is not.
const LOOK_ALIKES: &[&str] = &[
    "The NINO on the form, GB<~######~>A, is impossible.",
    "National Insurance number: DQ<~######~>B",
    "Her SSN cannot be 000-<~##~>-<~%###~>.",
    "SSN 666-<~##~>-<~%###~> is never given out.",
    "social security number 123-00-<~%###~>",
    "ITIN: 912-34-<~%###~>",
    "postcode QQ<~%~> <~#~>AA",
    "postal code: ZZ1 <~#~>ZZ",
    "server 300.<~%##~>.1.<~%##~> does not exist",
    "version 4.<~##~>.<~#~>.<~##~>.<~#~> is out",
    "the MAC 00:1B:44:11:3A is cut off",
    "mail to nobody@ or to @nobody, please",
    "PAN: ABC<~X####~>Z is too short",
    "PAN: ABCXD<~####~>E",
    "vehicle number QZ 01 AB <~%###~>",
    "the token is sk-xxxxxxxxxxxxxxxxxxxxxxxx",
    "export GITHUB_TOKEN=ghp_your_token_here",
    "Authorization: Bearer <your token>",
    "api_key = \"YOUR_API_KEY\"",
    "password: ********",
    "Between {t2} and {t2} we served {s} guests for {m}.",
    "Aadhaar 1<~###~> <~####~> <~####~> begins with one, so it is none.",
    "Emirates ID 785-19<~##~>-<~#######~>-<~#~>",
    "1ETH = {m}, 1 BTC = {m}",
    "the wallet 1BoatSLRHtKNngkdXEeobR76b53LETtpyZ is mistyped",
    "the passport office opens at 9",
    "M1 8GB or M2 16GB?",
    "in B2 2nd edition, page {s}",
    "My credit card was declined twice, order {i}.",
    "Flight LH{s}, seat {s}A, gate B{s}.",
    "Room 12<~#~>, building E<~#~>, 2nd floor",
    "coordinates {g}",
    "We sold 1,2<~##~>,<~###~> pieces at 12.<~##~> each.",
    "HTTP 200 in 0.<~####~> s, id={u}",
    "etag \"{h32}\", length {i}",
    "IMEI {i5}-{i3}, colour black",
];
