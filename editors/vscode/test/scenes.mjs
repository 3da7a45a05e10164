// Features that are easier seen than described. Each scene is checked, and taken a
// picture of in the light and in the dark theme if there is a folder for pictures.
import assert from 'node:assert/strict';
import { until } from './driver.mjs';

export const scenes = {
  'V1.11 findings are marked, and listed with their codes': async (editor, picture) => {
    await editor.command('View: Close All Editors');
    await editor.openFile('cvm.maa');
    await editor.marked('warning');
    await editor.press('Control+Shift+M');
    await editor.see('.markers-panel .monaco-list-row', 'MAA3004');
    await picture('findings');
    await editor.press('Control+Shift+M');
    await editor.unseen('.markers-panel');
  },

  'V1.26 the menu of fixes has that of the finding': async (editor, picture) => {
    await editor.focus();
    await editor.goTo(7, 15);
    await editor.press('Control+.');
    await editor.see('.action-widget', 'x-ms-sevsnpvm-microcode-svn');
    await picture('fixes');
    await editor.press('Enter');
    await until('the fix', async () => (await editor.saved('cvm.maa')).includes('microcode-svn"'));
  },

  'V1.14 completion offers the claims of the platform, with documentation': async (editor, picture) => {
    await editor.goTo(4, 5);
    await editor.press('Control+Enter');
    await editor.type('[type=="x-ms-sevsnpvm-f');
    await editor.see('.suggest-widget.visible .monaco-list-row', 'x-ms-sevsnpvm-familyId');
    if ((await editor.page.locator('.suggest-details-container .suggest-details').count()) === 0) {
      await editor.press('Control+Space');
    }
    await editor.see('.suggest-details', 'family');
    await picture('completion');
    await editor.press('Escape');
    await editor.command('File: Revert File');
    await editor.unseen('.tab.active.dirty');
  },

  'V1.15 hover says what a claim is': async (editor, picture) => {
    await editor.goTo(6, 20);
    await editor.press('Control+K', 'Control+I');
    await editor.see('.monaco-hover:not(.hidden) .hover-contents', 'x-ms-sevsnpvm-snpfw-svn');
    await picture('hover');
    await editor.press('Escape');
  },

  'V1.7 an evaluation is shown in the policy': async (editor, picture) => {
    await editor.openFile('sgx.maa');
    await editor.command('Assay: Evaluate Policy');
    await editor.see('.view-line', /version=1.2;.*deny/);
    await editor.see('.view-line', /svn",.value>=3.*fails:.found.2/);
    await editor.see('.view-line', /permit\(\);.*did.not.run:.value>=3.fails/);
    await editor.command('Notifications: Clear All Notifications');
    await picture('evaluation');
  },

  'V1.33 an explanation opens beside the policy, and in no message': async editor => {
    await editor.command('Assay: Explain Decision');
    await editor.see('.tab', 'explained');
    await editor.see('.view-line', 'no-permit');
    assert.equal(await editor.page.locator('.notifications-toasts', { hasText: 'no-permit' }).count(), 0);
    await editor.command('View: Close All Editors');
  },

  'V1.14 completion offers the current name of a claim before the deprecated one': async editor => {
    await editor.openFile('sgx.maa');
    await editor.goTo(13, 5);
    await editor.press('Control+Enter');
    await editor.type('[type=="product');
    await editor.press('Control+Space');
    await editor.see('.suggest-widget.visible .monaco-list-row', '$product-id');
    assert.match(await editor.page.locator('.suggest-widget.visible .monaco-list-row').first().innerText(), /^x-ms-sgx-product-id/);
    await editor.press('Escape');
    await editor.command('File: Revert File');
    await editor.unseen('.tab.active.dirty');
  },

  'V1.7 a claims file that is made for a policy is shown': async editor => {
    await editor.openFile('cvm.maa');
    await editor.command('Assay: Evaluate Policy');
    await (await editor.see('.notifications-toasts .monaco-button', 'Create cvm.claims.json')).click();
    await editor.see('.tab.active', 'cvm.claims.json');
    await editor.see('.view-line', 'x-ms-sevsnpvm-bootloader-svn');
    await editor.saved('cvm.claims.json');
    await editor.command('View: Close All Editors');
  },

  'V3.2 the test explorer runs the cases of a test file': async (editor, picture) => {
    await editor.openFile('sgx_test.yaml');
    await editor.command('View: Show Testing');
    const file = await editor.see('.test-explorer .monaco-list-row', 'sgx_test.yaml');
    await editor.command('Test: Run All Tests');
    await editor.see('.test-explorer .codicon-testing-failed-icon');
    await file.click();
    await editor.press('ArrowRight');
    await editor.see('.test-explorer .monaco-list-row', 'a debug build is permitted');
    await editor.see('.test-explorer .monaco-list-row', 'the release build is refused');
    assert.equal(await editor.page.locator('.notifications-toasts', { hasText: 'passed' }).count(), 0); // the explorer says it
    await picture('tests');
    await editor.command('View: Show Explorer');
    await editor.command('View: Close All Editors');
  },
};
