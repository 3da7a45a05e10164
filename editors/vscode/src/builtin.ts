// The server inside the extension: Go programs as WebAssembly, each in a worker of
// its own. The evaluator is a second program, loaded when it is first asked (V5.4).
import * as vscode from 'vscode';

/** A worker, as browsers and Node have it. */
export interface BuiltIn {
  postMessage(message: unknown, transfer: Transferable[]): void;
  terminate(): void;
}

/** The language server: the port that speaks its protocol, and its end. */
export interface Connection<Port> {
  port: Port;
  ended: Promise<void>;
}

/** Starts the language server in a worker that `spawn` makes from a script. */
export async function connect<Port>(extension: vscode.Uri, spawn: (source: string) => BuiltIn): Promise<Connection<Port>> {
  const text = async (name: string) => new TextDecoder().decode(await read(name));
  const read = (name: string) => vscode.workspace.fs.readFile(vscode.Uri.joinPath(extension, 'dist', name));
  const workers: BuiltIn[] = [];
  const run = async (script: string, module: string, ports: Record<string, MessagePort>) => {
    const [exec, worker, wasm] = await Promise.all([text('wasm_exec.js'), text(script), read(module)]);
    const built = spawn(exec + '\n' + worker);
    workers.push(built);
    built.postMessage({ wasm, ...ports }, Object.values(ports));
  };

  const protocol = new MessageChannel();
  const control = new MessageChannel();
  const ended = new Promise<void>(resolve => {
    control.port1.onmessage = ({ data }: MessageEvent) => {
      if (data.evaluator) {
        void run('evaluator.js', 'assay-eval.wasm', { requests: data.evaluator });
      } else {
        workers.forEach(w => w.terminate());
        control.port1.close();
        protocol.port1.close();
        resolve();
      }
    };
  });
  await run('language.js', 'assay-lsp.wasm', { protocol: protocol.port2, control: control.port2 });
  return { port: protocol.port1 as Port, ended };
}
