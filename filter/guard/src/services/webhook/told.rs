//! What a webhook is told.

use sluice_protocol::json::Writer;

use super::super::Direction;
use super::super::asked::write_messages;
use super::{Shape, shape};
use crate::judge::{Piece, PieceKind, Subject};

/// The body of a call.
pub(super) fn body(subject: &Subject<'_>, direction: Direction) -> Vec<u8> {
    let (request, answer) = match direction {
        Direction::Input => (subject.pieces, &[][..]),
        Direction::Output => (subject.beside.request, subject.pieces),
    };
    let pieces = request.iter().chain(answer);
    let size: usize = pieces.map(|piece| piece.text.len() + 64).sum();
    let mut out = Vec::with_capacity(size + 512);
    let mut writer = Writer::new(&mut out);
    let shape = shape(subject);
    writer.begin_object();
    writer.key("eventType");
    writer.str(match direction {
        Direction::Input => "beforeRequestHook",
        Direction::Output => "afterRequestHook",
    });
    writer.key("requestType");
    writer.str(shape.name);
    writer.key("provider");
    writer.str(subject.beside.provider);
    writer.key("request");
    writer.begin_object();
    write_request(&mut writer, subject, shape, request);
    writer.end_object();
    writer.key("response");
    writer.begin_object();
    write_response(&mut writer, subject, shape, answer);
    writer.end_object();
    writer.key("metadata");
    writer.begin_object();
    for (name, value) in subject.metadata {
        writer.key(name);
        writer.str(value);
    }
    writer.end_object();
    writer.key("parts");
    writer.begin_array();
    for piece in subject.pieces {
        writer.str(part(piece.kind));
    }
    writer.end_array();
    writer.end_object();
    out
}

fn write_request(
    writer: &mut Writer<'_>,
    subject: &Subject<'_>,
    shape: &Shape,
    pieces: &[Piece<'_>],
) {
    let is_stream = subject.capabilities.contains(&"stream");
    writer.key("json");
    writer.begin_object();
    writer.key("model");
    writer.str(subject.model);
    writer.key("stream");
    writer.bool(is_stream);
    writer.key(shape.list);
    match pieces {
        _ if shape.has_messages => write_messages(writer, pieces),
        [alone] => writer.str(alone.text),
        pieces => {
            writer.begin_array();
            pieces.iter().for_each(|piece| writer.str(piece.text));
            writer.end_array();
        }
    }
    writer.end_object();
    writer.key("text");
    writer.str(last(pieces));
    writer.key("isStreamingRequest");
    writer.bool(is_stream);
    writer.key("isTransformed");
    writer.bool(false);
}

fn write_response(
    writer: &mut Writer<'_>,
    subject: &Subject<'_>,
    shape: &Shape,
    pieces: &[Piece<'_>],
) {
    writer.key("json");
    writer.begin_object();
    if !pieces.is_empty() {
        writer.key("choices");
        writer.begin_array();
        for (index, piece) in pieces.iter().enumerate() {
            writer.begin_object();
            writer.key("index");
            writer.u64(index as u64);
            if shape.has_messages {
                writer.open(r#""message":{"role":"assistant","content":"#);
                writer.str(piece.text);
                writer.close("}}");
            } else {
                writer.key("text");
                writer.str(piece.text);
                writer.end_object();
            }
        }
        writer.end_array();
    }
    writer.end_object();
    writer.key("text");
    writer.str(last(pieces));
    writer.key("statusCode");
    match subject.beside.status {
        Some(status) => writer.u64(u64::from(status)),
        None => writer.null(),
    }
    writer.key("isTransformed");
    writer.bool(false);
}

/// The last thing that is said: no name, number or description, if there is another.
fn last<'t>(pieces: &[Piece<'t>]) -> &'t str {
    let is_said = |piece: &&Piece<'_>| !matches!(piece.kind, PieceKind::System | PieceKind::Other);
    let said = pieces.iter().rev().find(is_said).or_else(|| pieces.last());
    said.map_or("", |piece| piece.text)
}

/// The sort of a text, in the words of the option `parts`.
const fn part(kind: PieceKind) -> &'static str {
    match kind {
        PieceKind::User => "user",
        PieceKind::System => "system",
        PieceKind::ToolArguments => "tool_arguments",
        PieceKind::ToolResult => "tool_results",
        PieceKind::Reasoning => "reasoning",
        PieceKind::Answer => "answer",
        PieceKind::Other => "other",
    }
}
