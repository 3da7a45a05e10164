// Features that are easier seen than described. Each is checked, and photographed in
// the light and in the dark theme if a folder for the pictures is given.
import { until } from './driver.mjs';

const policy = 'sgx.maa';

export const scenes = {
  'V1.7 an evaluation is shown in the policy': async (editor, pictures) => {
    await editor.openFile(policy);
    await editor.command('Assay: Evaluate Policy');
    await editor.see('.view-line', /svn", value>=3\].*2/);
    await picture(editor, pictures, 'evaluation');
  },

  'V1.33 an explanation opens beside the policy': async (editor, pictures) => {
    await editor.command('Assay: Explain Decision');
    await editor.see('.tab', 'explained');
    await editor.see('.view-line', 'no-permit');
    await picture(editor, pictures, 'explanation');
    await editor.command('View: Close All Editors');
  },

  'V3.2 the test explorer runs the cases of a test file': async (editor, pictures) => {
    await editor.openFile('sgx_test.yaml');
    await editor.command('Test: Focus on Test Explorer View');
    await editor.see('.test-explorer .monaco-list-row', 'sgx_test.yaml');
    await editor.command('Test: Run All Tests');
    await editor.see('.test-explorer .codicon-testing-failed-icon');
    await editor.see('.test-explorer .monaco-list-row', 'a debug build is permitted');
    await picture(editor, pictures, 'tests');
    await editor.command('View: Show Explorer');
    await editor.command('View: Close All Editors');
  },
};

async function picture(editor, folder, name) {
  if (folder) {
    await editor.shoot(folder, name);
  }
}

export { picture, until };
