// The page's controls: pointer, keyboard, search, units, theme, saving. Picture and tables show one selection.

const element = (id) => document.getElementById(id);
const every = (selector, run) => document.querySelectorAll(selector).forEach(run);
const make = (tag, text, more = {}) => Object.assign(document.createElement(tag), { textContent: text }, more);

/** Selects a node or element in picture, panel, tables and address; `move` brings it to the middle. */
function select(what, move = false) {
  selected = what;
  const panel = element("chosen");
  const before = panel.hidden;
  panel.hidden = !what;
  panel.replaceChildren();
  if (what) describe(panel, ...what);
  if (before !== panel.hidden) resize();
  if (what && move) centre(...placeOf(...what));
  every("tbody tr[data-row]", (row) => {
    if (what && row.dataset.row === what.join(":")) row.setAttribute("aria-current", "true");
    else row.removeAttribute("aria-current");
  });
  try { history.replaceState(null, "", what ? `#${what[0]}:${encodeURIComponent((what[0] === "node" ? nodes : links).id[what[1]])}` : location.pathname); } catch { /* a page without an address */ }
  request();
}

function describe(panel, kind, i) {
  const all = kind === "node" ? nodes : links;
  const close = make("button", "×", { type: "button", className: "close" });
  close.setAttribute("aria-label", "Close");
  close.addEventListener("click", () => { select(null); canvas.focus(); });
  const list = document.createElement("dl");
  for (const [name, words] of facts(kind, i)) {
    const row = document.createElement("div");
    row.append(make("dt", name), make("dd", words));
    list.append(row);
  }
  panel.append(make("p", capital(all.kind[i]), { className: "key" }), make("h3", all.id[i]), close);
  all.broken[i].forEach((text) => panel.append(make("p", text, { className: "fault" })));
  panel.append(list, make("h4", "Connected to"));
  const beside = kind === "link" ? [["node", links.from[i]], ["node", links.to[i]]]
    : links.id.map((_, k) => k).filter((k) => links.from[k] === i || links.to[k] === i).map((k) => ["link", k]);
  const items = document.createElement("ul");
  for (const other of beside) {
    const item = document.createElement("li");
    const button = make("button", (other[0] === "node" ? nodes : links).id[other[1]], { type: "button" });
    button.dataset.show = other.join(":");
    item.append(button);
    items.append(item);
  }
  panel.append(items);
}

document.addEventListener("click", (event) => {
  const button = event.target.closest("[data-show]");
  if (!button) return;
  const [kind, index] = button.dataset.show.split(":");
  const inPanel = button.closest("#chosen");
  select([kind, Number(index)], true);
  if (inPanel) element("chosen").querySelector("h3").setAttribute("tabindex", "-1"), element("chosen").querySelector("h3").focus();
  else if (!button.closest("table")) element("picture").scrollIntoView({ block: "start" });
});

// Pointer: one moves, two zoom, the wheel zooms while the picture has the focus or Control is held.
const touches = new Map();
let travelled = 0;
const local = (event) => { const box = canvas.getBoundingClientRect(); return [event.clientX - box.left, event.clientY - box.top]; };
canvas.addEventListener("pointerdown", (event) => {
  canvas.setPointerCapture(event.pointerId);
  touches.set(event.pointerId, local(event));
  travelled = 0;
});
canvas.addEventListener("pointermove", (event) => {
  const now = local(event);
  const last = touches.get(event.pointerId);
  if (!last) return hover(now);
  if (touches.size === 2) {
    const other = [...touches].find(([id]) => id !== event.pointerId)[1];
    const far = (point) => Math.hypot(point[0] - other[0], point[1] - other[1]);
    zoom(far(now) / (far(last) || 1), (now[0] + other[0]) / 2, (now[1] + other[1]) / 2);
  } else {
    view.x += now[0] - last[0];
    view.y += now[1] - last[1];
    moved();
  }
  travelled += Math.hypot(now[0] - last[0], now[1] - last[1]);
  touches.set(event.pointerId, now);
});
const release = (event) => {
  if (touches.delete(event.pointerId) && travelled < 5 && event.type === "pointerup") {
    select(under(...local(event), event.pointerType === "touch" ? 18 : 9));
  }
};
canvas.addEventListener("pointerup", release);
canvas.addEventListener("pointercancel", release);
canvas.addEventListener("pointerleave", () => hover(null));
canvas.addEventListener("wheel", (event) => {
  if (!event.ctrlKey && document.activeElement !== canvas) return;
  event.preventDefault();
  zoom(Math.exp(-event.deltaY * (event.deltaMode ? 0.05 : 0.0015)), ...local(event));
}, { passive: false });
canvas.addEventListener("dblclick", (event) => zoom(2, ...local(event)));

function hover(point) {
  const found = point && under(...point);
  if (String(found) !== String(hovered)) { hovered = found; request(); }
  const tip = element("tip");
  tip.hidden = !found;
  canvas.style.cursor = found ? "pointer" : "";
  if (!found) return;
  const [kind, i] = found;
  const words = facts(kind, i).slice(0, kind === "node" ? 1 : 3).map(([name, value]) => `${name} ${value}`);
  tip.textContent = `${(kind === "node" ? nodes : links).id[i]}: ${words.join(", ")}`;
  tip.style.left = `${Math.max(8, Math.min(point[0] + 14, view.width - tip.offsetWidth - 8))}px`;
  tip.style.top = `${point[1] > tip.offsetHeight + 16 ? point[1] - tip.offsetHeight - 12 : point[1] + 18}px`;
}

canvas.addEventListener("keydown", (event) => {
  if (event.ctrlKey || event.metaKey || event.altKey) return;
  const step = 60;
  const move = (x, y) => { view.x += x; view.y += y; moved(); };
  const next = (by) => {
    const list = order(selected?.[0] === "node" ? "nodes" : "links");
    const at = selected ? list.indexOf(selected[1]) : -1;
    if (list.length) select([selected?.[0] ?? "link", list[(at + by + list.length) % list.length]], true);
  };
  const keys = {
    ArrowLeft: () => move(step, 0), ArrowRight: () => move(-step, 0), ArrowUp: () => move(0, step), ArrowDown: () => move(0, -step),
    "+": () => zoom(1.3), "=": () => zoom(1.3), "-": () => zoom(1 / 1.3), 0: showAll, n: () => next(1), p: () => next(-1),
    Enter: () => select(under(view.width / 2, view.height / 2, Infinity)), Escape: () => { select(null); hover(null); },
  };
  const run = keys[event.key] ?? keys[event.key.toLowerCase()];
  if (run) { event.preventDefault(); run(); }
});
every("[data-view]", (button) => button.addEventListener("click", () => ({ in: () => zoom(1.5), out: () => zoom(1 / 1.5), all: showAll })[button.dataset.view]()));

// Search: the tables keep what matches, the picture rings it, Enter shows the first.
const find = element("find");
function search() {
  const word = find.value.trim().toLowerCase();
  for (const which of ["links", "nodes"]) { Object.assign(tables[which], { word, page: 0 }); fill(which); }
  const own = (list) => list.id.map((id, i) => [id.toLowerCase(), i]).filter(([id]) => word && id.includes(word));
  const found = [...own(nodes).map(([id, i]) => ["node", i, id]), ...own(links).map(([id, i]) => ["link", i, id])];
  found.sort((a, b) => (b[2] === word) - (a[2] === word));
  matches = word ? found.slice(0, 400) : null;
  element("found").textContent = word ? `${found.length} with “${find.value.trim()}” in the name${found.length ? "; Enter shows the first" : ""}.` : "";
  request();
  return found;
}
find.addEventListener("input", search);
find.addEventListener("keydown", (event) => {
  if (event.key === "Enter") { const [first] = search(); if (first) select(first.slice(0, 2), true); }
});

for (const kind of ["p", "q"]) {
  const choice = element(`unit-${kind}`);
  choice.append(...Object.keys(UNITS[kind]).map((name) => make("option", name, { value: name })));
  choice.addEventListener("change", () => { unit[kind] = choice.value; relabel(); fill("links"); fill("nodes"); legend(); select(selected); });
}
element("paint").addEventListener("change", () => { paint = paints[element("paint").value]; batch(); legend(); request(); });

/** The bar of colours with its numbers, and three widths with theirs. */
function legend() {
  const name = "http://www.w3.org/2000/svg";
  const draw = (tag, more, text = "") => { const e = document.createElementNS(name, tag); Object.entries(more).forEach(([k, v]) => e.setAttribute(k, v)); e.textContent = text; return e; };
  const bar = draw("svg", { width: 250, height: 44, "aria-hidden": "true" });
  for (let k = 0; k < 50; k += 1) bar.append(draw("rect", { x: k * 5, y: 18, width: 5.4, height: 9, fill: along(paint.stops, (k + 0.5) / 50) }));
  const words = paint === paints.pressure ? (at) => shown("p", paint.low + at * (paint.high - paint.low)) : (at) => String(Math.round(100 * at));
  bar.append(draw("text", { x: 0, y: 12 }, paint === paints.pressure ? `Pressure, ${unit.p}` : "Share of the limit, %"));
  if (pressures.length) [[0, "start"], [0.5, "middle"], [1, "end"]].forEach(([at, anchor]) => bar.append(draw("text", { x: 250 * at, y: 40, "text-anchor": anchor }, words(at))));
  const widths = draw("svg", { width: 250, height: 44, "aria-hidden": "true" });
  widths.append(draw("text", { x: 0, y: 12 }, `Flow, ${unit.q}`));
  [0.04, 0.36, 1].forEach((part, k) => {
    widths.append(draw("line", { x1: k * 84, x2: k * 84 + 60, y1: 22, y2: 22, stroke: look.ink, "stroke-width": widthOf((WIDTHS - 1) * Math.sqrt(part)) }));
    widths.append(draw("text", { x: k * 84, y: 40 }, shown("q", part * greatestFlow)));
  });
  element("legend").replaceChildren(bar, widths);
}

// Light and dark.
const memory = {
  get() { try { return localStorage.getItem("linepack-theme"); } catch { return null; } },
  set(value) { try { localStorage.setItem("linepack-theme", value); } catch { /* a file without storage */ } },
};
const dark = matchMedia("(prefers-color-scheme: dark)");
const retheme = () => { readTheme(); legend(); request(); };
if (memory.get()) document.documentElement.dataset.theme = memory.get();
element("theme").hidden = false;
element("theme").addEventListener("click", () => {
  const next = (document.documentElement.dataset.theme || (dark.matches ? "dark" : "light")) === "dark" ? "light" : "dark";
  document.documentElement.dataset.theme = next;
  memory.set(next);
  retheme();
});
dark.addEventListener("change", retheme);

// Saving.
const save = (name, blob) => {
  const link = make("a", "", { href: URL.createObjectURL(blob), download: name });
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), 1000);
};
every("[data-save]", (button) => {
  button.hidden = false;
  button.addEventListener("click", () => {
    if (button.dataset.save === "png") canvas.toBlob((blob) => save("network.png", blob));
    else save("network.svg", new Blob([new XMLSerializer().serializeToString(element("still"))], { type: "image/svg+xml" }));
  });
});
every("[data-csv]", (button) => button.addEventListener("click", () => save(`${button.dataset.csv === "links" ? "elements" : "nodes"}.csv`, new Blob([csv(button.dataset.csv)], { type: "text/csv" }))));

every("[data-table]", (button) => button.addEventListener("click", () => show(button.dataset.table)));
function show(which) {
  every("[data-table]", (other) => other.setAttribute("aria-pressed", String(other.dataset.table === which)));
  for (const name of ["links", "nodes"]) element(`list-${name}`).hidden = name !== which;
}

// Start: the still picture gives way to the live one.
document.body.classList.add("scripted");
every(".controls, .zoom, .tabs, .paging, #view, .broken-list button", (part) => { part.hidden = false; });
document.querySelector(".frame").classList.add("live");
if (data.ground) ground = data.ground[0].map((d) => new Path2D(d));
element("names").append(...[...nodes.id, ...links.id].slice(0, 2000).map((id) => make("option", "", { value: id })));
readTheme();
batch();
buildTables();
show("links");
legend();
new ResizeObserver(resize).observe(canvas);
resize();
const start = /^#(node|link):(.+)$/.exec(location.hash);
if (start) {
  const at = (start[1] === "node" ? nodes : links).id.indexOf(decodeURIComponent(start[2]));
  if (at >= 0) select([start[1], at], true);
}
