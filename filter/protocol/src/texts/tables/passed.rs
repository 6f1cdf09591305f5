//! Operations that pass as they are: images, moderations, speech, and whatever comes.

use PieceKind::{Answer, Other, System, User};
use Step::{Free, Into, Media, Messages, Opaque, Text, Word};

use super::super::piece::PieceKind;
use super::super::shape::{Rest, Shape, Step};
use super::gemini_generate::CONTENT;
use super::openai_chat::MESSAGE;
use super::shared::{TOLD, TOOL};

pub(super) static REQUEST: Shape = Shape {
    tells: &[],
    rows: &[
        ("model", Word),
        ("prompt", Text(Some(User))),
        ("negative_prompt", Text(Some(User))),
        ("input", Messages(Some(User), &INPUT)),
        ("text", Text(Some(User))),
        ("query", Text(Some(User))),
        ("messages", Messages(Some(User), &MESSAGE)),
        ("contents", Messages(Some(User), &CONTENT)),
        ("content", Into(Some(User), &CONTENT)),
        ("system", Into(Some(System), &MESSAGE)),
        ("systemInstruction", Into(Some(System), &CONTENT)),
        ("instructions", Text(Some(System))),
        ("tools", Into(Some(System), &TOOL)),
        ("user", Text(Some(Other))),
        ("metadata", Free(Some(Other))),
        ("image", Media),
        ("images", Media),
        ("mask", Media),
        ("seed", Word),
        ("n", Word),
        ("size", Word),
        ("quality", Word),
        ("style", Word),
        ("response_format", Word),
        ("voice", Word),
    ],
    rest: Rest::Free,
};

/// An item of an input: of moderations a part, of others a message.
static INPUT: Shape = Shape {
    tells: &[super::shared::ROLES],
    rows: &[
        ("type", Word),
        ("role", Word),
        ("text", Into(None, &INPUT)),
        ("content", Into(None, &INPUT)),
        ("image_url", Media),
        ("file_data", Media),
        ("file_id", Word),
    ],
    rest: Rest::Free,
};

pub(super) static ANSWER: Shape = Shape {
    tells: &[],
    rows: &[
        ("id", Word),
        ("object", Word),
        ("created", Word),
        ("model", Word),
        ("text", Text(Some(Answer))),
        ("segments", Into(Some(Answer), &SEGMENT)),
        ("words", Into(Some(Answer), &SEGMENT)),
        ("data", Into(Some(Other), &IMAGE)),
        ("usage", Into(Some(Other), &TOLD)),
    ],
    rest: Rest::Told,
};

static SEGMENT: Shape = Shape {
    tells: &[],
    rows: &[("text", Text(None)), ("word", Text(None))],
    rest: Rest::Told,
};

static IMAGE: Shape = Shape {
    tells: &[],
    rows: &[
        ("b64_json", Opaque),
        ("embedding", Opaque),
        ("url", Media),
        ("revised_prompt", Text(Some(Answer))),
    ],
    rest: Rest::Told,
};
