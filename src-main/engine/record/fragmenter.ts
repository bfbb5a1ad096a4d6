import type { Bytes } from '../bytes.ts';
import { maxContent } from './records.ts';

/** The record contents a handshake message leaves in: at most 2^14 bytes each, views of the message. RFC 8446 §5.1. */
export function* fragments(message: Bytes): Generator<Bytes, void> {
  for (let at = 0; at < message.length; at += maxContent) yield message.subarray(at, Math.min(message.length, at + maxContent));
}
