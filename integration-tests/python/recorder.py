"""A provider that keeps what it gets, byte for byte, and answers the same to the same path."""

import json
import threading
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

CHAT = {
    "id": "chatcmpl-1",
    "object": "chat.completion",
    "created": 1790000000,
    "model": "a-model",
    "choices": [{"index": 0, "message": {"role": "assistant", "content": "hello"}, "finish_reason": "stop"}],
    "usage": {"prompt_tokens": 1, "completion_tokens": 1, "total_tokens": 2},
}

# What is answered to paths that end so; to any other, the chat above.
ANSWERS = {
    "/audio/transcriptions": {"text": "hello"},
    "/images/edits": {"created": 1790000000, "data": [{"b64_json": "aW1hZ2U="}]},
    "/images/generations": {"created": 1790000000, "data": [{"b64_json": "aW1hZ2U="}]},
    "/messages/count_tokens": {"input_tokens": 7},
    ":countTokens": {"totalTokens": 7},
    "/count-tokens": {"inputTokens": 7},
}


@dataclass
class Received:
    """A request as it stood on the wire."""

    method: str
    path: str
    headers: dict
    body: bytes


@dataclass
class Recorder:
    """A running recorder; `status` is what it answers with."""

    url: str
    status: int = 200
    received: list = field(default_factory=list)

    def last(self):
        return self.received[-1]


@contextmanager
def recorder(status=200):
    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def do_POST(self):
            body = self.rfile.read(int(self.headers["content-length"]))
            headers = {name.lower(): value for name, value in self.headers.items()}
            running.received.append(Received(self.command, self.path, headers, body))
            error = {"error": {"message": "too busy", "type": "overloaded", "code": None}}
            told = (answer for end, answer in ANSWERS.items() if self.path.endswith(end))
            answer = json.dumps(next(told, CHAT) if running.status == 200 else error).encode()
            self.send_response(running.status)
            self.send_header("content-type", "application/json")
            self.send_header("content-length", str(len(answer)))
            self.end_headers()
            self.wfile.write(answer)

        def log_message(self, *_):
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    running = Recorder(f"http://127.0.0.1:{server.server_port}", status)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    try:
        yield running
    finally:
        server.shutdown()
        server.server_close()
