/**
 * Whether a host is this machine and cannot be another: 127.0.0.0/8, also as `::ffff:127.0.0.1`, `::1`, and `localhost`. Another name
 * may be anything, and other spellings of these addresses count as elsewhere.
 */
export function isLoopback(host: string): boolean {
  const plain = host.toLowerCase().replace(/^::ffff:(?=\d)/, '');
  return plain === 'localhost' || plain === '::1' || /^127(\.(\d|[1-9]\d|1\d\d|2[0-4]\d|25[0-5])){3}$/.test(plain);
}
