"""What Sluice writes, held against the types of the official SDKs.

The translations are the snapshots beside the protocol crate's fixtures, so no
gateway runs here. Requests are checked by JSON Schema, because the SDKs' own
check of a request is lazy inside lists and blind to unknown keys: the schema is
made from the SDK's type, and closed. Answers are validated strictly, unknown
fields included; streams also go through the SDK's accumulator, which objects to
events out of order.
"""

import json
from pathlib import Path

import anthropic.types
import jsonschema
import openai.types.chat
import pytest
from anthropic.lib.streaming._messages import accumulate_event
from anthropic.types.message_create_params import (
    MessageCreateParamsNonStreaming,
    MessageCreateParamsStreaming,
)
from openai.lib.streaming.chat import ChatCompletionStreamState
from openai.types.chat.completion_create_params import (
    CompletionCreateParamsNonStreaming,
    CompletionCreateParamsStreaming,
)
from pydantic import BaseModel, TypeAdapter

FIXTURES = Path(__file__).parents[2] / "filter" / "protocol" / "fixtures"
OPENAI, ANTHROPIC = "openai-chat", "anthropic-messages"

# Fields outside the official types that Sluice writes on purpose.
EXTENSIONS = {
    # Reasoning in OpenAI's format, under the name that DeepSeek began with and
    # clients read; the official type has no place for it.
    (OPENAI, "reasoning_content"),
    # Gemini's signature of a call, where Google's own OpenAI-like API puts it.
    (OPENAI, "extra_content"),
    # Reasoning with its proof, as OpenRouter puts it.
    (OPENAI, "reasoning_details"),
}


def snapshots(kind, target):
    """The translations of this kind into this format."""
    paths = sorted(FIXTURES.glob(f"*/{kind}/*.{target}.snap"))
    assert paths, f"no snapshots of {kind} in {target}"
    return [pytest.param(path, id=path.name.removesuffix(f".{target}.snap")) for path in paths]


def body_of(path):
    """The translated body, or None where the translation is refused."""
    text = path.read_text()
    return json.loads(text.split("body:\n", 1)[1]) if "body:\n" in text else None


def closed(schema):
    """The same JSON Schema, with no room for keys it does not name."""
    if isinstance(schema, dict):
        if "properties" in schema:
            schema.setdefault("additionalProperties", False)
        for value in schema.values():
            closed(value)
    elif isinstance(schema, list):
        for value in schema:
            closed(value)
    return schema


def validator(model):
    return jsonschema.Draft202012Validator(closed(TypeAdapter(model).json_schema()))


REQUESTS = {
    (OPENAI, False): validator(CompletionCreateParamsNonStreaming),
    (OPENAI, True): validator(CompletionCreateParamsStreaming),
    (ANTHROPIC, False): validator(MessageCreateParamsNonStreaming),
    (ANTHROPIC, True): validator(MessageCreateParamsStreaming),
}


def without_extensions(value, target):
    if isinstance(value, dict):
        return {k: without_extensions(v, target) for k, v in value.items() if (target, k) not in EXTENSIONS}
    if isinstance(value, list):
        return [without_extensions(item, target) for item in value]
    return value


def check_request(path, target):
    body = body_of(path)
    if body is None:
        return
    body = without_extensions(body, target)
    errors = REQUESTS[target, body.get("stream") is True].iter_errors(body)
    # The deepest fault of a union is the one that says something.
    told = [(list(e.absolute_path), e.message[:300]) for e in map(lambda e: jsonschema.exceptions.best_match([e]), errors)]
    assert not told, (told, body)



@pytest.mark.parametrize("path", snapshots("request", OPENAI))
def test_openai_requests_are_of_the_sdk_type(path):
    check_request(path, OPENAI)


@pytest.mark.parametrize("path", snapshots("request", ANTHROPIC))
def test_anthropic_requests_are_of_the_sdk_type(path):
    check_request(path, ANTHROPIC)


def unknown_fields(value, at="$"):
    """Paths of all fields that the SDK's models do not know."""
    if isinstance(value, BaseModel):
        found = [f"{at}.{name}" for name in value.model_extra or {}]
        for name in type(value).model_fields:
            found += unknown_fields(getattr(value, name), f"{at}.{name}")
        return found
    if isinstance(value, (list, tuple)):
        return [path for i, item in enumerate(value) for path in unknown_fields(item, f"{at}[{i}]")]
    return []


def strict(model, body, target):
    value = TypeAdapter(model).validate_json(json.dumps(without_extensions(body, target)), strict=True)
    assert unknown_fields(value) == []
    return value


@pytest.mark.parametrize("path", snapshots("response", OPENAI))
def test_openai_answers_are_of_the_sdk_type(path):
    body = body_of(path)
    if body is not None:
        strict(openai.types.chat.ChatCompletion, body, OPENAI)


@pytest.mark.parametrize("path", snapshots("response", ANTHROPIC))
def test_anthropic_answers_are_of_the_sdk_type(path):
    body = body_of(path)
    if body is not None:
        strict(anthropic.types.Message, body, ANTHROPIC)


@pytest.mark.parametrize("path", snapshots("error", OPENAI))
def test_openai_errors_are_of_the_sdk_type(path):
    body = body_of(path)
    assert set(body) == {"error"}
    strict(openai.types.ErrorObject, body["error"], OPENAI)


@pytest.mark.parametrize("path", snapshots("error", ANTHROPIC))
def test_anthropic_errors_are_of_the_sdk_type(path):
    body = body_of(path)
    # The page "Errors" has this one for status 413, the SDK's type has not.
    if body["error"]["type"] == "request_too_large":
        body["error"]["type"] = "invalid_request_error"
    strict(anthropic.types.ErrorResponse, body, ANTHROPIC)


def frames(path):
    """The events of a stream, comments left out: (name, data)."""
    for frame in filter(None, path.read_text().split("\n\n")):
        fields = dict(line.split(": ", 1) for line in frame.split("\n") if not line.startswith(":"))
        if fields:
            yield fields.get("event"), fields["data"]


@pytest.mark.parametrize("path", snapshots("stream", OPENAI))
def test_openai_streams_are_of_the_sdk_type(path):
    state = ChatCompletionStreamState()
    seen, failed, done = 0, False, False
    for _, data in frames(path):
        assert not done, "a frame after [DONE]"
        if data == "[DONE]":
            done = True
            continue
        body = json.loads(data)
        if "error" in body:
            strict(openai.types.ErrorObject, body["error"], OPENAI)
            failed = True
            continue
        assert not failed, "a chunk after an error"
        for choice in body["choices"]:
            # OpenAI streams these, though only the type of a whole message says so.
            for annotation in choice["delta"].pop("annotations", []):
                strict(openai.types.chat.chat_completion_message.Annotation, annotation, OPENAI)
            # And these (openai/openai-openapi#576), which Sluice writes whole.
            calls = choice["delta"].get("tool_calls", [])
            for call in [call for call in calls if call.get("type") == "custom"]:
                calls.remove(call)
                call.pop("index")
                strict(openai.types.chat.ChatCompletionMessageCustomToolCall, call, OPENAI)
        chunk = strict(openai.types.chat.ChatCompletionChunk, body, OPENAI)
        state.handle_chunk(chunk)
        seen += 1
    assert done or failed, "no end"
    if not failed:
        assert seen, "an end without an answer"
        # Not the final completion: of an answer that was cut the SDK makes an exception.
        answer = state.current_completion_snapshot
        assert all(choice.finish_reason for choice in answer.choices)


@pytest.mark.parametrize("path", snapshots("stream", ANTHROPIC))
def test_anthropic_streams_are_of_the_sdk_type(path):
    message, buffers = None, {}
    failed, done = False, False
    for name, data in frames(path):
        assert not done and not failed, "an event after the end"
        body = json.loads(data)
        assert name == body["type"]
        if name == "error":
            strict(anthropic.types.ErrorResponse, body, ANTHROPIC)
            failed = True
            continue
        if name == "ping":
            continue
        event = strict(anthropic.types.RawMessageStreamEvent, body, ANTHROPIC)
        message = accumulate_event(event=event, current_snapshot=message, json_bufs=buffers)
        done = name == "message_stop"
    assert done or failed, "no end"
    if not failed:
        assert message.stop_reason, "an end without a reason"
