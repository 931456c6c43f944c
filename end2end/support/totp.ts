// What an authenticator app does (RFC 6238: SHA-1, six digits, 30 seconds).
import { createHmac } from 'node:crypto';

const ALPHABET = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567';

function decode(base32: string): Buffer {
  const bits = [...base32.toUpperCase().replace(/[^A-Z2-7]/g, '')].map((letter) => ALPHABET.indexOf(letter).toString(2).padStart(5, '0')).join('');
  return Buffer.from(bits.match(/.{8}/g)?.map((byte) => parseInt(byte, 2)) ?? []);
}

/** The code of now, or of `later` steps of half a minute from now. */
export function totp(secret: string, later = 0): string {
  const step = Buffer.alloc(8);
  step.writeBigUInt64BE(BigInt(Math.floor(Date.now() / 30_000) + later));
  const hash = createHmac('sha1', decode(secret)).update(step).digest();
  const number = hash.readUInt32BE(hash[hash.length - 1]! & 15) & 0x7fffffff;
  return String(number % 1_000_000).padStart(6, '0');
}
