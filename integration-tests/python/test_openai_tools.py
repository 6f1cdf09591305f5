"""Tools of OpenAI's client, with providers of either format."""

import json

import openai
import pytest
from pydantic import BaseModel

from asked import TOOLS, user
from gateway import OPENAI


def functions(*names):
    return [
        {
            "type": "function",
            "function": {"name": name, "description": f"The tool {name}.", "parameters": TOOLS[name][0]},
        }
        for name in names
    ]


def calls_of(answer):
    """The calls of an answer as (name, arguments); their ids must differ."""
    choice = answer.choices[0]
    calls = choice.message.tool_calls or []
    assert choice.finish_reason == ("tool_calls" if calls else "stop")
    assert all(call.type == "function" and call.id for call in calls)
    assert len({call.id for call in calls}) == len(calls)
    return [(call.function.name, json.loads(call.function.arguments)) for call in calls]


def expected(*names):
    return [(name, TOOLS[name][1]) for name in names]


@pytest.mark.parametrize("name", TOOLS)
def test_a_tool_is_called_with_its_arguments(chat, target, name):
    answer = chat(model=target.model, messages=user(f"call {name}"), tools=functions(*TOOLS))
    assert calls_of(answer) == expected(name)
    assert not answer.choices[0].message.content


def test_tools_are_called_in_parallel(chat, target):
    messages = user("use the tools in parallel")
    answer = chat(model=target.model, messages=messages, tools=functions(*TOOLS))
    assert calls_of(answer) == expected(*TOOLS)


def test_one_tool_is_called_twice(chat, target):
    messages = user("call search, in parallel")
    answer = chat(model=target.model, messages=messages, tools=functions("search"))
    assert calls_of(answer) == expected("search", "search")


def test_parallel_calls_can_be_ruled_out(chat, target):
    messages = user("use the tools in parallel")
    answer = chat(model=target.model, messages=messages, tools=functions(*TOOLS), parallel_tool_calls=False)
    assert calls_of(answer) == expected("weather")


def test_words_before_a_call_are_kept(chat, target):
    answer = chat(model=target.model, messages=user("call now and say why"), tools=functions("now"))
    assert calls_of(answer) == expected("now")
    assert answer.choices[0].message.content == "I need now for this."


@pytest.mark.parametrize(
    ("text", "choice", "called"),
    [
        ("call search", "auto", ["search"]),
        ("Hello", "auto", []),
        ("call search", "none", []),
        ("Hello", "required", ["weather"]),
        ("Hello", {"type": "function", "function": {"name": "now"}}, ["now"]),
    ],
    ids=["auto", "auto-without-need", "none", "required", "named"],
)
def test_the_tool_choice_is_heeded(chat, target, text, choice, called):
    answer = chat(model=target.model, messages=user(text), tools=functions(*TOOLS), tool_choice=choice)
    assert calls_of(answer) == expected(*called)


def results_for(answer, *texts):
    """The conversation's next messages: the answer itself, and what its tools said."""
    message = answer.choices[0].message
    # What the SDK adds up from a stream has keys that requests must not have.
    calls = [
        {
            "id": call.id,
            "type": "function",
            "function": {"name": call.function.name, "arguments": call.function.arguments},
        }
        for call in message.tool_calls
    ]
    results = [
        {"role": "tool", "tool_call_id": call.id, "content": text}
        for call, text in zip(message.tool_calls, texts, strict=True)
    ]
    return [{"role": "assistant", "content": message.content, "tool_calls": calls}, *results]


def test_tool_results_go_back_to_their_calls(chat, target):
    messages, tools = user("use the tools in parallel"), functions("weather", "search")
    answer = chat(model=target.model, messages=messages, tools=tools)
    messages += results_for(answer, "It rains.", "Nothing found.")
    final = chat(model=target.model, messages=messages, tools=tools)
    assert final.choices[0].message.content == "The tools say: It rains.; Nothing found.."
    assert calls_of(final) == []
    ids = [call.id for call in answer.choices[0].message.tool_calls]
    sent = target.simulator.received()["messages"]
    if target.format == OPENAI:
        assert [call["id"] for call in sent[1]["tool_calls"]] == ids
        assert [message["tool_call_id"] for message in sent[2:]] == ids
    else:
        assert [block["id"] for block in sent[1]["content"]] == ids
        assert [block["input"] for block in sent[1]["content"]] == [TOOLS[name][1] for name in ("weather", "search")]
        assert [block["tool_use_id"] for block in sent[2]["content"]] == ids


@pytest.mark.parametrize(("first", "then"), [("to-openai", "to-anthropic"), ("to-anthropic", "to-openai")])
def test_a_conversation_with_tools_may_change_its_provider(chat, gateway, first, then):
    messages, tools = user("call weather and say why"), functions("weather")
    answer = chat(model=first, messages=messages, tools=tools)
    messages += results_for(answer, "It rains.")
    final = chat(model=then, messages=messages, tools=tools)
    assert final.choices[0].message.content == "The tools say: It rains.."


def test_tools_and_reasoning_go_together_over_two_steps(chat, target):
    asked = {"model": target.model, "tools": functions("weather"), "reasoning_effort": "low"}
    messages = user("call weather")
    answer = chat(messages=messages, **asked)
    assert calls_of(answer) == expected("weather")
    messages += results_for(answer, "It rains.")
    assert chat(messages=messages, **asked).choices[0].message.content == "The tools say: It rains.."


def test_shown_reasoning_may_be_sent_back(openai_client, anthropic_target):
    asked = {"model": anthropic_target.model, "tools": functions("weather"), "reasoning_effort": "low"}
    messages = user("call weather")
    message = openai_client.whole(messages=messages, **asked).choices[0].message
    assert message.reasoning_content
    messages += [message.to_dict(), {"role": "tool", "tool_call_id": message.tool_calls[0].id, "content": "It rains."}]
    final = openai_client.whole(messages=messages, **asked)
    assert final.choices[0].message.content == "The tools say: It rains.."


class Search(BaseModel):
    query: str


def test_arguments_are_parsed_into_a_pydantic_model(openai_client, target):
    tools = [openai.pydantic_function_tool(Search, name="search")]
    for ask in (openai_client.parsed, openai_client.streamed):
        call = ask(model=target.model, messages=user("call search"), tools=tools).choices[0].message.tool_calls[0]
        assert call.function.parsed_arguments == Search(query="some query")


def test_the_stream_helper_tells_of_each_call(openai_client, target):
    messages = user("use the tools in parallel")
    events, _ = openai_client.helped(model=target.model, messages=messages, tools=functions(*TOOLS))
    done = [event for event in events if event.type == "tool_calls.function.arguments.done"]
    assert [(event.name, json.loads(event.arguments)) for event in done] == expected(*TOOLS)
    assert [event.index for event in done] == [0, 1, 2]
