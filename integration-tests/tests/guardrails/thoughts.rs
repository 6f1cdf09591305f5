//! What a model thinks, in streams of every format, on its way past guardrails; and what
//! stands where one part of an answer ends and another begins.

use serde_json::json;
use sluice_harness::client::End;

use super::desk::MAIL;
use super::scripted::Piece::{Call, Next, Text, Thought};
use super::scripted::{Told, each_stream, gateway};

fn told(thought: &str, text: &str, arguments: &str) -> Told {
    Told {
        thought: thought.to_owned(),
        text: text.to_owned(),
        arguments: arguments.to_owned(),
    }
}

/// Guardrails, what is thought, what is said, and whether the stream was filtered.
#[rustfmt::skip]
const ROWS: &[(&str, &str, &str, &str, bool)] = &[
    ("redact",          "on: output, action: redact",                        "They wrote [EMAIL_ADDRESS_1], so I greet", "Hello [EMAIL_ADDRESS_1]!", false),
    ("redact-thoughts", "on: output, action: redact, parts: [reasoning]",    "They wrote [EMAIL_ADDRESS_1], so I greet", "Hello jo@example.org!",    false),
    ("redact-answers",  "on: output, action: redact, parts: [answer]",       "They wrote jo@example.org, so I greet",    "Hello [EMAIL_ADDRESS_1]!", false),
    ("deny",            "on: output",                                        "They wrote ",                              "",                         true),
    ("deny-answers",    "on: output, parts: [answer]",                       "They wrote jo@example.org, so I greet",    "Hello ",                   true),
    ("flag",            "on: output, action: flag",                          "They wrote jo@example.org, so I greet",    "Hello jo@example.org!",    false),
];

#[test]
fn what_a_model_thinks_is_redacted_and_denied_like_what_it_says() {
    let pieces = [
        Thought("They wrote "),
        Thought("jo@exam"),
        Thought("ple.org, so"),
        Thought(" I greet"),
        Text("Hello jo@"),
        Text("example.org"),
        Text("!"),
    ];
    let mut guardrails: Vec<_> = ROWS.iter().map(|row| (row.0, row.1)).collect();
    guardrails.push(("held", "on: output, hold: full, parts: [reasoning]"));
    let gateway = gateway(&pieces, &guardrails);
    for (name, _, thought, text, is_filtered) in ROWS {
        each_stream(&gateway, name, "hello", |case, client, answer, read| {
            assert_eq!(read, told(thought, text, ""), "{case}: {}", answer.text());
            let ending = client.told(answer, true).ending;
            assert_eq!(ending, client.endings[usize::from(*is_filtered)], "{case}");
        });
    }
    each_stream(&gateway, "held", "hello", |case, client, answer, _| {
        client.assert_refused(answer, 400, "held");
        assert!(!answer.text().contains("They wrote"), "{case}");
    });
    assert!(!gateway.everything_written().contains(MAIL));
}

const RESTORE: (&str, &str) = (
    "restore",
    "on: input, action: redact, redact: {restore: true}",
);

#[test]
fn placeholders_in_thoughts_are_put_back() {
    let pieces = [
        Thought("They are [EMAIL_"),
        Thought("ADDRESS_1], [EMAIL_ADDRESS_2"),
        Text("Hello [EMAIL"),
        Text("_ADDRESS_1]!"),
    ];
    let gateway = gateway(&pieces, &[RESTORE]);
    let prompt = format!("I am {MAIL}");
    each_stream(&gateway, "restore", &prompt, |case, _, answer, read| {
        let thought = format!("They are {MAIL}, [EMAIL_ADDRESS_2");
        let wanted = told(&thought, &format!("Hello {MAIL}!"), "");
        assert_eq!(read, wanted, "{case}: {}", answer.text());
    });
}

#[test]
fn placeholders_that_the_end_of_a_block_cuts_are_put_back() {
    let pieces = [Text("Dear [EMAIL_ADD"), Next, Text("RESS_1], [EMA")];
    let gateway = gateway(&pieces, &[RESTORE]);
    let prompt = format!("I am {MAIL}");
    each_stream(&gateway, "restore", &prompt, |case, _, answer, read| {
        let wanted = told("", &format!("Dear {MAIL}, [EMA"), "");
        assert_eq!(read, wanted, "{case}: {}", answer.text());
        assert_eq!(answer.end, End::Complete);
    });
}

#[test]
fn of_a_placeholder_that_a_call_cuts_the_rest_is_put_back() {
    let pieces = [
        Text("Dear [EMAIL_ADD"),
        Call(r#"{"to":"<[EMAIL_ADDRESS_1]>","cut":"[EMAIL_ADD"}"#),
        Text("RESS_1], bye"),
    ];
    let gateway = gateway(&pieces, &[RESTORE]);
    let prompt = format!("I am {MAIL}");
    each_stream(&gateway, "restore", &prompt, |case, _, answer, read| {
        let text = answer.text();
        let arguments: serde_json::Value = serde_json::from_str(&read.arguments).unwrap();
        let wanted = json!({"to": format!("<{MAIL}>"), "cut": "[EMAIL_ADD"});
        assert_eq!(arguments, wanted, "{case}: {text}");
        let wanted = format!("Dear [EMAIL_ADD{MAIL}, bye");
        assert_eq!(read.text, wanted, "{case}: {text}");
    });
}
