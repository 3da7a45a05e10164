// The commands. The server carries them out (V1.33); here they get the policy in
// front of the user as argument, and results that need more room than a message.
import * as vscode from 'vscode';
import type { ExecuteCommandSignature } from 'vscode-languageclient';

export const restart = 'assay.restart';

type Middleware = (command: string, args: unknown[], next: ExecuteCommandSignature) => Promise<unknown>;

/** Fills in what a command that was chosen from a menu lacks, and shows an explanation. */
export function executeCommand(explanations: Explanations): Middleware {
  return async (command, args, next) => {
    const policy = documentOf(args[0]);
    if (!policy) {
      return next(command, args);
    }
    // What menus pass after the document is about the menu.
    let rest = typeof args[0] === 'string' ? args.slice(1) : [];
    if (command === 'assay.selectClaims' && rest.length === 0) {
      const claims = await pickClaims(policy);
      if (!claims) {
        return undefined;
      }
      rest = [claims.toString()];
    }
    const result: any = await next(command, [policy.toString(), ...rest]);
    if (command === 'assay.explain' && result?.text) {
      await explanations.show(policy, result.text);
    }
    return result;
  };
}

/** The document that a command is about: lenses pass it as text, menus as a URI, the palette not at all. */
function documentOf(argument: unknown): vscode.Uri | undefined {
  if (argument === undefined) {
    return vscode.window.activeTextEditor?.document.uri;
  }
  if (typeof argument === 'string') {
    return vscode.Uri.parse(argument);
  }
  return argument instanceof vscode.Uri ? argument : undefined;
}

/** Asks for one of the workspace's claims files. */
async function pickClaims(policy: vscode.Uri): Promise<vscode.Uri | undefined> {
  const files = await vscode.workspace.findFiles('**/*.json', '**/node_modules/**', 500);
  const folder = (uri: vscode.Uri) => vscode.workspace.asRelativePath(vscode.Uri.joinPath(uri, '..'));
  const near = (uri: vscode.Uri) => (folder(uri) === folder(policy) ? 0 : 1);
  const items = files
    .map(uri => ({ uri, label: vscode.workspace.asRelativePath(uri) }))
    .sort((a, b) => near(a.uri) - near(b.uri) || a.label.localeCompare(b.label));
  const item = await vscode.window.showQuickPick(items, { placeHolder: 'Claims file over which the policy is evaluated' });
  return item?.uri;
}

/** Explanations, as documents that can't be edited, beside their policies. */
export class Explanations implements vscode.TextDocumentContentProvider, vscode.Disposable {
  private readonly texts = new Map<string, string>();
  private readonly changed = new vscode.EventEmitter<vscode.Uri>();
  private readonly registration = vscode.workspace.registerTextDocumentContentProvider('assay-explain', this);
  readonly onDidChange = this.changed.event;

  provideTextDocumentContent(uri: vscode.Uri): string | undefined {
    return this.texts.get(uri.toString());
  }

  async show(policy: vscode.Uri, text: string): Promise<void> {
    const uri = policy.with({ scheme: 'assay-explain', path: policy.path + ' (explained)' });
    this.texts.set(uri.toString(), text);
    this.changed.fire(uri);
    const document = await vscode.workspace.openTextDocument(uri);
    await vscode.languages.setTextDocumentLanguage(document, 'assay-explanation'); // for which lines are wrapped
    await vscode.window.showTextDocument(document, { viewColumn: vscode.ViewColumn.Beside, preserveFocus: true, preview: true });
  }

  dispose(): void {
    this.registration.dispose();
    this.changed.dispose();
  }
}

/** Shows the places where a claim is used, in the editor's own way. */
export async function showUses(uri: string, at: Place, uses: { uri: string; range: { start: Place; end: Place } }[]): Promise<void> {
  const position = (p: Place) => new vscode.Position(p.line, p.character);
  const locations = uses.map(u => new vscode.Location(vscode.Uri.parse(u.uri), new vscode.Range(position(u.range.start), position(u.range.end))));
  await vscode.commands.executeCommand('editor.action.showReferences', vscode.Uri.parse(uri), position(at), locations);
}

interface Place {
  line: number;
  character: number;
}
