"""Streams as OpenAI's client reads them, chunk by chunk."""

import pytest

from asked import user
from gateway import wait_until

WORDS = [f"word{number}" for number in range(1, 41)]

# Characters of one to four bytes.
UNICODE = "żółć 東京 🦀 done " * 5 + "."


def test_a_stream_opens_with_the_role_and_ends_with_one_reason(openai_client, target):
    chunks = openai_client.chunks(model=target.model, messages=user("write 40 words"))
    assert chunks[0].choices[0].delta.role == "assistant"
    assert len({chunk.id for chunk in chunks}) == 1
    assert {chunk.object for chunk in chunks} == {"chat.completion.chunk"}
    assert {chunk.model for chunk in chunks} == {target.served_by}
    reasons = [choice.finish_reason for chunk in chunks for choice in chunk.choices]
    assert reasons[-1] == "stop" and set(reasons[:-1]) == {None}
    texts = [choice.delta.content for chunk in chunks for choice in chunk.choices if choice.delta.content]
    assert "".join(texts).split() == WORDS
    assert len(texts) >= len(WORDS), "the text came in fewer pieces than the provider sent"


def test_usage_is_hidden_from_who_did_not_ask(openai_client, target):
    chunks = openai_client.chunks(model=target.model, messages=user("Hello"))
    assert all(chunk.usage is None for chunk in chunks)
    assert all(chunk.choices for chunk in chunks)


def test_usage_ends_a_stream_for_who_asked(openai_client, target):
    options = {"include_usage": True}
    chunks = openai_client.chunks(model=target.model, messages=user("Hello"), stream_options=options)
    assert chunks[-1].choices == [] and chunks[-1].usage.total_tokens > 0
    assert all(chunk.usage is None and chunk.choices for chunk in chunks[:-1])


def test_the_stream_helper_tells_every_piece_and_the_whole(openai_client, target):
    events, final = openai_client.helped(model=target.model, messages=user("write 40 words"))
    pieces = [event.delta for event in events if event.type == "content.delta"]
    done = [event.content for event in events if event.type == "content.done"]
    assert "".join(pieces) == final.choices[0].message.content
    assert done == [final.choices[0].message.content]


# What providers and the networks before them do to streams without ending them.
@pytest.mark.parametrize("fault", ["split-bytes=1", "pings", "crlf", "cr", "unknown-event", "no-done"])
def test_odd_framing_does_not_show(openai_client, target, fault):
    target.simulator.set_faults(fault)
    # The helper, which passes over events that it does not know.
    answer = openai_client.streamed(model=target.model, messages=user(f"repeat exactly: {UNICODE}"))
    assert answer.choices[0].message.content == UNICODE
    assert answer.choices[0].finish_reason == "stop"


def test_an_answer_that_comes_whole_in_place_of_a_stream_becomes_one(openai_client, target):
    target.simulator.set_faults("json-instead-of-stream")
    answer = openai_client.streamed(model=target.model, messages=user("Hello"))
    assert answer.choices[0].message.content == "You wrote: Hello"


def test_a_stream_in_place_of_a_whole_answer_becomes_one(openai_client, target):
    target.simulator.set_faults("stream-instead-of-json")
    answer = openai_client.whole(model=target.model, messages=user("Hello"))
    assert answer.choices[0].message.content == "You wrote: Hello"


def test_a_malformed_event_does_not_end_a_translated_stream(openai_client, anthropic_target):
    anthropic_target.simulator.set_faults("malformed-event=4")
    answer = openai_client.streamed(model=anthropic_target.model, messages=user("write 40 words"))
    assert answer.choices[0].message.content.split()[-1] == "word40"


def test_a_stream_that_is_left_early_is_ended_at_the_provider(openai_client, target, gateway):
    target.simulator.set_faults("delay,events=20ms")
    request = {"model": target.model, "messages": user("write 1000 words"), "stream": True}
    chunks = openai_client.form.first_items(openai_client.completions.create(**request), 3)
    assert len(chunks) == 3
    wait_until("the provider sees it", lambda: target.simulator.requests()[-1]["outcome"] == "client_left")
    target.simulator.set_faults()
    answer = openai_client.whole(model=target.model, messages=user("Still there?"))
    assert answer.choices[0].message.content == "You wrote: Still there?"
