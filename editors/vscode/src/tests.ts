// The test explorer. The server says which cases a test file has (they are symbols)
// and runs them (a command).
import * as vscode from 'vscode';
import { BaseLanguageClient, DocumentSymbol, DocumentSymbolRequest, ExecuteCommandRequest, SymbolKind } from 'vscode-languageclient';

interface Case {
  name: string;
  line: number;
  status: 'passed' | 'failed' | 'error' | 'skipped';
  message: string;
}

const pattern = '**/*_test.yaml';

export class Explorer implements vscode.Disposable {
  private readonly controller = vscode.tests.createTestController('assay', 'Assay');
  private readonly parts: vscode.Disposable[] = [this.controller];

  constructor(private readonly client: BaseLanguageClient) {
    this.controller.resolveHandler = item => (item ? this.findCases(item) : this.findFiles());
    this.controller.refreshHandler = () => this.findFiles();
    this.controller.createRunProfile('Run', vscode.TestRunProfileKind.Run, (r, cancel) => this.run(r, cancel), true);

    const watcher = vscode.workspace.createFileSystemWatcher(pattern);
    watcher.onDidCreate(uri => this.addFile(uri));
    watcher.onDidDelete(uri => this.controller.items.delete(uri.toString()));
    watcher.onDidChange(uri => this.findCases(this.addFile(uri)));
    this.parts.push(watcher);
    void this.findFiles();
  }

  private async findFiles(): Promise<void> {
    const files = await vscode.workspace.findFiles(pattern, '**/node_modules/**');
    await Promise.all(files.map(uri => this.findCases(this.addFile(uri))));
  }

  private addFile(uri: vscode.Uri): vscode.TestItem {
    const known = this.controller.items.get(uri.toString());
    if (known) {
      return known;
    }
    const file = this.controller.createTestItem(uri.toString(), vscode.workspace.asRelativePath(uri), uri);
    file.canResolveChildren = true;
    this.controller.items.add(file);
    return file;
  }

  /** Asks the server for the cases of a file. */
  private async findCases(file: vscode.TestItem): Promise<void> {
    const document = await vscode.workspace.openTextDocument(file.uri!);
    const textDocument = this.client.code2ProtocolConverter.asTextDocumentIdentifier(document);
    const symbols = (await this.client.sendRequest(DocumentSymbolRequest.type, { textDocument })) ?? [];
    const cases = flat(symbols as DocumentSymbol[]).filter(s => s.kind === SymbolKind.Method);
    file.children.replace(cases.map(s => this.item(file, s.name, this.client.protocol2CodeConverter.asRange(s.selectionRange))));
  }

  private item(file: vscode.TestItem, name: string, range: vscode.Range): vscode.TestItem {
    const item = this.controller.createTestItem(name, name, file.uri);
    item.range = range;
    return item;
  }

  private async run(request: vscode.TestRunRequest, cancel: vscode.CancellationToken): Promise<void> {
    const run = this.controller.createTestRun(request);
    const wanted = request.include ?? [...this.controller.items].map(([, item]) => item);
    for (const item of wanted) {
      if (cancel.isCancellationRequested) {
        break;
      }
      if (!request.exclude?.includes(item)) {
        await this.runOne(run, item, cancel);
      }
    }
    run.end();
  }

  /** Runs a file, or one of its cases: all of them, if the case has rows. */
  private async runOne(run: vscode.TestRun, item: vscode.TestItem, cancel: vscode.CancellationToken): Promise<void> {
    const [file, wanted] = pathOf(item);
    await this.findCases(file);
    const uri = this.client.code2ProtocolConverter.asUri(file.uri!);
    // No message for each file: the explorer shows what became of its cases.
    const command = { command: 'assay.runTests', arguments: [uri, wanted?.id ?? '', 'quiet'] };
    const asked = [...file.children].map(([, child]) => child).filter(child => !wanted || child.id === wanted.id);
    // A case with rows has no result of its own.
    asked.filter(i => !i.id.includes('${')).forEach(i => run.started(i));
    try {
      const { cases } = await this.client.sendRequest(ExecuteCommandRequest.type, command, cancel);
      for (const c of cases as Case[]) {
        report(run, this.itemOf(file, c), c);
      }
    } catch (error) {
      asked.forEach(i => run.errored(i, new vscode.TestMessage(String((error as Error).message))));
    }
  }

  /** The item of a result: a row of a case stands below its case. */
  private itemOf(file: vscode.TestItem, c: Case): vscode.TestItem {
    const known = file.children.get(c.name);
    if (known) {
      return known;
    }
    const above = [...file.children].map(([, child]) => child).filter(i => i.range!.start.line <= c.line).pop() ?? file;
    const row = this.item(file, c.name, new vscode.Range(c.line, 0, c.line, 0));
    above.children.add(row);
    return row;
  }

  dispose(): void {
    this.parts.forEach(p => p.dispose());
  }
}

function report(run: vscode.TestRun, item: vscode.TestItem, c: Case): void {
  const text = c.message ? `${c.status}  ${c.name}\n${c.message}\n` : `${c.status}  ${c.name}\n`;
  run.appendOutput(text.replace(/\n/g, '\r\n'));
  const message = new vscode.TestMessage(c.message);
  message.location = new vscode.Location(item.uri!, item.range!);
  switch (c.status) {
    case 'passed':
      return run.passed(item);
    case 'skipped':
      return run.skipped(item);
    case 'failed':
      return run.failed(item, message);
    case 'error':
      return run.errored(item, message);
  }
}

/** The items from the file down to an item. */
function pathOf(item: vscode.TestItem): vscode.TestItem[] {
  return item.parent ? [...pathOf(item.parent), item] : [item];
}

function flat(symbols: DocumentSymbol[]): DocumentSymbol[] {
  return symbols.flatMap(s => [s, ...flat(s.children ?? [])]);
}
