// What a person does with a page that moves: sliders, units, languages, links, scenarios, questions; all without a network.
// A report without the engine is not tested here, and each test says so.
//
//     LINEPACK_REPORT=out/report.html npm test

import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { fileURLToPath } from "node:url";
import { after, before, test } from "node:test";
import { address, launch, open } from "./browser.mjs";

const axe = readFileSync(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");
const moving = readFileSync(fileURLToPath(address()), "utf8").includes('id="linepack-engine"');
const skip = moving ? false : "the program was built without the live page: make web";
let browser;

before(async () => { browser = await launch(); });
after(async () => { await browser?.close(); });

/** Sets an input and waits until the page stands for it; `whole` waits for ranges and attempts too. */
async function set(page, id, value, { whole = false } = {}) {
  const group = page.locator("details.group").filter({ has: page.locator(`#${id}`) });
  if (!(await group.evaluate((details) => details.open))) await group.locator(":scope > summary").click();
  await page.fill(`#${id}`, String(value));
  await page.press(`#${id}`, "Tab");
  await page.waitForSelector(whole ? ".strip[data-phase=settled]" : ".strip[data-phase=working], .strip[data-phase=settled]", { timeout: 60_000 });
}
const figure = (page, id) => page.locator(`[data-figure="${id}"] b`).textContent();
const figures = (page) => page.$$eval("[data-figure]", (all) => Object.fromEntries(all.map((each) => [each.dataset.figure, each.querySelector("b").textContent])));

test("the first figures stand within two seconds of opening", { skip }, async () => {
  const start = performance.now();
  const page = await open(browser);
  await page.waitForSelector('[data-figure="deal.range"] b');
  const took = performance.now() - start;
  console.log(`first figures after ${Math.round(took)} ms`);
  assert.ok(took < 2000 * slow(), `${took} ms`);
});

/** Machines that test are slower than people's: how many times as much they may take. */
function slow() { return Number(process.env.LINEPACK_SLOW ?? 4); }

test("a moved input moves the price, the pictures and then everything, and says by how much", { skip }, async () => {
  const page = await open(browser);
  const before = await figures(page);
  const picture = await page.locator("#fig-price-axis, #price figure").first().innerHTML();
  await set(page, "in-market-lng_spot", 30, { whole: true });
  const now = await figures(page);
  assert.notEqual(now["deal.buyer_reservation"], before["deal.buyer_reservation"]);
  assert.equal(now["cost.tariff"], before["cost.tariff"]);
  assert.match(await page.locator('[data-figure="deal.buyer_reservation"] em').textContent(), /^▲ \+/);
  assert.notEqual(await page.locator("#fig-price-axis, #price figure").first().innerHTML(), picture);
  assert.equal(await page.locator(".old").count(), 0);
  assert.deepEqual(page.faults, []);
});

test("the page's figures are the program's, to every digit that results.json holds", { skip }, async () => {
  const page = await open(browser);
  const results = JSON.parse(readFileSync(fileURLToPath(address()).replace("report.html", "results.json"), "utf8"));
  const answer = await page.evaluate(() => new Promise((resolve) => {
    addEventListener("linepack-figures", (event) => resolve(event.detail), { once: true });
    dispatchEvent(new CustomEvent("linepack-ask", { detail: { ask: "page", set: [] } }));
  }));
  let apart = 0;
  for (const { id, value } of answer.figures) {
    const same = results.quantities.find((quantity) => quantity.id === id);
    if (id === "market.residual") continue; // a residual of 1e-12 is rounding itself
    const off = Math.abs(value - same.value) / Math.max(Math.abs(same.value), 1e-12);
    apart = Math.max(apart, off);
    assert.ok(off < 1e-9, `${id}: ${value} in the page, ${same.value} by the program`);
  }
  console.log(`greatest relative difference between the two engines: ${apart}`);
});

test("half of all evaluations take less than 60 ms", { skip }, async () => {
  const page = await open(browser);
  const times = await page.evaluate(async () => {
    const took = [];
    for (let step = 0; step < 24; step += 1) {
      const set = [`market.lng_spot=${15 + step / 4} USD/MMBtu`, `cost.rate=${9 + step / 16} %`];
      if (step % 3 === 0) set.push(`line.roughness=${0.01 + step / 2000} mm`);
      took.push(await new Promise((resolve) => {
        addEventListener("linepack-figures", (event) => resolve(event.detail.milliseconds), { once: true });
        dispatchEvent(new CustomEvent("linepack-ask", { detail: { ask: "figures", set } }));
      }));
    }
    return took.sort((a, b) => a - b);
  });
  const [p50, p95] = [times[12], times[22]];
  console.log(`evaluation in the page: p50 ${p50.toFixed(1)} ms, p95 ${p95.toFixed(1)} ms`);
  assert.ok(p50 < 60 * slow(), `${p50} ms`);
});

test("undo, redo and reset bring states back", { skip }, async () => {
  const page = await open(browser);
  const before = await figures(page);
  await set(page, "in-market-lng_spot", 30);
  const moved = await figures(page);
  await page.click("#undo");
  await page.waitForSelector(".strip[data-phase=study]");
  assert.deepEqual(await figures(page), before);
  await page.click("#redo");
  await page.waitForSelector(".strip[data-phase=working], .strip[data-phase=settled]");
  assert.deepEqual(await figures(page), moved);
  await page.click("#reset-all");
  await page.waitForSelector(".strip[data-phase=study]");
  assert.deepEqual(await figures(page), before);
});

test("a link brings the state back", { skip }, async () => {
  const page = await open(browser);
  await set(page, "in-market-lng_spot", 25);
  const [moved, link] = [await figures(page), page.url()];
  const again = await browser.newPage();
  await again.goto(link);
  await again.waitForSelector(".strip[data-phase=working], .strip[data-phase=settled]", { timeout: 60_000 });
  assert.deepEqual(await figures(again), moved);
});

test("units change what is shown and not what is stored", { skip }, async () => {
  const page = await open(browser);
  const before = await figures(page);
  await page.selectOption("#unit-price", "USD/MMBtu");
  await page.selectOption("#unit-volume", "MMscf/d");
  await page.selectOption("#unit-pressure", "bar(g)");
  assert.match(await page.locator('[data-figure="deal.buyer_reservation"]').textContent(), /USD\/MMBtu/);
  assert.match(await page.locator('[data-figure="line.capacity"]').textContent(), /MMscf\(60F\)\/d/);
  await page.click("#live-figures > summary");
  const pressure = await page.locator('[data-row="line.pressure"]').textContent();
  assert.match(pressure, /bar\(g\)/);
  assert.match(pressure, /96\.99/, "9.8 MPa are 98 bar, less the atmosphere of 1.01325 bar");
  for (const [id, value] of [["price", "USD/1000m3"], ["volume", "bcm/yr"], ["pressure", "MPa"]]) await page.selectOption(`#unit-${id}`, value);
  assert.deepEqual(await figures(page), before);
});

test("every language says every sentence", { skip }, async () => {
  const page = await open(browser);
  const heads = new Set();
  for (const language of ["en", "uk", "ru", "zh"]) {
    await page.selectOption("#language", language);
    heads.add(await page.locator("#live-h").textContent());
    assert.equal(await page.locator("section.live").getAttribute("lang"), language);
    assert.doesNotMatch(await page.locator("section.live").innerText(), /undefined|\{\w+\}/);
  }
  assert.equal(heads.size, 4);
});

test("a wrong value is told with what to do, and the figures stay", { skip }, async () => {
  const page = await open(browser);
  await set(page, "in-line-delivery_pressure", 10.5);
  await page.waitForSelector(".strip.fault");
  assert.match(await page.locator(".strip .sentence").textContent(), /delivery_pressure.*below/s);
});

test("one unknown is solved for", { skip }, async () => {
  const page = await open(browser);
  await page.click("#solver > summary");
  await page.locator("#solver select").first().selectOption("cost.overrun");
  await page.locator("#solver input").nth(1).fill("-50");
  await page.locator("#solver input").nth(2).fill("300");
  await page.click("#solver form button");
  await page.waitForFunction(() => document.querySelector("#solver .told").textContent.length > 10, undefined, { timeout: 60_000 });
  assert.match(await page.locator("#solver .told").textContent(), /does it/);
});

test("a scenario is kept beside the others", { skip }, async () => {
  const page = await open(browser);
  await set(page, "in-market-lng_spot", 30);
  await page.click("#scenarios > summary");
  await page.fill("#scenarios input", "dear LNG");
  await page.click("#scenarios form button");
  assert.match(await page.locator("#scenarios thead").textContent(), /dear LNG/);
});

for (const scheme of ["light", "dark"]) {
  for (const width of [360, 1440]) {
    test(`moved and opened, the page breaks no rule of WCAG 2.2 AA and runs over no edge at ${width} px, ${scheme}`, { skip }, async () => {
      const page = await open(browser, { width, scheme });
      await set(page, "in-market-lng_spot", 30, { whole: true });
      await page.$$eval("section.live details", (all) => all.forEach((details) => { details.open = true; }));
      assert.ok(await page.evaluate(() => document.documentElement.scrollWidth <= innerWidth), "runs over the edge");
      await page.evaluate(axe);
      const found = await page.evaluate((tags) => axe.run("section.live", { runOnly: tags }), ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]);
      assert.deepEqual(found.violations.map((violation) => `${violation.id}: ${violation.nodes[0].html} ${violation.nodes[0].failureSummary}`), []);
    });
  }
}
