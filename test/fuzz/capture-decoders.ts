import { type Bytes, concat, fromHex } from '#engine/bytes.ts';
import { isHandshakeType } from '#engine/index.ts';
import { recordingOf } from '#main/api/captures/imported-recording.ts';
import { packetsOf } from '#main/capture/conversation.ts';
import { readKeyLog, writeKeyLog } from '#main/capture/key-log.ts';
import { writePcapng } from '#main/capture/pcapng-writer.ts';
import { readCapture } from '#main/capture/read-capture.ts';
import { nodeCryptoProvider } from '#main/crypto/node-provider.ts';
import { parseRecording } from '#shared/recording/recording-file.ts';
import { mutateBytes } from './byte-mutations.ts';
import type { Decoder } from './campaign.ts';

const crypto = nodeCryptoProvider();
const utf8 = new TextEncoder();
const record = (type: number, body: Bytes): Bytes => concat(Uint8Array.of(type, 3, 3, body.length >> 8, body.length & 255), body);
const hello = record(22, fromHex('e1000003010203'));
const sealed = record(23, new Uint8Array(60).fill(5));

const stream = (host: string, number: number, outbound: boolean) => ({
  local: { host, port: 50_000 },
  remote: { host, port: 7_443 },
  outbound,
  number,
  openedAt: 1_000,
  closed: { at: 2_000, how: 'ended' as const },
  pieces: [
    { direction: 'sent' as const, at: 1_100, offset: 0, bytes: hello, comment: 'one' },
    { direction: 'received' as const, at: 1_200, offset: 0, bytes: concat(sealed, sealed), comment: null },
    { direction: 'sent' as const, at: 1_300, offset: hello.length, bytes: record(21, Uint8Array.of(2, 40)), comment: 'two' },
  ],
});
const captures = [stream('10.0.0.1', 1, true), stream('fe80::1', 2, false)].map((conversation) =>
  writePcapng({ application: 'fuzz', comment: 'fuzz' }, packetsOf(conversation)),
);
const keys = [
  {
    transport: crypto.hash('SHA-256', hello),
    side: 'server' as const,
    use: 'epoch' as const,
    epoch: 1n,
    first: 3n,
    aead: 'AES-128-GCM' as const,
    key: new Uint8Array(16),
    iv: new Uint8Array(12),
  },
];

/** Captures and key logs that somebody was sent. */
export function captureDecoders(): readonly Decoder[] {
  const logs = [utf8.encode(writeKeyLog(keys))];
  return [
    {
      name: 'captures made elsewhere',
      share: 1,
      make: (dice) => mutateBytes(dice, dice.pick(captures), captures),
      run: (bytes) => {
        const capture = readCapture(bytes, keys, crypto, isHandshakeType);
        // Whatever was read can be shown.
        if (capture !== null && parseRecording(recordingOf('fuzz', capture).text) === null) throw new Error('its recording cannot be read');
      },
      refuses: () => false,
      allowance: 2 ** 20,
    },
    {
      name: 'key logs',
      share: 1,
      make: (dice) => mutateBytes(dice, dice.pick(logs), logs),
      run: (bytes) => void readKeyLog(new TextDecoder().decode(bytes)),
      refuses: () => false,
    },
  ];
}
