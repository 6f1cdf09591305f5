"""The list of models, in the shape of each client."""

import clients
from gateway import FORMATS, GUARDED, GUARDED_UPLOADS, LISTS, NARROW_KEY, RECORDED

ALL = {
    *(format.model for format in FORMATS.values()),
    *RECORDED.values(),
    *GUARDED.values(),
    GUARDED_UPLOADS,
    *(model for model, _, _ in LISTS),
    "to-anthropic-adaptive",
    "falling-to-openai",
    "falling-to-anthropic",
    "hopeless",
}


def test_openais_client_lists_the_models(openai_client):
    assert set(openai_client.models()) == ALL


def test_anthropics_client_lists_the_models(anthropic_client):
    assert set(anthropic_client.models()) == ALL


def test_a_caller_sees_only_what_it_may_use(form, gateway):
    for kind in (clients.OpenAI, clients.Anthropic):
        with kind(form, gateway.url, key=NARROW_KEY) as client:
            assert client.models() == ["to-openai"]
