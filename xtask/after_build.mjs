// Trunk's last step in a release build. Named `split`, it divides the program first.
import { precompress } from './precompress.mjs';
import { splitIn } from './split/split.mjs';

if (process.env.TRUNK_PROFILE === 'release') {
  const folder = process.env.TRUNK_STAGING_DIR;
  if (process.argv[2] === 'split') await splitIn(folder, process.env.TRUNK_DIST_DIR);
  await precompress(folder);
}
