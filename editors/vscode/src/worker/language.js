// The worker of the language server. Its first message brings the module and two
// ports: `protocol` carries the messages of the language server protocol, as
// objects, and `control` speaks with the extension.
'use strict';

self.onmessage = ({ data: { wasm, protocol, control } }) => {
  // Until Go is ready, messages wait.
  let waiting = [];
  protocol.onmessage = ({ data }) => {
    const message = JSON.stringify(data);
    if (waiting) {
      waiting.push(message);
    } else {
      self.assaySend(message);
    }
  };
  self.assayRecv = message => protocol.postMessage(JSON.parse(message));
  self.assayReady = () => {
    waiting.forEach(message => self.assaySend(message));
    waiting = undefined;
  };
  self.assayEvaluate = evaluation(control);

  const ended = error => control.postMessage({ ended: String(error ?? '') });
  const go = new Go();
  WebAssembly.instantiate(wasm, go.importObject)
    .then(({ instance }) => go.run(instance))
    .then(() => ended(), ended);
};

/** A function that asks the evaluator, which is started by the first request. */
function evaluation(control) {
  const asked = new Map();
  let requests;
  let last = 0;
  const connect = () => {
    const channel = new MessageChannel();
    control.postMessage({ evaluator: channel.port2 }, [channel.port2]);
    channel.port1.onmessage = ({ data: { id, answer, error } }) => {
      const { resolve, reject } = asked.get(id);
      asked.delete(id);
      if (error === undefined) {
        resolve(answer);
      } else {
        reject(new Error(error));
      }
    };
    return channel.port1;
  };
  return request => new Promise((resolve, reject) => {
    requests ??= connect();
    const id = ++last;
    asked.set(id, { resolve, reject });
    requests.postMessage({ id, request });
  });
}
