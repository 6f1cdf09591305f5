// Runs the module of the bench's parts in Node, in the place of Envoy: a clock, a log and
// a configuration are all that it asks of its host.
//
//   node run.mjs MODULE [PART...]
import { readFileSync } from "node:fs";

const [, , file, ...parts] = process.argv;
const configuration = Buffer.from(parts.join(" "));
const module = new WebAssembly.Module(readFileSync(file));
let exports;
const view = () => new DataView(exports.memory.buffer);
const text = (at, length) => Buffer.from(exports.memory.buffer, at, length).toString();
const host = {
  proxy_log: (_level, at, length) => (console.log(text(at, length)), 0),
  proxy_get_current_time_nanoseconds: (at) => {
    view().setBigUint64(at, process.hrtime.bigint(), true);
    return 0;
  },
  proxy_get_buffer_bytes: (_kind, _start, _most, at, length) => {
    const copy = exports.malloc(configuration.length);
    Buffer.from(exports.memory.buffer).set(configuration, copy);
    view().setUint32(at, copy, true);
    view().setUint32(length, configuration.length, true);
    return 0;
  },
};
const imports = {};
for (const { module: from, name } of WebAssembly.Module.imports(module)) {
  (imports[from] ??= {})[name] = host[name] ?? (() => 0);
}
({ exports } = new WebAssembly.Instance(module, imports));
exports._initialize?.();
exports._start?.();
exports.proxy_on_context_create(1, 0);
process.exit(exports.proxy_on_configure(1, configuration.length) ? 0 : 1);
