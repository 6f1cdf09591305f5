"""What Sluice writes in Bedrock's format, held against AWS's own service model.

No gateway runs here. Requests and answers are the snapshots beside the protocol
crate's fixtures; streams are made by `sluice translate`, so that botocore reads
the very bytes that the filter would send.
"""

import base64
import json
import re
import subprocess

import botocore.loaders
import botocore.model
import botocore.parsers
import botocore.validate
import pytest
from botocore.eventstream import EventStream
from botocore.exceptions import EventStreamError

from gateway import ROOT, existing

FIXTURES = ROOT / "filter" / "protocol" / "fixtures"
FORMAT = "bedrock-converse"

SERVICE = botocore.model.ServiceModel(
    botocore.loaders.Loader().load_service_model("bedrock-runtime", "service-2")
)
CONVERSE = SERVICE.operation_model("Converse")
STREAM = SERVICE.operation_model("ConverseStream")
PARSER = botocore.parsers.create_parser("rest-json")


def snapshots(kind):
    """The translations of this kind into this format that were not refused."""
    paths = sorted(FIXTURES.glob(f"*/{kind}/*.{FORMAT}.snap"))
    assert paths, f"no snapshots of {kind}"
    named = [(path, f"{path.parts[-3]}-{path.name.split('.')[0]}") for path in paths]
    return [pytest.param(path, id=name) for path, name in named if "body:\n" in path.read_text()]


def body_of(path):
    return path.read_text().split("body:\n", 1)[1]


def streams():
    """Streams of every other format."""
    paths = sorted(FIXTURES.glob("*/stream/*"))
    paths = [path for path in paths if path.suffix != ".snap" and path.parts[-3] != FORMAT]
    return [pytest.param(path, id=f"{path.parts[-3]}-{path.stem}") for path in paths]


def with_blobs(value, shape, where=""):
    """The JSON of a body as a caller of the SDK would give it: bytes as bytes, and
    no member that the service does not know."""
    if getattr(shape, "is_document_type", False):
        return value
    if shape.type_name == "structure":
        assert isinstance(value, dict), where
        unknown = set(value) - set(shape.members)
        assert not unknown, f"{where}: unknown members {unknown}"
        return {
            name: with_blobs(inner, shape.members[name], f"{where}.{name}")
            for name, inner in value.items()
        }
    if shape.type_name == "list":
        return [
            with_blobs(inner, shape.member, f"{where}[{index}]")
            for index, inner in enumerate(value)
        ]
    if shape.type_name == "blob":
        return base64.b64decode(value, validate=True)
    return value


def complaints(value, shape):
    """What botocore's own check says, and the patterns and bounds that it leaves to the service."""
    report = botocore.validate.ParamValidator().validate(value, shape)
    return report.generate_report() + "".join(bounds(value, shape, ""))


def bounds(value, shape, where):
    if getattr(shape, "is_document_type", False):
        return
    if shape.type_name == "structure":
        for name, inner in value.items():
            yield from bounds(inner, shape.members[name], f"{where}.{name}")
    elif shape.type_name == "list":
        for inner in value:
            yield from bounds(inner, shape.member, where)
        yield from size(len(value), shape, where)
    elif shape.type_name == "string":
        pattern = shape.metadata.get("pattern")
        if pattern and not re.fullmatch(pattern, value):
            yield f"{where}: {value!r} is not of the pattern {pattern}\n"
        if shape.enum and value not in shape.enum:
            yield f"{where}: {value!r} is none of {shape.enum}\n"
        yield from size(len(value), shape, where)
    elif shape.type_name in ("integer", "float", "long", "double"):
        yield from size(value, shape, where)


def size(value, shape, where):
    least, most = shape.metadata.get("min"), shape.metadata.get("max")
    if least is not None and value < least:
        yield f"{where}: less than {least}\n"
    if most is not None and value > most:
        yield f"{where}: more than {most}\n"


@pytest.mark.parametrize("path", snapshots("request"))
def test_a_request_is_one_that_the_sdk_would_send(path):
    shape = CONVERSE.input_shape
    body = with_blobs(json.loads(body_of(path)), shape)
    body["modelId"] = "us.anthropic.claude-opus-5-v1:0"
    assert not complaints(body, shape)
    roles = [message["role"] for message in body["messages"]]
    assert roles[0] == "user" and all(a != b for a, b in zip(roles, roles[1:])), roles
    names = [
        block["document"]["name"]
        for message in body["messages"]
        for block in message["content"]
        if "document" in block
    ]
    assert len(set(names)) == len(names)


@pytest.mark.parametrize("path", snapshots("response"))
def test_an_answer_is_one_that_the_sdk_reads(path):
    shape = CONVERSE.output_shape
    parsed = PARSER.parse(
        {"status_code": 200, "headers": {}, "body": body_of(path).encode()}, shape
    )
    del parsed["ResponseMetadata"]
    assert not complaints(parsed, shape)


@pytest.mark.parametrize("path", snapshots("error"))
def test_an_error_is_one_that_the_sdk_reads(path):
    status = int(path.read_text().split("status: ", 1)[1].split("\n", 1)[0])
    answer = {"status_code": status, "headers": {}, "body": body_of(path).encode()}
    error = PARSER.parse(answer, CONVERSE.output_shape)["Error"]
    assert error["Message"] and error["Code"].endswith("Exception"), error


class Body:
    """What botocore reads a stream from."""

    def __init__(self, data, size):
        self.data, self.size = data, size

    def stream(self):
        return (
            self.data[at : at + self.size] for at in range(0, len(self.data), self.size)
        )


def translated(path, chunk):
    """A stream of another provider, as a client of this format gets it."""
    command = existing("SLUICE", ROOT / "target/debug/sluice", "the command `sluice`")
    done = subprocess.run(
        [command, "translate", "stream", "--client", FORMAT, "--provider", path.parts[-3]]
        + ["--chunk", str(chunk), str(path)],
        capture_output=True,
        timeout=60,
    )
    return done.stdout


@pytest.mark.parametrize("path", streams())
def test_a_stream_is_one_that_the_sdk_reads(path):
    data = translated(path, 64)
    if not data:
        pytest.skip("a stream without an event is no stream")
    shape = STREAM.output_shape.members["stream"]
    stream = EventStream(Body(data, 7), shape, botocore.parsers.EventStreamJSONParser(), "Converse")
    events = []
    try:
        for event in stream:
            events.append(event)
    except EventStreamError as error:
        assert error.response["Error"]["Message"]
        return
    assert all(not complaints(event, shape) for event in events)
    names = [next(iter(event)) for event in events]
    assert names[0] == "messageStart" and names[-2:] == ["messageStop", "metadata"], names
    # A block has its deltas between its start and its stop, and stops once.
    stopped = [
        event["contentBlockStop"]["contentBlockIndex"]
        for event in events
        if "contentBlockStop" in event
    ]
    assert len(stopped) == len(set(stopped)), stopped
    # What is said of a call is JSON once it is whole.
    inputs = {}
    for event in events:
        delta = event.get("contentBlockDelta", {})
        piece = delta.get("delta", {}).get("toolUse", {}).get("input")
        if piece is not None:
            index = delta["contentBlockIndex"]
            inputs[index] = inputs.get(index, "") + piece
    assert all(text for text in inputs.values())
