// The extension in a browser, where the server runs inside (V3.1).
import * as vscode from 'vscode';
import { BaseLanguageClient, BrowserMessageReader, BrowserMessageWriter, LanguageClientOptions, MessageTransports } from 'vscode-languageclient/browser';
import { BuiltIn, connect, Connection } from './builtin';
import { start } from './extension';

export { deactivate } from './extension';

export function activate(context: vscode.ExtensionContext): Promise<void> {
  return start(context, options => ({ client: new Client(context.extensionUri, options), name: 'built in' }));
}

/** A client that starts its server again after a fault. */
class Client extends BaseLanguageClient {
  constructor(private readonly extension: vscode.Uri, options: LanguageClientOptions) {
    super('assay', 'Assay', options);
  }

  protected async createMessageTransports(): Promise<MessageTransports> {
    const connection = await connect<MessagePort>(this.extension, spawn);
    return { reader: new Reader(connection), writer: new BrowserMessageWriter(connection.port) };
  }
}

/** A reader that says when the server has ended, which a port can't. */
class Reader extends BrowserMessageReader {
  constructor({ port, ended }: Connection<MessagePort>) {
    super(port);
    void ended.then(() => this.fireClose());
  }
}

/** A worker from the extension's own address is refused, one from a blob is not. */
function spawn(source: string): BuiltIn {
  return new Worker(URL.createObjectURL(new Blob([source], { type: 'text/javascript' })));
}
