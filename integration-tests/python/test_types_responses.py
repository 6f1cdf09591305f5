"""What Sluice writes in the form of Responses, held against the types of OpenAI's SDK.

As in `test_types`, with what this format has beside the others: streams go through
the SDK's accumulator, and what each of their events repeats must be what the others
have told.
"""

import json

import openai.types
import pytest
from openai.lib.streaming.responses._responses import ResponseStreamState
from openai.types.responses import Response, ResponseStreamEvent
from openai.types.responses.response_create_params import (
    ResponseCreateParamsNonStreaming,
    ResponseCreateParamsStreaming,
)

from test_types import OPENAI, body_of, frames, snapshots, strict, validator

RESPONSES = "openai-responses"

REQUESTS = {
    False: validator(ResponseCreateParamsNonStreaming),
    True: validator(ResponseCreateParamsStreaming),
}

# Sent by OpenAI and looked for by clients, but not among the SDK's codes.
UNDOCUMENTED_CODES = {"context_length_exceeded"}


def with_ids(item):
    """The type demands ids of items that the provider has not stored; the API does
    not, and none could be right."""
    if item.get("type") == "reasoning":
        return {"id": "rs_1"} | item
    parts = item.get("content")
    if item.get("role") == "assistant" and isinstance(parts, list):
        return {"id": "msg_1", "type": "message", "status": "completed"} | item
    return item


@pytest.mark.parametrize("path", snapshots("request", RESPONSES))
def test_requests_are_of_the_sdk_type(path):
    body = body_of(path)
    if body is None:
        return
    body["input"] = [with_ids(item) for item in body["input"]]
    errors = REQUESTS[body.get("stream") is True].iter_errors(body)
    assert not [(list(e.absolute_path), e.message[:300]) for e in errors], body


def strict_response(body):
    error = body.get("error")
    if error and error["code"] in UNDOCUMENTED_CODES:
        error["code"] = "invalid_prompt"
    return strict(Response, body, RESPONSES)


@pytest.mark.parametrize("path", snapshots("response", RESPONSES))
def test_answers_are_of_the_sdk_type(path):
    body = body_of(path)
    if body is not None:
        strict_response(body)


@pytest.mark.parametrize("path", snapshots("error", RESPONSES))
def test_errors_are_of_the_sdk_type(path):
    body = body_of(path)
    assert set(body) == {"error"}
    strict(openai.types.ErrorObject, body["error"], OPENAI)


@pytest.mark.parametrize("path", snapshots("stream", RESPONSES))
def test_streams_are_of_the_sdk_type_and_add_up(path):
    state = ResponseStreamState(input_tools=openai.omit, text_format=openai.omit)
    told, done, end = {}, {}, None
    for number, (name, data) in enumerate(frames(path)):
        body = json.loads(data)
        assert (body["type"], body["sequence_number"]) == (name, number)
        assert end is None or name == "error", "an event after the end"
        if name == "error":
            error = body.pop("error")
            assert error["message"] == body["message"]
        if "response" in body:
            strict_response(body["response"])
            if body["response"]["error"]:
                body["response"]["error"]["code"] = "server_error"
        event = strict(ResponseStreamEvent, body, RESPONSES)
        if name == "error":
            end = event
            continue
        state.handle_event(event)
        place = (body.get("item_id"), body.get("content_index"), body.get("summary_index"))
        if name.endswith(".delta"):
            told[place] = told.get(place, "") + body["delta"]
        for key in ("text", "refusal", "arguments"):
            if name.endswith((f"{key}.done", "summary_text.done")) and key in body:
                assert body[key] == told.get(place, "")
        if name == "response.output_item.done":
            done[body["output_index"]] = body["item"]
        if name in ("response.completed", "response.incomplete", "response.failed"):
            end = event
            assert body["response"]["output"] == [done[index] for index in sorted(done)]
    assert end is not None, "no end"
