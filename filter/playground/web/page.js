// The page around the module: reads the fields, shows what the module says.
import init, { translate, validate } from "./sluice_playground.js";
import { BODIES, GATEWAY } from "./examples.js";

const form = document.getElementById("translate");
const body = document.getElementById("body");
const gateway = document.getElementById("gateway");
let example = null;

/** An element with text; what the module says is never read as markup. */
function element(name, text, className = "") {
  const made = document.createElement(name);
  made.textContent = text;
  made.className = className;
  return made;
}

/** JSON with a line a member. Only white space changes, so that numbers and
 *  escapes stay as the module spelt them, which JSON.parse would not keep. */
function pretty(json) {
  let depth = 0;
  let out = "";
  const line = () => "\n" + "  ".repeat(depth);
  for (const [token] of json.matchAll(/"(?:[^"\\]|\\.)*"|[^\s"{}[\],:]+|[{}[\],:]/g)) {
    if (token === "}" || token === "]") {
      depth -= 1;
      out += /[{[]$/.test(out) ? token : line() + token;
      continue;
    }
    if (/[{[]$/.test(out)) out += line();
    out += token === ":" ? ": " : token;
    if (token === "{" || token === "[") depth += 1;
    if (token === ",") out += line();
  }
  return out;
}

function showTranslation() {
  const { kind, client, provider, model, status, chunk } = Object.fromEntries(new FormData(form));
  for (const label of form.querySelectorAll("[data-for]")) label.hidden = label.dataset.for !== kind;
  form.elements["chunk-size"].value = chunk;
  const source = BODIES[kind][kind === "request" ? client : provider];
  // A new example for a new question, unless somebody wrote in the field.
  if (example === null || body.value === example) body.value = source;
  example = source;
  const answer = JSON.parse(translate(kind, client, provider, model, Number(status), body.value, Number(chunk)));
  const shown = document.getElementById("translated");
  shown.className = answer.ok ? "" : "bad";
  if (!answer.ok) shown.textContent = answer.error;
  else shown.textContent = kind === "stream" ? answer.body : pretty(answer.body);
  const losses = (answer.losses ?? []).map((loss) => element("li", `${loss.field} ${loss.action}: ${loss.reason}`));
  document.getElementById("losses").replaceChildren(...losses);
}

function showVerdict() {
  const answer = JSON.parse(validate(gateway.value));
  const lines = answer.ok
    ? ["providers", "models", "consumers"].map((what) => `${what}: ${answer[what].join(", ") || "none"}`)
    : answer.problems.map(({ path, line, problem, hint }) =>
        `${line ? `line ${line}: ` : ""}${path}: ${problem}${hint ? ` (${hint})` : ""}`);
  const list = document.createElement("ul");
  list.append(...lines.map((line) => element("li", line)));
  const title = answer.ok ? "Accepted" : `${lines.length} to mend`;
  document.getElementById("verdict").replaceChildren(element("p", title, answer.ok ? "good" : "bad"), list);
}

await init();
gateway.value = GATEWAY;
form.addEventListener("input", showTranslation);
body.addEventListener("input", showTranslation);
gateway.addEventListener("input", showVerdict);
showTranslation();
showVerdict();
