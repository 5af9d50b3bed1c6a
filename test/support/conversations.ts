import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { SlackMessage } from '../../src/bot/blocks.ts';
import { createConversation } from '../../src/bot/conversation.ts';
import { createDeliver, type Deliver } from '../../src/bot/deliver.ts';
import type { Directory } from '../../src/bot/directory.ts';
import type { Language } from '../../src/bot/language/index.ts';
import { createNotifier } from '../../src/bot/notify.ts';
import { createRequestCards } from '../../src/bot/request-cards.ts';
import { createStands } from '../../src/bot/standing.ts';
import type { Asker, Config } from '../../src/jobs/index.ts';
import { fakeDirectory } from './fake-directory.ts';
import { type FakeJobs, fakeJobs, NINE, shopConfig } from './fake-jobs.ts';
import { fakeLanguages } from './fake-languages.ts';
import { assertTranscript } from './golden.ts';
import { type HandClock, handClock } from './hand-clock.ts';
import { buttonsOf, printBlocks } from './print-blocks.ts';
import { recordingOutbox, recordingUploads } from './recording-outbox.ts';

// Whole conversations, replayed through the real dispatch, once in English and once in Japanese, and kept as text:
// test/transcripts/conversations/<name>.en.txt and .ja.txt. UPDATE_TRANSCRIPTS=1 writes them anew.

/** What a turn can reach to make something happen. */
export type Stage = { readonly jobs: FakeJobs; readonly clock: HandClock };
type Where = { readonly channel?: string; readonly thread?: string };

export type Turn =
  | {
      readonly kind: 'says';
      readonly who: string;
      readonly line: string;
      readonly mouth: 'slash' | 'mention' | 'dm';
      readonly where: Where;
    }
  /** `label` as English has it; the newest message with such a button is meant. */
  | { readonly kind: 'presses'; readonly who: string; readonly label: string }
  | { readonly kind: 'happens'; readonly what: string; readonly act: (stage: Stage) => unknown };

/** Types `/sync LINE` in a channel: C0DATA where nothing is said. */
export const slash = (who: Asker, line: string, where: Where = {}): Turn => said('slash', who, line, where);
/** Writes `@sync-bot LINE`; `thread` is the ts of its first message. */
export const mention = (who: Asker, line: string, where: Where = {}): Turn => said('mention', who, line, where);
/** Writes a direct message to the bot. */
export const dm = (who: Asker, line: string): Turn => said('dm', who, line, { channel: `D${who.id.slice(1)}` });
export const press = (who: Asker, label: string): Turn => ({ kind: 'presses', who: who.id, label });
/** Something that nobody says: a run changes, a table falls behind. `what` stands in the transcript. */
export const happens = (what: string, act: (stage: Stage) => unknown): Turn => ({ kind: 'happens', what, act });
export const passes = (ms: number, what: string): Turn => happens(what, ({ clock }) => clock.pass(ms));

const said = (mouth: 'slash' | 'mention' | 'dm', who: Asker, line: string, where: Where): Turn => ({
  kind: 'says',
  who: who.id,
  line,
  mouth,
  where,
});

export type Conversation = {
  /** Of the file. */
  readonly name: string;
  /** What it shows, as a sentence. */
  readonly about: string;
  readonly config?: Config;
  /** Who people are; full members of the workspace where nothing is said. */
  readonly directory?: Directory;
  /** How things stand before anybody speaks. */
  readonly before?: (stage: Stage) => unknown;
  /** Slack's word for every file, where it takes none. */
  readonly refusesFiles?: string;
  readonly turns: readonly Turn[];
};

/** A test for each language: the conversation goes as it is written down. */
export function conversation(script: Conversation): void {
  test(`conversation: ${script.about}`, async () => {
    const english = await replay(script, 'en', []);
    const japanese = await replay(script, 'ja', english.pressed);
    assertTranscript(`conversations/${script.name}.en`, english.text);
    assertTranscript(`conversations/${script.name}.ja`, japanese.text);
  });
}

type Seen = { readonly channel: string; readonly thread: string | null; readonly message: SlackMessage };
/** Which message and which of its buttons, both counted from 0: found by the English label, pressed in every language. */
type Pressed = { readonly seen: number; readonly button: number };

async function replay(script: Conversation, language: Language, known: readonly Pressed[]) {
  const clock = handClock(NINE);
  const config = script.config ?? shopConfig(['user_events']);
  const jobs = fakeJobs(clock, { ...config, slack: { ...config.slack, language } });
  await script.before?.({ jobs, clock });
  const lines: string[] = [`# ${script.about}`, ''];
  const seen: Seen[] = [];
  const pressed: Pressed[] = [];
  const show = (channel: string, thread: string | null, how: string, message: SlackMessage) => {
    seen.push({ channel, thread, message });
    lines.push(`--- ${how}`, printBlocks(message.blocks), '');
  };
  const outbox = recordingOutbox(language, show);
  const quiet = { info() {}, warn() {}, error: (facts: object) => void lines.push(`!!! ${JSON.stringify(facts)}`) };
  const directory = speaking(language, script.directory ?? fakeDirectory());
  const stands = createStands(jobs, directory);
  const languages = fakeLanguages(jobs, clock, { directory });
  const cards = createRequestCards({ jobs, outbox, languageOf: languages.channel, log: quiet });
  const notifier = createNotifier({ jobs, outbox, languageOf: languages.channel, timers: clock, log: quiet });
  const uploads = recordingUploads(
    (where, file) => lines.push(`--- ${where} sees a file`, file, ''),
    script.refusesFiles ?? null,
  );
  const send = createDeliver({ uploads, log: quiet });
  // What a picture looks like is not said in words, and to draw it takes a process.
  const deliver: Deliver = (file, ...rest) =>
    send(file.name.endsWith('.png') ? { ...file, bytes: async () => new Uint8Array(1) } : file, ...rest);
  const converse = createConversation({ jobs, notifier, stands, languages, deliver, timers: clock, log: quiet });

  const speak = async (user: string, line: string, channel: string, thread: string | null, key: string) => {
    await converse({
      line,
      user,
      place: { channel, thread },
      key,
      answer: async (message, visibility) =>
        show(channel, thread, visibility === 'private' ? `only ${user} sees` : `${channel} sees`, message),
    });
    await clock.pass(0);
  };

  for (const [i, turn] of script.turns.entries()) {
    if (turn.kind === 'happens') {
      lines.push(`*** ${turn.what}`, '');
      await turn.act({ jobs, clock });
      jobs.look();
      await clock.pass(0);
    } else if (turn.kind === 'says') {
      const { channel = 'C0DATA', thread = null } = turn.where;
      const typed = { slash: '/sync ', mention: '@sync-bot ', dm: '' }[turn.mouth] + turn.line;
      const place = turn.mouth === 'dm' ? ' (direct message)' : thread === null ? '' : ` (in the thread of ${thread})`;
      lines.push(`>>> ${turn.who}${place}: ${typed.trimEnd()}`, '');
      const inThread = turn.mouth === 'mention' ? (thread ?? `1700000000.${i}`) : thread;
      await speak(turn.who, turn.line, channel, inThread, `turn ${i}`);
    } else {
      const found = known[pressed.length] ?? find(seen, turn.label);
      assert.ok(found, `no message has a button “${turn.label}”`);
      pressed.push(found);
      const { channel, thread, message } = seen[found.seen]!;
      const button = buttonsOf(message.blocks)[found.button];
      assert.ok(button, `the ${language} message lacks the button “${turn.label}”`);
      lines.push(`>>> ${turn.who} presses [${button.label}]`, '');
      await speak(turn.who, button.command, channel, thread, `turn ${i}`);
    }
  }
  await clock.pass(0);
  notifier.stop();
  cards.stop();
  return { text: lines.join('\n'), pressed };
}

/** The same people, whose Slack is set to a language. */
const speaking = (language: Language, directory: Directory): Directory => ({
  ...directory,
  person: async (id, team) => ({
    ...(await directory.person(id, team)),
    locale: { en: 'en-US', ja: 'ja-JP' }[language],
  }),
});

function find(seen: readonly Seen[], label: string): Pressed | null {
  for (let i = seen.length - 1; i >= 0; i -= 1) {
    const button = buttonsOf(seen[i]!.message.blocks).findIndex((one) => one.label === label);
    if (button >= 0) return { seen: i, button };
  }
  return null;
}
