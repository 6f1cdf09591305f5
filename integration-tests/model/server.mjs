// A real language model behind OpenAI's chat completions, for tests only: text in,
// text out, one request at a time.
//
//   node server.mjs WEIGHTS.gguf
//
// Says `listening on http://…` once it does. `GET /__served` gives what it counted of
// each answer, so that a test can compare. It lacks on purpose what the tests do not
// ask for: tools, images, several candidates, stop sequences.
import { createServer } from "node:http";
import { getLlama } from "node-llama-cpp";

const CONTEXT_TOKENS = 1024;
const BODY_LIMIT = 64 * 1024;
const KNOWN = new Set([
  "model", "messages", "max_tokens", "max_completion_tokens", "temperature", "stream", "stream_options",
]);

const weights = process.argv[2];
if (!weights) {
  console.error("error: no model; use: node server.mjs WEIGHTS.gguf");
  process.exit(2);
}
// `never`: where no prebuilt library fits, a compiler is not what a test should start.
const llama = await getLlama({ gpu: false, build: "never", logLevel: "error" });
// One thread: a second one waits actively, which is slow where a machine is busy.
const model = await llama.loadModel({ modelPath: weights });
const context = await model.createContext({ contextSize: CONTEXT_TOKENS, threads: 1 });
const sequence = context.getSequence();

class Refusal extends Error {
  constructor(status, message) {
    super(message);
    this.status = status;
  }
}

const refuse = (message) => {
  throw new Refusal(400, message);
};

function textOf(content, at) {
  if (typeof content === "string") return content;
  if (!Array.isArray(content)) refuse(`${at}.content is no text`);
  return content.map((part) => (part.type === "text" ? part.text : refuse(`${at} has a part that is no text`))).join("");
}

/** The conversation as the model was trained to read it (ChatML), in tokens. */
function promptOf(messages) {
  if (!Array.isArray(messages) || messages.length === 0) refuse("messages is empty");
  const marker = (text) => model.tokenize(text, true);
  const tokens = messages.flatMap(({ role, content }, index) => {
    if (!["system", "user", "assistant"].includes(role)) refuse(`messages[${index}].role is unknown`);
    // What people write never becomes a marker.
    const text = model.tokenize(`${role}\n${textOf(content, `messages[${index}]`)}`);
    return [...marker("<|im_start|>"), ...text, ...marker("<|im_end|>"), ...model.tokenize("\n")];
  });
  return [...tokens, ...marker("<|im_start|>"), ...model.tokenize("assistant\n")];
}

function readRequest(body) {
  const request = JSON.parse(body);
  const unknown = Object.keys(request).find((key) => !KNOWN.has(key));
  if (unknown) refuse(`${unknown} is not known here`);
  const prompt = promptOf(request.messages);
  const limit = request.max_completion_tokens ?? request.max_tokens ?? CONTEXT_TOKENS - prompt.length;
  if (!Number.isInteger(limit) || limit < 1) refuse("the limit of tokens is no positive integer");
  if (prompt.length + limit > CONTEXT_TOKENS) refuse(`prompt and answer exceed ${CONTEXT_TOKENS} tokens`);
  return { ...request, prompt, limit };
}

/** The model's answer, a piece at a time; returns what it counted. */
async function* answer({ prompt, limit, temperature = 1 }) {
  await sequence.clearHistory();
  const seen = [...prompt];
  let pending = [];
  let count = 0;
  // `evaluate` ends by itself where the model does, without giving that last token.
  for await (const token of sequence.evaluate(prompt, { temperature })) {
    count += 1;
    pending.push(token);
    const text = model.detokenize(pending, false, seen.slice(-8));
    // A character may be spread over several tokens.
    if (!text.endsWith("\ufffd") || count === limit) {
      seen.push(...pending);
      pending = [];
      yield text;
    }
    if (count === limit) break;
  }
  return {
    finish_reason: count === limit ? "length" : "stop",
    usage: { prompt_tokens: prompt.length, completion_tokens: count, total_tokens: prompt.length + count },
  };
}

const served = [];
const ask = async (request, response) => {
  const streams = request.stream === true;
  const record = { stream: streams, text: "", pieces: 0, finish_reason: null, usage: null, ended: false };
  served.push(record);
  const head = {
    id: `chatcmpl-${served.length}`,
    object: streams ? "chat.completion.chunk" : "chat.completion",
    created: Math.floor(Date.now() / 1000),
    model: request.model,
  };
  const send = (event) => response.write(`data: ${JSON.stringify({ ...head, ...event })}\n\n`);
  const sendDelta = (delta, finish_reason = null) => send({ choices: [{ index: 0, delta, finish_reason }] });
  if (streams) {
    response.writeHead(200, { "content-type": "text/event-stream" });
    sendDelta({ role: "assistant", content: "" });
  }
  const pieces = answer(request);
  let piece;
  while (!(piece = await pieces.next()).done) {
    record.text += piece.value;
    record.pieces += 1;
    if (streams) sendDelta({ content: piece.value });
    if (response.destroyed) break;
  }
  record.ended = true;
  // The client has left.
  if (!piece.done) return await pieces.return();
  const { finish_reason, usage } = piece.value;
  Object.assign(record, { finish_reason, usage });
  if (!streams) {
    const message = { role: "assistant", content: record.text };
    return response
      .writeHead(200, { "content-type": "application/json" })
      .end(JSON.stringify({ ...head, choices: [{ index: 0, message, finish_reason }], usage }));
  }
  sendDelta({}, finish_reason);
  if (request.stream_options?.include_usage) send({ choices: [], usage });
  response.end("data: [DONE]\n\n");
};

async function bodyOf(request) {
  let body = "";
  for await (const piece of request.setEncoding("utf8")) {
    body += piece;
    if (body.length > BODY_LIMIT) throw new Refusal(413, `the body exceeds ${BODY_LIMIT} characters`);
  }
  return body;
}

// The model has one memory: the next request waits for the one before.
let before = Promise.resolve();
const server = createServer(async (request, response) => {
  const reply = (status, value) =>
    response.writeHead(status, { "content-type": "application/json" }).end(JSON.stringify(value));
  try {
    const call = `${request.method} ${request.url}`;
    if (call === "GET /__served") return reply(200, served);
    if (call !== "POST /v1/chat/completions") throw new Refusal(404, `there is no ${call}`);
    const asked = readRequest(await bodyOf(request));
    const turn = before.then(() => ask(asked, response));
    before = turn.catch(() => {});
    await turn;
  } catch (error) {
    const status = error.status ?? (error instanceof SyntaxError ? 400 : 500);
    if (response.headersSent) return response.destroy();
    const type = status < 500 ? "invalid_request_error" : "server_error";
    reply(status, { error: { message: error.message, type, param: null, code: null } });
  }
});
server.listen(0, "127.0.0.1", () => console.log(`listening on http://127.0.0.1:${server.address().port}`));
