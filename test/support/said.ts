import { english, type Phrase, phrase } from '../../src/sync/index.ts';

/** What happened and what to do, as the engine says it: in English, and as phrases that another language finds. */
export const saidBy = (message: Phrase, hint: Phrase) => ({
  message: english(message),
  hint: english(hint),
  said: { message, hint },
});

const SHOP = phrase`connection ${'shop'}`;

export const REFUSED = saidBy(
  phrase`nothing listens on ${'db.shop:3306'} (${SHOP})`,
  phrase`Start the database of ${SHOP}, or correct host and port of its url in tables.yml.`,
);

const LEAST = phrase`at least ${'35,000'} rows (${'50,000'} last time, less ${'30 %'})`;
const STAGED = phrase`${'30,000'} rows`;

export const DROPPED = saidBy(
  phrase`${'users'} lost more rows than max_drop allows: ${STAGED}, expected ${LEAST}`,
  phrase`Look at the table in the source; publish if the loss is right (and raise max_drop under checks in tables.yml if it will be again), else discard.`,
);

/** The check that found it. */
export const DROP_CHECK = {
  name: 'max_drop',
  ok: false,
  expected: english(LEAST),
  actual: english(STAGED),
  said: { expected: LEAST, actual: STAGED },
};
