"""One face for the official client of each format, so that one table of tests runs
with all of them.

A client asks for text and for calls of tools, and goes on with what they
gave, each time whole and streamed. What comes back is told in the same words; `last`
is the client's own form of it, to be sent with the next turn.
"""

import json
from dataclasses import dataclass
from operator import attrgetter

import anthropic
import boto3
import botocore.config
import botocore.exceptions
import cohere
import cohere.core.api_error
import mistralai.client.errors
import openai
from google import genai
from google.genai import types as google
from mistralai.client import Mistral
from openai.lib.streaming.responses._responses import ResponseStreamState

from gateway import CLIENT_KEY

TIMEOUT = 60


@dataclass
class Said:
    """An answer: its text, its calls as (id, name, arguments), and how it ended."""

    text: str
    calls: list
    end: str
    tokens: tuple


@dataclass
class Tool:
    name: str
    schema: dict
    about: str = "A tool."


@dataclass
class Turn:
    """What has been said: a question and, where tools were called, the answer with
    the calls as this client keeps it, and what each tool gave."""

    question: str
    answer: object = None
    calls: tuple = ()
    result: str = None


def message_of(content, calls):
    """An assistant's message of Chat Completions and those that are like it."""
    message = {"role": "assistant", "content": content}
    if calls:
        message["tool_calls"] = [
            {"id": id, "type": "function", "function": {"name": name, "arguments": arguments}}
            for id, name, arguments in calls
        ]
    return message


def function_of(tool):
    return {"name": tool.name, "description": tool.about, "parameters": tool.schema}


class OpenAIChat:
    error, status = openai.APIStatusError, attrgetter("status_code")
    broken = openai.APIError

    def __init__(self, url):
        self.sdk = openai.OpenAI(base_url=f"{url}/v1", api_key=CLIENT_KEY, max_retries=0, timeout=TIMEOUT)

    def request(self, model, turn, tools):
        messages = [{"role": "user", "content": turn.question}]
        if turn.result is not None:
            messages += [
                turn.answer,
                *({"role": "tool", "tool_call_id": id, "content": turn.result} for id, _, _ in turn.calls),
            ]
        request = {"model": model, "messages": messages}
        if tools:
            request["tools"] = [{"type": "function", "function": function_of(tool)} for tool in tools]
        return request

    def whole(self, *asked):
        return self.said(self.sdk.chat.completions.create(**self.request(*asked)))

    def streamed(self, *asked):
        options = {"stream_options": {"include_usage": True}}
        with self.sdk.chat.completions.stream(**self.request(*asked), **options) as stream:
            for _ in stream:
                pass
            return self.said(stream.get_final_completion())

    def said(self, answer):
        choice, usage = answer.choices[0], answer.usage
        calls = choice.message.tool_calls or []
        # Not the SDK's own dump: of a stream that has members which the API refuses.
        self.last = message_of(choice.message.content, [(c.id, c.function.name, c.function.arguments) for c in calls])
        assert usage.total_tokens == usage.prompt_tokens + usage.completion_tokens
        return Said(
            choice.message.content or "",
            [(c.id, c.function.name, json.loads(c.function.arguments)) for c in calls],
            {"stop": "end", "tool_calls": "tools"}[choice.finish_reason],
            (usage.prompt_tokens, usage.completion_tokens),
        )


class OpenAIResponses(OpenAIChat):
    def request(self, model, turn, tools):
        items = [{"role": "user", "content": turn.question}]
        if turn.result is not None:
            items += [item.model_dump(exclude_none=True, exclude={"parsed_arguments"}) for item in turn.answer]
            items += [
                {"type": "function_call_output", "call_id": id, "output": turn.result} for id, _, _ in turn.calls
            ]
        request = {"model": model, "input": items, "store": False}
        if tools:
            request["tools"] = [{"type": "function", **function_of(tool), "strict": False} for tool in tools]
        return request

    def whole(self, *asked):
        return self.said(self.sdk.responses.create(**self.request(*asked)))

    def streamed(self, *asked):
        state = ResponseStreamState(input_tools=openai.omit, text_format=openai.omit)
        numbers = []
        for event in self.sdk.responses.create(stream=True, **self.request(*asked)):
            state.handle_event(event)
            numbers.append(event.sequence_number)
        assert numbers == list(range(len(numbers)))
        assert event.type == "response.completed"
        return self.said(event.response)

    def said(self, answer):
        assert (answer.status, answer.error) == ("completed", None)
        self.last, usage = answer.output, answer.usage
        assert usage.total_tokens == usage.input_tokens + usage.output_tokens
        calls = [item for item in answer.output if item.type == "function_call"]
        return Said(
            answer.output_text,
            [(call.call_id, call.name, json.loads(call.arguments)) for call in calls],
            "tools" if calls else "end",
            (usage.input_tokens, usage.output_tokens),
        )


class OpenAICompletions(OpenAIChat):
    """The older text completions, which know no tools."""

    def request(self, model, turn, tools):
        return {"model": model, "prompt": turn.question, "max_tokens": 200}

    def whole(self, *asked):
        answer = self.sdk.completions.create(**self.request(*asked))
        return self.told(answer.choices[0].text, answer.choices[0].finish_reason, answer.usage)

    def streamed(self, *asked):
        options = {"stream": True, "stream_options": {"include_usage": True}}
        chunks = list(self.sdk.completions.create(**self.request(*asked), **options))
        choices = [chunk.choices[0] for chunk in chunks if chunk.choices]
        return self.told("".join(c.text for c in choices), choices[-1].finish_reason, chunks[-1].usage)

    def told(self, text, end, usage):
        assert end == "stop"
        return Said(text, [], "end", (usage.prompt_tokens, usage.completion_tokens))


class Anthropic:
    error, status = anthropic.APIStatusError, attrgetter("status_code")
    broken = anthropic.APIError

    def __init__(self, url):
        self.sdk = anthropic.Anthropic(base_url=url, api_key=CLIENT_KEY, max_retries=0, timeout=TIMEOUT)

    def request(self, model, turn, tools):
        messages = [{"role": "user", "content": turn.question}]
        if turn.result is not None:
            results = [
                {"type": "tool_result", "tool_use_id": id, "content": turn.result} for id, _, _ in turn.calls
            ]
            messages += [
                {"role": "assistant", "content": turn.answer},
                {"role": "user", "content": results},
            ]
        request = {"model": model, "max_tokens": 4000, "messages": messages}
        if tools:
            request["tools"] = [
                {"name": tool.name, "description": tool.about, "input_schema": tool.schema} for tool in tools
            ]
        return request

    def whole(self, *asked):
        return self.said(self.sdk.messages.create(**self.request(*asked)))

    def streamed(self, *asked):
        with self.sdk.messages.stream(**self.request(*asked)) as stream:
            return self.said(stream.get_final_message())

    def said(self, message):
        self.last = [block.model_dump(exclude_none=True, exclude={"parsed_output"}) for block in message.content]
        calls = [block for block in message.content if block.type == "tool_use"]
        return Said(
            "".join(block.text for block in message.content if block.type == "text"),
            [(call.id, call.name, call.input) for call in calls],
            {"end_turn": "end", "tool_use": "tools"}[message.stop_reason],
            (message.usage.input_tokens, message.usage.output_tokens),
        )


class Google:
    error, status = genai.errors.APIError, attrgetter("code")
    broken = error

    def __init__(self, url):
        options = google.HttpOptions(base_url=url, timeout=TIMEOUT * 1000)
        self.sdk = genai.Client(api_key=CLIENT_KEY, http_options=options)

    def request(self, model, turn, tools):
        contents = [google.Content(role="user", parts=[google.Part.from_text(text=turn.question)])]
        if turn.result is not None:
            results = [
                google.FunctionResponse(id=id, name=name, response={"output": turn.result})
                for id, name, _ in turn.calls
            ]
            parts = [google.Part(function_response=result) for result in results]
            contents += [turn.answer, google.Content(role="user", parts=parts)]
        config = google.GenerateContentConfig(
            automatic_function_calling=google.AutomaticFunctionCallingConfig(disable=True)
        )
        if tools:
            functions = [
                google.FunctionDeclaration(name=tool.name, description=tool.about, parameters_json_schema=tool.schema)
                for tool in tools
            ]
            config.tools = [google.Tool(function_declarations=functions)]
        return {"model": model, "contents": contents, "config": config}

    def whole(self, *asked):
        answer = self.sdk.models.generate_content(**self.request(*asked))
        return self.told([answer])

    def streamed(self, *asked):
        return self.told(list(self.sdk.models.generate_content_stream(**self.request(*asked))))

    def told(self, chunks):
        candidates = [chunk.candidates[0] for chunk in chunks if chunk.candidates]
        parts = [part for c in candidates if c.content for part in c.content.parts or []]
        ends = [c.finish_reason for c in candidates if c.finish_reason]
        assert ends == [google.FinishReason.STOP]
        self.last = google.Content(role="model", parts=parts)
        calls = [part.function_call for part in parts if part.function_call]
        usage = next(chunk.usage_metadata for chunk in reversed(chunks) if chunk.usage_metadata)
        return Said(
            "".join(part.text for part in parts if part.text and not part.thought),
            [(call.id, call.name, call.args) for call in calls],
            "tools" if calls else "end",
            (usage.prompt_token_count, usage.candidates_token_count),
        )


class Bedrock:
    error = botocore.exceptions.ClientError
    broken = botocore.exceptions.EventStreamError

    def __init__(self, url):
        # An API key of Bedrock, which the SDK itself sends over HTTPS only.
        config = botocore.config.Config(
            signature_version=botocore.UNSIGNED, retries={"total_max_attempts": 1}, read_timeout=TIMEOUT
        )
        self.sdk = boto3.session.Session().client(
            "bedrock-runtime", endpoint_url=url, region_name="us-east-1", config=config
        )
        self.sdk.meta.events.register("request-created.bedrock-runtime", self.authorize)

    @staticmethod
    def status(error):
        return error.response["ResponseMetadata"]["HTTPStatusCode"]

    def authorize(self, request, **_):
        request.headers["authorization"] = f"Bearer {CLIENT_KEY}"

    def request(self, model, turn, tools):
        messages = [{"role": "user", "content": [{"text": turn.question}]}]
        if turn.result is not None:
            results = [{"toolUseId": id, "content": [{"text": turn.result}]} for id, _, _ in turn.calls]
            messages += [turn.answer, {"role": "user", "content": [{"toolResult": result} for result in results]}]
        request = {"modelId": model, "messages": messages}
        if tools:
            specs = [
                {"name": tool.name, "description": tool.about, "inputSchema": {"json": tool.schema}} for tool in tools
            ]
            request["toolConfig"] = {"tools": [{"toolSpec": spec} for spec in specs]}
        return request

    def whole(self, *asked):
        answer = self.sdk.converse(**self.request(*asked))
        return self.told(answer["output"]["message"], answer["stopReason"], answer["usage"])

    def streamed(self, *asked):
        blocks, inputs, end = {}, {}, {}
        for event in self.sdk.converse_stream(**self.request(*asked))["stream"]:
            ((kind, value),) = event.items()
            if kind == "contentBlockStart":
                blocks[value["contentBlockIndex"]] = dict(value["start"])
                inputs[value["contentBlockIndex"]] = ""
            elif kind == "contentBlockDelta":
                block = blocks.setdefault(value["contentBlockIndex"], {})
                delta = value["delta"]
                if "text" in delta:
                    block["text"] = block.get("text", "") + delta["text"]
                elif "toolUse" in delta:
                    inputs[value["contentBlockIndex"]] += delta["toolUse"]["input"]
            elif kind != "contentBlockStop":
                assert kind not in end, f"{kind} twice"
                end[kind] = value
        for index, text in inputs.items():
            blocks[index]["toolUse"]["input"] = json.loads(text or "{}")
        # A thought has none of the two.
        content = [block for _, block in sorted(blocks.items()) if block]
        message = {"role": end["messageStart"]["role"], "content": content}
        return self.told(message, end["messageStop"]["stopReason"], end["metadata"]["usage"])

    def told(self, message, reason, usage):
        self.last = message
        calls = [block["toolUse"] for block in message["content"] if "toolUse" in block]
        assert usage["totalTokens"] == usage["inputTokens"] + usage["outputTokens"]
        return Said(
            "".join(block.get("text", "") for block in message["content"]),
            [(call["toolUseId"], call["name"], call["input"]) for call in calls],
            {"end_turn": "end", "tool_use": "tools"}[reason],
            (usage["inputTokens"], usage["outputTokens"]),
        )


class Cohere:
    error, status = cohere.core.api_error.ApiError, attrgetter("status_code")

    class broken(Exception):
        pass

    def __init__(self, url):
        self.sdk = cohere.ClientV2(api_key=CLIENT_KEY, base_url=url, timeout=TIMEOUT, max_retries=0)

    def request(self, model, turn, tools):
        messages = [{"role": "user", "content": turn.question}]
        if turn.result is not None:
            results = ({"role": "tool", "tool_call_id": id, "content": turn.result} for id, _, _ in turn.calls)
            messages += [turn.answer, *results]
        request = {"model": model, "messages": messages}
        if tools:
            request["tools"] = [{"type": "function", "function": function_of(tool)} for tool in tools]
        return request

    def whole(self, *asked):
        answer = self.sdk.chat(**self.request(*asked))
        content = answer.message.content or []
        text = "".join(part.text for part in content if part.type == "text")
        calls = [(c.id, c.function.name, c.function.arguments) for c in answer.message.tool_calls or []]
        return self.told(text, calls, answer.finish_reason, answer.usage)

    def streamed(self, *asked):
        text, calls, kinds = "", {}, []
        for event in self.sdk.chat_stream(**self.request(*asked)):
            kinds.append(event.type)
            if event.type == "message-end" and event.delta.finish_reason == "ERROR":
                # The SDK leaves it to its caller to notice.
                raise self.broken(event.delta)
            if event.type == "content-delta":
                text += event.delta.message.content.text or ""
            elif event.type == "tool-call-start":
                call = event.delta.message.tool_calls
                calls[event.index] = [call.id, call.function.name, call.function.arguments or ""]
            elif event.type == "tool-call-delta":
                calls[event.index][2] += event.delta.message.tool_calls.function.arguments
        assert (kinds[0], kinds[-1]) == ("message-start", "message-end")
        return self.told(text, [tuple(call) for call in calls.values()], event.delta.finish_reason, event.delta.usage)

    def told(self, text, calls, reason, usage):
        self.last = message_of(text, calls)
        return Said(
            text,
            [(call, name, json.loads(arguments)) for call, name, arguments in calls],
            {"COMPLETE": "end", "TOOL_CALL": "tools"}[reason],
            (usage.tokens.input_tokens, usage.tokens.output_tokens),
        )


class MistralChat(OpenAIChat):
    """Mistral's client, whose API is OpenAI's as far as it is used here."""

    error = mistralai.client.errors.SDKError
    # It reads a stream by the type of its chunks alone.
    broken = mistralai.client.errors.ResponseValidationError

    def __init__(self, url):
        self.sdk = Mistral(api_key=CLIENT_KEY, server_url=url, timeout_ms=TIMEOUT * 1000)

    def request(self, *asked):
        request = super().request(*asked)
        for message in request["messages"]:
            if message["role"] == "assistant":
                # Both are sent if left out, and refused by all but Mistral.
                message["prefix"] = None
                for call in message.get("tool_calls", []):
                    call["index"] = None
        return request

    def whole(self, *asked):
        return self.said(self.sdk.chat.complete(**self.request(*asked)))

    def streamed(self, *asked):
        text, calls, end, usage = "", {}, None, None
        with self.sdk.chat.stream(**self.request(*asked)) as stream:
            for chunk in (event.data for event in stream):
                usage = chunk.usage or usage
                for choice in chunk.choices:
                    text += choice.delta.content or ""
                    end = choice.finish_reason or end
                    for call in choice.delta.tool_calls or []:
                        known = calls.setdefault(call.index, [call.id, call.function.name, ""])
                        known[2] += call.function.arguments
        self.last = message_of(text or None, calls.values())
        return Said(
            text,
            [(id, name, json.loads(arguments)) for id, name, arguments in calls.values()],
            {"stop": "end", "tool_calls": "tools"}[end],
            # It cannot ask for them.
            usage and (usage.prompt_tokens, usage.completion_tokens),
        )


# The clients by the name of their library and, where it has several, of their API.
SDKS = {
    "openai-chat": OpenAIChat,
    "openai-responses": OpenAIResponses,
    "openai-completions": OpenAICompletions,
    "anthropic": Anthropic,
    "google-genai": Google,
    "boto3": Bedrock,
    "cohere": Cohere,
    "mistralai": MistralChat,
}

WAYS = [(name, way) for name in SDKS for way in ("whole", "streamed")]

# Without tools: text completions have none, and Mistral streams calls in one piece
# each, so that its client reads no others.
TEXT_ONLY = [("openai-completions", "whole"), ("openai-completions", "streamed"), ("mistralai", "streamed")]
