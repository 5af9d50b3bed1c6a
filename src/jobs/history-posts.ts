import type Database from 'better-sqlite3';
import type { RunPost } from './types.ts';

/** Which messages in Slack tell of which runs. */
export function postsHistory(db: Database.Database) {
  return {
    savePost(post: RunPost): void {
      db.prepare('insert or replace into posts (run_id, channel, ts) values (?, ?, ?)').run(
        post.runId,
        post.channel,
        post.ts,
      );
    },
    /** The run whose message this is. */
    postAt: (channel: string, ts: string): number | null =>
      (db.prepare('select run_id from posts where channel = ? and ts = ?').pluck().get(channel, ts) as number) ?? null,
    posts: (runId: number) =>
      db.prepare('select run_id as runId, channel, ts from posts where run_id = ?').all(runId) as RunPost[],
  };
}
