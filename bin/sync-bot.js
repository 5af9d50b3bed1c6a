#!/usr/bin/env -S node --max-semi-space-size=4 --max-old-space-size=1024
// Plain JavaScript without static imports: an old runtime has to get this far to be told that it is too old.
// Nor does it take what V8 finds convenient on a large machine: 40 MB live in a bot of 280 tables, for which it took 400 and more.
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
