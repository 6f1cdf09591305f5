"""Embeddings and rerank in Cohere's forms, held against the types of Cohere's SDK.

As in `test_types_cohere`; what is written for other clients is the same list of
vectors, for which their SDKs have hardly a type.
"""

import inspect
import json
import typing

import pytest
from cohere import EmbedByTypeResponse
from cohere.v2.client import V2Client
from cohere.v2.types.v2rerank_response import V2RerankResponse
from openai.types import CreateEmbeddingResponse
from pydantic import TypeAdapter

from test_types import FIXTURES, body_of, unknown_fields


def lists(api, kind, target):
    """The translations into this format."""
    paths = sorted(FIXTURES.glob(f"{api}/*/{kind}/*.{target}.snap"))
    assert paths, f"no snapshots of {kind} in {target}"
    return [pytest.param(path, id=f"{path.parents[1].name}-{path.name.split('.')[0]}") for path in paths]


def check_request(path, call):
    """Each member is an argument of the call that sends it."""
    body = body_of(path)
    if body is None:
        return
    hints = typing.get_type_hints(call)
    assert set(body) <= set(inspect.signature(call).parameters), body
    for key, value in body.items():
        read = TypeAdapter(hints[key]).validate_json(json.dumps(value))
        assert unknown_fields(read) == [], (key, value)


def check_answer(model, body):
    read = TypeAdapter(model).validate_json(json.dumps(body))
    assert unknown_fields(read) == [], body


@pytest.mark.parametrize("path", lists("embed", "request", "cohere-embed"))
def test_requests_for_embeddings_are_of_the_sdk_types(path):
    check_request(path, V2Client.embed)


@pytest.mark.parametrize("path", lists("embed", "response", "cohere-embed"))
def test_embeddings_are_of_the_sdk_type(path):
    body = body_of(path)
    if body is not None:
        check_answer(EmbedByTypeResponse, body)


@pytest.mark.parametrize("path", lists("embed", "response", "openai-embeddings"))
def test_embeddings_are_of_openais_type(path):
    body = body_of(path)
    if body is not None:
        check_answer(CreateEmbeddingResponse, body)


@pytest.mark.parametrize("path", lists("rerank", "request", "cohere-rerank"))
def test_requests_for_rerank_are_of_the_sdk_types(path):
    check_request(path, V2Client.rerank)


@pytest.mark.parametrize("path", lists("rerank", "response", "cohere-rerank"))
def test_ranks_are_of_the_sdk_type(path):
    body = body_of(path)
    if body is None:
        return
    # Documents that a provider has given back are one member more than Cohere's own.
    for result in body["results"]:
        result.pop("document", None)
    check_answer(V2RerankResponse, body)
