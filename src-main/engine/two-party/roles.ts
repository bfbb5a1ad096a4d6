/** Who sent the first message of the current connection. R-ROLE. */
export type Role = 'initiator' | 'responder';

/** Who did so when the session was founded; never changes. FI is leaf 1, FR created the group and is leaf 0. */
export type FoundingRole = 'founding-initiator' | 'founding-responder';

/** Profiles by the number on the wire. R-PROFILE. */
export type ProfileName = 'draft-00' | 'editor-copy' | 'draft-00-literal';

export const profileIds: { readonly [P in ProfileName]: number } = { 'draft-00': 1, 'editor-copy': 2, 'draft-00-literal': 3 };

export function profileName(id: number): ProfileName | undefined {
  return (Object.keys(profileIds) as ProfileName[]).find((name) => profileIds[name] === id);
}

/** `version` of the Prologue. */
export const protocolVersion = 0x4d01;
