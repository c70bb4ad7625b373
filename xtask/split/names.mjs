// What a function is called in every build of the same source.
import { createHash } from 'node:crypto';

/** A name without what differs from machine to machine: the hash of each crate. */
const stable = (name) => name.replace(/\[[0-9a-f]{1,16}\]/g, '');

/** Eight hexadecimal digits that stand for a function in deferred.txt: the names themselves are as long as their types. */
export const keyOf = (name) => createHash('sha256').update(stable(name)).digest('hex').slice(0, 8);
