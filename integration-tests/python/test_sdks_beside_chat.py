"""What the official clients ask for beside chats: vectors, ranks, images, counts."""

import json

import pytest

from gateway import RECORDED

TEXTS = ["a cat", "a dog"]


@pytest.fixture(params=("openai-vectors", "cohere-vectors", "gemini-vectors"))
def embedder(request, gateway):
    return request.param


def check_vectors(vectors):
    first, second = vectors
    assert len(first) == len(second) > 0
    assert first != second and all(isinstance(number, float) for number in first)


@pytest.mark.parametrize("encoding", ("float", "base64"))
def test_openais_client_embeds(opened, embedder, encoding):
    # The SDK asks for base64 by itself, and decodes it.
    options = {"encoding_format": "float"} if encoding == "float" else {}
    answer = opened["openai-chat"].sdk.embeddings.create(model=embedder, input=TEXTS, **options)
    check_vectors([item.embedding for item in answer.data])
    assert [item.index for item in answer.data] == [0, 1]
    # Gemini does not say.
    assert (answer.usage.prompt_tokens > 0) == (embedder != "gemini-vectors")


def test_both_providers_encodings_give_the_same_numbers(opened, embedder):
    embed = opened["openai-chat"].sdk.embeddings.create
    plain = embed(model=embedder, input=TEXTS, encoding_format="float").data[0].embedding
    packed = embed(model=embedder, input=TEXTS).data[0].embedding
    assert packed == pytest.approx(plain, abs=1e-6)


def test_coheres_client_embeds(opened, embedder):
    answer = opened["cohere"].sdk.embed(
        model=embedder, input_type="search_document", texts=TEXTS, embedding_types=["float"]
    )
    check_vectors(answer.embeddings.float_)


def test_coheres_client_ranks(opened, gateway):
    answer = opened["cohere"].sdk.rerank(model="cohere-ranks", query="a cat", documents=TEXTS, top_n=2)
    assert sorted(result.index for result in answer.results) == [0, 1]
    scores = [result.relevance_score for result in answer.results]
    assert scores == sorted(scores, reverse=True)


def test_openais_client_draws(opened, gateway):
    answer = opened["openai-chat"].sdk.images.generate(model=RECORDED["openai-chat"], prompt="a cat", n=1)
    assert answer.data[0].b64_json == "aW1hZ2U="
    received = gateway.recorder.last()
    assert received.path == "/v1/images/generations"
    assert json.loads(received.body) == {"model": "gpt-5.2", "prompt": "a cat", "n": 1}


COUNTERS = ("anthropic-messages", "gemini-generate", "bedrock-converse")


@pytest.fixture(params=COUNTERS)
def counter(request, gateway):
    """A model of each provider that counts."""
    return RECORDED[request.param]


def test_anthropics_client_counts(opened, counter):
    messages = [{"role": "user", "content": "Hello"}]
    assert opened["anthropic"].sdk.messages.count_tokens(model=counter, messages=messages).input_tokens == 7


def test_googles_client_counts(opened, counter):
    assert opened["google-genai"].sdk.models.count_tokens(model=counter, contents="Hello").total_tokens == 7


def test_bedrocks_client_counts(opened, counter):
    asked = {"converse": {"messages": [{"role": "user", "content": [{"text": "Hello"}]}]}}
    assert opened["boto3"].sdk.count_tokens(modelId=counter, input=asked)["inputTokens"] == 7
