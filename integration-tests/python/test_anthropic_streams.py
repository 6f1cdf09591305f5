"""Streams as Anthropic's client reads them, event by event."""

import pytest

from asked import user
from gateway import wait_until

WORDS = [f"word{number}" for number in range(1, 41)]

# Characters of one to four bytes.
UNICODE = "żółć 東京 🦀 done " * 5 + "."


def test_the_events_of_a_stream_come_in_their_order(anthropic_client, target):
    events = anthropic_client.events(model=target.model, messages=user("write 40 words"))
    kinds = [event.type for event in events]
    deltas = kinds.count("content_block_delta")
    assert deltas >= len(WORDS), "the text came in fewer pieces than the provider sent"
    assert kinds == [
        "message_start",
        "content_block_start",
        *["content_block_delta"] * deltas,
        "content_block_stop",
        "message_delta",
        "message_stop",
    ]
    start = events[0].message
    assert start.role == "assistant" and start.model == target.served_by
    assert start.content == [] and start.stop_reason is None
    assert events[-2].delta.stop_reason == "end_turn"


def test_the_usage_of_a_stream_is_complete_at_its_end(anthropic_client, target):
    events = anthropic_client.events(model=target.model, messages=user("write 40 words"))
    whole = anthropic_client.whole(model=target.model, messages=user("write 40 words"))
    last = next(event for event in events if event.type == "message_delta")
    assert last.usage.output_tokens == whole.usage.output_tokens


def test_the_stream_helper_tells_every_piece_and_the_whole(anthropic_client, target):
    events, final = anthropic_client.helped(model=target.model, messages=user("write 40 words"))
    assert "".join(event.text for event in events if event.type == "text") == final.content[0].text
    stopped = [event.content_block.text for event in events if event.type == "content_block_stop"]
    assert stopped == [final.content[0].text]
    assert events[-1].type == "message_stop" and events[-1].message.content[0].text.split() == WORDS


# What providers and the networks before them do to streams without ending them.
@pytest.mark.parametrize("fault", ["split-bytes=1", "pings", "crlf", "cr", "unknown-event", "no-done"])
def test_odd_framing_does_not_show(anthropic_client, target, fault):
    target.simulator.set_faults(fault)
    answer = anthropic_client.streamed(model=target.model, messages=user(f"repeat exactly: {UNICODE}"))
    assert answer.content[0].text == UNICODE
    assert answer.stop_reason == "end_turn"


def test_an_answer_that_comes_whole_in_place_of_a_stream_becomes_one(anthropic_client, target):
    target.simulator.set_faults("json-instead-of-stream")
    answer = anthropic_client.streamed(model=target.model, messages=user("Hello"))
    assert answer.content[0].text == "You wrote: Hello"


def test_a_stream_in_place_of_a_whole_answer_becomes_one(anthropic_client, target):
    target.simulator.set_faults("stream-instead-of-json")
    answer = anthropic_client.whole(model=target.model, messages=user("Hello"))
    assert answer.content[0].text == "You wrote: Hello"


def test_a_malformed_event_does_not_end_a_translated_stream(anthropic_client, openai_target):
    openai_target.simulator.set_faults("malformed-event=4")
    answer = anthropic_client.streamed(model=openai_target.model, messages=user("write 40 words"))
    assert answer.content[0].text.split()[-1] == "word40"


def test_a_stream_that_is_left_early_is_ended_at_the_provider(anthropic_client, target):
    target.simulator.set_faults("delay,events=20ms")
    request = {"model": target.model, "messages": user("write 1000 words"), "max_tokens": 4000, "stream": True}
    events = anthropic_client.form.first_items(anthropic_client.messages.create(**request), 3)
    assert len(events) == 3
    wait_until("the provider sees it", lambda: target.simulator.requests()[-1]["outcome"] == "client_left")
    target.simulator.set_faults()
    answer = anthropic_client.whole(model=target.model, messages=user("Still there?"))
    assert answer.content[0].text == "You wrote: Still there?"
