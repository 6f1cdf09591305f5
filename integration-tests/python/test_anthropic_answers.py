"""What Anthropic's client gets from providers of either format: texts and their ends.

Each question is asked whole and by the SDK's stream helper, since the answer must
not depend on it.
"""

import json

import pytest

from asked import FORECAST, FORECAST_SCHEMA, PDF, PIXEL, Forecast, user
from gateway import ANTHROPIC, OPENAI

FORECAST_CONFIG = {"format": {"type": "json_schema", "schema": FORECAST_SCHEMA}}


# More bytes than Envoy holds of a body by default.
LARGE = 3_000_000


def only_text(answer):
    assert [block.type for block in answer.content] == ["text"]
    return answer.content[0].text


def test_a_question_is_answered(message, target):
    answer = message(model=target.model, messages=user("Grüße aus 東京 ✓"))
    assert only_text(answer) == "You wrote: Grüße aus 東京 ✓"
    assert answer.type == "message" and answer.role == "assistant"
    assert answer.model == target.served_by
    assert answer.stop_reason == "end_turn"
    assert answer.stop_sequence is None
    assert answer.id


def test_a_conversation_is_taken_up(message, target):
    messages = [*user("first"), {"role": "assistant", "content": "second"}, *user("third")]
    assert only_text(message(model=target.model, messages=messages)) == "You wrote: third"
    sent = target.simulator.received()["messages"]
    assert [message["role"] for message in sent] == ["user", "assistant", "user"]


@pytest.mark.parametrize(
    "system", ["Be brief.", [{"type": "text", "text": "Be brief."}]], ids=["text", "blocks"]
)
def test_a_system_prompt_reaches_the_provider(message, target, system):
    assert only_text(message(model=target.model, system=system, messages=user("Hello"))) == "You wrote: Hello"
    received = target.simulator.received()
    if target.format == ANTHROPIC:
        assert received["system"] == system
    else:
        first = received["messages"][0]
        assert first["role"] in ("system", "developer")
        assert "Be brief." in json.dumps(first["content"])
        assert received["messages"][1]["role"] == "user"


def test_a_stop_sequence_ends_the_text(message, target):
    answer = message(
        model=target.model,
        messages=user("repeat exactly: one two STOP three"),
        stop_sequences=["HALT", "STOP"],
    )
    assert only_text(answer) == "one two "
    if target.format == ANTHROPIC:
        assert (answer.stop_reason, answer.stop_sequence) == ("stop_sequence", "STOP")
    else:
        # OpenAI does not tell a stop sequence from an end.
        assert answer.stop_reason == "end_turn"


def test_an_output_limit_ends_the_text(message, target):
    answer = message(model=target.model, messages=user("write 50 words"), max_tokens=5)
    assert only_text(answer) == "word1 word2 word3 word4 word5"
    assert answer.stop_reason == "max_tokens"
    assert answer.usage.output_tokens == 5


def test_a_text_within_the_limit_is_not_cut(message, target):
    words = only_text(message(model=target.model, messages=user("write 300 words"))).split()
    assert words == [f"word{number}" for number in range(1, 301)]


def test_a_large_answer_is_complete(anthropic_client, target):
    target.simulator.set_faults(f"large-answer={LARGE}")
    answer = anthropic_client.whole(model=target.model, messages=user("Hello"))
    assert len(only_text(answer)) == LARGE


def test_an_empty_answer_has_no_text(message, target):
    answer = message(model=target.model, messages=user("say nothing"))
    assert "".join(block.text for block in answer.content) == ""
    assert answer.stop_reason == "end_turn"


def test_a_refusal_does_not_pass_for_an_answer(message, target):
    answer = message(model=target.model, messages=user("please refuse"))
    assert only_text(answer) == "I will not help with that."
    assert answer.stop_reason == "refusal"


def test_the_content_filter_is_told(message, target):
    assert message(model=target.model, messages=user("trip the content filter")).stop_reason == "refusal"


@pytest.mark.parametrize(
    "source",
    [
        {"type": "url", "url": "https://example.com/cat.png"},
        {"type": "base64", "media_type": "image/png", "data": PIXEL},
    ],
    ids=["url", "base64"],
)
def test_an_image_reaches_the_provider(message, target, source):
    blocks = [{"type": "text", "text": "What is this?"}, {"type": "image", "source": source}]
    answer = message(model=target.model, messages=user(blocks))
    assert only_text(answer) == "You wrote: What is this? (with 1 attachment)"
    sent = target.simulator.received()["messages"][-1]["content"]
    if target.format == ANTHROPIC:
        assert sent == blocks
    else:
        url = source.get("url") or f"data:image/png;base64,{PIXEL}"
        assert sent[1]["image_url"]["url"] == url


def test_a_document_reaches_the_provider(message, target):
    source = {"type": "base64", "media_type": "application/pdf", "data": PDF}
    blocks = [{"type": "text", "text": "What is this?"}, {"type": "document", "source": source}]
    answer = message(model=target.model, messages=user(blocks))
    assert only_text(answer) == "You wrote: What is this? (with 1 attachment)"
    if target.format == OPENAI:
        sent = target.simulator.received()["messages"][0]["content"][1]
        assert sent["file"]["file_data"] == f"data:application/pdf;base64,{PDF}"


def test_the_beta_api_is_the_same(anthropic_client, target):
    beta = anthropic_client.sdk.beta.messages
    request = {"model": target.model, "messages": user("Hello"), "max_tokens": 100}
    answer = anthropic_client.form.done(beta.create(betas=["fine-grained-tool-streaming-2025-05-14"], **request))
    assert answer.content[0].text == "You wrote: Hello"
    if target.format == ANTHROPIC:
        headers = dict(target.simulator.requests()[-1]["headers"])
        assert headers["anthropic-beta"] == "fine-grained-tool-streaming-2025-05-14"


def test_a_json_schema_shapes_the_answer(message, target):
    answer = message(model=target.model, messages=user("Weather?"), output_config=FORECAST_CONFIG)
    assert json.loads(only_text(answer)) == FORECAST


def test_a_pydantic_model_is_parsed(anthropic_client, target):
    answer = anthropic_client.parsed(model=target.model, messages=user("Weather?"), output_format=Forecast)
    assert answer.parsed_output == Forecast(**FORECAST)


def test_a_pydantic_model_is_parsed_from_a_stream(anthropic_client, target):
    answer = anthropic_client.streamed(model=target.model, messages=user("Weather?"), output_format=Forecast)
    assert answer.parsed_output == Forecast(**FORECAST)


THINKING = {"type": "enabled", "budget_tokens": 2048}


def test_thinking_comes_from_an_anthropic_provider_with_its_signature(message, anthropic_target):
    answer = message(model=anthropic_target.model, messages=user("Think."), thinking=THINKING)
    assert [block.type for block in answer.content] == ["thinking", "text"]
    assert answer.content[0].thinking.startswith("The user wrote 6 characters.")
    assert answer.content[0].signature


def test_secret_thinking_is_passed_on(message, anthropic_target):
    answer = message(model=anthropic_target.model, messages=user("think in secret"), thinking=THINKING)
    assert [block.type for block in answer.content] == ["redacted_thinking", "text"]
    assert answer.content[0].data


def test_a_thinking_budget_becomes_an_effort_of_an_openai_provider(message, openai_target):
    answer = message(model=openai_target.model, messages=user("Think."), thinking=THINKING)
    assert answer.content[-1].text == "You wrote: Think."
    assert openai_target.simulator.received()["reasoning_effort"] in ("minimal", "low", "medium", "high")


def test_adaptive_thinking_takes_its_effort_along(message, gateway):
    asked = {"thinking": {"type": "adaptive"}, "output_config": {"effort": "medium"}, "messages": user("Think.")}
    message(model="to-anthropic-adaptive", **asked)
    assert gateway.claude.received()["output_config"] == {"effort": "medium"}
    message(model="to-openai", **asked)
    assert gateway.openai.received()["reasoning_effort"] == "medium"


# Each question makes another part of the usage show.
@pytest.mark.parametrize(
    "request_",
    [
        {"messages": user("Hello")},
        {"messages": user("from the cache")},
        {"messages": user([{"type": "text", "text": "Hello", "cache_control": {"type": "ephemeral"}}])},
        {"messages": user("Think."), "thinking": THINKING},
    ],
    ids=["plain", "cached", "cache-marker", "thinking"],
)
def test_usage_is_what_the_provider_reported(message, target, request_):
    usage = message(model=target.model, **request_).usage
    reported = target.simulator.usage()
    if target.format == ANTHROPIC:
        for key in ("input_tokens", "output_tokens", "cache_read_input_tokens", "cache_creation_input_tokens"):
            assert getattr(usage, key) == reported[key], key
        return
    cached = reported["prompt_tokens_details"]["cached_tokens"]
    assert usage.input_tokens == reported["prompt_tokens"] - cached
    assert (usage.cache_read_input_tokens or 0) == cached
    assert usage.output_tokens == reported["completion_tokens"]
    thought = reported["completion_tokens_details"]["reasoning_tokens"]
    assert usage.output_tokens_details.thinking_tokens == thought
    assert (thought > 0) == ("thinking" in request_)
