import assert from 'node:assert/strict';
import { readFileSync, writeFileSync } from 'node:fs';
import { test } from 'node:test';
import { COMMANDS } from '../../../src/bot/commands/index.ts';
import { flat } from '../../../src/bot/language/index.ts';

const FILE = new URL('../../../docs/slack.md', import.meta.url);
const [BEGIN, END] = ['<!-- commands: made by test/bot/commands/docs.test.ts -->', '<!-- end of commands -->'];

const cell = (text: string): string => text.replaceAll('|', '\\|');

function table(): string {
  const rows = COMMANDS.map(({ usage, summary, aliases, role }) =>
    [`\`${cell(usage)}\``, cell(flat('en', summary)), aliases.map(cell).join(' '), role].join(' | '),
  );
  return ['| type | to | also | role |', '| --- | --- | --- | --- |', ...rows.map((row) => `| ${row} |`)].join('\n');
}

test('docs/slack.md has every command as help has it; UPDATE_TRANSCRIPTS=1 writes its table', () => {
  const text = readFileSync(FILE, 'utf8');
  const [begin, end] = [text.indexOf(BEGIN), text.indexOf(END)];
  assert.ok(begin >= 0 && end > begin, 'the marks around the table are gone');
  const made = `${text.slice(0, begin)}${BEGIN}\n${table()}\n${text.slice(end)}`;
  if (process.env.UPDATE_TRANSCRIPTS === '1') writeFileSync(FILE, made);
  else assert.equal(text, made, 'the table of commands in docs/slack.md is old; UPDATE_TRANSCRIPTS=1 writes it');
});
