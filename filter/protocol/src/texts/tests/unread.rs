//! What cannot be read is told; what can be is a text.

use super::*;

/// Whether something in a tool's answer cannot be read, and the texts of it.
fn result(content: &str) -> (bool, Vec<String>) {
    let message = json!({"role": "tool", "tool_call_id": "c", "content": content});
    let body = json!({"model": "m", "messages": [message]}).to_string();
    with_texts(Side::Request, chat(OpenAiChat), &body, |texts| {
        let pieces = texts.pieces().iter();
        let told = pieces.map(|piece| piece.text.clone().into_owned());
        (texts.is_unreadable(), told.collect())
    })
}

#[test]
fn a_number_where_a_text_belongs_is_one() {
    let body = r#"{"model":"m","user":12,"messages":[{"role":"user","content":7}]}"#;
    let told = with_texts(Side::Request, chat(OpenAiChat), body, |texts| {
        assert!(!texts.is_unreadable());
        let pieces = texts.pieces().iter();
        pieces
            .map(|piece| piece.text.clone().into_owned())
            .collect::<Vec<_>>()
    });
    assert_eq!(told, ["12", "7"]);
}

#[test]
fn json_that_is_nested_too_deeply_is_told_if_it_hides_something() {
    let nested = |text: &str| format!("{}{text}{}", "[".repeat(200), "]".repeat(200));
    let plain = nested("\"ana\"");
    assert_eq!(result(&plain), (false, vec![plain]));
    assert!(result(&nested("\"\\u0061na\"")).0);
}

#[test]
fn json_in_json_in_json_without_end_is_told_if_it_hides_something() {
    let within = |times: usize, text: &str| {
        (0..times).fold(text.to_owned(), |text, _| json!([text]).to_string())
    };
    assert_eq!(result(&within(4, "ana")), (false, vec!["ana".to_owned()]));
    assert!(!result(&within(5, "ana")).0);
    assert!(result(&within(6, "ana")).0);
}

#[test]
fn what_stands_beside_the_turns_is_told_from_them() {
    let body = json!({
        "model": "m",
        "messages": [{"role": "user", "content": "a"}, {"role": "assistant", "content": "b"}],
        "prediction": {"type": "content", "content": "c"},
    });
    let body = body.to_string();
    let told = with_texts(Side::Request, chat(OpenAiChat), &body, |texts| {
        let pieces = texts.pieces().iter();
        pieces
            .map(|piece| (piece.text.clone().into_owned(), piece.in_turn))
            .collect::<Vec<_>>()
    });
    let expected = [("a", true), ("b", true), ("c", false)];
    assert_eq!(told, expected.map(|(text, is)| (text.to_owned(), is)));
}
