#!/usr/bin/env node
// Plain JavaScript without static imports: an old runtime has to get this far to be told that it is too old.
// The limits of V8 stand in "npm start": a first line with options is one that Alpine's env does not understand.
const NEEDED = 24;
const [word, ...rest] = process.argv.slice(2);

if (Number(process.versions.node.split('.')[0]) < NEEDED) {
  console.error(
    `sync-bot needs Node ${NEEDED} or newer and this is ${process.versions.node}: start it with "npx sync-bot" or "npm start", which use the Node ${NEEDED} that "npm ci" brings.`,
  );
  process.exitCode = 2;
} else {
  import('node:module').then(async ({ enableCompileCache }) => {
    // Halves the start: from the second time on nothing is parsed and stripped of its types again.
    enableCompileCache();
    if (word === 'start') await import('../src/main.ts');
    else if (word === 'demo') process.exitCode = await (await import('../demo/demo.ts')).runDemo(rest);
    else await import('../src/cli.ts');
  });
}
