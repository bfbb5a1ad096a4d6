export interface Address {
  readonly host: string;
  readonly port: number | null;
}

/**
 * Splits what people paste into a host field: `peer.example.org:7443`, `[::1]:7443`, `::1`, `127.0.0.1`.
 * The port is `null` when none was given.
 */
export function splitAddress(text: string): Address {
  const trimmed = text.trim();
  const bracketed = /^\[([^\]]+)\](?::(\d{1,5}))?$/.exec(trimmed);
  if (bracketed) return { host: bracketed[1] ?? '', port: portOf(bracketed[2]) };
  const named = /^([^:\s]+):(\d{1,5})$/.exec(trimmed);
  if (named) return { host: named[1] ?? '', port: portOf(named[2]) };
  return { host: trimmed, port: null };
}

/** A TCP port from a text field, or `null` when it is none. Port 0 asks the system to choose and is only allowed when listening. */
export function parsePort(text: string, lowest: 0 | 1): number | null {
  if (!/^\d{1,5}$/.test(text.trim())) return null;
  const port = Number(text.trim());
  return port >= lowest && port <= 65_535 ? port : null;
}

function portOf(text: string | undefined): number | null {
  return text === undefined ? null : Number(text);
}
