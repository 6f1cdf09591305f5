"""Tools of Anthropic's client, with providers of either format."""

import pytest

from asked import PIXEL, TOOLS, user
from gateway import ANTHROPIC


def tools_of(*names):
    return [{"name": name, "description": f"The tool {name}.", "input_schema": TOOLS[name][0]} for name in names]


def calls_of(answer):
    """The calls of an answer as (name, input); their ids must differ."""
    calls = [block for block in answer.content if block.type == "tool_use"]
    assert answer.stop_reason == ("tool_use" if calls else "end_turn")
    assert all(call.id for call in calls)
    assert len({call.id for call in calls}) == len(calls)
    return [(call.name, call.input) for call in calls]


def expected(*names):
    return [(name, TOOLS[name][1]) for name in names]


@pytest.mark.parametrize("name", TOOLS)
def test_a_tool_is_called_with_its_input(message, target, name):
    answer = message(model=target.model, messages=user(f"call {name}"), tools=tools_of(*TOOLS))
    assert calls_of(answer) == expected(name)
    assert [block.type for block in answer.content] == ["tool_use"]


def test_a_tool_whose_schema_has_no_properties_is_called(message, target):
    tools = [{"name": "now", "input_schema": {"type": "object"}}]
    assert calls_of(message(model=target.model, messages=user("call now"), tools=tools)) == [("now", {})]


def test_tools_are_called_in_parallel(message, target):
    messages = user("use the tools in parallel")
    answer = message(model=target.model, messages=messages, tools=tools_of(*TOOLS))
    assert calls_of(answer) == expected(*TOOLS)


def test_one_tool_is_called_twice(message, target):
    messages = user("call search, in parallel")
    answer = message(model=target.model, messages=messages, tools=tools_of("search"))
    assert calls_of(answer) == expected("search", "search")


def test_words_before_a_call_are_kept(message, target):
    answer = message(model=target.model, messages=user("call now and say why"), tools=tools_of("now"))
    assert [block.type for block in answer.content] == ["text", "tool_use"]
    assert answer.content[0].text == "I need now for this."
    assert calls_of(answer) == expected("now")


@pytest.mark.parametrize(
    ("text", "choice", "called"),
    [
        ("call search", {"type": "auto"}, ["search"]),
        ("Hello", {"type": "auto"}, []),
        ("call search", {"type": "none"}, []),
        ("Hello", {"type": "any"}, ["weather"]),
        ("Hello", {"type": "tool", "name": "now"}, ["now"]),
        ("use the tools in parallel", {"type": "auto", "disable_parallel_tool_use": True}, ["weather"]),
    ],
    ids=["auto", "auto-without-need", "none", "any", "named", "not-in-parallel"],
)
def test_the_tool_choice_is_heeded(message, target, text, choice, called):
    answer = message(model=target.model, messages=user(text), tools=tools_of(*TOOLS), tool_choice=choice)
    assert calls_of(answer) == expected(*called)


def results_for(answer, *texts):
    """The conversation's next messages: the answer itself, and what its tools said."""
    calls = [block for block in answer.content if block.type == "tool_use"]
    results = [
        {"type": "tool_result", "tool_use_id": call.id, "content": text}
        for call, text in zip(calls, texts, strict=True)
    ]
    content = [block.to_dict() for block in answer.content]
    return [{"role": "assistant", "content": content}, {"role": "user", "content": results}]


def test_tool_results_go_back_to_their_calls(message, target):
    messages, tools = user("use the tools in parallel"), tools_of("weather", "search")
    answer = message(model=target.model, messages=messages, tools=tools)
    messages += results_for(answer, "It rains.", "Nothing found.")
    final = message(model=target.model, messages=messages, tools=tools)
    assert final.content[-1].text == "The tools say: It rains.; Nothing found.."
    assert calls_of(final) == []
    ids = [block.id for block in answer.content]
    sent = target.simulator.received()["messages"]
    if target.format == ANTHROPIC:
        assert [block["tool_use_id"] for block in sent[2]["content"]] == ids
    else:
        assert [call["id"] for call in sent[1]["tool_calls"]] == ids
        assert [message["tool_call_id"] for message in sent[2:]] == ids


def test_words_beside_tool_results_are_kept(message, target):
    messages, tools = user("call search"), tools_of("search")
    answer = message(model=target.model, messages=messages, tools=tools)
    messages += results_for(answer, "Nothing found.")
    messages[-1]["content"].append({"type": "text", "text": "Now answer."})
    message(model=target.model, messages=messages, tools=tools)
    sent = target.simulator.received()["messages"]
    if target.format == ANTHROPIC:
        assert [block["type"] for block in sent[-1]["content"]] == ["tool_result", "text"]
    else:
        assert [message["role"] for message in sent] == ["user", "assistant", "tool", "user"]


def test_a_result_may_be_an_image(message, target):
    messages, tools = user("call search"), tools_of("search")
    answer = message(model=target.model, messages=messages, tools=tools)
    messages += results_for(answer, "")
    image = {"type": "image", "source": {"type": "base64", "media_type": "image/png", "data": PIXEL}}
    messages[-1]["content"][0]["content"] = [image]
    message(model=target.model, messages=messages, tools=tools)
    assert PIXEL in target.simulator.requests()[-1]["body"]


def test_a_result_may_be_an_error_with_several_parts(message, target):
    messages, tools = user("call search"), tools_of("search")
    answer = message(model=target.model, messages=messages, tools=tools)
    messages += results_for(answer, "")
    result = messages[-1]["content"][0]
    result |= {"is_error": True, "content": [{"type": "text", "text": text} for text in ("No", "network.")]}
    final = message(model=target.model, messages=messages, tools=tools)
    said = final.content[-1].text
    assert "No" in said and "network." in said


@pytest.mark.parametrize(("first", "then"), [("to-openai", "to-anthropic"), ("to-anthropic", "to-openai")])
def test_a_conversation_with_tools_may_change_its_provider(message, gateway, first, then):
    messages, tools = user("call weather and say why"), tools_of("weather")
    answer = message(model=first, messages=messages, tools=tools)
    messages += results_for(answer, "It rains.")
    final = message(model=then, messages=messages, tools=tools)
    assert final.content[-1].text == "The tools say: It rains.."


THINKING = {"thinking": {"type": "enabled", "budget_tokens": 2048}}


def test_thinking_goes_back_signed_with_the_results(message, anthropic_target):
    # The provider refuses thoughts whose signature is not the one it gave.
    messages, tools = user("call weather"), tools_of("weather")
    answer = message(model=anthropic_target.model, messages=messages, tools=tools, **THINKING)
    assert [block.type for block in answer.content] == ["thinking", "tool_use"]
    messages += results_for(answer, "It rains.")
    final = message(model=anthropic_target.model, messages=messages, tools=tools, **THINKING)
    assert final.content[-1].text == "The tools say: It rains.."
    sent = anthropic_target.simulator.received()["messages"][1]["content"]
    assert sent[0]["signature"] == answer.content[0].signature


def test_thoughts_of_one_provider_do_not_hinder_another(message, gateway):
    messages, tools = user("call weather"), tools_of("weather")
    answer = message(model="to-anthropic", messages=messages, tools=tools, **THINKING)
    messages += results_for(answer, "It rains.")
    final = message(model="to-openai", messages=messages, tools=tools, **THINKING)
    assert final.content[-1].text == "The tools say: It rains.."


def test_the_stream_helper_tells_of_each_call(anthropic_client, target):
    messages = user("use the tools in parallel")
    events, _ = anthropic_client.helped(model=target.model, messages=messages, tools=tools_of(*TOOLS))
    done = [event.content_block for event in events if event.type == "content_block_stop"]
    assert [(block.name, block.input) for block in done] == expected(*TOOLS)
    assert [event.index for event in events if event.type == "content_block_start"] == [0, 1, 2]
