/** Who asked. `id` is a Slack user id, an account name of the terminal's machine, or the schedule. */
export type Asker = {
  readonly kind: 'slack' | 'terminal' | 'schedule';
  readonly id: string;
  /** The decision of the audit that lets them do what they do; known while a command is carried out. */
  readonly decision?: number;
};

/** Who asked, for logs and messages: `U0123`, `kim in a terminal`, `the schedule`. */
export function askerText(by: Asker): string {
  if (by.kind === 'schedule') return 'the schedule';
  return by.kind === 'terminal' ? `${by.id} in a terminal` : by.id;
}
