// Sections drawn by the engine take the place of those on the page; what an evaluation does not reach is marked as old.

const original = new Map<string, string>();
const fast = ["figures", "price", "line", "cost", "market", "deal"];
const late = ["attempts", "drivers", "limits", "sources"];

function remember() {
  if (original.size) return;
  for (const id of ["verdict", ...fast, ...late]) {
    const section = document.getElementById(id);
    if (section) original.set(id, section.outerHTML);
  }
}

function parsed(html: string): Element | null {
  const holder = document.createElement("template");
  holder.innerHTML = html;
  return holder.content.firstElementChild;
}

function replace(old: Element, html: string) {
  const fresh = parsed(html);
  if (!fresh) return;
  const open = [...old.querySelectorAll("details[open]")].map((details) => details.parentElement?.id).filter(Boolean);
  for (const id of open) {
    const details = fresh.querySelector(`#${CSS.escape(id as string)} > details`);
    if (details) (details as HTMLDetailsElement).open = true;
  }
  old.replaceWith(fresh);
}

/** Puts every section of a whole outcome in its place; one without an answer is emptied of nothing, but marked. */
export function drawWhole(sections: [string, string][]) {
  remember();
  for (const [id, html] of sections) {
    const old = document.getElementById(id);
    if (old) replace(old, html);
  }
  const told = new Set(sections.map(([id]) => id));
  for (const id of [...fast, ...late]) mark(document.getElementById(id), !told.has(id));
  dispatchEvent(new Event("linepack-drawn"));
}

/** Puts in what one evaluation tells: figures and tables it does not hold stay, marked as old. */
export function drawFast(sections: [string, string][]) {
  remember();
  const told = new Map(sections);
  for (const id of fast) {
    const old = document.getElementById(id);
    const html = told.get(id);
    if (!old) continue;
    if (!html) { mark(old, true); continue; }
    if (id === "figures") { replace(old, html); continue; }
    const fresh = parsed(html);
    for (const part of old.querySelectorAll<HTMLElement>("[id^='fig-'],[id^='tab-']")) {
      const again = fresh?.querySelector(`#${CSS.escape(part.id)}`);
      if (again) replace(part, again.outerHTML);
      else mark(part, true);
    }
    mark(old, false);
  }
  const sentences = [...(parsed(told.get("verdict") ?? "<i></i>")?.querySelectorAll("li") ?? [])];
  const feasible = parsed(told.get("verdict") ?? "<i></i>")?.className ?? "";
  const verdict = document.getElementById("verdict");
  if (verdict && sentences.length) {
    verdict.className = feasible;
    verdict.querySelectorAll("li").forEach((sentence, index) => {
      const last = index === 2 && feasible === "feasible";
      if (!last) sentence.textContent = sentences[index]?.textContent ?? "";
      mark(sentence, last);
    });
  }
  for (const id of late) mark(document.getElementById(id), true);
  dispatchEvent(new Event("linepack-drawn"));
}

/** The page as the study has it. */
export function drawBase() {
  for (const [id, html] of original) {
    const old = document.getElementById(id);
    if (old) replace(old, html);
  }
  dispatchEvent(new Event("linepack-drawn"));
}

function mark(part: Element | null, old: boolean) {
  if (!part) return;
  part.classList.toggle("old", old);
  if (old) part.setAttribute("aria-busy", "true");
  else part.removeAttribute("aria-busy");
}
