// Asks every question on stdin, and writes what came back: one line of JSON each.
//
//   echo '{"url": …, "key": …, "questions": [{"id", "client", "way", "model", "question", "tool"}]}' | node run.mjs

import { SDKS } from "./sdks.mjs";

const read = async () => {
  let text = "";
  for await (const piece of process.stdin) text += piece;
  return JSON.parse(text);
};

const { url, key, questions } = await read();
const clients = Object.fromEntries(Object.entries(SDKS).map(([name, make]) => [name, make(url, key)]));

const answers = [];
for (const { id, client, way, model, question, tool } of questions) {
  try {
    const { text, calls, tokens } = await clients[client][way](model, question, tool);
    answers.push({ id, text, calls, tokens });
  } catch (error) {
    answers.push({ id, error: `${error.name}: ${error.message} ${error.cause?.message ?? ""}` });
  }
}
process.stdout.write(answers.map((answer) => `${JSON.stringify(answer)}\n`).join(""));
