"""Many streams at once, each of which gets its own answer."""

import asyncio

import anthropic
import openai

from asked import user
from clients import OPTIONS
from gateway import CLIENT_KEY

STREAMS = 20
MODELS = ("to-openai", "to-anthropic", "falling-to-openai", "falling-to-anthropic")


async def read_chat(client, model, text):
    async with client.chat.completions.stream(model=model, messages=user(text)) as stream:
        return (await stream.get_final_completion()).choices[0].message.content


async def read_message(client, model, text):
    async with client.messages.stream(model=model, messages=user(text), max_tokens=4000) as stream:
        return await stream.get_final_text()


async def crowd(url):
    chat = openai.AsyncOpenAI(base_url=f"{url}/v1", api_key=CLIENT_KEY, **OPTIONS)
    messages = anthropic.AsyncAnthropic(base_url=url, api_key=CLIENT_KEY, **OPTIONS)
    async with chat, messages:
        readers = [(read_chat, chat), (read_message, messages)]
        reading = []
        for number in range(STREAMS):
            read, client = readers[number % 2]
            model = MODELS[number // 2 % len(MODELS)]
            reading.append(read(client, model, f"{number}: {f'story {number} ' * 50}"))
        return await asyncio.gather(*reading)


def test_streams_at_the_same_time_do_not_mix(gateway):
    for simulator in (gateway.openai, gateway.claude):
        simulator.set_faults("delay,events=2ms")
    texts = asyncio.run(crowd(gateway.url))
    assert texts == [f"You wrote: {number}: {f'story {number} ' * 50}" for number in range(STREAMS)]
