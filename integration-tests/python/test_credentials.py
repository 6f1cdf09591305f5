"""What reaches providers of each kind of credentials, checked by AWS's own library."""

import hashlib
import json
import os
from contextlib import ExitStack
from dataclasses import dataclass

import httpx2
import pytest
from botocore.auth import SigV4Auth
from botocore.awsrequest import AWSRequest
from botocore.credentials import Credentials

from gateway import COMPLAINTS, free_port, sluice_run, wait_until
from recorder import Recorder, recorder

ARN = "arn:aws:bedrock:eu-west-1:123456789012:application-inference-profile/a1b2c3"
IN_ENVIRONMENT = Credentials("AKIDOFTHEENVIRONMENT", "a-secret/of+the=environment", "a-session-token==")
IN_FILE = Credentials("AKIDOFTHEFILE", "a-secret-of-the-file")

GATEWAY = """\
version: v1
listener: {{address: 127.0.0.1, port: {port}}}
admin: none
access_log: {{path: ""}}
access: open
providers:
  signed:
    {{format: openai-chat, endpoint: "{signed}", path: "/model/{{model}}/chat",
      auth: {{sigv4: {{region: eu-west-1, service: bedrock, credentials: environment}}}}}}
  signed-claude:
    {{format: anthropic-messages, endpoint: "{signed}", path: "/model/{{model}}/messages",
      auth: {{sigv4: {{region: eu-west-1, service: bedrock, credentials: environment}}}}}}
  signed-by-file:
    {{format: openai-chat, endpoint: "{signed}",
      auth: {{sigv4: {{region: us-east-1, service: bedrock, file: {folder}/credentials, profile: team}}}}}}
  busy-signed:
    {{format: openai-chat, endpoint: "{busy}",
      auth: {{sigv4: {{region: eu-west-1, service: bedrock, credentials: environment}}}}}}
  azure:
    {{kind: azure-openai-deployments, endpoint: "{keyed}", auth: {{env: TEST_AZURE_KEY}},
      headers: {{X-Team: "checkout 100%", OpenAI-Organization: org-1}}}}
  entra:
    {{kind: azure-openai, endpoint: "{keyed}", auth: {{bearer: {{file: {folder}/token}}}}}}
  busy-azure:
    {{kind: azure-openai-deployments, endpoint: "{busy}", auth: {{env: TEST_AZURE_KEY}}, headers: {{X-Team: other}}}}
models:
  profile: {{targets: [{{provider: signed, model: "{arn}"}}]}}
  version: {{targets: [{{provider: signed, model: "vendor.model-v2:0"}}]}}
  claude: {{targets: [{{provider: signed-claude, model: "{arn}"}}]}}
  by-file: {{targets: [{{provider: signed-by-file, model: m}}]}}
  deployment: {{targets: [{{provider: azure, model: "my deployment"}}]}}
  entra: {{targets: [{{provider: entra, model: gpt-5.2}}]}}
  key-then-signature: {{targets: [{{provider: busy-azure, model: d}}, {{provider: signed, model: "{arn}"}}]}}
  signature-then-key: {{targets: [{{provider: busy-signed, model: m}}, {{provider: entra, model: gpt-5.2}}]}}
"""


@dataclass
class World:
    url: str
    folder: object
    signed: Recorder
    keyed: Recorder
    busy: Recorder

    def ask(self, model, messages_api=False):
        """Asks a question that has characters of two bytes, as a signature must survive."""
        body = {"model": model, "messages": [{"role": "user", "content": "Quanto è?"}], "max_tokens": 5}
        path = "/v1/messages" if messages_api else "/v1/chat/completions"
        headers = {
            "authorization": "Bearer of-the-client",
            "x-amz-date": "20000101T000000Z",
            "x-team": "of-the-client",
            "openai-project": "proj-of-the-client",
        }
        answer = httpx2.post(self.url + path, json=body, headers=headers)
        assert answer.status_code == 200, answer.text


@pytest.fixture(scope="module")
def world(tmp_path_factory):
    folder = tmp_path_factory.mktemp("credentials")
    replace(folder / "token", "token-1")
    replace(folder / "credentials", profile(IN_FILE))
    with ExitStack() as stack:
        signed, keyed, busy = (stack.enter_context(recorder(status)) for status in (200, 200, 529))
        port = free_port()
        config = folder / "gateway.yaml"
        urls = {"signed": signed.url, "keyed": keyed.url, "busy": busy.url}
        config.write_text(GATEWAY.format(port=port, folder=folder, arn=ARN, **urls))
        child, log = stack.enter_context(
            sluice_run(
                folder,
                config,
                AWS_ACCESS_KEY_ID=IN_ENVIRONMENT.access_key,
                AWS_SECRET_ACCESS_KEY=IN_ENVIRONMENT.secret_key,
                AWS_SESSION_TOKEN=IN_ENVIRONMENT.token,
                TEST_AZURE_KEY="azure-key",
            )
        )
        running = World(f"http://127.0.0.1:{port}", folder, signed, keyed, busy)

        def answers():
            assert child.poll() is None, log.read_text(errors="replace")[-4000:]
            try:
                return httpx2.get(f"{running.url}/v1/models").status_code == 200
            except httpx2.TransportError:
                return False

        wait_until("the gateway answers", answers)
        yield running
        text = log.read_text(errors="replace")
        assert child.poll() is None and not any(words in text for words in COMPLAINTS), text[-4000:]


def replace(path, text):
    """Puts a file in the place of another in one step."""
    fresh = path.with_suffix(".fresh")
    fresh.write_text(text)
    os.replace(fresh, path)


def profile(credentials):
    keys = f"aws_access_key_id={credentials.access_key}\naws_secret_access_key={credentials.secret_key}\n"
    return f"[default]\naws_access_key_id=WRONG\naws_secret_access_key=wrong\n[team]\n{keys}"


class AsSent(SigV4Auth):
    """botocore's signer, over the headers that a request says are signed."""

    def __init__(self, signed, *arguments):
        super().__init__(*arguments)
        self.signed = signed

    def headers_to_sign(self, request):
        headers = super().headers_to_sign(request)
        for name in set(headers.keys()):
            del headers[name]
        for name in self.signed:
            headers[name] = request.headers[name]
        return headers


def check_signature(request, credentials, region):
    """Signs what arrived once more, and compares."""
    authorization = request.headers["authorization"]
    assert f"Credential={credentials.access_key}/" in authorization
    assert f"/{region}/bedrock/aws4_request" in authorization
    signed = authorization.split("SignedHeaders=")[1].split(",")[0].split(";")
    assert {"host", "x-amz-date", "content-type"} <= set(signed), signed
    again = AWSRequest(
        method=request.method,
        url=f"http://{request.headers['host']}{request.path}",
        headers={name: request.headers[name] for name in signed},
        data=request.body,
    )
    again.context["timestamp"] = request.headers["x-amz-date"]
    signer = AsSent(signed, credentials, "bedrock", region)
    canonical = signer.canonical_request(again)
    expected = signer.signature(signer.string_to_sign(again, canonical), again)
    assert authorization.endswith(f"Signature={expected}"), canonical
    assert request.headers["x-amz-content-sha256"] == hashlib.sha256(request.body).hexdigest()
    assert request.headers.get("x-amz-security-token") == credentials.token


@pytest.mark.parametrize(
    ("model", "path"),
    [
        ("version", "/model/vendor.model-v2%3A0/chat"),
        (
            "profile",
            "/model/arn%3Aaws%3Abedrock%3Aeu-west-1%3A123456789012%3Aapplication-inference-profile%2Fa1b2c3/chat",
        ),
    ],
)
def test_a_signature_is_what_aws_expects(world, model, path):
    world.ask(model)
    request = world.signed.last()
    assert request.path == path
    assert request.headers["x-amz-date"] != "20000101T000000Z"
    check_signature(request, IN_ENVIRONMENT, "eu-west-1")


def test_a_translated_body_is_what_is_signed(world):
    world.ask("profile", messages_api=True)
    request = world.signed.last()
    assert json.loads(request.body)["max_completion_tokens"] == 5
    check_signature(request, IN_ENVIRONMENT, "eu-west-1")


def test_credentials_of_a_profile_in_a_file_sign(world):
    world.ask("by-file")
    check_signature(world.signed.last(), IN_FILE, "us-east-1")


def test_the_key_for_one_provider_never_reaches_the_next_that_signs(world):
    world.ask("key-then-signature")
    assert world.busy.last().headers["api-key"] == "azure-key"
    request = world.signed.last()
    assert not {"api-key", "x-team"} & set(request.headers), request.headers
    check_signature(request, IN_ENVIRONMENT, "eu-west-1")


def test_a_signature_for_one_provider_never_reaches_the_next(world):
    world.ask("signature-then-key")
    check_signature(world.busy.last(), IN_ENVIRONMENT, "eu-west-1")
    request = world.keyed.last()
    assert request.headers["authorization"].startswith("Bearer token-")
    assert not [name for name in request.headers if name.startswith("x-amz-")]


def test_azure_gets_its_deployment_its_version_and_its_key(world):
    world.ask("deployment")
    request = world.keyed.last()
    assert request.path == "/openai/deployments/my%20deployment/chat/completions?api-version=2024-10-21"
    assert request.headers["api-key"] == "azure-key"
    assert "authorization" not in request.headers


def test_headers_of_an_account_are_sent_as_written(world):
    world.ask("deployment")
    headers = world.keyed.last().headers
    assert headers["x-team"] == "checkout 100%"
    assert headers["openai-organization"] == "org-1"
    assert headers["openai-project"] == "proj-of-the-client"
    world.ask("entra")
    headers = world.keyed.last().headers
    assert not {"x-team", "openai-organization"} & set(headers), headers


def test_a_token_that_is_replaced_in_its_file_is_used_without_a_restart(world):
    def used():
        world.ask("entra")
        return world.keyed.last().headers["authorization"].removeprefix("Bearer ")

    replace(world.folder / "token", "token-2")
    wait_until("the new token", lambda: used() == "token-2")
    assert world.keyed.last().path == "/openai/v1/chat/completions?api-version=v1"
