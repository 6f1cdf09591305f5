"""What Sluice writes in the form of Gemini, held against the types of Google's SDK.

As in `test_types`; these types refuse unknown fields themselves.
"""

import json

import pytest
from google.genai import types
from pydantic import TypeAdapter

from test_types import body_of, snapshots

GEMINI = "gemini-generate"

# The SDK has no type for a body as a whole.
REQUEST = {
    "contents": TypeAdapter(list[types.Content]),
    "systemInstruction": TypeAdapter(types.Content),
    "tools": TypeAdapter(list[types.Tool]),
    "toolConfig": TypeAdapter(types.ToolConfig),
    "generationConfig": TypeAdapter(types.GenerationConfig),
}


def is_unicode(value):
    """Half of a surrogate pair is JSON, but no text."""
    try:
        json.dumps(value, ensure_ascii=False).encode()
    except UnicodeEncodeError:
        return False
    return True


@pytest.mark.parametrize("path", snapshots("request", GEMINI))
def test_requests_are_of_the_sdk_types(path):
    body = body_of(path)
    if body is None or not is_unicode(body):
        return
    assert body["contents"], body
    assert set(body) <= set(REQUEST), body
    for key, value in body.items():
        REQUEST[key].validate_json(json.dumps(value))
    for tool in body.get("tools", []):
        for function in tool.get("functionDeclarations", []):
            schema = function.get("parametersJsonSchema")
            assert schema is None or schema["type"] == "object", function


@pytest.mark.parametrize("path", snapshots("request", GEMINI))
def test_roles_alternate_and_calls_have_their_results(path):
    body = body_of(path)
    if body is None:
        return
    contents = body["contents"]
    roles = [content["role"] for content in contents]
    assert roles == [["user", "model"][at % 2] for at in range(len(roles))], roles
    for content, answer in zip(contents, contents[1:] + [{"parts": []}]):
        calls = [part["functionCall"]["name"] for part in content["parts"] if "functionCall" in part]
        results = [part["functionResponse"]["name"] for part in answer["parts"] if "functionResponse" in part]
        assert calls == results, body


@pytest.mark.parametrize("path", snapshots("response", GEMINI))
def test_answers_are_of_the_sdk_type(path):
    body = body_of(path)
    if body is not None:
        types.GenerateContentResponse.model_validate_json(json.dumps(body))


@pytest.mark.parametrize("path", snapshots("stream", GEMINI))
def test_chunks_are_of_the_sdk_type(path):
    lines = [line.removeprefix("data: ") for line in path.read_text().split("\n") if line.startswith("data: ")]
    assert lines
    for line in lines:
        chunk = json.loads(line)
        if "error" in chunk:
            assert {"code", "message", "status"} <= set(chunk["error"]), chunk
        else:
            types.GenerateContentResponse.model_validate_json(line)
