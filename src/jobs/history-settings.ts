import type Database from 'better-sqlite3';
import type { Settings, SettingsStore } from './settings.ts';

/** What people set for themselves, in the history file. Who never set anything has what everybody has. */
export function settingsHistory(db: Database.Database): SettingsStore {
  return {
    settings(user) {
      const row = db.prepare('select language, dm_on_failure as dm from settings where user = ?').get(user) as
        | { language: string | null; dm: number }
        | undefined;
      const language = row?.language === 'en' || row?.language === 'ja' ? row.language : null;
      return { user, language, dmOnFailure: row?.dm === 1 };
    },
    saveSettings({ user, language, dmOnFailure }: Settings) {
      db.prepare(
        `insert into settings (user, language, dm_on_failure) values (?, ?, ?)
         on conflict (user) do update set language = excluded.language, dm_on_failure = excluded.dm_on_failure`,
      ).run(user, language, dmOnFailure ? 1 : 0);
    },
  };
}
