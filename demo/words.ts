import { DEMO_MASK_KEY } from './bot.ts';

export type Welcome = {
  readonly url: string;
  readonly channel: string;
  /** Paths as the person would type them. */
  readonly tables: string;
  readonly log: string;
};

/** What the terminal shows once everything runs. */
export function welcome({ url, channel, tables, log }: Welcome): string {
  return `
  sync-bot is running, with a shop, a warehouse and a Slack of its own. Nothing leaves this machine.

  Open   ${url}   and go to #${channel}

  Type   /sync run users      move the table, and watch the message follow along
         /sync plan users     what a run would do: the query, the masks, the statements
         /sync run purchases  all rows; the next time only what is new
         /sync run inquiries  a table that nobody has decided about: held, and asked
         /sync list           every table, its schedule and its last run
         /sync help           all the rest

  Or here, in another terminal:

         export SYNC_BOT_MASK_KEY=${DEMO_MASK_KEY}
         export SYNC_BOT_CONFIG=${tables}
         npx sync-bot status

  Clicks and edits go into ${tables}, a copy of the project's. The bot's log is
  ${log}. Ctrl-C ends everything.
`;
}

/** The last line. */
export function ending(data: string): string {
  return `Nothing is left running. The shop and the warehouse are in ${data}; npm run demo goes on with them.`;
}
