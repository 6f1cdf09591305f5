"""What Sluice writes as text completions, held against the types of OpenAI's SDK."""

import json

import openai.types
import pytest
from openai.types.completion_create_params import (
    CompletionCreateParamsNonStreaming,
    CompletionCreateParamsStreaming,
)

from test_types import OPENAI, body_of, frames, snapshots, strict, validator

COMPLETIONS = "openai-completions"

REQUESTS = {
    False: validator(CompletionCreateParamsNonStreaming),
    True: validator(CompletionCreateParamsStreaming),
}


@pytest.mark.parametrize("path", snapshots("request", COMPLETIONS))
def test_requests_are_of_the_sdk_type(path):
    body = body_of(path)
    if body is not None:
        errors = REQUESTS[body.get("stream") is True].iter_errors(body)
        assert not [(list(e.absolute_path), e.message[:300]) for e in errors], body


@pytest.mark.parametrize("path", snapshots("response", COMPLETIONS))
def test_answers_are_of_the_sdk_type(path):
    body = body_of(path)
    if body is not None:
        strict(openai.types.Completion, body, COMPLETIONS)


@pytest.mark.parametrize("path", snapshots("stream", COMPLETIONS))
def test_streams_are_of_the_sdk_type(path):
    ended, failed, done = {}, False, False
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
        # The type has the reason of a whole answer; chunks before the last have none.
        for choice in body["choices"]:
            reason = choice["finish_reason"]
            ended[choice["index"]] = reason
            choice["finish_reason"] = reason or "stop"
        strict(openai.types.Completion, body, COMPLETIONS)
    assert done or failed, "no end"
    if not failed:
        assert ended and all(ended.values())
