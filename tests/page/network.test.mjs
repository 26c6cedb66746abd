// What a reader of a network's page meets: picture, tables, selection, keyboard, search, speed.
//
//     LINEPACK_NETWORK=out/network.html LINEPACK_LARGE=out/lattice.html node --test network.test.mjs

import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { after, before, test } from "node:test";
import { launch, open as openReport } from "./browser.mjs";

const axe = readFileSync(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");
const standard = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"];
const { LINEPACK_NETWORK: small, LINEPACK_LARGE: large } = process.env;
const skip = small && large ? false : "LINEPACK_NETWORK and LINEPACK_LARGE name no pages";
let browser;

before(async () => { if (!skip) browser = await launch(); });
after(async () => { await browser?.close(); });
const open = (file, more) => { process.env.LINEPACK_REPORT = file; return openReport(browser, more); };

for (const scheme of ["light", "dark"]) {
  for (const width of [360, 1440]) {
    test(`no violation of WCAG 2.2 AA, no sideways scroll, no fault in ${scheme} at ${width} px`, { skip }, async () => {
      const page = await open(small, { width, scheme });
      await page.evaluate(() => document.querySelector("#table-links tbody button").click());
      await page.evaluate(axe);
      const { violations } = await page.evaluate((tags) => window.axe.run(document, { runOnly: { type: "tag", values: tags } }), standard);
      assert.deepEqual(violations.map((v) => `${v.id}: ${v.help} ${v.nodes.slice(0, 3).map((n) => n.target)}`), []);
      const [scroll, client] = await page.evaluate(() => [document.documentElement.scrollWidth, document.documentElement.clientWidth]);
      assert.ok(scroll <= client, `${scroll} px in ${client} px`);
      assert.deepEqual(page.faults, []);
      await page.context().close();
    });
  }
}

test("a row, the picture and the panel show one selection", { skip }, async () => {
  const page = await open(small);
  const first = page.locator("#table-links tbody tr").nth(3);
  const name = await first.locator("button").textContent();
  await first.locator("button").click();
  assert.equal(await page.locator("#chosen h3").textContent(), name);
  assert.equal(await first.getAttribute("aria-current"), "true");
  const box = await page.locator("#view").boundingBox();
  await page.locator("#view").scrollIntoViewIfNeeded();
  // The element was brought to the middle: a click there selects it or one that lies on it.
  assert.ok(box.width > 300 && box.height > 200);
  const at = await page.evaluate(() => [view.width / 2, view.height / 2]);
  await page.evaluate(() => select(null));
  const wide = await page.locator("#view").boundingBox();
  await page.locator("#view").click({ position: { x: at[0] + (wide.width - 2 * at[0]) / 2, y: at[1] } });
  assert.ok(await page.locator("#chosen h3").isVisible());
  assert.match(page.url(), /#(link|node):/);
  const url = page.url();
  await page.goto("about:blank");
  await page.goto(url);
  await page.waitForFunction(() => document.querySelector("#chosen h3"));
  assert.ok(await page.locator("#chosen h3").isVisible());
});

test("the keyboard alone moves, zooms, selects, steps and clears", { skip }, async () => {
  const page = await open(small);
  await page.locator("#view").focus();
  const state = () => page.evaluate(() => [view.x, view.y, view.scale].join());
  const start = await state();
  await page.keyboard.press("ArrowLeft");
  const moved = await state();
  assert.notEqual(moved, start);
  await page.keyboard.press("+");
  assert.notEqual(await state(), moved);
  await page.keyboard.press("0");
  assert.equal(await state(), start);
  await page.keyboard.press("Enter");
  assert.ok(await page.locator("#chosen h3").isVisible());
  const one = await page.locator("#chosen h3").textContent();
  await page.keyboard.press("n");
  assert.notEqual(await page.locator("#chosen h3").textContent(), one);
  await page.keyboard.press("Escape");
  assert.ok(await page.locator("#chosen").isHidden());
});

test("columns sort both ways, the search keeps what it finds, units change every number", { skip }, async () => {
  const page = await open(small);
  const column = async (key) => {
    const at = await page.evaluate((name) => [...document.querySelectorAll("#table-links th[data-key]")].findIndex((th) => th.dataset.key === name), key);
    const cells = await page.$$eval("#table-links tbody tr", (rows, k) => rows.map((row) => row.cells[k].textContent), at);
    return cells.map((text) => Number(text.replace("−", "-").replace(/[\u202f!]/g, "")));
  };
  const head = page.locator("#table-links th[data-key=flow]");
  await head.locator("button").click();
  const down = await column("flow");
  assert.deepEqual(down, [...down].sort((a, b) => b - a));
  assert.equal(await head.getAttribute("aria-sort"), "descending");
  await head.locator("button").click();
  const up = await column("flow");
  assert.deepEqual(up, [...up].sort((a, b) => a - b));
  const before = await column("before");
  await page.locator("#unit-p").selectOption("psia");
  const after = await column("before");
  before.forEach((bar, k) => assert.ok(Math.abs(bar * 1e5 / 6894.757293168361 - after[k]) < 0.02, `${bar} ${after[k]}`));
  assert.match(await page.locator("#table-links th[data-key=before]").textContent(), /psia/);
  const name = await page.locator("#table-links tbody button").first().textContent();
  await page.locator("#find").fill(name);
  assert.ok((await page.$$eval("#table-links tbody tr", (rows) => rows.length)) >= 1);
  await page.locator("#find").press("Enter");
  assert.equal(await page.locator("#chosen h3").textContent(), name);
  await page.locator("#find").fill("no such name");
  assert.match(await page.locator("#found").textContent(), /^0 /);
});

test("the page is complete without script, and prints its picture", { skip }, async () => {
  const page = await open(small, { script: false });
  assert.equal(await page.locator("button:visible").count(), 0);
  assert.ok(await page.locator("#still").isVisible());
  assert.ok((await page.$$eval("#table-links tbody tr", (rows) => rows.length)) > 0);
  const scripted = await open(small);
  await scripted.emulateMedia({ media: "print" });
  assert.ok(await scripted.locator("#still").isVisible());
  assert.ok(await scripted.locator("#view").isHidden());
});

test("a script that a name smuggles in does not run", { skip }, async () => {
  const page = await open(small);
  await page.evaluate(() => { const s = document.createElement("script"); s.textContent = "window.smuggled = true"; document.body.append(s); });
  assert.equal(await page.evaluate(() => window.smuggled), undefined);
});

test("5,000 elements: every frame of a pan is drawn, and what it costs is printed", { skip }, async () => {
  const page = await open(large);
  const times = await page.evaluate(async () => {
    const frame = () => new Promise((done) => { requestAnimationFrame(done); });
    await frame();
    const all = [];
    for (let k = 0; k < 90; k += 1) {
      view.x += 3; view.y += k % 2 ? 1 : -1;
      const start = performance.now();
      draw();
      brush.getImageData(0, 0, 1, 1); // wait until the strokes are on the canvas
      all.push(performance.now() - start);
      await frame();
    }
    return all.sort((a, b) => a - b);
  });
  const [median, late] = [times[45], times[85]];
  console.log(`drawing: median ${median.toFixed(1)} ms, 95th percentile ${late.toFixed(1)} ms of ${(1000 / 60).toFixed(1)} ms`);
  assert.equal(times.length, 90);
  // A time is a goal of a quiet machine, not of every run: LINEPACK_TIMED=1 holds it.
  if (process.env.LINEPACK_TIMED) assert.ok(median < 1000 / 60, `${median} ms`);
});
