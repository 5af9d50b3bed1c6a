// A reader in a process of its own: counts `items` of the file given as often as it can until it hears a message.
import { setImmediate } from 'node:timers/promises';
import Database from 'better-sqlite3';

const seen = new Set<string>();
let reads = 0;
let stop = false;
process.once('message', () => {
  stop = true;
});
const database = new Database(process.argv[2], { readonly: true });
const select = database.prepare('select count(*) as n, count(distinct name) as kinds from items');
process.send?.('reading');
while (!stop) {
  try {
    const row = select.get() as { n: number; kinds: number };
    seen.add(`${row.n} rows of ${row.kinds} kind`);
  } catch (error) {
    seen.add(String(error));
  }
  reads++;
  await setImmediate();
}
database.close();
process.send?.({ seen: [...seen], reads });
process.disconnect();
