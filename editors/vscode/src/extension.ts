// What the extension is on every platform: it starts the server and adds what the
// protocol has no place for. All features of the language are the server's (V1.2).
import * as vscode from 'vscode';
import type { BaseLanguageClient, LanguageClientOptions } from 'vscode-languageclient';
import { executeCommand, Explanations, restart, showUses } from './commands';
import { Lender } from './lender';
import { Explorer } from './tests';

/** A client of a server that isn't started yet, and what to call the server. */
export interface Server {
  client: BaseLanguageClient;
  name: string;
}

let session: Session | undefined;

/** Ends the server as the protocol wants it, before the editor ends. */
export async function deactivate(): Promise<void> {
  await session?.stop();
}

export async function start(context: vscode.ExtensionContext, server: (options: LanguageClientOptions) => Server): Promise<void> {
  const explanations = new Explanations();
  const run = async () => {
    await session?.stop();
    session = await Session.start(server, explanations);
  };
  await run();
  context.subscriptions.push(
    explanations,
    vscode.commands.registerCommand(restart, run),
    vscode.commands.registerCommand('assay.showUses', showUses),
    vscode.workspace.onDidChangeConfiguration(e => e.affectsConfiguration('assay.server') && run()),
  );
}

/** One run of a server, and what depends on it. */
class Session {
  private constructor(private readonly client: BaseLanguageClient, private readonly parts: vscode.Disposable[]) {}

  static async start(server: (options: LanguageClientOptions) => Server, explanations: Explanations): Promise<Session> {
    const lender = new Lender();
    const { client, name } = server({
      documentSelector: [{ language: 'maa-policy' }, ...beside.map(pattern => ({ pattern: '**/' + pattern }))],
      initializationOptions: { commands: ['assay.showUses', 'assay.showExplanation'] },
      middleware: { ...lender.middleware, executeCommand: executeCommand(explanations) },
    });
    const parts: vscode.Disposable[] = [status(name)];
    try {
      await client.start();
      parts.push(new Explorer(client));
      await lender.start(client, ['*.maa', ...beside]);
      parts.push(lender);
    } catch {
      // The client has shown what went wrong; the restart command stays.
    }
    return new Session(client, parts);
  }

  async stop(): Promise<void> {
    this.parts.forEach(p => p.dispose());
    // A client that never started refuses to be stopped, which is as well.
    await this.client.dispose().catch(() => {});
  }
}

/** The files that belong to policies. */
const beside = ['*_test.yaml', '.assay.yaml', '*.claims.json', 'claims.json'];

/** Says in the language menu of a policy which server runs. */
function status(name: string): vscode.Disposable {
  const item = vscode.languages.createLanguageStatusItem('assay.server', { language: 'maa-policy' });
  item.name = 'Assay';
  item.text = 'Language server';
  item.detail = name;
  item.command = { title: 'Restart', command: restart };
  return item;
}
