import type { DeliveryStore } from './operations.ts';
import type { PermitDesk } from './permits.ts';

/** What `Jobs` offers beside runs and tables, desk by desk. */
export type Desks = DeliveryStore & PermitDesk;
