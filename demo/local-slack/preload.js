/**
 * Run by local-slack itself (a program of Bun) before its own code; local-slack.ts says so in a bunfig.toml.
 * - It would listen on all interfaces: a demo is nobody else's business.
 * - It ends with whoever started it, however that one ends: its standard input is a pipe from there.
 * - Its page gets page.js, which shows the parts of Slack's text format that it leaves as they are.
 */
import { readFileSync, rmSync } from 'node:fs';

const files = process.cwd();
const script = readFileSync(new URL('./page.js', import.meta.url), 'utf8');

const serve = Bun.serve;
Bun.serve = (options) => serve({ ...options, hostname: '127.0.0.1', fetch: withScript(options.fetch) });

function withScript(fetch) {
  return async function (request, server) {
    const response = await fetch.call(this, request, server);
    if (!response?.headers.get('content-type')?.startsWith('text/html')) return response;
    const page = (await response.text()).replace('try /echo hi', 'try /sync help');
    return new Response(
      page.replace('</head>', () => `<script>${script}</script></head>`),
      {
        headers: { 'content-type': 'text/html; charset=utf-8' },
      },
    );
  };
}

process.stdin.on('end', () => {
  rmSync(files, { recursive: true, force: true });
  process.exit(0);
});
process.stdin.resume();
