// The picture on a canvas: colours, what is drawn at which zoom, and what lies under a point.
"use strict";

const data = JSON.parse(document.getElementById("data").textContent);
const { nodes, links } = data;
const canvas = document.getElementById("view");
const brush = canvas.getContext("2d", { alpha: false });

const VIRIDIS = [[68, 1, 84], [71, 45, 123], [59, 82, 139], [44, 114, 142], [33, 145, 140], [40, 174, 128], [94, 201, 98], [173, 220, 48], [253, 231, 37]];
const CIVIDIS = [[0, 34, 78], [18, 53, 112], [59, 73, 108], [87, 93, 109], [112, 113, 115], [138, 134, 120], [165, 156, 116], [195, 179, 105], [225, 204, 85], [254, 232, 56]];
const along = (stops, at) => {
  const place = Math.min(Math.max(at, 0), 1) * (stops.length - 1);
  const step = Math.min(Math.floor(place), stops.length - 2);
  const mix = stops[step].map((from, k) => Math.round(from + (place - step) * (stops[step + 1][k] - from)));
  return `rgb(${mix})`;
};

const finite = (list) => list.filter((value) => value !== null && Number.isFinite(value));
const pressures = finite(nodes.pressure);
const lowest = pressures.reduce((a, b) => Math.min(a, b), Infinity);
const highest = pressures.reduce((a, b) => Math.max(a, b), -Infinity);
const greatestFlow = links.flow.reduce((a, b) => Math.max(a, Math.abs(b)), 0);
const COLOURS = 32;
const WIDTHS = 6;
// Many elements are drawn thinner while all are in view.
const crowd = Math.min(Math.max(60 / Math.sqrt(links.id.length || 1), 0.35), 1);

/** What colours the elements: 0 to 1 along a map of colours, or nothing where it is not known. */
const paints = {
  pressure: {
    stops: VIRIDIS, low: lowest, high: highest,
    of: (i) => {
      const [a, b] = [nodes.pressure[links.from[i]], nodes.pressure[links.to[i]]];
      return a === null || b === null ? null : (0.5 * (a + b) - lowest) / (highest - lowest || 1);
    },
  },
  share: { stops: CIVIDIS, low: 0, high: 1, of: (i) => links.share[i] },
};
let paint = paints.pressure;
let look = {};
let batches = [];
let ground = null;
let selected = null;
let hovered = null;
let matches = null;

/** Reads the colours of the theme in force. */
function readTheme() {
  const style = getComputedStyle(document.documentElement);
  const colour = (name) => {
    brush.fillStyle = "#000";
    const probe = document.createElement("span");
    probe.style.color = `var(${name})`;
    document.body.append(probe);
    const value = getComputedStyle(probe).color;
    probe.remove();
    return value;
  };
  const names = { ink: "--ink", soft: "--ink-2", surface: "--surface", warn: "--seller", link: "--link", sea: "--sea", land: "--land", border: "--border", idle: "--strong-rule" };
  look = Object.fromEntries(Object.entries(names).map(([key, name]) => [key, colour(name)]));
  look.font = `12px ${style.getPropertyValue("--sans")}`;
}

const widthClass = (i) => (greatestFlow > 0 ? Math.round((WIDTHS - 1) * Math.sqrt(Math.abs(links.flow[i]) / greatestFlow)) : 0);
const widthOf = (step) => 1.4 + (5.6 * step) / (WIDTHS - 1);

/** Sorts the elements into strokes of one colour and one width; done once a colouring, not once a frame. */
function batch() {
  const groups = new Map();
  for (let i = 0; i < links.id.length; i += 1) {
    const at = paint.of(i);
    const colour = at === null ? -1 : Math.round(Math.min(Math.max(at, 0), 1) * (COLOURS - 1));
    const closed = links.mode[i] === "closed";
    const width = widthClass(i);
    const key = `${width} ${colour} ${closed}`;
    if (!groups.has(key)) groups.set(key, { width, colour, closed, path: new Path2D() });
    const { path } = groups.get(key);
    path.moveTo(nodes.x[links.from[i]], nodes.y[links.from[i]]);
    path.lineTo(nodes.x[links.to[i]], nodes.y[links.to[i]]);
  }
  batches = [...groups.values()].sort((a, b) => a.width - b.width);
  for (let width = 0; width < WIDTHS; width += 1) {
    const casing = new Path2D();
    batches.filter((group) => group.width === width && !group.closed).forEach((group) => casing.addPath(group.path));
    batches.push({ width, casing });
  }
}

/** Where the plane of the picture lies on the screen: screen = scale · plane + shift. */
const view = { scale: 1, x: 0, y: 0, width: 0, height: 0, fit: 1 };
const toScreen = (x, y) => [view.scale * x + view.x, view.scale * y + view.y];

function resize() {
  const box = canvas.getBoundingClientRect();
  const dense = Math.min(window.devicePixelRatio || 1, 2);
  if (!box.width) return;
  const first = view.width === 0;
  const [dx, dy] = [(box.width - view.width) / 2, (box.height - view.height) / 2];
  Object.assign(view, { width: box.width, height: box.height });
  canvas.width = Math.round(box.width * dense);
  canvas.height = Math.round(box.height * dense);
  view.dense = dense;
  const before = view.fit;
  const room = Math.min(70, view.width / 8);
  const long = bounds.map(([a, b]) => Math.max(b - a, 1));
  view.fit = Math.min((view.width - 2 * room) / long[0], (view.height - 2 * room) / long[1]);
  if (first || Math.abs(view.scale - before) < 1e-9) showAll(); else { view.x += dx; view.y += dy; }
  request();
}

// The part of the plane in which nodes stand.
const bounds = [nodes.x, nodes.y].map((list) => [list.reduce((a, b) => Math.min(a, b), Infinity), list.reduce((a, b) => Math.max(a, b), -Infinity)]);

function showAll() {
  view.scale = view.fit;
  view.x = view.width / 2 - (view.scale * (bounds[0][0] + bounds[0][1])) / 2;
  view.y = view.height / 2 - (view.scale * (bounds[1][0] + bounds[1][1])) / 2;
  request();
}

/** Zooms by a factor about a point of the screen. */
function zoom(factor, x = view.width / 2, y = view.height / 2) {
  const scale = Math.min(Math.max(view.scale * factor, view.fit * 0.5), view.fit * 4000);
  const by = scale / view.scale;
  view.x = x - by * (x - view.x);
  view.y = y - by * (y - view.y);
  view.scale = scale;
  request();
}

/** Brings a point of the plane to the middle, near enough to see its neighbours. */
function centre(x, y) {
  view.scale = Math.max(view.scale, view.fit * Math.min(Math.max(Math.sqrt(links.id.length) / 6, 1), 40));
  view.x = view.width / 2 - view.scale * x;
  view.y = view.height / 2 - view.scale * y;
  request();
}

let asked = false;
let moving = 0;
/** While a large network moves, names wait. */
function moved() {
  clearTimeout(moving);
  moving = setTimeout(() => { moving = 0; request(); }, 150);
  request();
}
/** Draws once before the next frame is shown. */
function request() {
  if (asked) return;
  asked = true;
  requestAnimationFrame(() => { asked = false; draw(); });
}

const middleOf = (i) => [(nodes.x[links.from[i]] + nodes.x[links.to[i]]) / 2, (nodes.y[links.from[i]] + nodes.y[links.to[i]]) / 2];
const seen = (x, y, room = 30) => x > -room && y > -room && x < view.width + room && y < view.height + room;

function draw() {
  const zoomed = view.scale / view.fit;
  const grow = Math.min(crowd * Math.max(zoomed, 1) ** 0.4, 1.5);
  brush.setTransform(view.dense, 0, 0, view.dense, 0, 0);
  brush.fillStyle = ground ? look.sea : look.surface;
  brush.fillRect(0, 0, view.width, view.height);
  brush.save();
  brush.transform(view.scale, 0, 0, view.scale, view.x, view.y);
  const unit = 1 / view.scale;
  if (ground) {
    brush.lineWidth = 0.7 * unit;
    brush.strokeStyle = look.border;
    brush.fillStyle = look.land;
    brush.fill(ground[0]); brush.stroke(ground[0]);
    brush.fillStyle = look.sea;
    brush.fill(ground[1]);
    brush.lineWidth = 1.2 * unit;
    brush.stroke(ground[2]);
  }
  brush.lineCap = links.id.length > 1500 ? "butt" : "round";
  brush.strokeStyle = look.ink;
  for (const group of batches) {
    if (!group.casing) continue;
    brush.lineWidth = (widthOf(group.width) * grow + 1.5 * Math.min(grow, 1)) * unit;
    brush.stroke(group.casing);
  }
  for (const group of batches) {
    if (group.casing) continue;
    brush.lineWidth = widthOf(group.width) * grow * unit;
    brush.strokeStyle = group.colour < 0 ? look.idle : along(paint.stops, group.colour / (COLOURS - 1));
    if (group.closed) { brush.setLineDash([5 * unit, 4 * unit]); brush.strokeStyle = look.soft; }
    brush.stroke(group.path);
    brush.setLineDash([]);
  }
  brush.restore();
  drawMarks(grow);
  drawLabels(grow);
  canvas.dataset.frames = Number(canvas.dataset.frames ?? 0) + 1;
}

const SIGNS = {
  "compressor station": (x, y, r) => {
    disc(x, y, 1.3 * r);
    shape([[x - 0.6 * r, y - 0.8 * r], [x + 0.9 * r, y], [x - 0.6 * r, y + 0.8 * r]], look.ink);
  },
  valve: (x, y, r) => shape([[x - r, y - 0.7 * r], [x + r, y + 0.7 * r], [x + r, y - 0.7 * r], [x - r, y + 0.7 * r]]),
  "control valve": (x, y, r) => {
    shape([[x, y], [x, y - 1.3 * r], [x - 0.6 * r, y - 1.3 * r], [x + 0.6 * r, y - 1.3 * r], [x, y - 1.3 * r]]);
    SIGNS.valve(x, y, r);
  },
  resistor: (x, y, r) => shape([[x - r, y - 0.5 * r], [x + r, y - 0.5 * r], [x + r, y + 0.5 * r], [x - r, y + 0.5 * r]]),
};
function shape(points, fill = look.surface) {
  brush.beginPath();
  points.forEach(([x, y], k) => (k ? brush.lineTo(x, y) : brush.moveTo(x, y)));
  brush.closePath();
  brush.fillStyle = fill;
  brush.fill();
  brush.stroke();
}
function disc(x, y, r, fill = look.surface) {
  brush.beginPath();
  brush.arc(x, y, r, 0, 2 * Math.PI);
  brush.fillStyle = fill;
  brush.fill();
  brush.stroke();
}

/** Arrows, signs of elements and nodes, what is wrong, and what is selected: all of the size of the screen. */
function drawMarks(grow) {
  const arrows = new Path2D();
  const few = Math.min(Math.max(grow, 0.55), 1.15);
  brush.lineWidth = 1.3;
  brush.strokeStyle = look.ink;
  const signs = [];
  for (let i = 0; i < links.id.length; i += 1) {
    const [ax, ay] = toScreen(nodes.x[links.from[i]], nodes.y[links.from[i]]);
    const [bx, by] = toScreen(nodes.x[links.to[i]], nodes.y[links.to[i]]);
    const [x, y] = [(ax + bx) / 2, (ay + by) / 2];
    if (!seen(x, y)) continue;
    const sign = SIGNS[links.kind[i]];
    if (sign) { signs.push([sign, x, y]); continue; }
    const long = Math.hypot(bx - ax, by - ay);
    const size = 2.8 + 0.8 * widthOf(widthClass(i)) * grow;
    if (!links.flow[i] || long < Math.max(4.5 * size, 18)) continue;
    const turn = Math.sign(links.flow[i]) / long;
    const [ux, uy] = [turn * (bx - ax), turn * (by - ay)];
    arrows.moveTo(x + size * ux, y + size * uy);
    arrows.lineTo(x - 0.8 * size * (ux + uy), y - 0.8 * size * (uy - ux));
    arrows.lineTo(x - 0.8 * size * (ux - uy), y - 0.8 * size * (uy + ux));
    arrows.closePath();
  }
  brush.lineWidth = 1.6;
  brush.strokeStyle = look.surface;
  brush.stroke(arrows);
  brush.fillStyle = look.ink;
  brush.fill(arrows);
  brush.lineWidth = 1.3;
  brush.strokeStyle = look.ink;
  // One path for all signs of a kind: thousands of small fills would cost a frame.
  const [dots, up, down] = [new Path2D(), new Path2D(), new Path2D()];
  const dotted = nodes.id.length < 800 || view.scale > 2.5 * view.fit;
  const r = 5.5 * few;
  for (let i = 0; i < nodes.id.length; i += 1) {
    const [x, y] = toScreen(nodes.x[i], nodes.y[i]);
    if (!seen(x, y)) continue;
    if (nodes.kind[i] === "junction") {
      if (dotted) { dots.moveTo(x + 0.4 * r, y); dots.arc(x, y, 0.4 * r, 0, 2 * Math.PI); }
      continue;
    }
    if (nodes.kind[i] === "storage") { down.rect(x - r, y - r, 2 * r, 2 * r); continue; }
    const [path, turn] = nodes.kind[i] === "entry" ? [up, 1] : [down, -1];
    path.moveTo(x, y - turn * r);
    path.lineTo(x + r, y + turn * r);
    path.lineTo(x - r, y + turn * r);
    path.closePath();
  }
  for (const [path, colour] of [[dots, look.surface], [down, look.surface], [up, look.ink]]) {
    brush.fillStyle = colour;
    brush.fill(path);
    brush.stroke(path);
  }
  signs.forEach(([sign, x, y]) => sign(x, y, 5.5 * few));
  drawBroken("link", links.broken, few);
  drawBroken("node", nodes.broken, few);
  if (matches) for (const [kind, i] of matches) ring(kind, i, 9, look.link, 2);
  if (hovered) ring(hovered[0], hovered[1], 10, look.link, 2);
  if (selected) { ring(selected[0], selected[1], 12, look.surface, 6); ring(selected[0], selected[1], 12, look.link, 3); }
}

const placeOf = (kind, i) => (kind === "node" ? [nodes.x[i], nodes.y[i]] : middleOf(i));

function drawBroken(kind, broken, few) {
  for (let i = 0; i < broken.length; i += 1) {
    if (!broken[i].length) continue;
    const [x, y] = toScreen(...placeOf(kind, i));
    if (!seen(x, y)) continue;
    brush.strokeStyle = look.warn;
    brush.lineWidth = 2.5;
    disc(x + 10 * few, y - 10 * few, 6.5 * few);
    brush.fillStyle = look.ink;
    brush.font = `700 ${Math.round(10 * few)}px sans-serif`;
    brush.textAlign = "center";
    brush.fillText("!", x + 10 * few, y - 6.6 * few);
    brush.strokeStyle = look.ink;
  }
}

function ring(kind, i, r, colour, width) {
  brush.strokeStyle = colour;
  brush.lineWidth = width;
  if (kind === "link") {
    const [a, b] = [toScreen(nodes.x[links.from[i]], nodes.y[links.from[i]]), toScreen(nodes.x[links.to[i]], nodes.y[links.to[i]])];
    const long = Math.hypot(b[0] - a[0], b[1] - a[1]) || 1;
    const [nx, ny] = [(r / 1.6) * (b[1] - a[1]) / long, (r / 1.6) * (a[0] - b[0]) / long];
    brush.beginPath();
    brush.moveTo(a[0] + nx, a[1] + ny); brush.lineTo(b[0] + nx, b[1] + ny);
    brush.moveTo(a[0] - nx, a[1] - ny); brush.lineTo(b[0] - nx, b[1] - ny);
    brush.stroke();
    if (long > 2.5 * r) return;
  }
  const [x, y] = toScreen(...placeOf(kind, i));
  brush.beginPath();
  brush.arc(x, y, r, 0, 2 * Math.PI);
  brush.stroke();
}

/** Names that do not cover one another: the selected first, then ends of the network, then all where there is room. */
function drawLabels(grow) {
  brush.font = look.font;
  brush.textAlign = "start";
  brush.lineJoin = "round";
  const taken = [];
  const free = ([l, t, r, b]) => taken.every(([l2, t2, r2, b2]) => r < l2 || r2 < l || b < t2 || b2 < t);
  const done = new Set();
  let left = 120;
  const write = (text, x, y) => {
    const wide = brush.measureText(text).width;
    for (const [lx, ly] of [[x + 9, y - 5], [x - 9 - wide, y - 5], [x + 9, y + 14], [x - 9 - wide, y + 14], [x - wide / 2, y + 20], [x - wide / 2, y - 11]]) {
      if (lx < 2 || lx + wide > view.width - 2 || ly < 12 || ly > view.height - 4) continue;
      const box = [lx - 3, ly - 11, lx + wide + 3, ly + 3];
      if (!free(box)) continue;
      taken.push(box);
      brush.lineWidth = 3.5;
      brush.strokeStyle = ground ? look.land : look.surface;
      brush.strokeText(text, lx, ly);
      brush.fillStyle = look.ink;
      brush.fillText(text, lx, ly);
      left -= 1;
      return;
    }
  };
  const node = (i) => {
    const [x, y] = toScreen(nodes.x[i], nodes.y[i]);
    if (left < 1 || done.has(i) || !seen(x, y, 0)) return;
    done.add(i);
    write(nodes.id[i], x, y);
  };
  // A name covers no sign of an end of the network.
  if (grow >= 0.5) {
    for (const i of named) {
      if (taken.length > 250) break;
      const [x, y] = toScreen(nodes.x[i], nodes.y[i]);
      if (nodes.kind[i] !== "junction" && seen(x, y)) taken.push([x - 5, y - 5, x + 5, y + 5]);
    }
  }
  if (selected) {
    const [kind, i] = selected;
    const [x, y] = toScreen(...placeOf(kind, i));
    if (kind === "node") node(i); else write(links.id[i], x, y);
  }
  for (const i of named) if (nodes.broken[i].length) node(i);
  const many = links.id.length > 1500;
  if (grow < 0.5 || (many && (moving || view.scale < 2.5 * view.fit))) return;
  for (const i of named) if (nodes.kind[i] !== "junction" && left > 0) node(i);
  if (grow < 0.9) return;
  for (const i of named) if (left > 0) node(i);
}
// Ends with much flow are named before others.
const named = nodes.id.map((_, i) => i).sort((a, b) => Math.abs(nodes.inflow[b]) - Math.abs(nodes.inflow[a]));

/** The node or element under a point of the screen, or nothing. */
function under(x, y, reach = 9) {
  let best = null;
  let least = reach;
  for (let i = 0; i < nodes.id.length; i += 1) {
    const [nx, ny] = toScreen(nodes.x[i], nodes.y[i]);
    const far = Math.hypot(x - nx, y - ny) - (nodes.kind[i] === "junction" ? 0 : 3);
    if (far < least) { least = far; best = ["node", i]; }
  }
  // A node lies on its elements: it is meant when the point is close to it.
  if (best && least < 0.7 * reach) return best;
  least = reach;
  let line = null;
  for (let i = 0; i < links.id.length; i += 1) {
    const [ax, ay] = toScreen(nodes.x[links.from[i]], nodes.y[links.from[i]]);
    const [bx, by] = toScreen(nodes.x[links.to[i]], nodes.y[links.to[i]]);
    const [dx, dy] = [bx - ax, by - ay];
    const t = Math.min(Math.max(((x - ax) * dx + (y - ay) * dy) / (dx * dx + dy * dy || 1), 0), 1);
    const far = Math.hypot(x - ax - t * dx, y - ay - t * dy) - (SIGNS[links.kind[i]] ? 3 : 0);
    if (far < least) { least = far; line = ["link", i]; }
  }
  return line ?? best;
}
