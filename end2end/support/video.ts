// A film for specs: a minute of grey, small, and complete (its length is known, every second can be gone to).

/** A VP8 key frame of 64 × 36 pixels in which nothing is drawn. */
const FRAME = Buffer.from('sAEAnQEqQAAkAAAAFAAAGGcE0CyT5wAAAAAA', 'base64');
const WIDTH = 64;
const HEIGHT = 36;

type Content = Buffer | Buffer[];

/** An element of a Matroska file: its id, then how long it is in eight bytes, then what is in it. */
function element(id: number, content: Content): Buffer {
  const body = Array.isArray(content) ? Buffer.concat(content) : content;
  const hex = id.toString(16);
  const length = Buffer.alloc(8);
  length.writeBigUInt64BE(BigInt(body.length) | (1n << 56n));
  return Buffer.concat([Buffer.from(hex.padStart(hex.length + (hex.length % 2), '0'), 'hex'), length, body]);
}

function number(id: number, value: number): Buffer {
  const bytes = Buffer.alloc(6);
  bytes.writeUIntBE(value, 0, 6);
  return element(id, bytes);
}

function float(id: number, value: number): Buffer {
  const bytes = Buffer.alloc(8);
  bytes.writeDoubleBE(value);
  return element(id, bytes);
}

const text = (id: number, value: string) => element(id, Buffer.from(value, 'latin1'));

/** A WebM film of so many seconds, with a picture each (https://www.matroska.org/technical/elements.html). */
export function webm(seconds: number): Buffer {
  const header = element(0x1a45dfa3, [number(0x4286, 1), number(0x42f7, 1), number(0x42f2, 4), number(0x42f3, 8), text(0x4282, 'webm'), number(0x4287, 2), number(0x4285, 2)]);
  const info = element(0x1549a966, [number(0x2ad7b1, 1_000_000), float(0x4489, seconds * 1000), text(0x4d80, 'Latchkey'), text(0x5741, 'Latchkey')]);
  const track = element(0xae, [
    number(0xd7, 1), number(0x73c5, 1), number(0x83, 1), text(0x86, 'V_VP8'),
    element(0xe0, [number(0xb0, WIDTH), number(0xba, HEIGHT)]),
  ]);
  const tracks = element(0x1654ae6b, track);
  const clusters = Array.from({ length: seconds }, (_, second) => element(0x1f43b675, [
    number(0xe7, second * 1000),
    // Track 1, no time after the cluster's, a key frame.
    element(0xa3, [Buffer.from([0x81, 0, 0, 0x80]), FRAME]),
  ]));
  // Every entry is as long as every other, so that the places are known before they are written.
  const cues = (places: number[]) => element(0x1c53bb6b, places.map((place, second) => element(0xbb, [
    number(0xb3, second * 1000),
    element(0xb7, [number(0xf7, 1), number(0xf1, place)]),
  ])));
  const before = info.length + tracks.length + cues(clusters.map(() => 0)).length;
  let place = before;
  const places = clusters.map((cluster) => {
    const here = place;
    place += cluster.length;
    return here;
  });
  return Buffer.concat([header, element(0x18538067, [info, tracks, cues(places), ...clusters])]);
}
