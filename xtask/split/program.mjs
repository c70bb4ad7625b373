// A WebAssembly program as the two tools beside this file see it.
import binaryen from 'binaryen';

/** The functions that are part of the program itself, and not imported. */
export function ownFunctions(program) {
  const all = Array.from({ length: program.getNumFunctions() }, (_, index) =>
    binaryen.getFunctionInfo(program.getFunctionByIndex(index)));
  return all.filter(({ base }) => !base);
}

export function exportsOf(program) {
  return Array.from({ length: program.getNumExports() }, (_, index) => binaryen.getExportInfo(program.getExportByIndex(index)));
}

/** Names of functions are for these tools: the browser gets the program without them. */
export function bytesOf(program) {
  binaryen.setDebugInfo(false);
  return program.emitBinary();
}
