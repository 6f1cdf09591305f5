//! Error answers, both ways.

use crate::aws::{self, exception_name};
use crate::chat::{ApiError, ErrorKind};
use crate::json::Writer;

/// What clients of this format look for to know that the context is full.
const TOO_LONG: &str = "Input is too long for requested model";

/// Signs that a message says so already.
const SAYS_SO: &[&str] = &["nput is too long", "rompt is too long"];

/// Reads an error answer of whatever shape.
pub(super) fn decode_error(status: u16, body: &[u8]) -> ApiError {
    let error = aws::decode_error(status, None, body);
    if status < 400 {
        return error.with_status(502);
    }
    error
}

/// Writes an error body. The type stands in it too, for the header that has it
/// elsewhere is not this format's to set.
pub(super) fn encode_error(error: &ApiError, out: &mut Vec<u8>) {
    let mut writer = Writer::new(out);
    writer.begin_object();
    writer.key("__type");
    writer.str(exception_name(error.kind));
    writer.key("message");
    write_message(&mut writer, error);
    writer.end_object();
}

/// Writes the payload of a frame that is an exception.
pub(super) fn write_exception(error: &ApiError, out: &mut Vec<u8>) {
    let mut writer = Writer::new(out);
    writer.begin_object();
    writer.key("message");
    write_message(&mut writer, error);
    writer.end_object();
}

fn write_message(writer: &mut Writer<'_>, error: &ApiError) {
    let message = &error.message;
    let says_so = SAYS_SO.iter().any(|sign| message.contains(sign));
    if error.kind == ErrorKind::ContextLength && !says_so {
        writer.str(&format!("{TOO_LONG}: {message}"));
    } else {
        writer.str(message);
    }
}

/// The exceptions that a stream may have.
pub(super) fn stream_exception(kind: ErrorKind) -> &'static str {
    match exception_name(kind) {
        "ThrottlingException" => "throttlingException",
        "ServiceUnavailableException" => "serviceUnavailableException",
        "InternalServerException" => "internalServerException",
        "ModelTimeoutException" => "modelStreamErrorException",
        _ => "validationException",
    }
}
