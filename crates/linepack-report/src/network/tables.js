// Units, tables that sort and page, and what is told of one node or element.

const UNITS = {
  p: { "bar(a)": [1e-5, 0, 3], "bar(g)": [1e-5, -1.01325, 3], "MPa(a)": [1e-6, 0, 4], psia: [1 / 6894.757293168361, 0, 2], psig: [1 / 6894.757293168361, -14.695948775513, 2] },
  q: { "kg/s": [1, 0, 3], "t/h": [3.6, 0, 2], "lb/s": [1 / 0.45359237, 0, 3] },
};
const unit = { p: "bar(a)", q: "kg/s" };
const group = (text) => {
  const [whole, fraction] = text.split(".");
  const spaced = whole.length > 4 ? whole.replace(/\B(?=(\d{3})+$)/g, "\u202f") : whole;
  return fraction ? `${spaced}.${fraction}` : spaced;
};
/** A number with its decimals, a true minus sign and groups of three; a dash where nothing is known. */
function number(value, decimals) {
  if (value === null || value === undefined || !Number.isFinite(value)) return "–";
  const text = group(Math.abs(value).toFixed(decimals));
  return value < 0 && /[1-9]/.test(text) ? `\u2212${text}` : text;
}
function shown(kind, value) {
  const [factor, zero, decimals] = UNITS[kind][unit[kind]];
  return number(value === null ? null : value * factor + zero, decimals);
}
const percent = (share) => number(share === null ? null : 100 * share, 1);
const capital = (word) => word.charAt(0).toUpperCase() + word.slice(1).replaceAll("_", " ");

/** Columns: the value that sorts, and its words. */
const COLUMNS = {
  links: {
    id: [(i) => links.id[i]],
    kind: [(i) => links.kind[i], (i) => capital(links.kind[i])],
    ends: [(i) => nodes.id[links.from[i]], (i) => `${nodes.id[links.from[i]]} → ${nodes.id[links.to[i]]}`],
    flow: [(i) => links.flow[i], (i) => shown("q", links.flow[i])],
    before: [(i) => nodes.pressure[links.from[i]], (i) => shown("p", nodes.pressure[links.from[i]])],
    behind: [(i) => nodes.pressure[links.to[i]], (i) => shown("p", nodes.pressure[links.to[i]])],
    share: [(i) => links.share[i], (i) => percent(links.share[i])],
    mode: [(i) => links.mode[i], (i) => capital(links.mode[i])],
  },
  nodes: {
    id: [(i) => nodes.id[i]],
    kind: [(i) => nodes.kind[i], (i) => capital(nodes.kind[i])],
    pressure: [(i) => nodes.pressure[i], (i) => shown("p", nodes.pressure[i])],
    least: [(i) => nodes.least[i], (i) => shown("p", nodes.least[i])],
    greatest: [(i) => nodes.greatest[i], (i) => shown("p", nodes.greatest[i])],
    inflow: [(i) => nodes.inflow[i], (i) => shown("q", nodes.inflow[i])],
    share: [(i) => nodes.share[i], (i) => percent(nodes.share[i])],
  },
};
const ROWS = 100;
const names = new Intl.Collator("en", { numeric: true });
const tables = { links: { key: "share", down: true, page: 0, word: "" }, nodes: { key: "share", down: true, page: 0, word: "" } };

/** Indices in the order and under the search in force; what is not known comes last either way. */
function order(which) {
  const { key, down, word } = tables[which];
  const value = COLUMNS[which][key][0];
  const list = (which === "links" ? links : nodes).id.map((_, i) => i).filter((i) => matchesWord(which, i, word));
  const turn = down ? -1 : 1;
  return list.sort((a, b) => {
    const [x, y] = [value(a), value(b)];
    if (x === null || y === null) return (x === null) - (y === null) || a - b;
    return turn * (typeof x === "string" ? names.compare(x, y) : x - y) || a - b;
  });
}
function matchesWord(which, i, word) {
  if (!word) return true;
  const has = (text) => text.toLowerCase().includes(word);
  if (which === "nodes") return has(nodes.id[i]);
  return has(links.id[i]) || has(nodes.id[links.from[i]]) || has(nodes.id[links.to[i]]);
}

function fill(which) {
  const table = document.getElementById(`table-${which}`);
  const list = order(which);
  const state = tables[which];
  state.page = Math.min(Math.max(state.page, 0), Math.max(Math.ceil(list.length / ROWS) - 1, 0));
  const from = state.page * ROWS;
  const body = document.createElement("tbody");
  const kind = which === "links" ? "link" : "node";
  for (const i of list.slice(from, from + ROWS)) {
    const row = body.insertRow();
    row.dataset.row = `${kind}:${i}`;
    if (selected && selected[0] === kind && selected[1] === i) row.setAttribute("aria-current", "true");
    for (const [key, [value, words]] of Object.entries(COLUMNS[which])) {
      const cell = document.createElement(key === "id" ? "th" : "td");
      if (key === "id") {
        cell.scope = "row";
        const button = document.createElement("button");
        button.type = "button";
        button.textContent = value(i);
        button.dataset.show = `${kind}:${i}`;
        cell.append(button);
      } else cell.textContent = words(i);
      if (table.tHead.querySelector(`[data-key="${key}"]`).classList.contains("num")) cell.className = "num";
      if (key === "share" && value(i) > 1) cell.classList.add("over");
      row.append(cell);
    }
  }
  table.tBodies[0].replaceWith(body);
  const frame = document.getElementById(`list-${which}`);
  frame.querySelector(".count").textContent = state.word ? `${list.length} found.` : `${list.length} in all.`;
  frame.querySelector("[data-range]").textContent = list.length ? `${from + 1} to ${Math.min(from + ROWS, list.length)} of ${list.length}` : "none";
  frame.querySelector('[data-page="-1"]').disabled = from === 0;
  frame.querySelector('[data-page="1"]').disabled = from + ROWS >= list.length;
  for (const head of table.tHead.querySelectorAll("th")) {
    if (head.dataset.key === state.key) head.setAttribute("aria-sort", state.down ? "descending" : "ascending");
    else head.removeAttribute("aria-sort");
  }
}

function buildTables() {
  for (const which of ["links", "nodes"]) {
    for (const head of document.querySelectorAll(`#table-${which} thead th`)) {
      const button = document.createElement("button");
      button.type = "button";
      button.append(...head.childNodes);
      head.append(button);
      button.addEventListener("click", () => {
        const state = tables[which];
        const numeric = head.classList.contains("num");
        state.down = state.key === head.dataset.key ? !state.down : numeric;
        state.key = head.dataset.key;
        state.page = 0;
        fill(which);
      });
    }
    for (const button of document.querySelectorAll(`#list-${which} [data-page]`)) {
      button.addEventListener("click", () => { tables[which].page += Number(button.dataset.page); fill(which); });
    }
    fill(which);
  }
}

function relabel() {
  for (const label of document.querySelectorAll("[data-unit]")) {
    if (unit[label.dataset.unit]) label.textContent = unit[label.dataset.unit];
  }
}

/** All rows of a table in its order, numbers in the unit in force with all their digits. */
function csv(which) {
  const quoted = (text) => (/[",\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text);
  const heads = [...document.querySelectorAll(`#table-${which} thead th`)];
  const kindOf = (head) => head.querySelector("[data-unit]")?.dataset.unit;
  const cell = (head, i) => {
    const value = COLUMNS[which][head.dataset.key][0](i);
    if (value === null) return "";
    const [factor, zero] = UNITS[kindOf(head)]?.[unit[kindOf(head)]] ?? [kindOf(head) === "%" ? 100 : 1, 0];
    return quoted(typeof value === "number" ? String(value * factor + zero) : (COLUMNS[which][head.dataset.key][1] ?? COLUMNS[which][head.dataset.key][0])(i));
  };
  const title = heads.map((head) => quoted(head.textContent.trim())).join(",");
  return [title, ...order(which).map((i) => heads.map((head) => cell(head, i)).join(","))].join("\r\n") + "\r\n";
}

/** Facts of a node or element: name and words. */
function facts(kind, i) {
  const p = (value) => `${shown("p", value)} ${unit.p}`;
  const q = (value) => `${shown("q", value)} ${unit.q}`;
  const used = (share, limit) => (share === null ? [] : [[`Share of its ${limit}`, `${percent(share)} %`]]);
  if (kind === "node") {
    return [
      ["Pressure", p(nodes.pressure[i])],
      ...(nodes.least[i] === null ? [] : [["Least allowed", p(nodes.least[i])]]),
      ...(nodes.greatest[i] === null ? [] : [["Greatest allowed", p(nodes.greatest[i])]]),
      ["Flow into the network", q(nodes.inflow[i])],
      ["Temperature", `${number(nodes.temperature[i] - 273.15, 1)} °C`],
      ["Height", `${number(nodes.height[i], 1)} m`],
      ...used(nodes.share[i], nodes.limit[i]),
    ];
  }
  const [a, b] = [nodes.pressure[links.from[i]], nodes.pressure[links.to[i]]];
  return [
    ["Flow", q(links.flow[i])],
    [`Pressure at ${nodes.id[links.from[i]]}`, p(a)],
    [`Pressure at ${nodes.id[links.to[i]]}`, p(b)],
    ...(a === null || b === null ? [] : [["Change of pressure", `${number((b - a) * UNITS.p[unit.p][0], UNITS.p[unit.p][2])} ${unit.p.replace(/\(.\)|[ag]$/, "")}`]]),
    ...(links.length[i] === null ? [] : [["Length", `${number(links.length[i] / 1000, 3)} km`], ["Inner diameter", `${number(links.diameter[i] * 1000, 1)} mm`]]),
    ["Setting", capital(links.mode[i])],
    ...used(links.share[i], links.limit[i]),
  ];
}
