import assert from 'node:assert/strict';
import { globSync, readFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { test } from 'node:test';
import { toBlocks, toComment } from '../../src/bot/blocks.ts';
import { LANGUAGES, type Language } from '../../src/bot/language/index.ts';
import { plainMessage } from '../../src/bot/language/plain.ts';
import type { Message } from '../../src/bot/message.ts';
import { plain } from '../../src/bot/mrkdwn.ts';
import { toHome, toModal } from '../../src/bot/surface-blocks.ts';
import { toText } from '../../src/bot/text.ts';
import { blockKitProblems, mentionProblems, mrkdwnOf, viewProblems } from '../support/block-kit.ts';
import { hostile } from '../support/hostile.ts';
import { SURFACES, VIEWS } from '../support/views.ts';

// Whatever stands in names, notes and errors: what Slack gets is inside its limits, calls nobody, begins with what it is
// about and ends with what to do next.

const ROOT = join(import.meta.dirname, '../../src/bot/views');
/** Each view with as many sets of facts; more of them with LIMIT_RUNS. */
const RUNS = Number(process.env.LIMIT_RUNS ?? 5);
const FIRST = Number(process.env.LIMIT_SEED ?? 20_261_121);
/** Who may be called: they stand in facts as people, and nowhere else. */
const PEOPLE = new Set(['U0KIM', 'U0LEE', 'U0OWNER', 'U0BOSS']);

/** What is exported and makes a Message: `run.runMessage`. */
function views(): readonly string[] {
  return globSync('*.ts', { cwd: ROOT }).flatMap((file) =>
    readFileSync(join(ROOT, file), 'utf8')
      .split(/^export /m)
      .slice(1)
      .flatMap((text) => {
        const [, name, returned = ''] =
          /^(?:function|const) (\w+)[\s\S]*?\)\s*:\s*([^={]+?)\s*(?:=>|\{)/.exec(text) ?? [];
        return name !== undefined && /\b(Message|Home|Modal)\b/.test(returned)
          ? [`${basename(file, '.ts')}.${name}`]
          : [];
      }),
  );
}

test('every view is tried', () => {
  const tried = new Set(Object.keys({ ...VIEWS, ...SURFACES }).map((name) => name.split(' ')[0]));
  const all = views();
  assert.ok(all.length > 40);
  assert.deepEqual(
    all.filter((name) => !tried.has(name)),
    [],
    'give these facts in test/support/views.ts',
  );
});

function problemsOf(message: Message, language: Language): readonly string[] {
  const sent = toBlocks(message, language);
  const comment = toComment(message, language);
  const { title, context, actions } = plainMessage(message, language);
  const [header] = sent.blocks;
  const shown = header?.type === 'header' ? header.text.text : '';
  const foot = sent.blocks.at(-1);
  return [
    ...blockKitProblems(sent),
    ...mentionProblems([sent.text, comment, ...mrkdwnOf(sent.blocks)], PEOPLE),
    ...(comment.length >= 1 && comment.length <= 4000 && comment.isWellFormed()
      ? []
      : ['the comment is too long, or broken']),
    ...(shown.includes(printed(title).slice(0, 20))
      ? []
      : [`the title is lost: ${shown} instead of ${title.slice(0, 60)}`]),
    ...(context.length + actions.length > 0 ? [] : ['it ends without anything to do next']),
    ...(foot?.type === 'actions' || foot?.type === 'context' ? [] : [`it ends with a ${foot?.type}`]),
  ];
}

/** As one line of plain text. */
const printed = (words: string): string => plain(words).replace(/\n+/g, ' ');

for (const [name, make] of Object.entries(VIEWS)) {
  test(`${name} is inside the limits and calls nobody, whatever its facts`, () => {
    for (let seed = 0; seed < RUNS; seed += 1) {
      const message = make(hostile(FIRST + seed));
      for (const language of LANGUAGES)
        assert.deepEqual(problemsOf(message, language), [], `${language}, seed ${seed}`);
      // A terminal has no limits, but nothing in it may steer the terminal.
      const text = toText(message, { width: 80, color: false });
      // biome-ignore lint/suspicious/noControlCharactersInRegex: these are what is looked for
      assert.doesNotMatch(text, /[\u0000-\u0009\u000b-\u001f\u007f]/);
    }
  });
}

for (const [name, make] of Object.entries(SURFACES)) {
  test(`${name} is inside the limits and calls nobody, whatever its facts`, () => {
    for (let seed = 0; seed < RUNS; seed += 1) {
      const surface = make(hostile(FIRST + seed));
      for (const language of LANGUAGES) {
        const view = 'callback' in surface ? toModal(surface, language) : toHome(surface, language);
        assert.deepEqual(
          [...viewProblems(view), ...mentionProblems(mrkdwnOf(view), PEOPLE)],
          [],
          `${language}, seed ${seed}`,
        );
      }
    }
  });
}

test('a text is never cut in the middle of what a reader takes for one character', () => {
  const clusters = ['👩‍👩‍👧‍👦', '🇯🇵', '👍🏽', 'e\u0301', 'か\u3099'];
  for (const cluster of clusters) {
    for (let before = 0; before < 30; before += 1) {
      const title = 'x'.repeat(before) + cluster.repeat(200);
      const sent = toBlocks({ tone: 'neutral', title: [title], parts: [], context: [['next']], actions: [] });
      const header = sent.blocks[0]?.type === 'header' ? sent.blocks[0].text.text : '';
      const kept = header.slice(before, -1);
      assert.ok(header.endsWith('…') && kept.length > 0);
      assert.equal(kept, cluster.repeat(Math.round(kept.length / cluster.length)));
    }
  }
});
