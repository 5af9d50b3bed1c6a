import type { Role } from '../sync/index.ts';
import type { Asker, Run } from './types.ts';

// What needs a second person, what nobody may start, and what is written down of who asked what. Times are epoch ms.

/** A rule of `danger` that a command trips, with its figures, as data: `12,000,000`, `45`, `09:00-18:00`, `pii`. */
export type Danger = {
  readonly rule: 'rows' | 'days' | 'hours' | 'tag';
  readonly table: string;
  /** What it is, and what is allowed; null where nobody can tell what it is. */
  readonly found: string | null;
  readonly allowed: string;
};

export type Place = { readonly channel: string; readonly thread: string | null };

/** Something that a person may do only when another one agrees. */
export type Request = {
  readonly id: number;
  /** The command that is carried out when it is approved, for the one who asked. */
  readonly line: string;
  readonly tables: readonly string[];
  readonly by: Asker;
  readonly why: readonly Danger[];
  readonly note: string | null;
  /** Fingerprint of what tables.yml says of the tables: another one is another question. */
  readonly config: string;
  /** Where it was asked; null in no channel. */
  readonly place: Place | null;
  readonly askedAt: number;
  readonly expiresAt: number;
  readonly state: 'waiting' | 'approved' | 'denied' | 'expired';
  /** Of an expired one: `why` is `config` or `role` where it lapsed before its time, for what changed. */
  readonly decided: { readonly by: Asker; readonly at: number; readonly why: string | null } | null;
  /** What came of it after it was approved: the runs, or why nothing was started. */
  readonly done: { readonly at: number; readonly runs: readonly number[]; readonly refused: string | null } | null;
  /** Its message, once it is posted, and what that shows. */
  readonly card: { readonly channel: string; readonly ts: string; readonly shows: string } | null;
};
export type NewRequest = Pick<Request, 'line' | 'tables' | 'by' | 'why' | 'note' | 'place'>;

/** Nothing starts. `thawed` null: still. */
export type Freeze = {
  readonly id: number;
  readonly by: Asker;
  readonly at: number;
  readonly why: string;
  readonly thawed: { readonly by: Asker; readonly at: number } | null;
};

/** What somebody asked for, and whether they were let. Written before anything is done. */
export type Decided = {
  readonly id: number;
  readonly at: number;
  readonly by: Asker;
  readonly verb: string;
  /** As it was understood, with all flags. */
  readonly line: string;
  readonly tables: readonly string[];
  /** `asked`: it waits for another person. `approved`: carried out since another person agreed. */
  readonly decision: 'allowed' | 'denied' | 'asked' | 'approved' | 'expired';
  /** What they may do, and which way they came: typed, pressed, from a window, a terminal. */
  readonly role: Role;
  readonly mouth: string;
  readonly place: Place | null;
  /** Fingerprint of tables.yml at that moment. */
  readonly config: string;
  /** The request it is about. */
  readonly request: number | null;
  /** Their own words, or why not. */
  readonly why: string | null;
};

export type PermitDesk = {
  /** Those that wait, the oldest first. */
  requests(): readonly Request[];
  request(id: number): Request | null;
  /** The request that waits already where the same person asked for the same. Written into the decisions too. */
  ask(request: NewRequest, asked: Pick<Decided, 'verb' | 'role' | 'mouth'>): Request;
  /** Null where it does not wait any more, or where the one who asked would approve it. Who may is the caller's to check. */
  decideRequest(id: number, what: 'approved' | 'denied', by: Asker, why: string | null): Request | null;
  /** What it asked for is not what it was: nobody can approve it any more. */
  lapse(id: number, why: 'config' | 'role'): void;
  /** What came of an approved one; its first answer stays. */
  requestDone(id: number, runs: readonly number[], refused: string | null): void;
  /** Its message was posted or edited, and shows this state. */
  requestShown(id: number, channel: string, ts: string, shows: string): void;
  /** The request that let a run start; null where none was needed. */
  approvalOf(run: number): Request | null;
  /** Those that were approved, with nothing known of what came of it: a crash was between. */
  requestsLeft(): readonly Request[];
  /** Those whose message does not show how they stand. */
  requestsUntold(): readonly Request[];
  /** Null where runs may start. */
  frozen(): Freeze | null;
  /** No run starts until `thaw`; those that go on end. The freeze that holds already where there is one. */
  freeze(by: Asker, why: string): Freeze;
  thaw(by: Asker): Freeze | null;
  /** Runs that schedules would have started during a freeze. */
  missedIn(freeze: Freeze): readonly Run[];
  /** Writes a decision down, with the fingerprint of tables.yml. Throws where it cannot be written: then it must not be acted upon. */
  noteDecision(decided: Omit<Decided, 'id' | 'at' | 'config'>): Decided;
  /** Since `from`, newest first. */
  decisions(from: number): readonly Decided[];
  /** Fingerprint of what tables.yml says of these tables and their connections, secrets left out. */
  fingerprint(tables: readonly string[]): string;
};
