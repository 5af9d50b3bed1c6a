import { styleText } from 'node:util';
import { grid } from './grid.ts';
import { flat, type Language } from './language/index.ts';
import { type PlainPart, plainMessage } from './language/plain.ts';
import { type Message, type PlainSpan, say, type Tone } from './message.ts';
import { plain } from './mrkdwn.ts';
import { spoken } from './when.ts';
import { columnsOf, padded, wrap } from './wrap.ts';

export type Screen = { readonly width: number; readonly color: boolean; readonly language?: Language };

type Style = Parameters<typeof styleText>[0];
const STYLE: Record<Tone, Style> = {
  neutral: 'bold',
  running: ['bold', 'cyan'],
  success: ['bold', 'green'],
  warning: ['bold', 'yellow'],
  error: ['bold', 'red'],
};
const COMMAND = 'npx sync-bot';

/** A Message for a terminal. Buttons become the commands to type. */
export function toText(said: Message, screen: Screen): string {
  const { language = 'en' } = screen;
  const message = plainMessage(said, language);
  const paint = (style: Style, words: string) =>
    screen.color ? styleText(style, words, { validateStream: false }) : words;
  const next = message.actions.map((action) => `${COMMAND} ${action.command}`);
  const label = flat(language, say`next:`);
  const paragraphs = [
    paint(STYLE[message.tone], wrap(clean(message.title), screen.width)),
    ...message.parts.map((part) => printPart(part, screen, paint)),
    ...message.context.map((line) => paint('dim', wrap(printLine(line, language), screen.width))),
    next.map((line, i) => `${i === 0 ? label : padded('', columnsOf(label))} ${clean(line)}`).join('\n'),
  ];
  return paragraphs.filter((paragraph) => paragraph !== '').join('\n');
}

function printPart(part: PlainPart, screen: Screen, paint: (style: Style, words: string) => string): string {
  switch (part.kind) {
    case 'text':
      return wrap(printLine(part.text, screen.language ?? 'en'), screen.width);
    case 'fields': {
      const widest = Math.max(0, ...part.fields.map(({ label }) => columnsOf(label)));
      return part.fields
        .map(({ label, value }) => {
          const lines = wrap(
            printLine(value, screen.language ?? 'en') || '–',
            Math.max(20, screen.width - widest - 4),
          ).split('\n');
          const head = paint('dim', padded(label, widest));
          return lines.map((line, i) => `  ${i === 0 ? head : ' '.repeat(widest)}  ${line}`).join('\n');
        })
        .join('\n');
    }
    case 'table': {
      const [head = '', ...rows] = grid(part.columns, part.rows, screen.width);
      return [paint('dim', head), ...rows].join('\n');
    }
    case 'code':
      return [paint('dim', clean(part.label)), ...part.lines.map((line) => `  ${clean(line)}`)].join('\n');
  }
}

const printLine = (line: readonly PlainSpan[], language: Language): string =>
  line.map((span) => printSpan(span, language)).join('');

function printSpan(span: PlainSpan, language: Language): string {
  // Hints of the engine name commands as people type them in Slack.
  if (typeof span === 'string') return clean(span).replace(/(?<=^|[\s(])\/sync (?=[a-z])/g, `${COMMAND} `);
  if (span.kind === 'link') return `${clean(span.text)} (${clean(span.url)})`;
  if (span.kind === 'time') return spoken(span.at, span.when, language);
  return span.kind === 'command' ? `${COMMAND} ${clean(span.text)}` : clean(span.text);
}

/** A name must not move the cursor, change colours or turn the direction of a line. */
const clean = plain;
