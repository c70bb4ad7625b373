// The dashboard in front of a server that is not ours, put up by a `live-server` that has no data.
import { copyOfApp } from '../harness/dist.mjs';

/** Where pages of such a dashboard are; give it to `stage.app`. `config` is what differs from the defaults. */
export async function dashboard(stage, foreign, { auth = 'none', ...config }) {
  const { socketUrl, apiUrl } = foreign;
  const logins = auth === 'none' ? {} : { apiUrl };
  const dist = await copyOfApp(stage, { socketUrl, auth, ...logins, ...config });
  return stage.server({ flags: ['--feed', 'none'], dist });
}

/** A page of a dashboard without logins, with every chart live. */
export async function liveScreen(stage, host) {
  const app = await stage.app(host);
  await app.open();
  await app.allLive();
  return app;
}
