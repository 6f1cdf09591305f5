//! Laws of the hub itself.

use super::*;
use crate::json::Text;

#[test]
fn later_usage_corrects_and_never_adds() {
    let mut usage = Usage {
        input_tokens: Some(10),
        cache_read_input_tokens: Some(4),
        ..Usage::default()
    };
    usage.merge(&Usage {
        input_tokens: Some(12),
        output_tokens: Some(0),
        ..Usage::default()
    });
    assert_eq!(usage.input_tokens, Some(12));
    assert_eq!(usage.cache_read_input_tokens, Some(4));
    assert_eq!(usage.output_tokens, Some(0));
    assert_eq!(usage.reasoning_output_tokens, None);
    assert_eq!(usage.total(), Some(12));
}

#[test]
fn a_replayed_answer_folds_into_itself() {
    let response = Response {
        id: Some("msg_1".into()),
        model: Some("m".into()),
        choices: vec![Choice {
            index: 0,
            parts: vec![
                Part::Reasoning {
                    text: "hm".into(),
                    signature: Some(Signature {
                        origin: Origin::Anthropic,
                        data: "sig".into(),
                    }),
                },
                Part::Text {
                    text: "hello".into(),
                    cache: None,
                    citations: None,
                },
                Part::ToolCall {
                    id: "call_1".into(),
                    name: "f".into(),
                    arguments: "{}".into(),
                    cache: None,
                },
            ],
            finish: Some(FinishReason::ToolCalls),
            ..Choice::default()
        }],
        usage: Usage {
            output_tokens: Some(3),
            ..Usage::default()
        },
        ..Response::default()
    };
    let mut fold = Fold::new(1000);
    replay(&response, &mut |event| fold.push(event));
    assert_eq!(
        format!("{:?}", fold.response().unwrap()),
        format!("{response:?}")
    );
}

#[test]
fn a_stream_without_end_is_an_error() {
    let mut fold = Fold::new(1000);
    fold.push(&Event::Start(Start::default()));
    assert_eq!(fold.response().unwrap_err().status, 502);
}

#[test]
fn a_fold_is_bounded() {
    let mut fold = Fold::new(100);
    fold.push(&Event::PartStart {
        choice: 0,
        part: 0,
        kind: PartKind::Text,
    });
    for _ in 0..10 {
        fold.push(&Event::PartDelta {
            choice: 0,
            part: 0,
            text: Text::from("0123456789"),
        });
    }
    fold.push(&Event::End);
    assert_eq!(fold.response().unwrap_err().status, 502);
}

#[test]
fn efforts_are_ordered_and_named() {
    assert!(Effort::None < Effort::Minimal && Effort::High < Effort::Max);
    assert_eq!(Effort::from_name(Effort::XHigh.name()), Some(Effort::XHigh));
    assert_eq!(Effort::from_name(""), None);
}

#[test]
fn a_call_of_nothing_is_not_played() {
    let call = |name: &'static str| Part::ToolCall {
        id: "call_1".into(),
        name: name.into(),
        arguments: "{}".into(),
        cache: None,
    };
    let response = Response {
        choices: vec![Choice {
            parts: vec![call(""), call("f")],
            ..Choice::default()
        }],
        ..Response::default()
    };
    let mut fold = Fold::new(usize::MAX);
    let mut broken = 0;
    replay(&response, &mut |event| {
        broken += usize::from(matches!(event, Event::Malformed));
        fold.push(event);
    });
    let parts = fold.response().map(|folded| folded.choices[0].parts.len());
    assert_eq!((broken, parts), (1, Ok(1)));
}
