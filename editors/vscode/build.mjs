// Bundles the extension into dist/, and copies there what it takes from elsewhere
// in the repository. usage: node build.mjs ROOT (of the repository)
import { build } from 'esbuild';
import { copyFileSync, mkdirSync } from 'node:fs';
import { join } from 'node:path';

const root = process.argv[2] ?? '../..';
const bundle = (entry, platform) => build({
  entryPoints: [`src/${entry}.ts`],
  outfile: `dist/${entry}.js`,
  platform,
  bundle: true,
  minify: true,
  format: 'cjs',
  target: 'es2022',
  external: ['vscode'],
  logLevel: 'warning',
});

await bundle('desktop', 'node');
await bundle('browser', 'browser');
copyFileSync('src/worker/language.js', 'dist/language.js');
copyFileSync('src/worker/evaluator.js', 'dist/evaluator.js');

mkdirSync('schemas', { recursive: true });
for (const name of ['claims-file', 'config', 'test-file']) {
  copyFileSync(join(root, 'docs', 'schema', `${name}.json`), `schemas/${name}.json`);
}
mkdirSync('syntaxes', { recursive: true });
for (const name of ['maa', 'maa-markdown']) {
  copyFileSync(join(root, 'editors', 'textmate', `${name}.tmLanguage.json`), `syntaxes/${name}.tmLanguage.json`);
}
copyFileSync(join(root, 'LICENSE'), 'LICENSE');
