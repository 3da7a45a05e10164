// Folders that are not on a disk, as in a browser: the server can't read there, so
// it is sent the files that belong to policies as if they were open.
import * as vscode from 'vscode';
import type { BaseLanguageClient, Middleware } from 'vscode-languageclient';
import { DidChangeTextDocumentNotification, DidCloseTextDocumentNotification, DidOpenTextDocumentNotification } from 'vscode-languageserver-protocol';

const most = 500;

export class Lender implements vscode.Disposable {
  private client: BaseLanguageClient | undefined;
  private readonly lent = new Map<string, number>(); // URI → version
  private watcher: vscode.Disposable | undefined;

  /** A file that the user opens is the editor's, and ours again when closed. */
  readonly middleware: Middleware = {
    didOpen: async (document, next) => {
      await this.takeBack(document.uri);
      await next(document);
    },
    didClose: async (document, next) => {
      await next(document);
      if (this.watcher && vscode.languages.match({ pattern: this.pattern }, document)) {
        await this.lend(document.uri);
      }
    },
  };

  private pattern = '';

  async start(client: BaseLanguageClient, names: string[]): Promise<void> {
    const folders = vscode.workspace.workspaceFolders ?? [];
    if (folders.every(f => f.uri.scheme === 'file')) {
      return;
    }
    this.client = client;
    this.pattern = `**/{${names.join(',')}}`;
    const watcher = vscode.workspace.createFileSystemWatcher(this.pattern);
    this.watcher = watcher;
    watcher.onDidCreate(uri => this.lend(uri));
    watcher.onDidChange(uri => this.lend(uri));
    watcher.onDidDelete(uri => this.takeBack(uri));
    const files = await vscode.workspace.findFiles(this.pattern, undefined, most);
    await Promise.all(files.map(uri => this.lend(uri)));
  }

  /** Sends a file, or its new text. */
  private async lend(uri: vscode.Uri): Promise<void> {
    if (uri.scheme === 'file' || !this.client || (this.lent.size >= most && !this.lent.has(uri.toString()))) {
      return;
    }
    let text: string;
    try {
      text = new TextDecoder().decode(await vscode.workspace.fs.readFile(uri));
    } catch {
      return; // deleted in the meantime: the watcher says so
    }
    if (vscode.workspace.textDocuments.some(d => d.uri.toString() === uri.toString() && !d.isClosed)) {
      return;
    }
    const key = this.client.code2ProtocolConverter.asUri(uri);
    const version = (this.lent.get(uri.toString()) ?? 0) + 1;
    this.lent.set(uri.toString(), version);
    if (version === 1) {
      await this.client.sendNotification(DidOpenTextDocumentNotification.type, { textDocument: { uri: key, languageId: language(uri), version, text } });
    } else {
      await this.client.sendNotification(DidChangeTextDocumentNotification.type, { textDocument: { uri: key, version }, contentChanges: [{ text }] });
    }
  }

  private async takeBack(uri: vscode.Uri): Promise<void> {
    if (this.client && this.lent.delete(uri.toString())) {
      const key = this.client.code2ProtocolConverter.asUri(uri);
      await this.client.sendNotification(DidCloseTextDocumentNotification.type, { textDocument: { uri: key } });
    }
  }

  dispose(): void {
    this.watcher?.dispose();
    this.client = undefined;
  }
}

function language(uri: vscode.Uri): string {
  const ending = uri.path.slice(uri.path.lastIndexOf('.') + 1);
  return ending === 'maa' ? 'maa-policy' : ending;
}
