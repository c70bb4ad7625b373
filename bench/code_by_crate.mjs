// How much of a program is whose: bytes of code by the crate that a function's name begins with. A generic function belongs
// to the crate that has written it, whoever its types are from.
import { sectionsOf, unsigned } from '../xtask/split/sections.mjs';

// https://webassembly.github.io/spec/core/binary/modules.html, https://webassembly.github.io/spec/core/appendix/custom.html
const CUSTOM = 0;
const IMPORTS = 2;
const CODE = 10;
const FUNCTION_NAMES = 1;
const FUNCTION_IMPORT = 0;

/** `[[crate, bytes], …]`, the largest first, of a program with the names of its functions. */
export function codeByCrate(program) {
  const sections = [...sectionsOf(program)].map((section) => ({ ...section, reader: new Reader(program, section) }));
  const imported = countImported(sections.find(({ id }) => id === IMPORTS).reader);
  const names = functionNames(sections);
  const bytes = new Map();
  const code = sections.find(({ id }) => id === CODE).reader;
  const count = code.number();
  for (let index = imported; index < imported + count; index++) {
    const crate = crateOf(names.get(index) ?? '');
    bytes.set(crate, (bytes.get(crate) ?? 0) + code.block().length);
  }
  return [...bytes].sort((a, b) => b[1] - a[1]);
}

/** In v0 names a crate has its hash in brackets. */
function crateOf(name) {
  return /([A-Za-z_]\w*)\[[0-9a-f]+\]/.exec(name)?.[1] ?? 'others';
}

function countImported(reader) {
  const count = reader.number();
  for (let index = 0; index < count; index++) {
    reader.block();
    reader.block();
    if (reader.number() !== FUNCTION_IMPORT) throw new Error('a program of ours imports functions only');
    reader.number();
  }
  return count;
}

function functionNames(sections) {
  const { reader } = sections.find(({ id, reader }) => id === CUSTOM && reader.text() === 'name');
  const names = new Map();
  while (!reader.isAtEnd) {
    const subsection = reader.number();
    if (subsection !== FUNCTION_NAMES) {
      reader.block();
      continue;
    }
    reader.number();
    for (let left = reader.number(); left > 0; left--) names.set(reader.number(), reader.text());
  }
  return names;
}

class Reader {
  #bytes;
  #at;
  #end;

  constructor(bytes, { content, end }) {
    this.#bytes = bytes;
    this.#at = content;
    this.#end = end;
  }

  get isAtEnd() {
    return this.#at >= this.#end;
  }

  number() {
    const { value, end } = unsigned(this.#bytes, this.#at);
    this.#at = end;
    return value;
  }

  /** Bytes that begin with how many they are. */
  block() {
    const length = this.number();
    this.#at += length;
    return this.#bytes.subarray(this.#at - length, this.#at);
  }

  text() {
    return Buffer.from(this.block()).toString('utf8');
  }
}
