"""Fallbacks, which no client notices but for the headers."""

import anthropic
import openai
import pytest

from asked import TOOLS, user
from gateway import ANTHROPIC, OPENAI

# The model, which of the simulators answers in the end, and under which name.
FALLING = [
    pytest.param("falling-to-openai", "openai", "openai-chat/gpt-5.2", id="to-openai"),
    pytest.param("falling-to-anthropic", "claude", "anthropic-messages/claude-sonnet-4-5", id="to-anthropic"),
]


@pytest.mark.parametrize(("model", "simulator", "name"), FALLING)
def test_the_next_target_answers_openais_client(openai_client, gateway, model, simulator, name):
    answer, headers = openai_client.raw(model=model, messages=user("Hello"))
    assert answer.choices[0].message.content == "You wrote: Hello"
    assert headers["x-sluice-attempts"] == "2"
    assert headers["x-sluice-target"] == name
    assert len(getattr(gateway, simulator).requests()) == 1


@pytest.mark.parametrize(("model", "simulator", "name"), FALLING)
def test_the_next_target_answers_anthropics_client(anthropic_client, gateway, model, simulator, name):
    answer, headers = anthropic_client.raw(model=model, messages=user("Hello"))
    assert answer.content[0].text == "You wrote: Hello"
    assert headers["x-sluice-attempts"] == "2"
    assert headers["x-sluice-target"] == name
    assert len(getattr(gateway, simulator).requests()) == 1


def test_one_attempt_is_told_as_one(openai_client, target):
    answer, headers = openai_client.raw(model=target.model, messages=user("Hello"))
    assert headers["x-sluice-attempts"] == "1"
    assert headers["x-sluice-target"].endswith(f"/{target.served_by}")


@pytest.mark.parametrize(("model", "simulator", "name"), FALLING)
def test_tools_survive_a_fallback_over_two_steps(message, gateway, model, simulator, name):
    asked = {"model": model, "tools": [{"name": "weather", "input_schema": TOOLS["weather"][0]}]}
    messages = user("call weather")
    answer = message(messages=messages, **asked)
    assert [(block.name, block.input) for block in answer.content] == [("weather", TOOLS["weather"][1])]
    result = {"type": "tool_result", "tool_use_id": answer.content[0].id, "content": "It rains."}
    messages += [{"role": "assistant", "content": [answer.content[0].to_dict()]}, *user([result])]
    assert message(messages=messages, **asked).content[-1].text == "The tools say: It rains.."


@pytest.mark.parametrize(("model", "simulator", "name"), FALLING)
def test_a_stream_of_the_next_target_reaches_openais_client(openai_client, gateway, model, simulator, name):
    chunks, headers = openai_client.raw_chunks(model=model, messages=user("write 40 words"))
    text = "".join(chunk.choices[0].delta.content or "" for chunk in chunks)
    assert len(text.split()) == 40
    assert headers["x-sluice-attempts"] == "2"
    assert headers["x-sluice-target"] == name


@pytest.mark.parametrize(("model", "simulator", "name"), FALLING)
def test_a_stream_of_the_next_target_reaches_anthropics_client(anthropic_client, gateway, model, simulator, name):
    events, headers = anthropic_client.raw_events(model=model, messages=user("write 40 words"))
    text = "".join(event.delta.text for event in events if event.type == "content_block_delta")
    assert len(text.split()) == 40
    assert headers["x-sluice-attempts"] == "2"
    assert headers["x-sluice-target"] == name


@pytest.mark.parametrize("fault", ["error-first-event", "status=503", "reset", "refuse", "empty-body"])
@pytest.mark.parametrize("first", [OPENAI, ANTHROPIC])
def test_each_way_to_fail_leads_to_the_next_target(chat, gateway, fault, first):
    # The first target of these models fails by its own; here it fails in another way.
    model, broken = {
        OPENAI: ("falling-to-anthropic", gateway.busy_openai),
        ANTHROPIC: ("falling-to-openai", gateway.busy_claude),
    }[first]
    broken.set_faults(fault)
    try:
        assert chat(model=model, messages=user("Hello")).choices[0].message.content == "You wrote: Hello"
    finally:
        broken.set_faults("status=529")


def test_the_last_failure_is_told_where_nobody_is_left(chat, message, gateway):
    with pytest.raises(openai.InternalServerError) as raised:
        chat(model="hopeless", messages=user("Hello"))
    assert raised.value.status_code == 529
    assert raised.value.response.headers["x-sluice-attempts"] == "2"
    with pytest.raises(anthropic.OverloadedError) as raised:
        message(model="hopeless", messages=user("Hello"))
    assert raised.value.type == "overloaded_error"


def test_a_clients_own_fault_is_not_tried_elsewhere(openai_client, gateway):
    gateway.busy_openai.set_faults("status=400")
    try:
        with pytest.raises(openai.BadRequestError) as raised:
            openai_client.whole(model="falling-to-anthropic", messages=user("Hello"))
    finally:
        gateway.busy_openai.set_faults("status=529")
    assert raised.value.response.headers["x-sluice-attempts"] == "1"
    assert gateway.claude.requests() == []
