import fc from 'fast-check';

/**
 * Facts as nobody wants them: every string of a sample becomes a name, or a text, that tries to get out of its place. What
 * is chosen from a list (a state, a mask, a code) stays, for a view may rely on it.
 */
export type Hostile = {
  /** At most 64 characters, as a table, a column or a tag may have. */
  readonly name: () => string;
  /** An error, a note, a statement: up to 40,000 characters. */
  readonly text: () => string;
  /** The same facts with other words in them. */
  readonly of: <T>(sample: T) => T;
  /** How many there are of what there may be many of. */
  readonly many: number;
};

/** Whoever finds these unescaped in a message has been called, or led away. */
const ATTACKS = [
  ...['<!channel>', '<!here>', '<!everyone|x>', '<@U0EVIL>', '<!subteam^S0EVIL99>', '<#C0EVIL>'],
  ...[
    '<https://evil.example|users>',
    '<mailto:a@evil.example>',
    '&lt;!channel&gt;',
    '&amp;lt;',
    '<',
    '>',
    '&',
    '<!date^1^x|y>',
  ],
  ...['`', '```', '*', '_', '~', '"', "'", '\\', '|', '{0}', '{1}', '%s', '%d', '-->', '\n> ', '\n\n'],
  ...['\u0000', '\u0007', '\u001b[31m', '\r\n', '\t', '\u202e', '\u2066', '\u200b', '\ufeff', '\ud83d', '\udc00'],
  ...['👩‍👩‍👧‍👦', '🇯🇵', '👍🏽', 'e\u0301', 'か\u3099', 'Z͑ͫ̓ͪ̂ͫ̽͏̴̙̤̞͉͚̯̞̠͍A̴̵̜̰͔ͫ͗͢L', 'مرحبا', 'שלום', '名前', '𠮷', 'ﷺ', '　', ' ', ''],
];
const LONG_NAME = '売上明細と「返品」の履歴テーブル'.repeat(4);

const name = fc.oneof(
  { weight: 3, arbitrary: fc.constantFrom(...ATTACKS).map((attack) => `a${attack}b`) },
  {
    weight: 2,
    arbitrary: fc.array(fc.constantFrom(...ATTACKS), { minLength: 1, maxLength: 8 }).map((all) => all.join('')),
  },
  { weight: 2, arbitrary: fc.constantFrom(LONG_NAME, 'users', 'x'.repeat(64), '<&>'.repeat(21)) },
  { weight: 1, arbitrary: fc.string({ unit: 'grapheme', maxLength: 20 }) },
);
const text = fc.oneof(
  { weight: 2, arbitrary: name },
  {
    weight: 1,
    arbitrary: fc.array(fc.constantFrom(...ATTACKS), { minLength: 20, maxLength: 60 }).map((all) => all.join(' ')),
  },
  {
    weight: 1,
    arbitrary: fc
      .tuple(fc.constantFrom(...ATTACKS, LONG_NAME, 'words and words, '), fc.constantFrom(3_100, 40_000))
      .map(([piece, length]) =>
        piece
          .padEnd(1, '.')
          .repeat(Math.ceil(length / Math.max(1, piece.length)))
          .slice(0, length),
      ),
  },
);

/** Keys whose strings people choose freely and shortly, and those that may hold a text. */
const NAMES =
  /^(table|name|column|connection|owner|tag|tags|left|target|around|after|before|by|id|file|renamed|dataset|reference|said|line|columns|primaryKey|key|tables|readBy|downstream|canceledBy|publishedBy|channel|schema|native|type)$/;
const TEXTS =
  /^(message|hint|note|why|text|detail|expected|actual|query|where|statements|reason|words|removed|added|byHand|unsplit|altered|line)$/;
/** What is looked up in a list: never replaced; and what is so as a whole. */
const CLOSED =
  /^(kind|state|stage|side|retry|mode|what|method|rule|role|measure|looks|code|format|publish|next|at|zone|timezone|schedule|to|from)$/;
const WHOLE = /^(masks|mask|figures|how|parameters|series)$/;

const NAMES_POOL = fc.sample(name, { seed: 1, numRuns: 300 }).map((one) => one.slice(0, 64));
const TEXTS_POOL = fc.sample(text, { seed: 2, numRuns: 120 });
const COUNTS = [1, 2, 9, 30, 280] as const;

/** Hostile facts, the same for the same seed. */
export function hostile(seed: number): Hostile {
  let at = (seed % 2_147_483_646) + 1;
  const pick = <T>(from: readonly T[]): T => {
    at = (at * 16_807) % 2_147_483_647;
    return from[at % from.length]!;
  };
  const short = (): string => pick(NAMES_POOL);
  const long = (): string => pick(TEXTS_POOL);
  const spoilt = (value: unknown, key: string): unknown => {
    if (typeof value === 'string') {
      if (NAMES.test(key)) return short();
      return TEXTS.test(key) ? long() : value;
    }
    if (Array.isArray(value)) return value.map((one) => spoilt(one, key));
    if (value instanceof Map || value === null || typeof value !== 'object') return value;
    const entries = Object.entries(value).map(([of, one]) => {
      const closed = WHOLE.test(of) || (CLOSED.test(of) && typeof one === 'string');
      return [of, closed ? one : spoilt(one, of)];
    });
    return Object.fromEntries(entries);
  };
  return { name: short, text: long, of: (sample) => spoilt(sample, '') as typeof sample, many: pick(COUNTS) };
}
