"""What OpenAI's client gets from providers of either format: texts and their ends.

Each question is asked whole and by the SDK's stream helper, since the answer must
not depend on it.
"""

import json

import openai
import pytest

from asked import FORECAST, FORECAST_SCHEMA, PDF, PIXEL, Forecast, user
from gateway import ANTHROPIC, OPENAI

FORECAST_FORMAT = {
    "type": "json_schema",
    "json_schema": {"name": "forecast", "strict": True, "schema": FORECAST_SCHEMA},
}


# More bytes than Envoy holds of a body by default.
LARGE = 3_000_000


def only(answer):
    assert len(answer.choices) == 1
    return answer.choices[0]


def test_a_question_is_answered(chat, target):
    answer = chat(model=target.model, messages=user("Grüße aus 東京 ✓"))
    choice = only(answer)
    assert answer.model == target.served_by
    assert choice.index == 0
    assert choice.message.role == "assistant"
    assert choice.message.content == "You wrote: Grüße aus 東京 ✓"
    assert not choice.message.tool_calls
    assert choice.finish_reason == "stop"
    assert answer.id and answer.created > 0


def test_a_conversation_is_taken_up(chat, target):
    messages = [*user("first"), {"role": "assistant", "content": "second"}, *user("third")]
    assert only(chat(model=target.model, messages=messages)).message.content == "You wrote: third"
    sent = target.simulator.received()["messages"]
    assert [message["role"] for message in sent] == ["user", "assistant", "user"]


def test_system_and_developer_messages_reach_the_provider(chat, target):
    messages = [
        {"role": "system", "content": "Be brief."},
        {"role": "developer", "content": [{"type": "text", "text": "Be kind."}]},
        *user("Hello"),
    ]
    assert only(chat(model=target.model, messages=messages)).message.content == "You wrote: Hello"
    received = target.simulator.received()
    if target.format == OPENAI:
        assert received["messages"] == messages
    else:
        assert [block["text"] for block in received["system"]] == ["Be brief.", "Be kind."]
        assert [message["role"] for message in received["messages"]] == ["user"]


@pytest.mark.parametrize("stop", ["STOP", ["HALT", "STOP"]], ids=["one", "several"])
def test_a_stop_sequence_ends_the_text(chat, target, stop):
    answer = chat(model=target.model, messages=user("repeat exactly: one two STOP three"), stop=stop)
    assert only(answer).message.content == "one two "
    assert only(answer).finish_reason == "stop"


def test_an_output_limit_ends_the_text(chat, target):
    answer = chat(model=target.model, messages=user("write 50 words"), max_completion_tokens=5)
    assert only(answer).message.content == "word1 word2 word3 word4 word5"
    assert only(answer).finish_reason == "length"


def test_a_text_without_a_limit_is_not_cut(chat, target):
    words = only(chat(model=target.model, messages=user("write 300 words"))).message.content.split()
    assert words == [f"word{number}" for number in range(1, 301)]


def test_a_large_answer_is_complete(openai_client, target):
    target.simulator.set_faults(f"large-answer={LARGE}")
    answer = openai_client.whole(model=target.model, messages=user("Hello"))
    assert len(only(answer).message.content) == LARGE


def test_an_empty_answer_is_an_empty_text(chat, target):
    choice = only(chat(model=target.model, messages=user("say nothing")))
    assert choice.message.content in ("", None)
    assert choice.finish_reason == "stop"


def test_a_refusal_does_not_pass_for_an_answer(chat, target):
    choice = only(chat(model=target.model, messages=user("please refuse")))
    if target.format == OPENAI:
        assert choice.message.refusal == "I will not help with that."
        assert choice.message.content is None
    else:
        assert choice.finish_reason == "content_filter"


def test_the_content_filter_is_told(chat, target):
    choice = only(chat(model=target.model, messages=user("trip the content filter")))
    assert choice.finish_reason == "content_filter"


@pytest.mark.parametrize(
    "url", ["https://example.com/cat.png", f"data:image/png;base64,{PIXEL}"], ids=["url", "base64"]
)
def test_an_image_reaches_the_provider(chat, target, url):
    parts = [{"type": "text", "text": "What is this?"}, {"type": "image_url", "image_url": {"url": url}}]
    answer = chat(model=target.model, messages=user(parts))
    assert only(answer).message.content == "You wrote: What is this? (with 1 attachment)"
    sent = target.simulator.received()["messages"][0]["content"]
    if target.format == OPENAI:
        assert sent == parts
    elif url.startswith("data:"):
        assert sent[1]["source"] == {"type": "base64", "media_type": "image/png", "data": PIXEL}
    else:
        assert sent[1]["source"] == {"type": "url", "url": url}


def test_a_document_reaches_the_provider(chat, target):
    file = {"filename": "a.pdf", "file_data": f"data:application/pdf;base64,{PDF}"}
    parts = [{"type": "text", "text": "What is this?"}, {"type": "file", "file": file}]
    answer = chat(model=target.model, messages=user(parts))
    assert only(answer).message.content == "You wrote: What is this? (with 1 attachment)"
    if target.format == ANTHROPIC:
        sent = target.simulator.received()["messages"][0]["content"][1]
        assert sent["source"] == {"type": "base64", "media_type": "application/pdf", "data": PDF}


def test_a_json_schema_shapes_the_answer(chat, target):
    answer = chat(model=target.model, messages=user("Weather?"), response_format=FORECAST_FORMAT)
    assert json.loads(only(answer).message.content) == FORECAST


def test_json_mode_is_carried_or_told(openai_client, target):
    messages, wanted = user("Weather as JSON?"), {"type": "json_object"}
    answer, headers = openai_client.raw(model=target.model, messages=messages, response_format=wanted)
    assert answer.choices[0].message.content
    if target.format == OPENAI:
        assert "x-sluice-losses" not in headers
    else:
        assert "response_format;renamed" in headers["x-sluice-losses"]
        assert "JSON object" in target.simulator.received()["system"][0]["text"]


def test_a_pydantic_model_is_parsed(openai_client, target):
    answer = openai_client.parsed(model=target.model, messages=user("Weather?"), response_format=Forecast)
    assert only(answer).message.parsed == Forecast(**FORECAST)


def test_a_pydantic_model_is_parsed_from_a_stream(openai_client, target):
    answer = openai_client.streamed(model=target.model, messages=user("Weather?"), response_format=Forecast)
    assert only(answer).message.parsed == Forecast(**FORECAST)


def test_several_candidates_come_from_openai(chat, openai_target):
    answer = chat(model=openai_target.model, messages=user("Hello"), n=3)
    assert [choice.index for choice in answer.choices] == [0, 1, 2]
    assert {choice.message.content for choice in answer.choices} == {"You wrote: Hello"}


def test_candidates_that_a_provider_cannot_give_are_refused(chat, anthropic_target):
    with pytest.raises(openai.BadRequestError) as refusal:
        chat(model=anthropic_target.model, messages=user("Hello"), n=3)
    assert refusal.value.param == "n"
    assert refusal.value.code == "unsupported_by_provider"
    assert anthropic_target.simulator.requests() == []


def test_log_probabilities_come_from_openai(chat, openai_target):
    answer = chat(model=openai_target.model, messages=user("Hello"), logprobs=True, top_logprobs=2)
    tokens = only(answer).logprobs.content
    assert "".join(token.token for token in tokens) == "You wrote: Hello"
    assert all(len(token.top_logprobs) == 2 for token in tokens)


def test_log_probabilities_that_a_provider_lacks_are_told(openai_client, anthropic_target):
    answer, headers = openai_client.raw(model=anthropic_target.model, messages=user("Hello"), logprobs=True)
    assert answer.choices[0].logprobs is None
    assert "logprobs;dropped" in headers["x-sluice-losses"]


def test_a_temperature_beyond_the_providers_range_is_clamped_and_told(openai_client, target):
    answer, headers = openai_client.raw(model=target.model, messages=user("Hello"), temperature=1.5)
    sent = target.simulator.received()["temperature"]
    if target.format == OPENAI:
        assert sent == 1.5 and "x-sluice-losses" not in headers
    else:
        assert sent == 1 and "temperature;clamped" in headers["x-sluice-losses"]


def test_reasoning_is_asked_for_and_counted(chat, target):
    answer = chat(model=target.model, messages=user("Think."), reasoning_effort="low")
    assert only(answer).message.content == "You wrote: Think."
    if target.format == OPENAI:
        assert target.simulator.received()["reasoning_effort"] == "low"
    else:
        thinking = target.simulator.received()["thinking"]
        assert thinking["type"] == "enabled" and thinking["budget_tokens"] >= 1024
        assert only(answer).message.reasoning_content.startswith("The user wrote 6 characters.")


def test_effort_reaches_a_model_that_thinks_adaptively(chat, anthropic_target):
    answer = chat(model="to-anthropic-adaptive", messages=user("Think."), reasoning_effort="low")
    assert only(answer).message.content == "You wrote: Think."
    received = anthropic_target.simulator.received()
    assert received["thinking"]["type"] == "adaptive"
    assert received["output_config"] == {"effort": "low"}


# Each question makes another part of the usage show.
@pytest.mark.parametrize(
    "request_",
    [
        {"messages": user("Hello")},
        {"messages": user("from the cache")},
        {"messages": user("Think."), "reasoning_effort": "low"},
    ],
    ids=["plain", "cached", "reasoning"],
)
@pytest.mark.parametrize("streamed", [False, True], ids=["whole", "streamed"])
def test_usage_is_what_the_provider_reported(openai_client, target, request_, streamed):
    if streamed:
        options = {"include_usage": True}
        answer = openai_client.streamed(model=target.model, stream_options=options, **request_)
    else:
        answer = openai_client.whole(model=target.model, **request_)
    reported = target.simulator.usage()
    usage = answer.usage
    if target.format == OPENAI:
        assert usage.to_dict() == reported
        return
    read, written = reported["cache_read_input_tokens"], reported["cache_creation_input_tokens"]
    assert usage.prompt_tokens == reported["input_tokens"] + read + written
    assert usage.completion_tokens == reported["output_tokens"]
    assert usage.total_tokens == usage.prompt_tokens + usage.completion_tokens
    assert usage.prompt_tokens_details.cached_tokens == read
    if "reasoning_effort" in request_:
        thought = reported["output_tokens_details"]["thinking_tokens"]
        assert usage.completion_tokens_details.reasoning_tokens == thought > 0
