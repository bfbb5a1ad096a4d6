import type { TermId } from '../help/glossary.ts';

const byStep: Readonly<Record<string, TermId>> = {
  commit_secret: 'commit',
  welcome_secret: 'welcome',
  epoch_secret: 'epoch',
  exporter_secret: 'exporter',
  epoch_authenticator: 'epoch-authenticator',
  resumption_base: 'resumption',
  early_base: 'early-data',
  early_traffic_secret: 'early-data',
};

/** The term of the glossary that a step of the key schedule is about; `null` where it has none. */
export function termOfStep(id: string): TermId | null {
  return byStep[id] ?? (id.endsWith('_write_key') || id.endsWith('_write_iv') ? 'record-key' : null);
}
