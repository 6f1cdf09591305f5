"""The official clients, each in its sync and its async form behind one face.

Both forms have the same methods, of which one gives what the other promises; a
test is written once and runs with either.
"""

import asyncio
import inspect
from itertools import islice

import anthropic
import openai
from anthropic.lib.streaming._messages import accumulate_event
from openai.lib.streaming.chat import ChatCompletionStreamState

from gateway import CLIENT_KEY

# No retries: each error is to be seen. The time-out only ends a test that hangs.
OPTIONS = {"max_retries": 0, "timeout": 60}


class Sync:
    """Calls are done when they return."""

    openai, anthropic = openai.OpenAI, anthropic.Anthropic

    def __enter__(self):
        return self

    def __exit__(self, *_):
        pass

    def done(self, value):
        return value

    def items(self, stream):
        with stream:
            return list(stream)

    def first_items(self, stream, count):
        """Some items of a stream, which is closed then."""
        with stream:
            return list(islice(stream, count))

    def helped(self, manager, snapshot):
        """What a `.stream()` helper gives: all its events, and what they add up to."""
        with manager as stream:
            return list(stream), getattr(stream, snapshot)


class Async:
    """Calls give something to wait for."""

    openai, anthropic = openai.AsyncOpenAI, anthropic.AsyncAnthropic

    def __init__(self):
        self.runner = asyncio.Runner()

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.runner.close()

    def run(self, coroutine):
        return self.runner.run(coroutine)

    def done(self, value):
        async def waiting():
            return await value

        return self.run(waiting()) if inspect.isawaitable(value) else value

    def items(self, stream):
        async def all_items():
            async with await stream if inspect.isawaitable(stream) else stream as items:
                return [item async for item in items]

        return self.run(all_items())

    def first_items(self, stream, count):
        async def some_items():
            found = []
            async with await stream as items:
                async for item in items:
                    found.append(item)
                    if len(found) == count:
                        return found
            return found

        return self.run(some_items())

    def helped(self, manager, snapshot):
        async def all_events():
            async with manager as stream:
                return [event async for event in stream], getattr(stream, snapshot)

        return self.run(all_events())


class Client:
    """A client that closes its connections."""

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.form.done(self.sdk.close())

    def models(self):
        return [model.id for model in self.form.done(self.sdk.models.list()).data]


class OpenAI(Client):
    """The client of OpenAI's API."""

    def __init__(self, form, url, key=CLIENT_KEY):
        self.form = form
        self.sdk = form.openai(base_url=f"{url}/v1", api_key=key, **OPTIONS)
        self.completions = self.sdk.chat.completions

    def whole(self, **request):
        return self.form.done(self.completions.create(**request))

    def chunks(self, **request):
        return self.form.items(self.completions.create(stream=True, **request))

    def accumulated(self, **request):
        """The answer that the chunks of a stream add up to.

        Not the final completion: of an answer that was cut the SDK makes an exception.
        """
        state = ChatCompletionStreamState()
        for chunk in self.chunks(**request):
            state.handle_chunk(chunk)
        return state.current_completion_snapshot

    def helped(self, **request):
        """The events of the stream helper, and the answer it made of them."""
        return self.form.helped(self.completions.stream(**request), "current_completion_snapshot")

    def streamed(self, **request):
        return self.helped(**request)[1]

    def parsed(self, **request):
        return self.form.done(self.completions.parse(**request))

    def raw(self, **request):
        """The answer, and its headers."""
        raw = self.form.done(self.completions.with_raw_response.create(**request))
        return self.form.done(raw.parse()), raw.headers

    def raw_chunks(self, **request):
        """The chunks of a stream, and the headers before them."""
        raw = self.form.done(self.completions.with_raw_response.create(stream=True, **request))
        return self.form.items(raw.parse()), raw.headers


class Anthropic(Client):
    """The client of Anthropic's API."""

    def __init__(self, form, url, key=CLIENT_KEY):
        self.form = form
        self.sdk = form.anthropic(base_url=url, api_key=key, **OPTIONS)
        self.messages = self.sdk.messages

    def whole(self, **request):
        return self.form.done(self.messages.create(**with_limit(request)))

    def events(self, **request):
        return self.form.items(self.messages.create(stream=True, **with_limit(request)))

    def accumulated(self, **request):
        """The message that the events of a stream add up to."""
        message, buffers = None, {}
        for event in self.events(**request):
            message = accumulate_event(event=event, current_snapshot=message, json_bufs=buffers)
        return message

    def helped(self, **request):
        """The events of the stream helper, and the message it made of them."""
        return self.form.helped(self.messages.stream(**with_limit(request)), "current_message_snapshot")

    def streamed(self, **request):
        return self.helped(**request)[1]

    def parsed(self, **request):
        return self.form.done(self.messages.parse(**with_limit(request)))

    def raw(self, **request):
        """The message, and its headers."""
        raw = self.form.done(self.messages.with_raw_response.create(**with_limit(request)))
        return self.form.done(raw.parse()), raw.headers

    def raw_events(self, **request):
        """The events of a stream, and the headers before them."""
        raw = self.form.done(self.messages.with_raw_response.create(stream=True, **with_limit(request)))
        return self.form.items(self.form.done(raw.parse())), raw.headers


def with_limit(request):
    return {"max_tokens": 4000, **request}


# The ways to an answer, which is the same by both of them.
WAYS = ("whole", "streamed")
