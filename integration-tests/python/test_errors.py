"""Errors raise what the SDKs promise: the right class, status and words.

Each is provoked whole and by the SDK's stream helper.
"""

import anthropic
import httpx2
import openai
import pytest

import clients
from asked import user
from gateway import BODY_LIMIT, NARROW_KEY

HUGE = "x" * BODY_LIMIT


@pytest.fixture(params=clients.WAYS)
def way(request):
    return request.param


def openai_error(kind, ask, **request):
    with pytest.raises(kind) as raised:
        ask(**{"messages": user("Hello"), **request})
    assert type(raised.value) is kind
    assert raised.value.message
    return raised.value


def anthropic_error(kind, ask, **request):
    with pytest.raises(kind) as raised:
        ask(**{"messages": user("Hello"), **request})
    error = raised.value
    assert type(error) is kind
    assert error.body["type"] == "error" and error.api_message
    return error


# What Sluice itself refuses.


def test_openai_is_told_of_a_wrong_key(form, gateway, way):
    with clients.OpenAI(form, gateway.url, key="sk-nobody-has-this") as client:
        error = openai_error(openai.AuthenticationError, getattr(client, way), model="to-openai")
    assert (error.status_code, error.code) == (401, "invalid_api_key")
    assert "sk-nobody" not in error.message


def test_anthropic_is_told_of_a_wrong_key(form, gateway, way):
    with clients.Anthropic(form, gateway.url, key="sk-nobody-has-this") as client:
        error = anthropic_error(anthropic.AuthenticationError, getattr(client, way), model="to-anthropic")
    assert (error.status_code, error.type) == (401, "authentication_error")
    assert "sk-nobody" not in error.api_message


def test_openai_is_told_of_an_unknown_model(chat, gateway):
    error = openai_error(openai.NotFoundError, chat, model="no-such-model")
    assert (error.status_code, error.code, error.param) == (404, "model_not_found", "model")
    assert "no-such-model" in error.message


def test_anthropic_is_told_of_an_unknown_model(message, gateway):
    error = anthropic_error(anthropic.NotFoundError, message, model="no-such-model")
    assert (error.status_code, error.type) == (404, "not_found_error")
    assert "no-such-model" in error.api_message


def test_a_model_of_somebody_else_does_not_exist(form, gateway, way):
    with clients.OpenAI(form, gateway.url, key=NARROW_KEY) as client:
        assert getattr(client, way)(model="to-openai", messages=user("Hello")).choices
        openai_error(openai.NotFoundError, getattr(client, way), model="to-anthropic")
    with clients.Anthropic(form, gateway.url, key=NARROW_KEY) as client:
        assert getattr(client, way)(model="to-openai", messages=user("Hello")).content
        anthropic_error(anthropic.NotFoundError, getattr(client, way), model="to-anthropic")


def test_openai_is_told_of_a_body_too_large(chat, gateway):
    error = openai_error(openai.APIStatusError, chat, model="to-anthropic", messages=user(HUGE))
    assert (error.status_code, error.code) == (413, "request_too_large")


def test_anthropic_is_told_of_a_body_too_large(message, gateway):
    error = anthropic_error(anthropic.ContentTooLargeError, message, model="to-openai", messages=user(HUGE))
    assert (error.status_code, error.type) == (413, "request_too_large")


def test_openai_is_told_of_a_bad_body(chat, target):
    error = openai_error(openai.BadRequestError, chat, model=target.model, messages="Hello")
    assert (error.status_code, error.type) == (400, "invalid_request_error")
    assert error.param == "messages"


def test_anthropic_is_told_of_a_bad_body(message, target):
    error = anthropic_error(anthropic.BadRequestError, message, model=target.model, messages="Hello")
    assert (error.status_code, error.type) == (400, "invalid_request_error")
    assert "messages" in error.api_message


def test_openai_is_told_of_an_api_that_is_not_served(openai_client, gateway):
    with pytest.raises(openai.NotFoundError) as raised:
        openai_client.form.done(openai_client.sdk.fine_tuning.jobs.list())
    assert raised.value.code == "unknown_url"


def test_anthropic_is_told_of_an_api_that_is_not_served(anthropic_client, gateway):
    with pytest.raises(anthropic.NotFoundError) as raised:
        anthropic_client.form.done(anthropic_client.messages.batches.list())
    assert raised.value.type == "not_found_error"


# What providers refuse, or fail at.

STATUSES = (400, 403, 404, 429, 500, 503, 504, 529)

OPENAI_CLASSES = {
    400: openai.BadRequestError,
    403: openai.PermissionDeniedError,
    404: openai.NotFoundError,
    429: openai.RateLimitError,
}

ANTHROPIC_CLASSES = {
    400: (anthropic.BadRequestError, "invalid_request_error"),
    403: (anthropic.PermissionDeniedError, "permission_error"),
    404: (anthropic.NotFoundError, "not_found_error"),
    429: (anthropic.RateLimitError, "rate_limit_error"),
    500: (anthropic.InternalServerError, "api_error"),
    503: (anthropic.ServiceUnavailableError, None),
    504: (anthropic.GatewayTimeoutError, "timeout_error"),
    529: (anthropic.OverloadedError, "overloaded_error"),
}


@pytest.mark.parametrize("status", STATUSES)
def test_openai_is_told_of_a_providers_error(chat, target, status):
    target.simulator.set_faults(f"status={status}")
    kind = OPENAI_CLASSES.get(status, openai.InternalServerError)
    assert openai_error(kind, chat, model=target.model).status_code == status


@pytest.mark.parametrize("status", STATUSES)
def test_anthropic_is_told_of_a_providers_error(message, target, status):
    target.simulator.set_faults(f"status={status}")
    kind, word = ANTHROPIC_CLASSES[status]
    error = anthropic_error(kind, message, model=target.model)
    assert error.status_code == status
    assert error.type == (word or error.type)


def test_openai_is_told_when_to_come_again(chat, target):
    target.simulator.set_faults("status=429,retry-after=7")
    error = openai_error(openai.RateLimitError, chat, model=target.model)
    assert error.response.headers["retry-after"] == "7"


def test_anthropic_is_told_when_to_come_again(message, target):
    target.simulator.set_faults("status=429,retry-after=7")
    error = anthropic_error(anthropic.RateLimitError, message, model=target.model)
    assert error.response.headers["retry-after"] == "7"


def test_a_key_that_the_provider_refuses_is_not_the_clients(chat, target):
    target.simulator.set_faults("status=401")
    error = openai_error(openai.AuthenticationError, chat, model=target.model)
    assert error.code == "provider_key_refused"


def test_openai_is_told_of_a_page_of_a_proxy(chat, target):
    target.simulator.set_faults("html-error-page=502")
    error = openai_error(openai.InternalServerError, chat, model=target.model)
    assert error.status_code == 502 and "<html" not in str(error.body)


def test_anthropic_is_told_of_a_page_of_a_proxy(message, target):
    target.simulator.set_faults("html-error-page=502")
    error = anthropic_error(anthropic.InternalServerError, message, model=target.model)
    assert error.status_code == 502 and "<html" not in str(error.body)


@pytest.mark.parametrize("fault", ["refuse", "reset"])
def test_openai_is_told_of_a_provider_that_cannot_be_reached(chat, target, fault):
    target.simulator.set_faults(fault)
    error = openai_error(openai.InternalServerError, chat, model=target.model)
    assert error.status_code in (502, 503)


@pytest.mark.parametrize("fault", ["refuse", "reset"])
def test_anthropic_is_told_of_a_provider_that_cannot_be_reached(message, target, fault):
    target.simulator.set_faults(fault)
    with pytest.raises(anthropic.InternalServerError) as raised:
        message(model=target.model, messages=user("Hello"))
    assert raised.value.status_code in (502, 503) and raised.value.type


# Streams that fail. The raw stream and the helper read them by different code.

STREAMS = ("accumulated", "streamed")

LONG = user("write 40 words")


@pytest.mark.parametrize("way", STREAMS)
def test_openai_is_told_by_status_of_a_stream_that_begins_with_an_error(openai_client, target, way):
    target.simulator.set_faults("error-first-event")
    error = openai_error(openai.InternalServerError, getattr(openai_client, way), model=target.model)
    assert error.status_code >= 500


@pytest.mark.parametrize("way", STREAMS)
def test_anthropic_is_told_by_status_of_a_stream_that_begins_with_an_error(anthropic_client, target, way):
    target.simulator.set_faults("error-first-event")
    with pytest.raises(anthropic.InternalServerError) as raised:
        getattr(anthropic_client, way)(model=target.model, messages=LONG)
    assert raised.value.status_code >= 500 and raised.value.type


@pytest.mark.parametrize("way", STREAMS)
def test_openai_raises_for_an_error_on_the_way(openai_client, target, way):
    target.simulator.set_faults("error-mid-stream=4")
    with pytest.raises(openai.APIError) as raised:
        getattr(openai_client, way)(model=target.model, messages=LONG)
    assert raised.value.message and raised.value.type


@pytest.mark.parametrize("way", STREAMS)
def test_anthropic_raises_for_an_error_on_the_way(anthropic_client, target, way):
    target.simulator.set_faults("error-mid-stream=4")
    with pytest.raises(anthropic.APIStatusError) as raised:
        getattr(anthropic_client, way)(model=target.model, messages=LONG)
    assert raised.value.api_message and raised.value.type


def test_the_words_of_an_error_on_the_way_are_the_providers(openai_client, anthropic_client, target):
    target.simulator.set_faults("error-mid-stream=4")
    with pytest.raises(openai.APIError) as raised:
        openai_client.chunks(model=target.model, messages=LONG)
    said = raised.value.message
    with pytest.raises(anthropic.APIError) as raised:
        anthropic_client.events(model=target.model, messages=LONG)
    assert raised.value.api_message == said


def test_openai_raises_for_a_stream_that_is_cut(openai_client, target):
    target.simulator.set_faults("cut-stream=4")
    with pytest.raises(openai.APIConnectionError):
        openai_client.chunks(model=target.model, messages=LONG)


def test_anthropic_raises_for_a_stream_that_is_cut(anthropic_client, target):
    target.simulator.set_faults("cut-stream=4")
    # This SDK lets the error of its transport through.
    with pytest.raises(httpx2.TransportError):
        anthropic_client.events(model=target.model, messages=LONG)
