// Divides the built program in two. The first part has what a page needs to begin, and what can be done on it without a
// server; the rest is fetched afterwards by src/two_parts.js. Both share memory, tables and stack, so that a function does
// not notice in which part it is.
//
// deferred.txt has the hashes of the names of the second part's functions; `cargo xtask profile` writes it. A function that
// it does not know is in the first: code that is written later works as it would without all this.
import { createHash } from 'node:crypto';
import { mkdir, readdir, readFile, writeFile } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import binaryen from 'binaryen';

import { keyOf } from './names.mjs';
import { bytesOf, exportsOf, ownFunctions } from './program.mjs';
import { withoutData } from './sections.mjs';

const DEFERRED = fileURLToPath(new URL('deferred.txt', import.meta.url));
/** The undivided program of a build, with the names of its functions: what profile.mjs watches. */
export const wholeOf = (dist) => fileURLToPath(new URL(`../../target/split/${basename(dist)}.wasm`, import.meta.url));
/** What the parts call each other where one imports from the other. */
const FIRST = 'first';
const SECOND = 'second';

/** Divides the program in the folder of a finished build, which will be called `dist`. */
export async function splitIn(folder, dist) {
  const name = (await readdir(folder)).find((name) => name.endsWith('_bg.wasm'));
  const whole = await readFile(join(folder, name));
  await mkdir(dirname(wholeOf(dist)), { recursive: true });
  await writeFile(wholeOf(dist), whole);

  const deferred = new Set((await readFile(DEFERRED, 'utf8')).split('\n'));
  const { first, second, secondName } = split(whole, deferred, name);
  await writeFile(join(folder, name), first);
  await writeFile(join(folder, secondName), second);
}

/** The two parts, and what the second is to be called: the first asks for it by that name. */
function split(whole, deferred, name) {
  const program = binaryen.readBinary(whole);
  const exported = new Set(exportsOf(program).map(({ value }) => value));
  const later = new Set(
    ownFunctions(program).map(({ name }) => name).filter((name) => deferred.has(keyOf(name)) && !exported.has(name)));
  const labels = new Map(ownFunctions(program).map(({ name }, index) => [name, `_${index.toString(36)}`]));
  program.dispose();

  const { bytes: second, wanted } = secondPart(whole, later, labels);
  const hash = createHash('sha256').update(second).digest('hex').slice(0, 16);
  const secondName = name.replace(/_bg\.wasm$/, `_rest-${hash}.wasm`);
  return { first: firstPart(whole, later, labels, wanted, secondName), second, secondName };
}

/** What is called first, and the functions of the first part that it calls in turn. */
function secondPart(whole, later, labels) {
  const program = binaryen.readBinary(whole);
  for (const { name } of exportsOf(program)) program.removeExport(name);
  for (const { name } of list(program.getNumElementSegments(), (at) => binaryen.getElementSegmentInfo(program.getElementSegmentByIndex(at)))) {
    program.removeElementSegment(name);
  }
  for (const { name, params, results } of ownFunctions(program)) {
    if (later.has(name)) {
      program.addFunctionExport(name, labels.get(name));
    } else {
      program.removeFunction(name);
      program.addFunctionImport(name, FIRST, labels.get(name), params, results);
    }
  }
  for (const { name, type } of mutableGlobals(program)) {
    program.removeGlobal(name);
    program.addGlobalImport(name, FIRST, name, type, true);
  }
  program.addMemoryImport('0', FIRST, 'memory');
  for (const { name } of tables(program)) program.addTableImport(name, FIRST, name);
  program.runPasses(['remove-unused-module-elements']);
  const functions = list(program.getNumFunctions(), (at) => binaryen.getFunctionInfo(program.getFunctionByIndex(at)));
  const wanted = functions.filter(({ module }) => module === FIRST).map(({ name }) => name);
  return { bytes: withoutData(bytesOf(program)), wanted };
}

function firstPart(whole, later, labels, wanted, secondName) {
  const program = binaryen.readBinary(whole);
  for (const { name, params, results } of ownFunctions(program)) {
    if (!later.has(name)) continue;
    program.removeFunction(name);
    program.addFunctionImport(name, SECOND, labels.get(name), params, results);
  }
  for (const name of wanted) program.addFunctionExport(name, labels.get(name));
  for (const { name } of mutableGlobals(program)) program.addGlobalExport(name, name);
  const known = new Set(exportsOf(program).map(({ name }) => name));
  for (const { name } of tables(program)) if (!known.has(name)) program.addTableExport(name, name);
  program.runPasses(['remove-unused-module-elements']);
  // Nobody calls it: it says which file the second part is.
  program.addFunctionImport(SECOND, SECOND, secondName, binaryen.none, binaryen.none);
  return bytesOf(program);
}

const mutableGlobals = (program) =>
  list(program.getNumGlobals(), (at) => binaryen.getGlobalInfo(program.getGlobalByIndex(at))).filter(({ mutable }) => mutable);

const tables = (program) => list(program.getNumTables(), (at) => binaryen.getTableInfo(program.getTableByIndex(at)));

const list = (length, item) => Array.from({ length }, (_, index) => item(index));
