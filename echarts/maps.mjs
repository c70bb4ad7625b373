// Writes public/maps/world.json and usa.json: GeoJSON that ECharts registers as it is. The shapes are those of the npm
// packages world-atlas (Natural Earth) and us-atlas (US Census Bureau).
//
// Both files may carry the foreign member `specialAreas`, `{region: {left, top, width}}` in degrees: regions that
// are drawn in another place. ECharts moves the shapes, src/charts/map/shapes.rs moves the cities in them.
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { feature } from 'topojson-client';
import { upToDate } from './freshness.mjs';
import { FULL_NAMES } from './country-names.mjs';

const require = createRequire(import.meta.url);
const WORLD = require.resolve('world-atlas/countries-110m.json');
const USA = require.resolve('us-atlas/states-10m.json');
const TERRITORIES = new Set([
  'American Samoa', 'Commonwealth of the Northern Mariana Islands', 'Guam', 'Puerto Rico', 'United States Virgin Islands',
]);
const outputs = ['public/maps/world.json', 'public/maps/usa.json'];

if (!(await upToDate(outputs, [WORLD, USA, 'echarts/maps.mjs', 'echarts/country-names.mjs', 'package-lock.json']))) {
  await mkdir('public/maps', { recursive: true });
  await Promise.all([writeWorld(), writeUsa()]);
}

async function writeWorld() {
  const topology = JSON.parse(await readFile(WORLD, 'utf8'));
  const features = feature(topology, topology.objects.countries).features
    .filter(({ properties }) => properties.name !== 'Antarctica')
    .map(({ properties, geometry }) => region(FULL_NAMES[properties.name] ?? properties.name, geometry, 0.1));
  await writeMap('world', { features });
}

async function writeUsa() {
  const topology = JSON.parse(await readFile(USA, 'utf8'));
  const features = feature(topology, topology.objects.states).features
    .filter(({ properties }) => !TERRITORIES.has(properties.name))
    .map(({ properties, geometry }) => region(properties.name, geometry, 0.05));
  await writeMap('usa', {
    features,
    specialAreas: {
      Alaska: { left: -128, top: 24.5, width: 14 },
      Hawaii: { left: -111, top: 24.5, width: 5 },
    },
  });
}

function writeMap(name, members) {
  return writeFile(`public/maps/${name}.json`, `${JSON.stringify({ type: 'FeatureCollection', ...members })}\n`);
}

function region(name, { type, coordinates }, grid) {
  const polygons = (type === 'Polygon' ? [coordinates] : coordinates)
    .map((rings) => rings.map((ring) => onGrid(ring, name, grid)).filter((ring) => ring.length > 3))
    .filter((rings) => rings.length > 0);
  return { type: 'Feature', properties: { name }, geometry: { type: 'MultiPolygon', coordinates: polygons } };
}

/** Snaps a ring to a grid of so many degrees. Neighbours share their points, so that they still meet afterwards. */
function onGrid(ring, name, grid) {
  const points = ring
    .map(([lng, lat]) => [snap(unwrapped(lng, name), grid), snap(lat, grid)])
    .filter(([lng, lat], i, all) => i === 0 || lng !== all[i - 1][0] || lat !== all[i - 1][1]);
  return points.filter((point, i) => i === 0 || i === points.length - 1 || !between(points[i - 1], point, points[i + 1]));
}

/** Regions on both sides of the 180th meridian are drawn in one piece, which sticks out beyond it. */
function unwrapped(lng, name) {
  if (name === 'Alaska' && lng > 0) return lng - 360;
  if ((name === 'Russia' || name === 'Fiji') && lng < 0) return lng + 360;
  return lng;
}

function snap(degrees, grid) {
  return Number((Math.round(degrees / grid) * grid).toFixed(2));
}

/** Whether b lies on the straight way from a to c. */
function between([ax, ay], [bx, by], [cx, cy]) {
  const cross = (bx - ax) * (cy - by) - (by - ay) * (cx - bx);
  const along = (bx - ax) * (cx - bx) + (by - ay) * (cy - by);
  return Math.abs(cross) < 1e-9 && along > 0;
}
