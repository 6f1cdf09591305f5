"""Every official client with every provider format, through a real Envoy.

One table: client × (whole, streamed) × provider format × (text, a call and its result).
"""

from types import SimpleNamespace

import pytest

import sdks
from asked import TOOLS
from gateway import FORMATS

TEXT = "naïve 日本語 🦊 \"quoted\"\nnext line"
ALL_TOOLS = [sdks.Tool(name, schema) for name, (schema, _) in TOOLS.items()]


@pytest.fixture
def client(request, opened):
    name, way = request.param
    return SimpleNamespace(ask=getattr(opened[name], way), sdk=opened[name])


def with_clients(ways):
    return pytest.mark.parametrize("client", ways, indirect=True, ids="-".join)


@pytest.fixture(params=FORMATS)
def provider(request, gateway):
    return FORMATS[request.param].named(gateway)


def check_tokens(said):
    assert said.tokens is None or all(count > 0 for count in said.tokens), said


@with_clients(sdks.WAYS)
def test_text_comes_as_it_was_said(client, provider):
    said = client.ask(provider.model, sdks.Turn(f"repeat exactly: {TEXT}"), [])
    assert (said.text, said.calls, said.end) == (TEXT, [], "end")
    check_tokens(said)
    assert len(provider.simulator.requests()) == 1


@with_clients([way for way in sdks.WAYS if way not in sdks.TEXT_ONLY])
@pytest.mark.parametrize(
    ("question", "names"),
    [("call weather", ["weather"]), ("use the tools in parallel", list(TOOLS))],
    ids=("one-tool", "parallel-tools"),
)
def test_tools_are_called_and_their_results_are_read(client, provider, question, names):
    said = client.ask(provider.model, sdks.Turn(question), ALL_TOOLS)
    assert [call[1:] for call in said.calls] == [(name, TOOLS[name][1]) for name in names]
    assert (said.text, said.end) == ("", "tools")
    check_tokens(said)
    turn = sdks.Turn(question, client.sdk.last, said.calls, "sunny")
    said = client.ask(provider.model, turn, ALL_TOOLS)
    assert (said.calls, said.end) == ([], "end")
    assert said.text.count("sunny") == len(names)


@with_clients(sdks.WAYS)
def test_an_unknown_model_is_an_error_of_the_sdk(client, gateway):
    with pytest.raises(client.sdk.error) as raised:
        client.ask("no-such-model", sdks.Turn("Hello"), [])
    assert type(client.sdk).status(raised.value) == 404
    assert "no-such-model" in str(raised.value)


@with_clients(sdks.WAYS)
def test_a_busy_provider_is_an_error_of_the_sdk(client, provider):
    provider.simulator.set_faults("status=429")
    with pytest.raises(client.sdk.error) as raised:
        client.ask(provider.model, sdks.Turn("Hello"), [])
    assert type(client.sdk).status(raised.value) == 429


@with_clients([way for way in sdks.WAYS if way[1] == "streamed"])
def test_a_stream_that_breaks_is_an_error_of_the_sdk(client, provider):
    provider.simulator.set_faults("error-mid-stream=10")
    with pytest.raises(client.sdk.broken):
        client.ask(provider.model, sdks.Turn("write 50 words"), [])
