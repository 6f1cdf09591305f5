// What the page shows before anybody has typed.

export const BODIES = {
  request: {
    "openai-chat": `{
  "model": "smart",
  "messages": [
    {"role": "system", "content": "Answer in one sentence."},
    {"role": "user", "content": "Which river flows through Basel?"}
  ],
  "temperature": 1.4,
  "seed": 7
}`,
    "anthropic-messages": `{
  "model": "smart",
  "max_tokens": 200,
  "system": "Answer in one sentence.",
  "messages": [{"role": "user", "content": "Which river flows through Basel?"}],
  "top_k": 40
}`,
  },
  response: {
    "openai-chat": `{"id": "chatcmpl-1", "object": "chat.completion", "created": 1790000000, "model": "gpt-5.2",
 "choices": [{"index": 0, "message": {"role": "assistant", "content": "The Rhine."}, "finish_reason": "stop"}],
 "usage": {"prompt_tokens": 14, "completion_tokens": 3, "total_tokens": 17}}`,
    "anthropic-messages": `{"id": "msg_1", "type": "message", "role": "assistant", "model": "claude-opus-5",
 "content": [{"type": "text", "text": "The Rhine."}],
 "stop_reason": "end_turn", "stop_sequence": null,
 "usage": {"input_tokens": 14, "output_tokens": 5}}`,
  },
  stream: {
    "openai-chat": `data: {"id":"chatcmpl-1","object":"chat.completion.chunk","created":1790000000,"model":"gpt-5.2","choices":[{"index":0,"delta":{"role":"assistant","content":"The "},"finish_reason":null}]}

data: {"id":"chatcmpl-1","object":"chat.completion.chunk","created":1790000000,"model":"gpt-5.2","choices":[{"index":0,"delta":{"content":"Rhine."},"finish_reason":"stop"}]}

data: [DONE]

`,
    "anthropic-messages": `event: message_start
data: {"type":"message_start","message":{"id":"msg_1","type":"message","role":"assistant","model":"claude-opus-5","content":[],"stop_reason":null,"stop_sequence":null,"usage":{"input_tokens":14,"output_tokens":1}}}

event: content_block_start
data: {"type":"content_block_start","index":0,"content_block":{"type":"text","text":""}}

event: content_block_delta
data: {"type":"content_block_delta","index":0,"delta":{"type":"text_delta","text":"The Rhine."}}

event: content_block_stop
data: {"type":"content_block_stop","index":0}

event: message_delta
data: {"type":"message_delta","delta":{"stop_reason":"end_turn","stop_sequence":null},"usage":{"output_tokens":5}}

event: message_stop
data: {"type":"message_stop"}

`,
  },
  error: {
    "openai-chat": `{"error": {"message": "Rate limit reached.", "type": "requests", "param": null, "code": "rate_limit_exceeded"}}`,
    "anthropic-messages": `{"type": "error", "error": {"type": "rate_limit_error", "message": "Slow down."}}`,
  },
};

export const GATEWAY = `version: v1
listener: {address: 127.0.0.1, port: 10000}
access: open
providers:
  openai: {format: openai-chat, endpoint: https://api.openai.com, auth: {bearer: {env: OPENAI_API_KEY}}}
models:
  smart: {targets: [{provider: opnai, model: gpt-5.2}]}
`;
