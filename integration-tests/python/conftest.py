"""One gateway for the whole run, and the clients in front of it."""

import pytest

import clients
import sdks
from gateway import ANTHROPIC, FORMATS, OPENAI, start


@pytest.fixture(scope="session")
def running(tmp_path_factory):
    with start(tmp_path_factory.mktemp("gateway")) as gateway:
        yield gateway
        complaint = gateway.complaint()
    assert not complaint, complaint


@pytest.fixture
def gateway(running):
    """The gateway, its simulators without faults and memories; it must survive."""
    for simulator in running.simulators.values():
        simulator.forget()
    running.recorder.received.clear()
    yield running
    assert not running.complaint(), running.complaint()


@pytest.fixture(params=[OPENAI, ANTHROPIC])
def target(request, gateway):
    """Each provider format in turn."""
    return target_of(request.param, gateway)


def target_of(provider_format, gateway):
    return FORMATS[provider_format].named(gateway)


@pytest.fixture(scope="session")
def opened(running):
    """A client of each SDK."""
    return {name: sdk(running.url) for name, sdk in sdks.SDKS.items()}


@pytest.fixture
def openai_target(gateway):
    return target_of(OPENAI, gateway)


@pytest.fixture
def anthropic_target(gateway):
    return target_of(ANTHROPIC, gateway)


@pytest.fixture(scope="session", params=["sync", "async"])
def form(request):
    """Sync clients, then async ones."""
    with {"sync": clients.Sync, "async": clients.Async}[request.param]() as form:
        yield form


@pytest.fixture(scope="session")
def openai_session(form, running):
    with clients.OpenAI(form, running.url) as client:
        yield client


@pytest.fixture(scope="session")
def anthropic_session(form, running):
    with clients.Anthropic(form, running.url) as client:
        yield client


@pytest.fixture
def openai_client(openai_session, gateway):
    return openai_session


@pytest.fixture
def anthropic_client(anthropic_session, gateway):
    return anthropic_session


@pytest.fixture(params=clients.WAYS)
def chat(request, openai_client):
    """A question to OpenAI's client: whole, and by the stream helper."""
    return getattr(openai_client, request.param)


@pytest.fixture(params=clients.WAYS)
def message(request, anthropic_client):
    """A question to Anthropic's client: whole, and by the stream helper."""
    return getattr(anthropic_client, request.param)
