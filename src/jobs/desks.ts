import type { DeliveryStore } from './delivery-store.ts';
import type { DoctorDesk } from './doctor.ts';
import type { PastDesk } from './past.ts';
import type { PermitDesk } from './permits.ts';
import type { PinDesk } from './pins.ts';
import type { SettingsStore } from './settings.ts';
import type { QuietDesk } from './trouble.ts';

/** What the jobs answer beside tables and runs, each from files of its own. */
export type Desks = DeliveryStore & DoctorDesk & PastDesk & PermitDesk & PinDesk & QuietDesk & SettingsStore;
