#!/usr/bin/env node
// Plain JavaScript without static imports: an old runtime has to get this far to be told that it is too old.
const NEEDED = 24;
const [word, ...rest] = process.argv.slice(2);

if (Number(process.versions.node.split('.')[0]) < NEEDED) {
  console.error(
    `sync-bot needs Node ${NEEDED} or newer and this is ${process.versions.node}: start it with "npx sync-bot" or "npm start", which use the Node ${NEEDED} that "npm ci" brings.`,
  );
  process.exitCode = 2;
} else if (word === 'start') {
  import('../src/main.ts');
} else if (word === 'demo') {
  import('../demo/demo.ts').then(async ({ runDemo }) => {
    process.exitCode = await runDemo(rest);
  });
} else {
  import('../src/cli.ts');
}
