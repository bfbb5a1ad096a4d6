/**
 * Whether a host is this machine and cannot be another: 127.0.0.0/8, also as an IPv6 address that holds one, ::1, and `localhost`. Another
 * name may be anything.
 */
export function isLoopback(host: string): boolean {
  const plain = host.toLowerCase().replace(/^::ffff:(?=\d)/, '');
  return plain === 'localhost' || plain === '::1' || /^127(\.(\d|[1-9]\d|1\d\d|2[0-4]\d|25[0-5])){3}$/.test(plain);
}
