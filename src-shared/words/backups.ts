import type { Translated } from './said.ts';

/** What tables of a backup and their rows are called, and what restoring one did. */
export const backupWords = {
  tables: {
    identities: 'identities',
    identity_keys: 'keys of identities',
    identity_former_keys: 'former keys of identities',
    identity_former_names: 'former names of identities',
    identity_chains: 'certificates of keys',
    authorities: 'laboratory authorities',
    issued_certificates: 'issued certificates',
    pins: 'pins',
    contact_notes: 'notes about contacts',
    knocking: 'strangers who knocked',
    trust_policies: 'policies',
    trust_anchors: 'X.509 roots',
    revocation_lists: 'revocation lists',
    trust_entries: 'entries of allow- and deny-lists',
    trust_decisions: 'recorded decisions',
    seen_certificates: 'certificates that were seen',
    notice_marks: 'dismissed notices',
    connections: 'connections',
    listeners: 'listeners',
    settings: 'settings',
    key_package_uses: 'used KeyPackages',
    audit: 'entries of audit logs',
    sessions: 'sessions',
  } as { readonly [name: string]: string },
  /** A row that is different here. */
  rows: {
    'identity': (name: string) => `identity “${name}”`,
    'identity-key': (scheme: string) => `${scheme} key of an identity`,
    'former-key': (scheme: string) => `former ${scheme} key of an identity`,
    'key-certificate': () => 'certificate of a key',
    'authority': (subject: string) => `authority “${subject}”`,
    'issued-certificate': (serial: string) => `certificate ${serial}`,
    'pin': (label: string) => `pin “${label}”`,
    'contact-note': () => 'note about a contact',
    'stranger': (name: string) => `stranger “${name}”`,
    'policy': (name: string) => `policy “${name}”`,
    'root': (label: string) => `root “${label}”`,
    'revocation-list': (label: string) => `revocation list “${label}”`,
    'list-entry': (value: string, list: string) => `entry “${value}” of list ${list}`,
    'connection': (label: string) => `connection “${label}”`,
    'listener': (label: string) => `listener “${label}”`,
    'setting': (name: string) => `setting ${name}`,
  },
  nothing: (dryRun: boolean) => (dryRun ? 'There is nothing new to add.' : 'Nothing was new.'),
  added: (dryRun: boolean, rows: string) => `${dryRun ? 'Would add' : 'Added'} ${rows}.`,
  same: (rows: number) => `Here already, the same: ${rows}.`,
  kept: (rows: number, which: string) => `Different here, and kept as it is: ${rows}${which === '' ? '' : ` (${which})`}.`,
  sessionsKept: (sessions: number) => `Sessions that are here already: ${sessions}.`,
  sessionsResumable: (sessions: number) => `Sessions that can be resumed, as nothing ran since the backup: ${sessions}.`,
  sessionsFresh: (sessions: number, sameProfile: boolean) =>
    `Sessions that need a fresh handshake: ${sessions}. ${sameProfile ? 'They went on or were forgotten since.' : 'A backup holds no session keys.'}`,
} as const;

export type BackupWords = Translated<typeof backupWords>;
