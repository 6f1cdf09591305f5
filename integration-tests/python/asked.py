"""What the tests ask for, whichever client they ask with."""

import base64

from pydantic import BaseModel

# The smallest PNG there is: one pixel.
PIXEL = base64.b64encode(
    bytes.fromhex(
        "89504e470d0a1a0a0000000d49484452000000010000000108060000001f15c489"
        "0000000d49444154789c6360f8cfc0f01f0005000201ff5d5a5e0b0000000049454e44ae426082"
    )
).decode()

PDF = base64.b64encode(b"%PDF-1.4\n%%EOF\n").decode()


class Forecast(BaseModel):
    city: str
    days: int
    tags: list[str]


FORECAST_SCHEMA = {
    "type": "object",
    "properties": {
        "city": {"type": "string"},
        "days": {"type": "integer"},
        "tags": {"type": "array", "items": {"type": "string"}},
    },
    "required": ["city", "days", "tags"],
    "additionalProperties": False,
}

# What a simulator makes of that schema.
FORECAST = {"city": "some city", "days": 7, "tags": ["some tags"]}

# Tools by name: the schema of their arguments, and the arguments that a simulator
# makes of it.
TOOLS = {
    "weather": (FORECAST_SCHEMA, FORECAST),
    "search": (
        {"type": "object", "properties": {"query": {"type": "string"}}, "required": ["query"]},
        {"query": "some query"},
    ),
    "now": ({"type": "object", "properties": {}}, {}),
}


def user(content):
    """A conversation of one message."""
    return [{"role": "user", "content": content}]
