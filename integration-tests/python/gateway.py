"""A gateway for the clients: provider simulators, and Sluice in a real Envoy.

The programs are those of `make test`, or the ones that $SLUICE, $SLUICE_WASM and
$ENVOY name.
"""

import hashlib
import json
import os
import socket
import subprocess
import time
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from pathlib import Path

import httpx2

from recorder import Recorder, recorder

ROOT = Path(__file__).resolve().parents[2]
OPENAI, ANTHROPIC = "openai-chat", "anthropic-messages"


@dataclass
class Format:
    """A provider format: the gateway's model for it, what is asked of the provider,
    and how calls are authorized there."""

    name: str
    model: str
    served_by: str
    auth: str

    def named(self, gateway):
        return Target(self.name, self.model, self.served_by, gateway.simulators[self.name])


BEARER = "{bearer: {file: FILE}}"
FORMATS = {
    format.name: format
    for format in (
        Format(OPENAI, "to-openai", "gpt-5.2", BEARER),
        Format("openai-responses", "to-responses", "gpt-5.2", BEARER),
        Format(ANTHROPIC, "to-anthropic", "claude-sonnet-4-5", "{header: x-api-key, file: FILE}"),
        Format("bedrock-converse", "to-bedrock", "us.anthropic.claude-sonnet-4-5-20250929-v1:0", BEARER),
        Format("gemini-generate", "to-gemini", "gemini-2.5-flash", "{header: x-goog-api-key, file: FILE}"),
        Format("cohere-chat", "to-cohere", "command-a-03-2025", BEARER),
    )
}

# The models of a provider that only records, by the format it is asked in: for what
# no simulator simulates.
RECORDED = {
    name: f"recorded-{name}" for name in (OPENAI, ANTHROPIC, "gemini-generate", "bedrock-converse")
}

# Models that embed or rank: the gateway's, their provider, and the provider's.
LISTS = (
    ("openai-vectors", OPENAI, "text-embedding-3-small"),
    ("cohere-vectors", "cohere-chat", "embed-v4.0"),
    ("gemini-vectors", "gemini-generate", "gemini-embedding-001"),
    ("cohere-ranks", "cohere-chat", "rerank-v4.0-pro"),
)

# The model of RECORDED's first provider with guardrails.
GUARDED_UPLOADS = "guarded-uploads"

# The models with guardrails, by the format of their provider.
GUARDED = {name: f"guarded-{name}" for name in FORMATS}

CLIENT_KEY = "sk-of-the-client"
NARROW_KEY = "sk-of-a-client-with-one-model"
PROVIDER_KEY = "sk-of-the-provider"

BODY_LIMIT = 1 << 20

# Seconds that something may take which mostly takes none: machines that build
# and test at once are slow.
PATIENCE = 60

# What stands in the log of an Envoy that crashed, or whose module trapped.
COMPLAINTS = (
    "Uncaught ",
    "RuntimeError",
    "wasm trap",
    "Function: proxy_on_",
    "panicked at",
    "Failed to load Wasm",
    "Caught Segmentation fault",
    "Caught Aborted",
    "assert failure",
)

GATEWAY = """\
version: v1
listener: {{address: 127.0.0.1, port: {port}}}
admin: 127.0.0.1:{admin}
access_log: {{path: {folder}/access.log}}
limits: {{request_body: 1MiB}}
# Providers fail on purpose, one test after the other.
routing: {{cool_down: {{max: 0s}}, retry_budget: {{percent: 100, min: 100000}}}}
providers:
{providers}
  busy-openai: {{format: openai-chat, endpoint: "{busy_openai}", auth: {{bearer: {{file: {key}}}}}}}
  busy-claude: {{format: anthropic-messages, endpoint: "{busy_claude}", auth: {{header: x-api-key, file: {key}}}}}
models:
{models}
  to-anthropic-adaptive: {{targets: [{{provider: anthropic-messages, model: claude-opus-5}}]}}
  falling-to-openai:
    targets: [{{provider: busy-claude, model: claude-sonnet-4-5}}, {{provider: openai-chat, model: gpt-5.2}}]
  falling-to-anthropic:
    targets: [{{provider: busy-openai, model: gpt-5.2}}, {{provider: anthropic-messages, model: claude-sonnet-4-5}}]
  hopeless:
    targets: [{{provider: busy-openai, model: gpt-5.2}}, {{provider: busy-claude, model: claude-sonnet-4-5}}]
guardrails:
  question: {{check: {{words: {{words: [forbidden]}}}}, on: input, models: ["guarded-*"]}}
  answer: {{check: {{words: {{words: [outlawed]}}}}, on: output, models: ["guarded-*"]}}
  mail: {{check: {{pii: {{entities: [EMAIL_ADDRESS]}}}}, on: output, action: redact, models: ["guarded-*"]}}
  told: {{check: {{pii: {{entities: [EMAIL_ADDRESS]}}}}, on: input, action: redact, models: [guarded-uploads]}}
consumers:
  - {{name: app, key_sha256: {client_hash}}}
  - {{name: narrow, key_sha256: {narrow_hash}, models: [to-openai]}}
"""


def existing(variable, fallback, what):
    """The program that an environment variable names, or the one of this checkout."""
    path = Path(os.environ.get(variable, fallback)).absolute()
    assert path.exists(), f"{what} is missing ({path}); `make test` sets everything up, and ${variable} may name another"
    return path


def free_port(taken=set()):
    """A port on which nobody listens, from below the range of outgoing connections.

    Envoy shares its ports (SO_REUSEPORT), so one that two processes pick is worse
    than an error: each process looks in a place of its own.
    """
    start = os.getpid() * 61 + len(taken)
    for number in range(20_000):
        port = 12_000 + (start + number) % 20_000
        with socket.socket() as probe:
            if port not in taken and probe.connect_ex(("127.0.0.1", port)) != 0:
                taken.add(port)
                return port
    raise AssertionError("no TCP port is free")


def wait_until(what, condition):
    """Waits until `condition()` is true, and gives what it gave."""
    end = time.monotonic() + PATIENCE
    while not (value := condition()):
        assert time.monotonic() < end, f"waited in vain: {what}"
        time.sleep(0.02)
    return value


@contextmanager
def process(arguments, **options):
    child = subprocess.Popen(arguments, stdin=subprocess.DEVNULL, **options)
    try:
        yield child
    finally:
        child.terminate()
        try:
            child.wait(PATIENCE)
        except subprocess.TimeoutExpired:
            child.kill()
            child.wait()


@dataclass
class Simulator:
    """A running provider simulator, and its control API."""

    format: str
    url: str
    http: httpx2.Client = field(default_factory=httpx2.Client)

    def set_faults(self, *faults):
        self.http.post(f"{self.url}/__sim/faults", json=faults).raise_for_status()

    def requests(self):
        """The requests so far, their bodies as text."""
        return self.http.get(f"{self.url}/__sim/requests").raise_for_status().json()

    def forget(self):
        self.http.delete(f"{self.url}/__sim/faults").raise_for_status()
        self.http.delete(f"{self.url}/__sim/requests").raise_for_status()

    def received(self):
        """The body of the last request."""
        return json.loads(self.requests()[-1]["body"])

    def usage(self):
        """The usage that the provider reports for the last request.

        Asked for once more: the answers of simulators depend on the request alone.
        """
        body = {k: v for k, v in self.received().items() if k not in ("stream", "stream_options")}
        headers = {
            "authorization": f"Bearer {PROVIDER_KEY}",
            "x-api-key": PROVIDER_KEY,
            "anthropic-version": "2023-06-01",
        }
        path = "/v1/chat/completions" if self.format == OPENAI else "/v1/messages"
        return self.http.post(self.url + path, json=body, headers=headers).raise_for_status().json()["usage"]


@dataclass
class Target:
    """A provider as a client sees it: the model to ask for, and who answers."""

    format: str
    model: str
    served_by: str
    simulator: Simulator


@contextmanager
def simulator(provider_format, *faults):
    options = [option for fault in faults for option in ("--fault", fault)]
    command = existing("SLUICE", ROOT / "target/debug/sluice", "the command `sluice`")
    arguments = [command, "simulate", "--provider", provider_format, "--port", "0", "--key", PROVIDER_KEY, *options]
    with process(arguments, stderr=subprocess.PIPE, text=True) as child:
        # It says where it listens once it does.
        told = child.stderr.readline()
        assert " on http://" in told, f"sluice simulate: {told}{child.stderr.read()}"
        running = Simulator(provider_format, told.split(" on ")[1].strip())
        with running.http:
            yield running


@dataclass
class Gateway:
    """Where the running gateway is, and what stands behind it."""

    url: str
    child: subprocess.Popen
    log: Path
    simulators: dict
    # Stands for every provider of RECORDED.
    recorder: Recorder
    # These two answer with status 529.
    busy_openai: Simulator
    busy_claude: Simulator

    @property
    def openai(self):
        return self.simulators[OPENAI]

    @property
    def claude(self):
        return self.simulators[ANTHROPIC]

    def complaint(self):
        """What is wrong with Envoy or the module, if anything is."""
        log = self.log.read_text(errors="replace")
        if self.child.poll() is not None:
            return f"the gateway has ended by itself:\n{log[-4000:]}"
        found = [line for line in log.splitlines() if any(text in line for text in COMPLAINTS)]
        return "\n".join(found[:10])

    def answers(self):
        """Whether a caller with a key gets an answer."""
        assert not self.complaint(), self.complaint()
        try:
            headers = {"authorization": f"Bearer {CLIENT_KEY}"}
            return httpx2.get(f"{self.url}/v1/models", headers=headers).status_code == 200
        except httpx2.TransportError:
            return False


@contextmanager
def sluice_run(folder, config, **variables):
    """Runs a gateway of a configuration; gives the process and its log."""
    envoy = existing("ENVOY", ROOT / ".sluice/venv/bin/envoy", "Envoy")
    module = existing("SLUICE_WASM", ROOT / ".sluice/sluice.wasm", "the module")
    command = existing("SLUICE", ROOT / "target/debug/sluice", "the command `sluice`")
    log = folder / "envoy.log"
    arguments = [command, "run", config, "--envoy", envoy, "--wasm", module, "--concurrency", "2"]
    with log.open("wb") as output:
        environment = os.environ | variables
        with process(arguments, cwd=folder, stdout=output, stderr=output, env=environment) as child:
            yield child, log


def provider_of(name, format, url, key):
    auth = FORMATS[format].auth.replace("FILE", str(key))
    return f'{name}: {{format: {format}, endpoint: "{url}", auth: {auth}}}'


def model_of(model, provider, served_by):
    return f'{model}: {{targets: [{{provider: {provider}, model: "{served_by}"}}]}}'


def indented(lines):
    return "\n".join(f"  {line}" for line in lines)


@contextmanager
def start(folder):
    """Starts everything in `folder`, and gives the gateway once it answers."""
    with ExitStack() as stack:
        simulators = {name: stack.enter_context(simulator(name)) for name in FORMATS}
        records = stack.enter_context(recorder())
        busy_openai = stack.enter_context(simulator(OPENAI, "status=529"))
        busy_claude = stack.enter_context(simulator(ANTHROPIC, "status=529"))
        key = folder / "provider.key"
        key.write_text(PROVIDER_KEY)
        port = free_port()
        config = folder / "gateway.yaml"
        config.write_text(
            GATEWAY.format(
                port=port,
                admin=free_port(),
                folder=folder,
                key=key,
                providers=indented(
                    [
                        *(provider_of(name, name, simulators[name].url, key) for name in FORMATS),
                        *(provider_of(model, name, records.url, key) for name, model in RECORDED.items()),
                    ]
                ),
                models=indented(
                    [
                        *(model_of(format.model, name, format.served_by) for name, format in FORMATS.items()),
                        *(model_of(model, model, FORMATS[name].served_by) for name, model in RECORDED.items()),
                        *(model_of(GUARDED[name], name, format.served_by) for name, format in FORMATS.items()),
                        model_of(GUARDED_UPLOADS, RECORDED[OPENAI], FORMATS[OPENAI].served_by),
                        *(model_of(*vectors) for vectors in LISTS),
                    ]
                ),
                busy_openai=busy_openai.url,
                busy_claude=busy_claude.url,
                client_hash=hashlib.sha256(CLIENT_KEY.encode()).hexdigest(),
                narrow_hash=hashlib.sha256(NARROW_KEY.encode()).hexdigest(),
            )
        )
        child, log = stack.enter_context(sluice_run(folder, config))
        gateway = Gateway(f"http://127.0.0.1:{port}", child, log, simulators, records, busy_openai, busy_claude)
        wait_until("the gateway answers", gateway.answers)
        yield gateway
