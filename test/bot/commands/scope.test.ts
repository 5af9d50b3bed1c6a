import assert from 'node:assert/strict';
import { test } from 'node:test';
import { scopeOf } from '../../../src/bot/commands/scope.ts';
import { flat } from '../../../src/bot/language/index.ts';

const users = { name: 'users', mode: 'replace', incrementalKey: null } as const;
const orders = { name: 'orders', mode: 'merge', incrementalKey: 'updated_at' } as const;
const tags = { name: 'tags', mode: 'merge', incrementalKey: null } as const;

test('without a flag a run reads what is due', () => {
  assert.deepEqual(scopeOf({ note: 'x' }, [users, orders]), { ok: true, scope: { kind: 'due' } });
});

test('each flag asks for a part of the table', () => {
  assert.deepEqual(scopeOf({ full: '' }, [users, orders]), { ok: true, scope: { kind: 'full' } });
  assert.deepEqual(scopeOf({ gaps: '' }, [orders]), { ok: true, scope: { kind: 'gaps' } });
  const from = '2026-11-01';
  assert.deepEqual(scopeOf({ from }, [orders]), { ok: true, scope: { kind: 'window', from, to: null } });
  assert.deepEqual(scopeOf({ from, to: '2026-11-08' }, [orders]), {
    ok: true,
    scope: { kind: 'window', from, to: '2026-11-08' },
  });
});

test('what cannot be meant together is refused, naming the table', () => {
  const problem = (flags: Readonly<Record<string, string>>, ...tables: Parameters<typeof scopeOf>[1]): string => {
    const asked = scopeOf(flags, tables);
    assert.ok(!asked.ok);
    return flat('en', asked.problem);
  };
  assert.equal(
    problem({ full: '', to: '9' }, orders),
    '--full, --gaps and --from/--to ask for different things; give one of them',
  );
  assert.equal(
    problem({ to: '9' }, orders, users),
    'users is replaced as a whole each time, so --to has no meaning; leave it out',
  );
  assert.equal(
    problem({ gaps: '' }, tags),
    '--gaps needs an incremental_key, and tags has none in tables.yml; use --full',
  );
});
