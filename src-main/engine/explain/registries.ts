import { alertDescriptions } from '../alert.ts';
import { findSuite, foreignSuites } from '../crypto/suites.ts';
import { appComponents, markerComponent } from '../mls/marker.ts';
import { handshakeTypes } from '../two-party/messages.ts';
import { profileName, protocolVersion } from '../two-party/roles.ts';

type Names = Readonly<Record<number, string>>;

const valuesOf = (table: Readonly<Record<string, number>>): Names => Object.fromEntries(Object.entries(table).map(([name, value]) => [value, name]));

/** Registries of RFC 8446 and RFC 9420 §17, of the MLS extensions draft, and of docs/PROTOCOL.md, by the type that takes its numbers from them. */
const registries: Readonly<Record<string, Names>> = {
  'TLS ContentType': { 20: 'change_cipher_spec', 21: 'alert', 22: 'handshake', 23: 'application_data', 24: 'heartbeat' },
  'TLS ProtocolVersion': { 769: 'TLS 1.0', 770: 'TLS 1.1', 771: 'TLS 1.2' },
  HandshakeType: valuesOf(handshakeTypes),
  AlertLevel: { 1: 'warning', 2: 'fatal' },
  AlertDescription: valuesOf(alertDescriptions),
  KeyUpdateRequest: { 0: 'update_not_requested', 1: 'update_requested' },
  Version: { [protocolVersion]: 'MLS-TLS 1' },
  Profile: Object.fromEntries([1, 2, 3].map((number) => [number, profileName(number) ?? ''])),
  Flags: { 0: 'none', 1: 'early data may follow' },
  FoundingRole: { 1: 'founding initiator', 2: 'founding responder' },
  ComponentID: { [appComponents]: 'app_components', [markerComponent]: 'MLS-TLS' },
  ProtocolVersion: { 1: 'mls10' },
  WireFormat: { 1: 'mls_public_message', 2: 'mls_private_message', 3: 'mls_welcome', 4: 'mls_group_info', 5: 'mls_key_package' },
  ExtensionType: {
    1: 'application_id',
    2: 'ratchet_tree',
    3: 'required_capabilities',
    4: 'external_pub',
    5: 'external_senders',
    6: 'app_data_dictionary',
    7: 'supported_wire_formats',
    8: 'required_wire_formats',
    10: 'last_resort',
  },
  ProposalType: {
    1: 'add',
    2: 'update',
    3: 'remove',
    4: 'psk',
    5: 'reinit',
    6: 'external_init',
    7: 'group_context_extensions',
    8: 'app_data_update',
    9: 'app_ephemeral',
    10: 'self_remove',
  },
  CredentialType: { 1: 'basic', 2: 'x509' },
  LeafNodeSource: { 1: 'key_package', 2: 'update', 3: 'commit' },
  NodeType: { 1: 'leaf', 2: 'parent' },
  ContentType: { 1: 'application', 2: 'proposal', 3: 'commit' },
  SenderType: { 1: 'member', 2: 'external', 3: 'new_member_proposal', 4: 'new_member_commit' },
  ProposalOrRefType: { 1: 'proposal', 2: 'reference' },
  PSKType: { 1: 'external', 2: 'resumption' },
  ResumptionPSKUsage: { 1: 'application', 2: 'reinit', 3: 'branch' },
};

/** Numbers that are sent so that nobody comes to rely on knowing all of them. RFC 9420 §13.5. */
const greased: ReadonlySet<string> = new Set(['CipherSuite', 'ExtensionType', 'ProposalType', 'CredentialType']);

/** What a number means where its type has a registry: a name, `GREASE`, or `unknown`; `null` where it is just a number. */
export function meaningOf(type: string, number: number): string | null {
  if (type === 'CipherSuite') return findSuite(number)?.name ?? foreignSuites.find(({ id }) => id === number)?.name ?? unnamed(type, number);
  const registry = registries[type];
  return registry === undefined ? null : (registry[number] ?? unnamed(type, number));
}

function unnamed(type: string, number: number): string {
  const grease = greased.has(type) && (number & 0x0f0f) === 0x0a0a && number >> 8 === (number & 0xff) && number < 0xf000;
  return grease ? 'GREASE' : 'unknown';
}
