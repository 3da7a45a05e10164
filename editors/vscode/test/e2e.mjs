// The extension in VS Code 1.139, as a user meets it (V4.2, V4.5).
// usage: node e2e.mjs MODE OPTIONS, where MODE is the server that is used:
//   binary   the `assay` command, named by the setting
//   wasm     the server inside the extension, under Node
//   web      the server inside the extension, in the browser
// OPTIONS is a JSON object: folder (may be deleted), codeServer, chromium, vsix,
// assay (the command), and screenshots, a folder, if they are wanted.
import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import assert from 'node:assert/strict';
import { Editor, until } from './driver.mjs';
import { scenes } from './scenes.mjs';

const [mode, json] = process.argv.slice(2);
const options = JSON.parse(json);
const workspace = join(dirname(fileURLToPath(import.meta.url)), 'workspace');

const settings = {
  binary: { 'assay.server.path': options.assay },
  wasm: {},
  web: { 'remote.extensionKind': { 'assay-policy.assay': ['web'] } },
}[mode];
assert.ok(settings, `unknown mode "${mode}", expected binary, wasm or web`);

const editor = await Editor.start({
  ...options,
  workspace,
  settings,
  // Without a PATH to find it on, the server inside is used.
  env: mode === 'binary' ? {} : { PATH: dirname(process.execPath) + ':/usr/bin:/bin' },
});
let passed = 0;
let failed = 0;

/** Runs one test, and goes on if it fails. */
async function test(name, run) {
  const started = Date.now();
  try {
    await run();
    passed++;
    console.log(`ok    ${name} (${((Date.now() - started) / 1000).toFixed(1)} s)`);
  } catch (error) {
    failed++;
    console.log(`FAIL  ${name}\n${error.stack.replace(/\nBrowser logs:[^]*?(?=\nCall log)/, '')}`);
    const picture = join(options.folder, `failed-${failed}.png`);
    await editor.page.screenshot({ path: picture }).then(() => console.log(`      picture: ${picture}`), () => {});
  }
}

// What follows is one session: each test goes on where the one before ended.
const file = 'cafe.maa';
const finding = 'found "=" in a condition, expected "=="';
const line = () => readFileSync(join(workspace, file), 'utf8').split('\n')[4];
const column = text => text.indexOf('[type="') + '[type'.length + 1; // in UTF-16, from 1

try {
  await test('V3.1 a policy opens', () => editor.openFile(file));

  await test('V3.1 the server is the command that is set, or the one inside', () =>
    until('the server', () => processes().some(p => p.includes(`${options.assay} lsp`)) === (mode === 'binary')));

  await test('V1.11 a finding stands at its column, after characters outside the BMP', async () => {
    await editor.marked('error');
    await editor.press('Control+Shift+M');
    await until('the finding', async () => (await editor.problems()).some(p => p.includes(finding) && p.includes(`[Ln 5, Col ${column(line())}]`)));
  });

  await test('V1.10 its column moves with an edit that inserts such a character', async () => {
    await editor.focus();
    await editor.goTo(5, 11);
    await editor.page.keyboard.insertText('𝄞');
    await until('the finding 2 columns on', async () => (await editor.problems()).some(p => p.includes(finding) && p.includes(`[Ln 5, Col ${column(line()) + 2}]`)));
    await editor.press('Control+Z');
    await until('the finding where it was', async () => (await editor.problems()).some(p => p.includes(finding) && p.includes(`[Ln 5, Col ${column(line())}]`)));
    await editor.press('Control+Shift+M');
  });

  await test('V1.15 hover says what a claim is', async () => {
    await editor.focus();
    await editor.goTo(5, column(line()) + 5);
    await editor.press('Control+K', 'Control+I');
    await editor.see('.monaco-hover:not(.hidden) .hover-contents', 'ISVSVN');
    await editor.press('Escape');
  });

  await test('V1.26 a quick fix is applied', async () => {
    await editor.goTo(5, column(line()));
    await editor.press('Control+.');
    await editor.see('.action-widget', 'replace with "=="');
    await editor.press('Enter');
    await until('the fix', async () => (await editor.saved(file)).includes('[type=="x-ms-sgx-svn"'));
  });

  await test('V1.14 completion replaces a whole hyphenated word', async () => {
    const before = await editor.saved(file);
    await editor.goTo(6, 3);
    await editor.type('&& [type=="x-ms-sgx-mrs');
    await editor.see('.suggest-widget.visible .monaco-list-row', 'x-ms-sgx-mrsigner');
    await editor.press('Enter');
    await until('the completion', async () => (await editor.saved(file)).includes('&& [type=="x-ms-sgx-mrsigner"'));
    await editor.goTo(6, 3);
    await editor.press('Shift+End');
    await editor.type('=> permit();');
    await until('the line as it was', async () => (await editor.saved(file)) === before);
  });

  await test('V1.29 formatting changes white space only', async () => {
    const before = await editor.saved(file);
    await editor.press('Control+Shift+I');
    const after = await until('the formatted text', async () => {
      const text = await editor.saved(file);
      return !text.includes('issue  (') && text;
    });
    assert.equal(after.replace(/\s/g, ''), before.replace(/\s/g, ''));
    assert.ok(after.includes('\n    => issue(type="tee", value="sgx");\n'), after);
  });

  await test('V1.22 symbols', async () => {
    await editor.press('Control+Shift+O');
    for (const name of ['authorizationrules', 'permit', 'issuancerules']) {
      await editor.see('.quick-input-list .monaco-list-row', name);
    }
    await editor.press('Escape');
    await editor.unseen('.quick-input-widget');
  });

  await test('V1.33 the command for the hash shows that of the file', async () => {
    await editor.saved(file);
    const hash = execFileSync(options.assay, ['hash', join(editor.workspace, file)], { encoding: 'utf8' }).match(/[A-Za-z0-9_-]{43}/)[0];
    await editor.command('Assay: Show Policy Hash');
    await editor.see('.notifications-toasts', hash);
    await editor.command('Notifications: Clear All Notifications');
  });

  for (const [name, scene] of Object.entries(scenes)) {
    await test(name, () => scene(editor, async picture => {
      if (options.screenshots) {
        await editor.shoot(options.screenshots, picture);
      }
    }));
  }

  await test('V3.1 the extension runs in the browser or on the host', async () => {
    await editor.page.setViewportSize({ width: 1080, height: 2000 }); // the list draws what is in sight
    await editor.command('Developer: Show Running Extensions');
    const row = await editor.see('.runtime-extensions-editor .monaco-list-row', 'Assay');
    assert.equal((await row.innerText()).includes('web worker'), mode === 'web');
  });
} finally {
  await editor.stop();
}

await test('V2.11 no server is left after the editor has ended', () =>
  until('the server to end', () => !processes().some(p => p.includes(`${options.assay} lsp`))));

function processes() {
  return execFileSync('ps', ['-eo', 'args'], { encoding: 'utf8' }).split('\n');
}

console.log(`${passed} passed, ${failed} failed, 0 skipped`);
process.exitCode = failed ? 1 : 0;
