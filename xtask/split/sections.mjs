// Sections of a WebAssembly binary: https://webassembly.github.io/spec/core/binary/modules.html
const HEADER = 8;
const START = 8;
const DATA = 11;
const DATA_COUNT = 12;

/** A program that finds memory filled already, and starts nothing. */
export function withoutData(bytes) {
  const kept = [bytes.subarray(0, HEADER)];
  for (let at = HEADER; at < bytes.length; ) {
    const { value: length, end } = unsigned(bytes, at + 1);
    if (![START, DATA, DATA_COUNT].includes(bytes[at])) kept.push(bytes.subarray(at, end + length));
    at = end + length;
  }
  return Buffer.concat(kept);
}

/** A number in LEB128. */
function unsigned(bytes, at) {
  let value = 0;
  for (let shift = 0; ; shift += 7) {
    const byte = bytes[at++];
    value += (byte & 0x7f) * 2 ** shift;
    if (byte < 0x80) return { value, end: at };
  }
}
