/** What App Home says of a morning with a bit of everything, for tests. */

import type { HomeFacts } from '../../../src/bot/views/home-parts.ts';
import type { TableStatus } from '../../../src/jobs/index.ts';
import { aFailure, aHeldRun, aRun, aSuccess, KIM, LEE, NINE } from '../../support/fake-jobs.ts';

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;

export const aTable = (name: string, rest: Partial<TableStatus> = {}): TableStatus => ({
  name,
  route: { source: `shop.${name}`, destination: `warehouse.${name}`, mode: 'replace' },
  schedule: '0 5 * * *',
  timezone: 'Asia/Tokyo',
  tags: [],
  owner: null,
  active: null,
  last: aSuccess({ table: name }),
  lastSuccess: aSuccess({ table: name }),
  nextDueAt: NINE + 20 * HOUR,
  pause: null,
  questions: [],
  model: null,
  ...rest,
});

export const homeFacts = (rest: Partial<HomeFacts> = {}): HomeFacts => ({
  user: 'U0KIM',
  when: { now: NINE, zone: 'Asia/Tokyo' },
  tables: [],
  isMe: (owner) => owner === 'U0KIM',
  alerts: [],
  late: [],
  requests: [],
  frozen: null,
  delivery: { waiting: 0, since: null, sockets: { up: 2, wanted: 2 } },
  settings: { user: 'U0KIM', language: null, dmOnFailure: false },
  long: null,
  ...rest,
});

export const busyMorning = (): HomeFacts =>
  homeFacts({
    tables: [
      aTable('users', { owner: 'U0KIM' }),
      aTable('purchases', {
        owner: 'U0KIM',
        active: aRun({ id: 31, table: 'purchases', state: 'running', stage: 'copy', rowsRead: 812_000 }),
      }),
      aTable('products', {
        owner: 'U0KIM',
        pause: { table: 'products', until: NINE + 3 * HOUR, why: 'the shop is being moved', by: LEE, at: NINE - HOUR },
      }),
      aTable('inquiries', { owner: 'U0KIM', last: null, lastSuccess: null }),
      aTable('orders', { last: aFailure({ id: 28, table: 'orders' }) }),
      aTable('carts', { last: aFailure({ id: 29, table: 'carts' }) }),
      aTable('reviews', { last: aFailure({ id: 27, table: 'reviews' }) }),
      aTable('stock', { active: aHeldRun({ id: 30, table: 'stock' }) }),
      aTable('prices', { nextDueAt: null }),
    ],
    alerts: [
      {
        id: 3,
        key: 'src.refused shop',
        code: 'src.refused',
        connection: 'shop',
        table: null,
        column: null,
        channel: 'C0DATA',
        state: 'acked',
        members: ['orders', 'carts'].map((table, i) => ({
          table,
          run: 28 + i,
          at: NINE - HOUR,
          recoveredAt: null,
          recoveredBy: null,
          became: null,
        })),
        openedAt: NINE - HOUR,
        lastAt: NINE - HOUR,
        times: 2,
        acked: { by: LEE, at: NINE - 30 * MINUTE },
        snoozed: null,
        escalated: null,
        post: { channel: 'C0DATA', ts: '1.1', membersTs: null },
        quiet: false,
        waitsSince: NINE - HOUR,
        wokenAt: null,
        revision: 2,
        resolvedAt: null,
      },
    ],
    late: [
      {
        table: 'prices',
        why: 'age',
        since: NINE - 2 * HOUR,
        lastSuccessAt: NINE - 28 * HOUR,
        dueAt: null,
        run: null,
        downstream: [],
      },
    ],
    requests: [
      {
        request: {
          id: 4,
          line: 'run users --full',
          tables: ['users'],
          by: LEE,
          why: [{ rule: 'tag', table: 'users', found: 'pii', allowed: '' }],
          note: null,
          config: 'c0',
          place: null,
          askedAt: NINE - 10 * MINUTE,
          expiresAt: NINE + 3 * HOUR,
          state: 'waiting',
          decided: null,
          done: null,
          card: null,
        },
        mayDecide: true,
      },
    ],
    frozen: { id: 1, thawed: null, by: KIM, at: NINE - 20 * MINUTE, why: 'the warehouse is being upgraded' },
    delivery: { waiting: 140, since: NINE - 4 * MINUTE, sockets: { up: 1, wanted: 2 } },
  });
