// Runs the two modules as a page does: the language server at once, the evaluator when
// something is evaluated for the first time. Standard input has a message a line for
// the server, standard output gets what it says, a line each.
//
//	node run.js wasm_exec.js lsp.wasm [eval.wasm]
'use strict';
globalThis.fs = require('fs');
globalThis.path = require('path');
globalThis.crypto ??= require('crypto'); // Node 18 has neither
globalThis.performance ??= require('perf_hooks').performance;
const [exec, lsp, evaluator] = process.argv.slice(2);
require(require('path').resolve(exec));

// start runs a module, and returns the promise of its status.
async function start(file) {
  const go = new Go();
  const ended = new Promise((resolve) => { go.exit = resolve; });
  const { instance } = await WebAssembly.instantiate(fs.readFileSync(file), go.importObject);
  go.run(instance);
  return ended;
}

// loaded starts a module and waits until it is ready.
function loaded(file) {
  return new Promise((resolve) => {
    globalThis.assayReady = resolve;
    start(file);
  });
}

let engine;
async function evaluate(request) {
  engine ??= loaded(evaluator);
  await engine;
  return globalThis.assayEval(request);
}

// All of a message is written at once, as a page posts one: what process.stdout leaves
// for later would wait for the module.
globalThis.assayRecv = (json) => {
  let rest = Buffer.from(json + '\n');
  while (rest.length > 0) rest = rest.subarray(fs.writeSync(1, rest));
};
if (evaluator) globalThis.assayEvaluate = evaluate;
globalThis.assayReady = () => {
  const lines = require('readline').createInterface({ input: process.stdin });
  lines.on('line', (line) => globalThis.assaySend(line));
};
start(lsp).then((status) => process.exit(status));
