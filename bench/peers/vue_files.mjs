// Lets esbuild read `.vue` files: `<script setup>` with its template compiled into it. Styles stand in page.css.
import { readFile } from 'node:fs/promises';
import { compileScript, parse } from 'vue/compiler-sfc';

export const vueFiles = {
  name: 'vue-files',
  setup(build) {
    build.onLoad({ filter: /\.vue$/ }, async ({ path }) => {
      const { descriptor, errors } = parse(await readFile(path, 'utf8'), { filename: path });
      if (errors.length > 0) return { errors: errors.map(({ message }) => ({ text: message })) };
      const { content } = compileScript(descriptor, { id: path, inlineTemplate: true, isProd: true });
      return { contents: content, loader: 'js' };
    });
  },
};
