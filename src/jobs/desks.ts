import type { DoctorDesk } from './doctor.ts';
import type { DeliveryStore, PinDesk, SettingsStore } from './operations.ts';
import type { PastDesk } from './past.ts';
import type { PermitDesk } from './permits.ts';
import type { QuietDesk } from './trouble.ts';

/** What the jobs answer beside tables and runs, each from files of its own. */
export type Desks = DeliveryStore & DoctorDesk & PastDesk & PermitDesk & PinDesk & QuietDesk & SettingsStore;
