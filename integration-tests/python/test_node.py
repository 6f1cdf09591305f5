"""The official JavaScript clients with every provider format, through a real Envoy.

They run in one process of Node, which asks every question before the first test; see
`integration-tests/node`.
"""

import json
import os
import shutil
import subprocess

import pytest

from asked import TOOLS
from gateway import CLIENT_KEY, FORMATS, ROOT

NODE = ROOT / "integration-tests" / "node"
CLIENTS = (
    "openai-chat",
    "openai-responses",
    "anthropic",
    "ai-openai",
    "ai-openai-chat",
    "ai-anthropic",
    "ai-google",
)
CASES = [
    pytest.param(client, way, provider, id=f"{client}-{way}-{provider}")
    for client in CLIENTS
    for way in ("whole", "streamed")
    for provider in FORMATS
]
TEXT = "naïve 日本語 🦊 \"quoted\"\nnext line"
TOOL = {"name": "weather", "schema": TOOLS["weather"][0], "result": "sunny"}


@pytest.fixture(scope="module")
def answers(running):
    """What every client got, by question."""
    # Set and empty where there is none that fits.
    node = os.environ.get("SLUICE_NODE", shutil.which("node"))
    if not node or not (NODE / "node_modules").is_dir():
        pytest.skip("no Node.js 20 or newer with the packages of integration-tests/node; `make setup` installs them")
    questions = []
    for case in CASES:
        client, way, provider = case.values
        asked = {"client": client, "way": way, "model": FORMATS[provider].model}
        texts = {"question": f"repeat exactly: {TEXT}"}, {"question": "call weather", "tool": TOOL}
        questions += [{"id": f"{case.id}-{n}", **asked, **text} for n, text in enumerate(texts)]
    asked = json.dumps({"url": running.url, "key": CLIENT_KEY, "questions": questions})
    done = subprocess.run([node, "run.mjs"], cwd=NODE, input=asked, capture_output=True, text=True, timeout=300)
    assert done.returncode == 0, done.stderr
    told = map(json.loads, done.stdout.splitlines())
    return {answer.pop("id"): answer for answer in told}


def answer_of(answers, case, number):
    answer = answers["-".join((*case, str(number)))]
    assert "error" not in answer, answer["error"]
    assert all(count > 0 for count in answer["tokens"]), answer
    return answer["text"], answer["calls"]


@pytest.mark.parametrize(("client", "way", "provider"), CASES)
def test_text_comes_as_it_was_said(answers, client, way, provider):
    assert answer_of(answers, (client, way, provider), 0) == (TEXT, [])


@pytest.mark.parametrize(("client", "way", "provider"), CASES)
def test_a_tool_is_called_and_its_result_is_read(answers, client, way, provider):
    text, calls = answer_of(answers, (client, way, provider), 1)
    assert calls == [["weather", TOOLS["weather"][1]]]
    assert "sunny" in text


def test_envoy_survives_it(answers, gateway):
    assert gateway.answers()
