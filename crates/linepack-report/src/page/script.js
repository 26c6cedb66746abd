// Comfort only: light and dark, texts under the pointer, and saving a figure. The page reads without it.
(() => {
  "use strict";
  const root = document.documentElement;
  const every = (selector, run) => document.querySelectorAll(selector).forEach(run);

  const memory = {
    get() { try { return localStorage.getItem("linepack-theme"); } catch { return null; } },
    set(value) { try { localStorage.setItem("linepack-theme", value); } catch { /* a file without storage */ } },
  };
  const show = (theme) => { root.dataset.theme = theme; };
  if (memory.get()) show(memory.get());
  const button = document.getElementById("theme");
  button.hidden = false;
  button.addEventListener("click", () => {
    const system = matchMedia("(prefers-color-scheme: dark)").matches ? "dark" : "light";
    const next = (root.dataset.theme || system) === "dark" ? "light" : "dark";
    show(next);
    memory.set(next);
  });

  const tip = document.getElementById("tip");
  document.addEventListener("pointermove", (event) => {
    const mark = event.target.closest("[data-tip]");
    tip.hidden = !mark;
    if (!mark) return;
    tip.textContent = mark.dataset.tip;
    const room = tip.getBoundingClientRect();
    const left = Math.min(event.clientX + 14, innerWidth - room.width - 8);
    const above = event.clientY - room.height - 12;
    tip.style.left = `${Math.max(8, left)}px`;
    tip.style.top = `${above > 4 ? above : event.clientY + 18}px`;
  });
  addEventListener("scroll", () => { tip.hidden = true; }, { passive: true });
  document.addEventListener("keydown", (event) => { if (event.key === "Escape") tip.hidden = true; });

  const save = (name, type, text) => {
    const link = document.createElement("a");
    link.href = URL.createObjectURL(new Blob([text], { type }));
    link.download = name;
    link.click();
    setTimeout(() => URL.revokeObjectURL(link.href), 1000);
  };
  const csv = (table) => [...table.rows].map((row) => [...row.cells].map((cell) => {
    const text = (cell.dataset.v ?? cell.textContent).trim();
    return /[",\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
  }).join(",")).join("\r\n") + "\r\n";
  const looks = ["fill", "stroke", "stroke-width", "stroke-dasharray", "stroke-linejoin", "stroke-linecap", "opacity",
    "font-family", "font-size", "font-weight", "letter-spacing", "paint-order"];
  // A picture that stands alone: every colour written out, its hatchings brought along.
  const svg = (picture) => {
    const copy = picture.cloneNode(true);
    const defs = document.querySelector(".patterns defs");
    const freeze = (from, to) => {
      const style = getComputedStyle(from);
      looks.forEach((look) => to.style.setProperty(look, style.getPropertyValue(look)));
      [...from.children].forEach((child, index) => freeze(child, to.children[index]));
    };
    freeze(picture, copy);
    const hatchings = defs.cloneNode(true);
    freeze(defs, hatchings);
    copy.querySelectorAll(".hit").forEach((strip) => strip.remove());
    copy.prepend(hatchings);
    copy.style.background = getComputedStyle(document.body).backgroundColor;
    return new XMLSerializer().serializeToString(copy);
  };
  // Sections may be drawn again, so one ear hears all buttons.
  const offer = () => every("[data-save]", (control) => { control.hidden = false; });
  document.addEventListener("click", (event) => {
    const control = event.target.closest("[data-save]");
    if (!control) return;
    const figure = control.closest(".figure");
    const name = figure.id.replace(/^(fig|tab)-/, "");
    if (control.dataset.save === "csv") save(`${name}.csv`, "text/csv", csv(figure.querySelector("table")));
    else save(`${name}.svg`, "image/svg+xml", svg([...figure.querySelectorAll(".picture")].find((p) => p.getClientRects().length)));
  });
  addEventListener("linepack-drawn", offer);
  offer();

  // Printed, the data of the figures stay closed; a link into closed data opens it.
  const reveal = () => {
    const target = location.hash.length > 1 && document.getElementById(decodeURIComponent(location.hash.slice(1)));
    const closed = target && target.closest("details:not([open])");
    if (closed) { closed.open = true; target.scrollIntoView(); }
  };
  addEventListener("hashchange", reveal);
  reveal();
})();
