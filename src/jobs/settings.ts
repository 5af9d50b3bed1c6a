/** What a person set for themselves. */
export type Settings = {
  readonly user: string;
  /** Null: as Slack is set. */
  readonly language: 'en' | 'ja' | null;
  /** A direct message where a run fails that they asked for, or of a table that they own. */
  readonly dmOnFailure: boolean;
};
export type SettingsStore = {
  settings(user: string): Settings;
  saveSettings(settings: Settings): void;
};
