// The built app in a folder that a test may change.
import { cp, writeFile } from 'node:fs/promises';
import { join } from 'node:path';

import { ROOT } from './checkout.mjs';

/** Where the build puts the app. */
export const DIST = join(ROOT, 'dist');

/** A copy of the built app; `config` takes the place of its config.json. */
export async function copyOfApp(stage, config) {
  const folder = await stage.folder();
  await cp(DIST, folder, { recursive: true });
  if (config) await writeFile(configOf(folder), JSON.stringify(config));
  return folder;
}

export const configOf = (dist) => join(dist, 'config.json');
