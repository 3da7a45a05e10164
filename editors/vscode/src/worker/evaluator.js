// The worker of the evaluator. Its first message brings the module and the port on
// which the worker of the language server asks.
'use strict';

self.onmessage = async ({ data: { wasm, requests } }) => {
  let failed;
  const ready = new Promise((resolve, reject) => {
    self.assayReady = resolve;
    failed = reject;
  });
  requests.onmessage = async ({ data: { id, request } }) => {
    try {
      await ready;
      requests.postMessage({ id, answer: await self.assayEval(request) });
    } catch (error) {
      requests.postMessage({ id, error: String(error?.message ?? error) });
    }
  };
  // A failure is the answer to each request, also before the first one comes.
  ready.catch(() => {});

  try {
    const go = new Go();
    const { instance } = await WebAssembly.instantiate(wasm, go.importObject);
    await go.run(instance);
    failed(new Error('the evaluator has ended'));
  } catch (error) {
    failed(error);
  }
};
