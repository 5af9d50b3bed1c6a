// What sync-bot's own tables are known by, and its jobs' work in the tables of others.

/** The label of a target that names the attempt which published the version in it. */
export const LABEL = 'sync_bot_token';
export const STAGING_LABEL = 'sync_bot_staging';
