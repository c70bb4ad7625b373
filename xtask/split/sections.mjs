// Sections of a WebAssembly binary: https://webassembly.github.io/spec/core/binary/modules.html
const HEADER = 8;
const START = 8;
const DATA = 11;
const DATA_COUNT = 12;

/** A program that finds memory filled already, and starts nothing. */
export function withoutData(bytes) {
  const kept = [bytes.subarray(0, HEADER)];
  for (const { id, begin, end } of sectionsOf(bytes)) {
    if (![START, DATA, DATA_COUNT].includes(id)) kept.push(bytes.subarray(begin, end));
  }
  return Buffer.concat(kept);
}

/** Each section: where it begins, where what is in it begins, and where both end. */
export function* sectionsOf(bytes) {
  for (let begin = HEADER; begin < bytes.length; ) {
    const { value: length, end: content } = unsigned(bytes, begin + 1);
    const end = content + length;
    yield { id: bytes[begin], begin, content, end };
    begin = end;
  }
}

/** A number in LEB128, and where it ends. */
export function unsigned(bytes, at) {
  let value = 0;
  for (let shift = 0; ; shift += 7) {
    const byte = bytes[at++];
    value += (byte & 0x7f) * 2 ** shift;
    if (byte < 0x80) return { value, end: at };
  }
}
