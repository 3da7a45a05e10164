// The scripts of the workers, with programs that stand in for the Go ones: what
// waits, what is passed on, and what happens when a program fails (V5.4).
// Run with `node --test`.
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import { MessageChannel, Worker } from 'node:worker_threads';

// The smallest WebAssembly module: it does nothing.
const wasm = new Uint8Array([0, 0x61, 0x73, 0x6d, 1, 0, 0, 0]);
const prelude = `
const { parentPort } = require('node:worker_threads');
globalThis.self = globalThis;
parentPort.once('message', data => self.onmessage({ data }));
`;

/** Starts a worker whose program is the body of a function. */
function start(script, program, ports) {
  const shim = readFileSync(new URL(`../src/worker/${script}.js`, import.meta.url), 'utf8');
  const exec = `globalThis.Go = class { importObject = {}; async run() { ${program} } };`;
  const worker = new Worker(prelude + exec + shim, { eval: true });
  worker.postMessage({ wasm, ...ports }, Object.values(ports));
  return worker;
}

const message = port => new Promise(resolve => port.once('message', resolve));

/** Starts the worker of the language server. */
function language(t, program) {
  const protocol = new MessageChannel();
  const control = new MessageChannel();
  const worker = start('language', program, { protocol: protocol.port2, control: control.port2 });
  t.after(() => worker.terminate());
  return { protocol: protocol.port1, control: control.port1 };
}

const ready = 'await new Promise(setImmediate); self.assayReady();';

test('messages that come before the server is ready wait, and stay in order', async t => {
  const { protocol } = language(t, `
    const got = [];
    self.assaySend = m => { got.push(JSON.parse(m).id); if (got.length === 3) self.assayRecv(JSON.stringify({ result: got })); };
    ${ready}
    await new Promise(() => {});`);
  [1, 2, 3].forEach(id => protocol.postMessage({ id }));
  assert.deepEqual(await message(protocol), { result: [1, 2, 3] });
});

test('the end of the server is reported', async t => {
  const { control } = language(t, 'self.assayReady();');
  assert.deepEqual(await message(control), { ended: '' });
});

test('a failure of the server is reported', async t => {
  const { control } = language(t, 'throw new Error("no memory");');
  assert.deepEqual(await message(control), { ended: 'Error: no memory' });
});

/** A server that asks for an evaluation of each message, and sends what it gets. */
const asking = `
  self.assaySend = m => self.assayEvaluate(m).then(
    answer => self.assayRecv(JSON.stringify({ answer })),
    error => self.assayRecv(JSON.stringify({ error: error.message })));
  ${ready}
  await new Promise(() => {});`;

test('the evaluator is asked for with the first evaluation, and once', async t => {
  const { protocol, control } = language(t, asking);
  protocol.postMessage({ id: 1 });
  const { evaluator } = await message(control);
  const worker = start('evaluator', `self.assayEval = r => 'of ' + r; ${ready} await new Promise(() => {});`, { requests: evaluator });
  t.after(() => worker.terminate());
  assert.deepEqual(await message(protocol), { answer: 'of {"id":1}' });

  control.once('message', () => assert.fail('a second evaluator was asked for'));
  protocol.postMessage({ id: 2 });
  assert.deepEqual(await message(protocol), { answer: 'of {"id":2}' });
});

for (const [name, program, want] of [
  ['an evaluation that fails', `self.assayEval = () => { throw new Error('claims file: found "]"'); }; ${ready} await new Promise(() => {});`, 'claims file: found "]"'],
  ['an evaluator that fails to start', 'throw new Error("no memory");', 'no memory'],
  ['an evaluator that ends', '', 'the evaluator has ended'],
]) {
  test(`${name} is an answer`, async t => {
    const { protocol, control } = language(t, asking);
    protocol.postMessage({ id: 1 });
    const worker = start('evaluator', program, { requests: (await message(control)).evaluator });
    t.after(() => worker.terminate());
    assert.deepEqual(await message(protocol), { error: want });
  });
}
