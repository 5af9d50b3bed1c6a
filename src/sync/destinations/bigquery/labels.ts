// What staging tables, and versions in targets, are known by.

/** The label of a target that names the attempt which published the version in it. */
export const LABEL = 'sync_bot_token';
/** The attempt that is about to replace its rows: where its job was done, the version is that one's. */
export const NEXT_LABEL = 'sync_bot_next';
export const STAGING_LABEL = 'sync_bot_staging';
