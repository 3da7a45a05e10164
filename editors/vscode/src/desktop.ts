// The extension where there are programs to start: the desktop, and servers such
// as code-server. The server is the one that is configured, otherwise `assay` on
// the PATH, otherwise the one inside (V3.1).
import * as fs from 'node:fs';
import * as path from 'node:path';
import { MessagePort, Worker } from 'node:worker_threads';
import * as vscode from 'vscode';
import { LanguageClient, LanguageClientOptions, MessageTransports, PortMessageReader, PortMessageWriter, TransportKind } from 'vscode-languageclient/node';
import { BuiltIn, connect } from './builtin';
import { Server, start } from './extension';

export { deactivate } from './extension';

export function activate(context: vscode.ExtensionContext): Promise<void> {
  return start(context, options => server(context, options));
}

function server(context: vscode.ExtensionContext, options: LanguageClientOptions): Server {
  const command = vscode.workspace.getConfiguration('assay').get<string>('server.path') || onPath('assay');
  if (command) {
    const run = { command, args: ['lsp'], transport: TransportKind.stdio };
    return { client: new LanguageClient('assay', 'Assay', run, options), name: command };
  }
  const transports = async (): Promise<MessageTransports> => {
    const { port } = await connect<MessagePort>(context.extensionUri, spawn);
    return { reader: new PortMessageReader(port), writer: new PortMessageWriter(port) };
  };
  return { client: new LanguageClient('assay', 'Assay', transports, options), name: 'built in' };
}

/** Looks a command up on the PATH, as a shell does. */
function onPath(command: string): string | undefined {
  const endings = process.platform === 'win32' ? ['.exe', '.cmd', '.bat'] : [''];
  for (const folder of (process.env.PATH ?? '').split(path.delimiter).filter(path.isAbsolute)) {
    for (const ending of endings) {
      const file = path.join(folder, command + ending);
      try {
        fs.accessSync(file, fs.constants.X_OK);
        if (fs.statSync(file).isFile()) {
          return file;
        }
      } catch {
        // Not here: look in the next folder.
      }
    }
  }
  return undefined;
}

// What a Go program expects under Node, so that it can read files, and the two
// names by which the worker's script receives its first message.
const prelude = `
const { parentPort } = require('node:worker_threads');
Object.assign(globalThis, { self: globalThis, fs: require('node:fs'), path: require('node:path') });
parentPort.once('message', data => self.onmessage({ data }));
`;

function spawn(source: string): BuiltIn {
  return new Worker(prelude + source, { eval: true }) as unknown as BuiltIn;
}
