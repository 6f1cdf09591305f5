"""What Sluice writes in Cohere's form, held against the types of Cohere's SDK.

As in `test_types`. The SDK has no type for a whole request; it is made of what the
method that sends it takes.
"""

import inspect
import json
import typing

import cohere
import cohere.v2.raw_client
import jsonschema
import pytest
from pydantic import TypeAdapter, create_model

from test_types import body_of, frames, snapshots, strict

COHERE = "cohere-chat"


def parameters(method):
    """A model of what a method takes, and so of a body."""
    hints = typing.get_type_hints(method, include_extras=True)
    fields = {
        name: (hints[name], ... if parameter.default is inspect.Parameter.empty else None)
        for name, parameter in inspect.signature(method).parameters.items()
        if name not in ("self", "request_options")
    }
    return create_model(method.__name__, stream=(bool, False), **fields)


def closed(schema):
    """The same JSON Schema, with no room for keys it does not name, where the SDK's
    types would leave some."""
    if isinstance(schema, dict):
        if "properties" in schema:
            schema["additionalProperties"] = False
        for value in schema.values():
            closed(value)
    elif isinstance(schema, list):
        for value in schema:
            closed(value)
    return schema


REQUEST = jsonschema.Draft202012Validator(
    closed(TypeAdapter(parameters(cohere.v2.raw_client.RawV2Client.chat)).json_schema())
)


@pytest.mark.parametrize("path", snapshots("request", COHERE))
def test_requests_are_of_the_sdk_type(path):
    body = body_of(path)
    if body is not None:
        errors = REQUEST.iter_errors(body)
        assert not [(list(e.absolute_path), e.message[:300]) for e in errors], body


@pytest.mark.parametrize("path", snapshots("response", COHERE))
def test_answers_are_of_the_sdk_type(path):
    body = body_of(path)
    if body is not None:
        strict(cohere.V2ChatResponse, body, COHERE)


@pytest.mark.parametrize("path", snapshots("error", COHERE))
def test_errors_have_a_message(path):
    body = body_of(path)
    assert isinstance(body["message"], str) and set(body) <= {"id", "message", "data"}


@pytest.mark.parametrize("path", snapshots("stream", COHERE))
def test_streams_are_of_the_sdk_type_and_in_order(path):
    opened, kinds = set(), []
    for name, data in frames(path):
        body = json.loads(data)
        assert name in (None, body["type"])
        kinds.append(body["type"])
        if body["type"] == "message-start":
            # As Cohere sends it; the type knows the role alone.
            message = body["delta"]["message"]
            body["delta"]["message"] = {"role": message.pop("role")}
            assert not any(message.values())
        strict(cohere.V2ChatStreamResponse, body, COHERE)
        what, _, when = body["type"].rpartition("-")
        place = (what, body.get("index"))
        if what == "message":
            continue
        if when == "start":
            assert place not in opened, f"{place} begins twice"
            opened.add(place)
        elif what in ("content", "tool-call", "citation"):
            assert place in opened, f"{place} has not begun"
    assert kinds and kinds[-1] == "message-end" and kinds.count("message-end") == 1
