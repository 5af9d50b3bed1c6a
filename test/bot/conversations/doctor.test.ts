import { conversation, happens, press, slash } from '../../support/conversations.ts';
import { anError } from '../../support/failures.ts';
import { KIM, NINE } from '../../support/fake-jobs.ts';

const ok = (name: 'dns' | 'tcp' | 'tls' | 'login' | 'read') => ({ name, ok: true, error: null }) as const;
const shop = {
  name: 'shop',
  type: 'mysql',
  steps: [ok('dns'), ok('tcp'), ok('login'), ok('read')],
  encrypted: true,
  skewMs: 0,
} as const;
const warehouse = {
  name: 'warehouse',
  type: 'bigquery',
  steps: [ok('dns'), ok('tcp'), ok('tls'), ok('login'), ok('read')],
  encrypted: true,
  skewMs: null,
} as const;
const file = {
  name: 'local',
  type: 'sqlite',
  steps: [ok('login'), ok('read')],
  encrypted: null,
  skewMs: null,
} as const;
const open = { state: 'connected', since: NINE, opened: 1, why: null } as const;

conversation({
  name: 'doctor-well',
  about: 'everything the bot needs is looked at, and all of it is well',
  before: ({ jobs }) => {
    jobs.health.found = {
      connections: [shop, warehouse, file],
      disks: [{ name: 'history', freeBytes: 81_000_000_000 }],
    };
    jobs.notes.set('sockets', JSON.stringify([open, open]));
  },
  turns: [slash(KIM, 'doctor'), slash(KIM, 'doctor users')],
});

conversation({
  name: 'doctor-ill',
  about: 'what is wrong stands above everything else, each with what to do about it',
  before: ({ jobs }) => {
    const refused = anError({ errno: -111, code: 'ECONNREFUSED', syscall: 'connect' });
    jobs.health.found = {
      connections: [
        { ...shop, steps: [ok('dns'), { name: 'tcp', ok: false, error: refused }], encrypted: null, skewMs: null },
        { ...shop, name: 'blog', type: 'postgres', encrypted: false, skewMs: -42_000 },
      ],
      disks: [
        { name: 'history', freeBytes: 120_000_000 },
        { name: 'local', freeBytes: null },
      ],
    };
    jobs.notes.set('sockets', JSON.stringify([open, { ...open, state: 'connecting', why: 'unreachable' }]));
    jobs.notes.set('slack missing scopes', JSON.stringify(['channels:history', 'groups:history']));
    const late = jobs.letters.write({ key: 'k', channel: '#data-syncs', thread: null, body: '{}' });
    const gone = jobs.letters.write({ key: 'g', channel: 'C0OLD', thread: null, body: '{}' });
    jobs.letters.change(gone.id, { state: 'refused', reason: 'is_archived', triedAt: NINE });
    jobs.letters.change(late.id, { tries: 3 });
  },
  turns: [
    happens('five minutes pass', ({ clock }) => clock.pass(300_000)),
    slash(KIM, 'doctor'),
    happens('it is put right', ({ jobs }) => {
      jobs.health.found = { connections: [shop], disks: [] };
      jobs.notes.set('sockets', JSON.stringify([open, open]));
      jobs.notes.set('slack missing scopes', null);
      jobs.letters.change(1, { state: 'sent' });
    }),
    press(KIM, 'Look again'),
  ],
});
