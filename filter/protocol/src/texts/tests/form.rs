//! The texts of forms.

use super::*;
use crate::multipart::Field;

/// A part: what stands in its headers behind `form-data; `, and its value.
type Told<'t> = (&'t str, &'t [u8]);

fn form(parts: &[Told<'_>]) -> Vec<u8> {
    let mut body = Vec::new();
    for (head, value) in parts {
        let head = format!("--b\r\nContent-Disposition: form-data; {head}\r\n\r\n");
        body.extend_from_slice(head.as_bytes());
        body.extend_from_slice(value);
        body.extend_from_slice(b"\r\n");
    }
    body.extend_from_slice(b"--b--\r\n");
    body
}

fn with_form<T>(body: &[u8], read: impl FnOnce(&mut Texts<'_>) -> T) -> T {
    let field = Field::find(body, "b".to_owned(), "model").unwrap();
    read(&mut Texts::of_form(body, field.parts()))
}

fn texts(parts: &[Told<'_>]) -> Vec<(PieceKind, String)> {
    with_form(&form(parts), |texts| {
        assert!(!texts.is_unreadable(), "{parts:?}");
        let pieces = texts.pieces().iter();
        pieces
            .map(|piece| (piece.kind, piece.text.clone().into_owned()))
            .collect()
    })
}

fn is_unreadable(head: &str, value: &[u8]) -> bool {
    with_form(&form(&[(head, value)]), |texts| {
        assert!(!texts.is_unreadable() || texts.pieces().is_empty());
        texts.is_unreadable()
    })
}

const SOUND: &[u8] = b"RIFF\xff\xfe\x00\x80WAVE";

#[test]
fn the_fields_of_a_form_are_texts_and_its_media_are_none() {
    let told = texts(&[
        (
            "name=\"file\"; filename=\"a.wav\"\r\nContent-Type: audio/wav",
            SOUND,
        ),
        ("name=\"model\"", b"whisper-1"),
        ("name=\"prompt\"", "Zo\u{eb} says".as_bytes()),
        ("name=\"temperature\"", b"0.2"),
        ("name=\"image[]\"", b"aGVsbG8="),
        ("name=\"user\"", b"u-1"),
        ("name=\"note\"", b"by me"),
        ("name=\"empty\"", b""),
    ]);
    let expected = [
        (PieceKind::User, "Zo\u{eb} says"),
        (PieceKind::Other, "u-1"),
        (PieceKind::Other, "by me"),
    ];
    assert_eq!(told, expected.map(|(kind, text)| (kind, text.to_owned())));
}

#[test]
fn whatever_stands_where_a_word_belongs_is_a_text() {
    for name in ["model", "n", "size", "temperature", "image"] {
        let head = format!("name={name}");
        let told = texts(&[(&head, b"write to me"), ("name=prompt", b"x")]);
        assert_eq!(
            told[0],
            (PieceKind::Other, "write to me".to_owned()),
            "{name}"
        );
    }
}

#[test]
fn json_in_a_form_is_opened() {
    let told = |head: &str, value: &str| -> Vec<String> {
        let told = texts(&[(head, value.as_bytes())]);
        told.into_iter().map(|(_, text)| text).collect()
    };
    assert_eq!(told("name=metadata", r#"{"a": "\u0065"}"#), ["a", "e"]);
    assert_eq!(
        told("name=metadata", r#"{"a": "\u0065"#),
        [r#"{"a": "\u0065"#]
    );
    let lines = "\u{feff}{\"a\": \"\\u0065\"}\r\nnone\n\n{\"b\":[1]}";
    for head in [
        "name=file; filename=batch.jsonl\r\nContent-Type: application/octet-stream",
        "name=file; filename=batch\r\nContent-Type: application/jsonl",
    ] {
        assert_eq!(
            told(head, lines),
            ["a", "e", "none\n", "\n", "b", "1"],
            "{head}"
        );
    }
    let text = "one\ntwo {\"a\": 1}\n";
    assert_eq!(told("name=file; filename=a.txt", text), [text]);
}

#[test]
fn what_is_called_text_and_is_none_is_told() {
    for head in [
        "name=\"prompt\"",
        "name=prompt\r\nContent-Type: image/png",
        "name=prompt; filename=a.png\r\nContent-Type: image/png",
        "filename*=UTF-8''a.txt",
        "name=file; filename=a.txt",
        "name=file; filename=batch.JSONL\r\nContent-Type: application/octet-stream",
        "name=file; filename=a.bin\r\nContent-Type: text/plain; charset=utf-8",
        "name=file; filename=a\r\nContent-Type: application/json",
        "name=file; filename=a\r\nContent-Type: application/ld+json",
    ] {
        assert!(is_unreadable(head, SOUND), "{head}");
    }
    for head in [
        "name=prompt\r\nContent-Type: text/plain; charset=utf-16",
        "name=prompt\r\nContent-Type: text/plain; charset=utf-7",
        "name=prompt\r\nContent-Transfer-Encoding: base64",
        "name=a; filename=a.png\r\nContent-Transfer-Encoding: quoted-printable",
    ] {
        assert!(is_unreadable(head, b"hello"), "{head}");
    }
    assert!(is_unreadable("name=_charset_", b"utf-16"));
    assert!(!is_unreadable("name=_charset_", b"UTF-8"));
    assert!(!is_unreadable(
        "name=a\r\nContent-Type: text/plain; charset=iso-8859-1",
        b"hi"
    ));
    for head in [
        "name=file; filename=a.wav",
        "name=file; filename=a.png\r\nContent-Type: image/png",
        "name=file; filename=blob\r\nContent-Type: application/octet-stream",
        "name=mask\r\nContent-Type: image/png",
    ] {
        assert!(!is_unreadable(head, SOUND), "{head}");
        // A text is one, whatever it calls itself.
        assert_eq!(texts(&[(head, b"hello you")]).len(), 1, "{head}");
    }
}

#[test]
fn a_field_is_a_text_whatever_type_it_has() {
    let told = texts(&[("name=prompt\r\nContent-Type: image/png", b"a\0b")]);
    assert_eq!(told, [(PieceKind::User, "a\0b".to_owned())]);
}

#[test]
fn what_is_replaced_changes_that_and_nothing_else() {
    let file = b"{\"a\": \"x\\u0065y\", \"b\": 12}\n{\"c\": \"d\"}";
    let with = |prompt: &[u8], file: &[u8]| {
        form(&[
            ("name=sound; filename=a.wav", SOUND),
            ("name=prompt", prompt),
            ("name=file; filename=a.jsonl", file),
        ])
    };
    let changed = with_form(&with(b"I am Jo, you see", file), |texts| {
        assert_eq!(texts.apply(), with(b"I am Jo, you see", file));
        let numbers: Vec<usize> = (0..texts.pieces().len()).collect();
        for (number, text) in numbers
            .iter()
            .zip(["I am Jo, you see", "a", "xey", "b", "12"])
        {
            assert_eq!(texts.pieces()[*number].text, text);
        }
        texts.replace(0, 5..7, "[\"1\"]".to_owned());
        texts.replace(0, 13..16, String::new());
        texts.replace(2, 1..2, "\"".to_owned());
        texts.replace(4, 0..2, "n".to_owned());
        texts.apply()
    });
    let expected = with(
        b"I am [\"1\"], you ",
        b"{\"a\": \"x\\\"y\", \"b\": \"n\"}\n{\"c\": \"d\"}",
    );
    assert_eq!(
        String::from_utf8_lossy(&changed),
        String::from_utf8_lossy(&expected)
    );
}
