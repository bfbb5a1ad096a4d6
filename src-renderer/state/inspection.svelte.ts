import { createContext } from 'svelte';

export type InspectorTab = 'detail' | 'messages' | 'safety';

/** What the pane beside the ladder shows. */
export class InspectionState {
  tab = $state<InspectorTab>('detail');
  /** Which selection the Detail tab explains: the ladder's row or the timeline's epoch. */
  subject = $state<'row' | 'epoch'>('row');

  /** Grows each time somebody opens a row, so that a pane that stands out of sight comes into it. */
  opened = $state(0);

  inspect(subject: 'row' | 'epoch'): void {
    this.subject = subject;
    this.tab = 'detail';
  }
}

export const [getInspection, setInspection] = createContext<InspectionState>();
