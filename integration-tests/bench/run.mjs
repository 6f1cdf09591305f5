// Runs the bench's module in Node, in the place of Envoy: a clock and a log are all
// that it asks of its host.
import { readFileSync } from "node:fs";

const module = new WebAssembly.Module(readFileSync(process.argv[2]));
let memory;
const text = (at, length) => Buffer.from(memory.buffer, at, length).toString();
const host = {
  proxy_log: (_level, at, length) => (console.log(text(at, length)), 0),
  proxy_get_current_time_nanoseconds: (at) => {
    new DataView(memory.buffer).setBigUint64(at, process.hrtime.bigint(), true);
    return 0;
  },
};
const imports = {};
for (const { module: from, name } of WebAssembly.Module.imports(module)) {
  (imports[from] ??= {})[name] = host[name] ?? (() => 0);
}
const { exports } = new WebAssembly.Instance(module, imports);
memory = exports.memory;
exports._initialize?.();
exports._start?.();
exports.proxy_on_context_create(1, 0);
process.exit(exports.proxy_on_configure(1, 0) ? 0 : 1);
