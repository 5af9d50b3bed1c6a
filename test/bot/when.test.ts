import assert from 'node:assert/strict';
import { test } from 'node:test';
import { flat } from '../../src/bot/language/index.ts';
import { moment, parseUntil, short, spoken, wall } from '../../src/bot/when.ts';

const TOKYO = { now: Date.parse('2026-11-20T00:00:00Z'), zone: 'Asia/Tokyo' };
const until = (said: string, when = TOKYO) => {
  const parsed = parseUntil(said, when);
  return parsed.ok ? new Date(parsed.at).toISOString() : flat('en', parsed.problem);
};

test('--until is read in the zone of tables.yml', () => {
  assert.equal(until('18:00'), '2026-11-20T09:00:00.000Z');
  assert.equal(until('tomorrow'), '2026-11-20T15:00:00.000Z');
  assert.equal(until('tomorrow 09:00'), '2026-11-21T00:00:00.000Z');
  assert.equal(until('2h'), '2026-11-20T02:00:00.000Z');
  assert.equal(until('90m'), '2026-11-20T01:30:00.000Z');
  assert.equal(until('3d'), '2026-11-23T00:00:00.000Z');
  assert.equal(until('2026-11-21'), '2026-11-20T15:00:00.000Z');
  assert.equal(until('2026-11-21T09:00'), '2026-11-21T00:00:00.000Z');
  assert.equal(until('2026-11-21 09:00'), '2026-11-21T00:00:00.000Z');
  assert.equal(until('2026-11-21T09:00Z'), '2026-11-21T09:00:00.000Z');
  assert.equal(until('2026-11-21T09:00+05:30'), '2026-11-21T03:30:00.000Z');
});

test('a time of day that is over today means tomorrow', () => {
  assert.equal(until('08:00'), '2026-11-20T23:00:00.000Z');
  assert.equal(until('9:00'), '2026-11-21T00:00:00.000Z');
});

test('what is past, impossible or not a time is refused with examples', () => {
  assert.match(until('2026-11-19'), /in the past \(2026-11-19 00:00 Asia\/Tokyo\); write 18:00/);
  assert.match(until('today 08:00'), /in the past/);
  assert.match(until('25:00'), /no such time of day/);
  assert.match(until('2026-02-30'), /no such date/);
  for (const said of ['soon', '', 'today', '0h', '-1h']) assert.match(until(said), /write 18:00/, said);
});

test('a clock change neither loses nor invents a pause', () => {
  const newYork = { now: Date.parse('2026-03-08T05:00:00Z'), zone: 'America/New_York' };
  assert.equal(until('02:30', newYork), '2026-03-08T07:30:00.000Z', 'skipped at the change: the hour after it');
  const autumn = { now: Date.parse('2026-11-01T04:30:00Z'), zone: 'America/New_York' };
  assert.equal(until('01:30', autumn), '2026-11-01T05:30:00.000Z', 'happens twice: the first');
});

test('every wall clock time of a day is found again', () => {
  for (const zone of ['Asia/Tokyo', 'America/New_York', 'Australia/Lord_Howe', 'Asia/Kathmandu', 'UTC']) {
    for (let at = Date.parse('2026-07-01T00:00:00Z'); at < Date.parse('2026-07-02T00:00:00Z'); at += 1_860_000) {
      assert.equal(moment(wall(at, zone), zone), at, `${zone} ${at}`);
    }
  }
});

test('moments are named by how near they are', () => {
  const at = (iso: string) => Date.parse(iso);
  assert.equal(spoken(at('2026-11-19T20:00:00Z'), TOKYO), '05:00 today');
  assert.equal(spoken(at('2026-11-18T20:00:00Z'), TOKYO), '05:00 yesterday');
  assert.equal(spoken(at('2026-11-20T20:00:00Z'), TOKYO), '05:00 tomorrow');
  assert.equal(spoken(at('2026-11-16T20:00:00Z'), TOKYO), '05:00 on 2026-11-17');
  assert.equal(spoken(at('2026-11-19T20:00:00Z'), TOKYO, 'ja'), '今日 05:00');
  assert.equal(spoken(at('2026-11-16T20:00:00Z'), TOKYO, 'ja'), '2026-11-17 05:00');
  assert.equal(short(at('2026-11-19T20:00:00Z'), TOKYO), '05:00');
  assert.equal(short(at('2026-11-20T20:00:00Z'), TOKYO), '11-21 05:00');
  assert.equal(short(at('2025-11-20T20:00:00Z'), TOKYO), '2025-11-21 05:00');
  assert.equal(short(null, TOKYO), '–');
});
