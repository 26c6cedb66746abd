// What a reader of a report meets: pictures, links, width, contrast, print, saved files.
//
//     LINEPACK_REPORT=out/report.html npm test

import assert from "node:assert/strict";
import { readFileSync, statSync } from "node:fs";
import { createRequire } from "node:module";
import { fileURLToPath } from "node:url";
import { after, before, test } from "node:test";
import { address, launch, open } from "./browser.mjs";

const axe = readFileSync(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");
const standard = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"];
const widths = [360, 768, 1440];
let browser;

before(async () => { browser = await launch(); });
after(async () => { await browser?.close(); });

test("the file is below 5 MB", () => {
  const size = statSync(fileURLToPath(address())).size;
  assert.ok(size < 5_000_000, `${size} bytes`);
});

test("nothing fails and nothing is loaded from elsewhere", async () => {
  const page = await open(browser);
  await page.waitForTimeout(300);
  assert.deepEqual(page.faults, []);
});

test("the verdict has three sentences", async () => {
  const page = await open(browser);
  const sentences = await page.locator("#verdict li").allTextContents();
  assert.equal(sentences.length, 3);
  for (const sentence of sentences) assert.match(sentence, /^[A-Z].{20,}\.$/s);
});

test("one heading of the first rank, and no rank is left out", async () => {
  const page = await open(browser);
  const ranks = await page.$$eval("h1,h2,h3,h4,h5,h6", (all) => all.map((h) => Number(h.tagName[1])));
  assert.equal(ranks.filter((rank) => rank === 1).length, 1);
  ranks.forEach((rank, index) => assert.ok(index === 0 || rank <= ranks[index - 1] + 1, `rank ${rank} at heading ${index}`));
});

for (const width of widths) {
  test(`every figure shows one picture with a title, a description and marks at ${width} px`, async () => {
    const page = await open(browser, { width });
    const figures = await page.$$eval("figure", (all) => all.map((figure) => {
      const shown = [...figure.querySelectorAll("svg.picture")].filter((svg) => {
        const box = svg.getBoundingClientRect();
        return box.width > 100 && box.height > 60;
      });
      const svg = shown[0];
      return {
        id: figure.id, shown: shown.length,
        title: svg?.querySelector("title")?.textContent.length ?? 0,
        description: svg?.querySelector("desc")?.textContent.length ?? 0,
        marks: svg?.querySelectorAll("path,rect,circle,line").length ?? 0,
        rows: figure.querySelectorAll("table tbody tr").length,
        broken: /NaN|inf|undefined/.test(svg?.outerHTML ?? ""),
      };
    }));
    for (const figure of figures) {
      assert.equal(figure.shown, 1, `${figure.id}: ${figure.shown} pictures`);
      assert.ok(figure.title > 3 && figure.description > 10, `${figure.id} is not described`);
      assert.ok(figure.marks > 3, `${figure.id} has ${figure.marks} marks`);
      assert.ok(figure.rows > 0, `${figure.id} has no table`);
      assert.ok(!figure.broken, `${figure.id} has a coordinate that is no number`);
    }
    // What LINEPACK_FIGURES names must be there: a study may leave parts out, the flagship may not.
    const ids = figures.map((figure) => figure.id.replace(/^fig-/, ""));
    for (const id of (process.env.LINEPACK_FIGURES ?? "").split(",").filter(Boolean)) assert.ok(ids.includes(id), `figure ${id} is missing`);
    await page.context().close();
  });

  test(`labels in pictures stay within the page at ${width} px`, async () => {
    const page = await open(browser, { width });
    const out = await page.$$eval("svg.picture text", (all) => all.filter((text) => {
      const box = text.getBoundingClientRect();
      const frame = text.closest("svg").getBoundingClientRect();
      return box.width > 0 && (box.left < frame.left - 3 || box.right > frame.right + 3);
    }).map((text) => `${text.closest("figure").id}: ${text.textContent}`));
    assert.deepEqual(out, []);
    await page.context().close();
  });

  test(`the page does not scroll sideways at ${width} px`, async () => {
    const page = await open(browser, { width });
    const { scroll, client } = await page.evaluate(() => ({
      scroll: document.documentElement.scrollWidth, client: document.documentElement.clientWidth,
    }));
    assert.ok(scroll <= client, `${scroll} px in ${client} px`);
    await page.context().close();
  });
}

for (const scheme of ["light", "dark"]) {
  for (const width of [360, 1440]) {
    test(`no violation of WCAG 2.2 AA in ${scheme} at ${width} px`, async () => {
      const page = await open(browser, { width, scheme });
      await page.evaluate(() => document.querySelectorAll("details").forEach((details) => { details.open = true; }));
      await page.evaluate(axe);
      const { violations } = await page.evaluate((tags) => window.axe.run(document, { runOnly: { type: "tag", values: tags } }), standard);
      const report = violations.map((v) => `${v.id}: ${v.help}\n  ${v.nodes.slice(0, 5).map((n) => `${n.target} ${n.failureSummary}`).join("\n  ")}`);
      assert.equal(report.length, 0, report.join("\n"));
      await page.context().close();
    });
  }
}

test("every link within the page has a target, and no identifier stands twice", async () => {
  const page = await open(browser);
  const { broken, doubled } = await page.evaluate(() => {
    const ids = [...document.querySelectorAll("[id]")].map((element) => element.id);
    const known = new Set(ids);
    const links = [...document.querySelectorAll("a[href^='#']")].map((a) => decodeURIComponent(a.getAttribute("href").slice(1)));
    return { broken: links.filter((id) => !known.has(id)), doubled: ids.filter((id, index) => ids.indexOf(id) !== index) };
  });
  assert.deepEqual(broken, []);
  assert.deepEqual(doubled, []);
});

test("the switch changes the theme and keeps it", async () => {
  const page = await open(browser, { scheme: "light" });
  const paper = () => page.evaluate(() => getComputedStyle(document.body).backgroundColor);
  const light = await paper();
  await page.locator("#theme").click();
  const dark = await paper();
  assert.notEqual(dark, light);
  await page.reload();
  assert.equal(await paper(), dark);
});

test("the page is complete without script", async () => {
  const page = await open(browser, { script: false });
  assert.equal(await page.locator("button:visible").count(), 0);
  assert.ok(await page.locator("#verdict li").first().isVisible());
});

test("a mark tells its value under the pointer", async () => {
  const page = await open(browser);
  const mark = page.locator("svg.picture.wide [data-tip]").first();
  if (await mark.count() === 0) return;
  await mark.scrollIntoViewIfNeeded();
  await mark.hover({ force: true });
  assert.equal(await page.locator("#tip").textContent(), await mark.getAttribute("data-tip"));
});

test("a figure is saved as a picture that stands alone, and as data", async () => {
  const page = await open(browser);
  if (await page.locator("figure").count() === 0) return;
  const figure = page.locator("figure").first();
  const saved = async (kind) => {
    const [download] = await Promise.all([page.waitForEvent("download"), figure.locator(`[data-save=${kind}]`).click()]);
    return readFileSync(await download.path(), "utf8");
  };
  const svg = await saved("svg");
  assert.match(svg, /^<svg[^>]*xmlns="http:\/\/www\.w3\.org\/2000\/svg"/);
  assert.ok(!svg.includes("var(--"), "a colour is left to the page");
  const csv = await saved("csv");
  const rows = csv.trimEnd().split("\r\n");
  assert.equal(rows.length, 1 + await figure.locator("tbody tr").count());
  assert.deepEqual(page.faults, []);
});

test("the keyboard reaches the content first and shows where it is", async () => {
  const page = await open(browser);
  await page.keyboard.press("Tab");
  const first = await page.evaluate(() => ({
    href: document.activeElement.getAttribute("href"), outline: getComputedStyle(document.activeElement).outlineStyle,
  }));
  assert.deepEqual(first, { href: "#main", outline: "solid" });
});

test("printed on A4, the answer, the key figures and the price axis stand on the first page", async () => {
  const page = await open(browser, { width: 794, height: 1123 });
  const pdf = await page.pdf({ format: "A4", preferCSSPageSize: true, printBackground: true });
  const text = pdf.toString("latin1");
  const pages = (text.match(/\/Type\s*\/Page[^s]/g) ?? []).length;
  assert.ok(pages >= 1, "no page");
  const [, width, height] = text.match(/\/MediaBox\s*\[\s*0 0 ([\d.]+) ([\d.]+)/).map(Number);
  assert.ok(Math.abs(width - 595) < 2 && Math.abs(height - 842) < 2, `${width} x ${height} points`);
  // 267 mm of type area at 96 px an inch; the section after the axis begins a new page.
  await page.setViewportSize({ width: Math.round(180 / 25.4 * 96), height: 1009 });
  await page.emulateMedia({ media: "print" });
  const end = await page.evaluate(() => (document.querySelector("#price") ?? document.querySelector("#verdict")).getBoundingClientRect().bottom + scrollY);
  assert.ok(end <= 267 / 25.4 * 96, `the first page would need ${Math.round(end)} px`);
});
