"""What the official clients make of guardrails: errors of their own class, and streams
that they read to the end, also where a guardrail has ended or changed them.
"""

from types import SimpleNamespace

import pytest

import sdks
from clients import WAYS
from gateway import ANTHROPIC, GUARDED, GUARDED_UPLOADS, OPENAI

MAIL = "jo@example.org"
LONG = " ".join(f"word{number}" for number in range(200))

# Each client before a provider of its own format and one of another.
CLIENTS = {
    "openai-chat": (OPENAI, ANTHROPIC),
    "openai-responses": ("openai-responses", ANTHROPIC),
    "openai-completions": (OPENAI, "gemini-generate"),
    "anthropic": (ANTHROPIC, OPENAI),
    "google-genai": ("gemini-generate", OPENAI),
    "boto3": ("bedrock-converse", ANTHROPIC),
    "cohere": ("cohere-chat", ANTHROPIC),
}
CASES = [(name, provider) for name, providers in CLIENTS.items() for provider in providers]


@pytest.fixture(params=CASES, ids=lambda case: " to ".join(case))
def case(request, opened, gateway):
    name, provider = request.param
    return SimpleNamespace(
        name=name, sdk=opened[name], model=GUARDED[provider], simulator=gateway.simulators[provider]
    )


def refused(case, way, question):
    with pytest.raises(case.sdk.error) as raised:
        getattr(case.sdk, way)(case.model, sdks.Turn(question), [])
    assert type(case.sdk).status(raised.value) == 400
    assert "refused by the guardrail" in str(raised.value)
    assert MAIL not in str(raised.value)


@pytest.mark.parametrize("way", WAYS)
def test_a_request_that_is_denied_is_an_error_of_the_sdk(case, way):
    refused(case, way, "a forbidden question")
    assert not case.simulator.requests()


def test_an_answer_that_is_denied_is_an_error_of_the_sdk(case):
    refused(case, "whole", "repeat exactly: an outlawed answer")


@pytest.mark.parametrize("way", WAYS)
def test_what_is_taken_out_of_an_answer_leaves_one_that_the_sdk_reads(case, way):
    question = sdks.Turn(f"repeat exactly: Write to {MAIL}, now.")
    said = getattr(case.sdk, way)(case.model, question, [])
    assert (said.text, said.end) == ("Write to [EMAIL_ADDRESS_1], now.", "end")
    assert said.tokens is None or all(said.tokens)


# How each client reads a stream, event by event, and the word for why it ended.


def chat(sdk, model, question):
    messages = [{"role": "user", "content": question}]
    chunks = list(sdk.chat.completions.create(model=model, messages=messages, stream=True))
    choices = [chunk.choices[0] for chunk in chunks if chunk.choices]
    return "".join(choice.delta.content or "" for choice in choices), choices[-1].finish_reason


def completions(sdk, model, question):
    chunks = list(sdk.completions.create(model=model, prompt=question, max_tokens=900, stream=True))
    choices = [chunk.choices[0] for chunk in chunks if chunk.choices]
    return "".join(choice.text for choice in choices), choices[-1].finish_reason


def responses(sdk, model, question):
    with sdk.responses.stream(model=model, input=question) as stream:
        answer = [event for event in stream][-1].response
    return answer.output_text, answer.incomplete_details.reason


def messages(sdk, model, question):
    turns = [{"role": "user", "content": question}]
    with sdk.messages.stream(model=model, max_tokens=900, messages=turns) as stream:
        message = stream.get_final_message()
    return "".join(block.text for block in message.content), message.stop_reason


def google(sdk, model, question):
    chunks = list(sdk.models.generate_content_stream(model=model, contents=question))
    return "".join(chunk.text or "" for chunk in chunks), chunks[-1].candidates[0].finish_reason.value


def bedrock(sdk, model, question):
    turns = [{"role": "user", "content": [{"text": question}]}]
    events = list(sdk.converse_stream(modelId=model, messages=turns)["stream"])
    deltas = [event["contentBlockDelta"]["delta"]["text"] for event in events if "contentBlockDelta" in event]
    (end,) = [event["messageStop"]["stopReason"] for event in events if "messageStop" in event]
    return "".join(deltas), end


def cohere(sdk, model, question):
    events = list(sdk.chat_stream(model=model, messages=[{"role": "user", "content": question}]))
    deltas = [event.delta.message.content.text for event in events if event.type == "content-delta"]
    assert events[-1].type == "message-end"
    return "".join(deltas), events[-1].delta.finish_reason


READ = {
    "openai-chat": (chat, "content_filter"),
    "openai-responses": (responses, "content_filter"),
    "openai-completions": (completions, "content_filter"),
    "anthropic": (messages, "refusal"),
    "google-genai": (google, "SAFETY"),
    "boto3": (bedrock, "content_filtered"),
    "cohere": (cohere, "ERROR_TOXIC"),
}


def test_a_stream_that_is_denied_on_its_way_is_read_to_its_end(case):
    read, end = READ[case.name]
    text = read(case.sdk.sdk, case.model, f"repeat exactly: {LONG} an outlawed answer")
    assert text == (f"{LONG} an ", end)


FILE = bytes(range(256)) * 4


def transcribe(client, prompt):
    file = ("a.wav", FILE, "audio/wav")
    return client.audio.transcriptions.create(model=GUARDED_UPLOADS, file=file, prompt=prompt).text


def edit(client, prompt):
    image = ("a.png", FILE, "image/png")
    return client.images.edit(model=GUARDED_UPLOADS, image=image, prompt=prompt).data[0].b64_json


@pytest.mark.parametrize(("upload", "told"), ((transcribe, "hello"), (edit, "aW1hZ2U=")))
def test_the_prompt_beside_an_upload_is_looked_at(opened, gateway, upload, told):
    openai = opened["openai-chat"]
    assert upload(openai.sdk, f"Write to {MAIL}, now.") == told
    received = gateway.recorder.last()
    assert b"Write to [EMAIL_ADDRESS_1], now." in received.body and FILE in received.body
    assert MAIL.encode() not in received.body
    with pytest.raises(openai.error) as raised:
        upload(openai.sdk, "a forbidden question")
    assert type(openai).status(raised.value) == 400
    assert len(gateway.recorder.received) == 1
