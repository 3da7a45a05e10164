// Drives VS Code as code-server in Chromium (V4.5): what a user does, and what a
// user sees. Everything waits for a condition, with a limit, and never for a time.
import { spawn } from 'node:child_process';
import { cpSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { chromium } from 'playwright-core';

export const limit = Number(process.env.ASSAY_E2E_LIMIT ?? 30) * 1000;

/** Waits until the function returns something true, and returns that. */
export async function until(what, see, ms = limit) {
  const end = Date.now() + ms;
  let last;
  for (;;) {
    try {
      const seen = await see();
      if (seen) {
        return seen;
      }
      last = seen;
    } catch (error) {
      last = error;
    }
    if (Date.now() > end) {
      throw new Error(`waited ${ms / 1000} s for ${what}, last seen: ${last}`);
    }
    await new Promise(resolve => setTimeout(resolve, 50));
  }
}

/** One VS Code over a copy of a workspace, with the extension installed. */
export class Editor {
  /** @param {{folder, codeServer, vsix, workspace, settings, env, log}} options */
  static async start(options) {
    const editor = new Editor(options);
    try {
      await editor.#install();
      await editor.#serve();
      await editor.#open();
    } catch (error) {
      await editor.stop();
      throw error;
    }
    return editor;
  }

  constructor(options) {
    this.options = options;
    this.workspace = join(options.folder, 'policies');
    rmSync(options.folder, { recursive: true, force: true });
    cpSync(options.workspace, this.workspace, { recursive: true });
    // Settings of a machine, such as which command to run, count only in its own file.
    for (const place of ['User', 'Machine']) {
      mkdirSync(join(options.folder, 'user', place), { recursive: true });
      writeFileSync(join(options.folder, 'user', place, 'settings.json'), JSON.stringify({ ...quiet, ...options.settings }));
    }
  }

  #codeServer(...args) {
    const at = name => join(this.options.folder, name);
    writeFileSync(at('config.yaml'), '');
    const command = [join(this.options.codeServer, 'out', 'node', 'entry.js'), '--config', at('config.yaml'), '--user-data-dir', at('user'), '--extensions-dir', at('extensions'), ...args];
    const child = spawn(process.execPath, command, { env: { ...process.env, EXTENSIONS_GALLERY: '{}', ...this.options.env }, stdio: ['ignore', 'pipe', 'pipe'] });
    child.output = '';
    const keep = data => {
      child.output += data;
    };
    child.stdout.on('data', keep);
    child.stderr.on('data', keep);
    return child;
  }

  async #install() {
    const child = this.#codeServer('--install-extension', this.options.vsix);
    await until('the extension to be installed', () => child.exitCode !== null);
    if (child.exitCode !== 0) {
      throw new Error(`installing the extension:\n${child.output}`);
    }
  }

  async #serve() {
    const port = await freePort();
    this.server = this.#codeServer('--auth', 'none', '--bind-addr', `127.0.0.1:${port}`, '--disable-telemetry', '--disable-update-check', '--disable-workspace-trust', '--disable-getting-started-override', '--reconnection-grace-time', '5');
    this.address = `http://127.0.0.1:${port}/?folder=${encodeURIComponent(this.workspace)}`;
    await until('code-server to listen', () => this.server.output.includes('HTTP server listening'));
  }

  async #open() {
    this.browser = await chromium.launch({ executablePath: this.options.chromium, args: ['--no-sandbox', '--disable-gpu', '--force-color-profile=srgb', '--font-render-hinting=none'] });
    const context = await this.browser.newContext({ viewport: { width: 1080, height: 600 } });
    await context.grantPermissions(['clipboard-read', 'clipboard-write']);
    this.page = await context.newPage();
    this.console = [];
    this.page.on('console', m => this.console.push(m.text()));
    this.page.setDefaultTimeout(limit);
    await this.page.goto(this.address, { timeout: limit });
    await this.page.waitForSelector('.monaco-workbench', { timeout: limit });
    await this.see('.explorer-folders-view .monaco-list-row');
  }

  async stop() {
    await this.browser?.close();
    if (this.server && this.server.exitCode === null) {
      this.server.kill();
      await until('code-server to end', () => this.server.exitCode !== null || this.server.signalCode !== null);
    }
  }

  /** Waits for an element that is visible, and returns it. */
  async see(selector, text) {
    const found = this.page.locator(selector, text === undefined ? {} : { hasText: text }).first();
    await found.waitFor({ state: 'visible', timeout: limit });
    return found;
  }

  async unseen(selector, text) {
    await this.page.locator(selector, text === undefined ? {} : { hasText: text }).first().waitFor({ state: 'hidden', timeout: limit });
  }

  /** Waits for a squiggle, which has no size of its own. */
  async marked(severity) {
    await this.page.locator(`.squiggly-${severity}`).first().waitFor({ state: 'attached', timeout: limit });
  }

  /** Gives the editor in front the keyboard. */
  async focus() {
    await this.press('Control+1');
    await this.see('.editor-group-container.active .monaco-editor.focused');
  }

  async press(...keys) {
    for (const key of keys) {
      await this.page.keyboard.press(key);
    }
  }

  async type(text) {
    await this.page.keyboard.type(text, { delay: 5 });
  }

  /** Opens a file by its name in the explorer. */
  async openFile(name) {
    const row = await this.see('.explorer-folders-view .monaco-list-row', new RegExp(`^${name}$`));
    await row.dblclick();
    await this.see('.tab.active', name);
    await this.see('.editor-group-container.active .monaco-editor .view-line');
  }

  /** The text of the file in front, as it stands on disk after saving. */
  async saved(name) {
    await until('the file to be saved', async () => {
      await this.press('Control+S');
      return (await this.page.locator('.tab.active.dirty').count()) === 0;
    });
    return readFileSync(join(this.workspace, name), 'utf8');
  }

  /** Puts the cursor at a line and column, which count from 1. */
  async goTo(line, column) {
    await this.press('Control+G');
    await this.see('.quick-input-widget');
    await this.type(`${line}:${column}`);
    await this.press('Enter');
    await this.unseen('.quick-input-widget');
    await this.see('.statusbar', `Ln ${line},`); // its column counts characters, ours UTF-16
  }

  /** Runs a command of the palette by its title. */
  async command(title) {
    await this.press('F1');
    await this.see('.quick-input-widget');
    await this.type(title);
    await (await this.see('.quick-input-list .monaco-list-row', title)).click();
    await this.unseen('.quick-input-widget');
  }

  /** The findings in the problems panel: text and place, as VS Code shows them. */
  async problems() {
    const rows = await this.page.locator('.markers-panel .monaco-list-row').allInnerTexts();
    return rows.map(r => r.replace(/\s+/g, ' ').trim()).filter(r => /\[Ln \d+, Col \d+\]/.test(r));
  }

  /** Takes a screenshot in the light and in the dark theme. */
  async shoot(folder, name) {
    for (const [kind, mark] of [['light', 'vs'], ['dark', 'vs-dark']]) {
      await this.page.emulateMedia({ colorScheme: kind });
      await this.see(`.monaco-workbench.${mark}`);
      await this.page.screenshot({ path: join(folder, `vscode-${name}-${kind}.png`), animations: 'disabled', caret: 'initial' });
    }
    await this.page.emulateMedia({ colorScheme: 'light' });
  }
}

/** Settings under which VS Code shows nothing of its own accord. */
const quiet = {
  'security.workspace.trust.enabled': false,
  'telemetry.telemetryLevel': 'off',
  'workbench.startupEditor': 'none',
  'workbench.tips.enabled': false,
  'window.autoDetectColorScheme': true,
  'chat.disableAIFeatures': true,
  'chat.commandCenter.enabled': false,
  'window.commandCenter': false,
  'workbench.layoutControl.enabled': false,
  'workbench.secondarySideBar.defaultVisibility': 'hidden',
  'extensions.ignoreRecommendations': true,
  'git.enabled': false,
  'files.autoSave': 'off',
  'editor.minimap.enabled': false,
  'editor.cursorBlinking': 'solid',
  'editor.fontFamily': 'DejaVu Sans Mono',
  'editor.fontSize': 13,
  'workbench.editor.enablePreview': false,
  'breadcrumbs.enabled': false,
  'files.simpleDialog.enable': true,
  'terminal.integrated.initialHint': false,
};

function freePort() {
  return new Promise((resolve, reject) => {
    const server = createServer().once('error', reject).listen(0, '127.0.0.1', () => {
      const { port } = server.address();
      server.close(() => resolve(port));
    });
  });
}
