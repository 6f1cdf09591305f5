// One face for the official JavaScript clients: each asks for text, and for the call
// of a tool whose result it sends back, whole and streamed.
//
// A client is made of a gateway's URL and a key, and has `whole` and `streamed`. Both
// take a model, a question and perhaps a tool, and give {text, calls, tokens}: the
// last answer's text, every call as [name, arguments], and the last answer's counts.

import Anthropic from "@anthropic-ai/sdk";
import { createAnthropic } from "@ai-sdk/anthropic";
import { createGoogleGenerativeAI } from "@ai-sdk/google";
import { createOpenAI } from "@ai-sdk/openai";
import { generateText, jsonSchema, stepCountIs, streamText, tool as aiTool } from "ai";
import OpenAI from "openai";

const ABOUT = "A tool.";

/** Asks, runs the tool if it was called, and asks again with what it gave. */
async function conversation(ask, messages, tool, results) {
  const first = await ask(messages);
  if (first.calls.length === 0) return first;
  const next = await ask([...messages, ...first.kept, ...results(first.calls, tool)]);
  return { ...next, calls: first.calls.map(({ name, input }) => [name, input]) };
}

function openaiChat(url, key) {
  const sdk = new OpenAI({ baseURL: `${url}/v1`, apiKey: key, maxRetries: 0 });
  const said = ({ choices: [{ message, finish_reason }], usage }) => {
    const calls = (message.tool_calls ?? []).map(({ id, function: { name, arguments: text } }) => ({
      id, name, input: JSON.parse(text),
    }));
    check(finish_reason, calls.length ? "tool_calls" : "stop");
    // Only what the API takes back: the stream helper adds members of its own.
    const kept = {
      role: "assistant",
      content: message.content,
      tool_calls: message.tool_calls?.map(({ id, function: { name, arguments: text } }) => ({
        id, type: "function", function: { name, arguments: text },
      })),
    };
    const tokens = [usage.prompt_tokens, usage.completion_tokens];
    return { text: message.content ?? "", calls, tokens, kept: [kept] };
  };
  const asking = (call) => (model, question, tool) => {
    const tools = tool && [
      { type: "function", function: { name: tool.name, description: ABOUT, parameters: tool.schema } },
    ];
    const ask = async (messages) => said(await call({ model, messages, tools }));
    const results = (calls) =>
      calls.map(({ id }) => ({ role: "tool", tool_call_id: id, content: tool.result }));
    return conversation(ask, [{ role: "user", content: question }], tool, results);
  };
  return {
    whole: asking((request) => sdk.chat.completions.create(request)),
    streamed: asking((request) => {
      const options = { stream_options: { include_usage: true } };
      return sdk.chat.completions.stream({ ...request, ...options }).finalChatCompletion();
    }),
  };
}

function openaiResponses(url, key) {
  const sdk = new OpenAI({ baseURL: `${url}/v1`, apiKey: key, maxRetries: 0 });
  const said = ({ output, status, usage }) => {
    check(status, "completed");
    const calls = output.filter(({ type }) => type === "function_call");
    const parts = output.filter(({ type }) => type === "message").flatMap(({ content }) => content);
    return {
      text: parts.map(({ text }) => text).join(""),
      calls: calls.map(({ call_id, name, arguments: text }) => ({ id: call_id, name, input: JSON.parse(text) })),
      tokens: [usage.input_tokens, usage.output_tokens],
      kept: output.map(({ parsed_arguments, ...item }) => item),
    };
  };
  const asking = (call) => (model, question, tool) => {
    const tools = tool && [
      { type: "function", name: tool.name, description: ABOUT, parameters: tool.schema, strict: false },
    ];
    const ask = async (input) => said(await call({ model, input, tools, store: false }));
    const results = (calls) =>
      calls.map(({ id }) => ({ type: "function_call_output", call_id: id, output: tool.result }));
    return conversation(ask, [{ role: "user", content: question }], tool, results);
  };
  return {
    whole: asking((request) => sdk.responses.create(request)),
    streamed: asking((request) => sdk.responses.stream(request).finalResponse()),
  };
}

function anthropic(url, key) {
  const sdk = new Anthropic({ baseURL: url, apiKey: key, maxRetries: 0 });
  const said = ({ content, stop_reason, usage }) => {
    const calls = content.filter(({ type }) => type === "tool_use");
    check(stop_reason, calls.length ? "tool_use" : "end_turn");
    return {
      text: content.map(({ text }) => text ?? "").join(""),
      calls,
      tokens: [usage.input_tokens, usage.output_tokens],
      kept: [{ role: "assistant", content }],
    };
  };
  const asking = (call) => (model, question, tool) => {
    const tools = tool && [{ name: tool.name, description: ABOUT, input_schema: tool.schema }];
    const ask = async (messages) => said(await call({ model, messages, tools, max_tokens: 4000 }));
    const results = (calls) => [
      {
        role: "user",
        content: calls.map(({ id }) => ({ type: "tool_result", tool_use_id: id, content: tool.result })),
      },
    ];
    return conversation(ask, [{ role: "user", content: question }], tool, results);
  };
  return {
    whole: asking((request) => sdk.messages.create(request)),
    streamed: asking((request) => sdk.messages.stream(request).finalMessage()),
  };
}

/** The AI SDK, which runs tools itself, with one of its providers. */
function ai(provider) {
  const request = (model, question, tool) => ({
    model: provider(model),
    prompt: question,
    maxRetries: 0,
    stopWhen: stepCountIs(2),
    tools: tool && {
      [tool.name]: aiTool({
        description: ABOUT,
        inputSchema: jsonSchema(tool.schema),
        execute: async () => tool.result,
      }),
    },
  });
  const said = async (answer) => {
    const [text, steps, end, usage] = [await answer.text, await answer.steps, await answer.finishReason, await answer.usage];
    check(end, "stop");
    const calls = steps.flatMap(({ toolCalls }) => toolCalls);
    return {
      text,
      calls: calls.map(({ toolName, input }) => [toolName, input]),
      tokens: [usage.inputTokens, usage.outputTokens],
    };
  };
  return {
    whole: async (...asked) => said(await generateText(request(...asked))),
    streamed: async (...asked) => {
      let failure;
      const answer = streamText({ ...request(...asked), onError: ({ error }) => (failure = error) });
      for await (const _ of answer.textStream);
      if (failure) throw failure;
      return said(answer);
    },
  };
}

function check(given, expected) {
  if (given !== expected) throw new Error(`ended by ${given}, not by ${expected}`);
}

export const SDKS = {
  "openai-chat": openaiChat,
  "openai-responses": openaiResponses,
  anthropic,
  "ai-openai": (url, key) => ai(createOpenAI({ baseURL: `${url}/v1`, apiKey: key })),
  "ai-openai-chat": (url, key) => ai(createOpenAI({ baseURL: `${url}/v1`, apiKey: key }).chat),
  "ai-anthropic": (url, key) => ai(createAnthropic({ baseURL: `${url}/v1`, apiKey: key })),
  "ai-google": (url, key) => ai(createGoogleGenerativeAI({ baseURL: `${url}/v1beta`, apiKey: key })),
};
