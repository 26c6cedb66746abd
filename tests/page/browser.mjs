// The system's Chromium, and pages that note every error and every request that leaves the file.

import { resolve } from "node:path";
import { pathToFileURL } from "node:url";
import { chromium } from "playwright-core";

/** Address of the report: LINEPACK_REPORT, else the first argument after the script's name. */
export function address() {
  const path = process.env.LINEPACK_REPORT ?? process.argv[2];
  if (!path) throw new Error("name a report: LINEPACK_REPORT=report.html node --test page.test.mjs");
  return pathToFileURL(resolve(process.env.INIT_CWD ?? ".", path)).href;
}

/** Starts the browser; CHROMIUM names another one than Debian's. */
export function launch() {
  return chromium.launch({
    executablePath: process.env.CHROMIUM ?? "/usr/bin/chromium",
    headless: true,
    args: ["--headless", "--no-sandbox", "--disable-gpu", "--no-first-run", "--disable-background-networking",
      "--disable-component-update", "--disable-sync"],
  });
}

/** Opens the report; `page.faults` lists console errors, exceptions, and requests to anywhere else. */
export async function open(browser, { width = 1440, height = 900, scheme = "light", script = true } = {}) {
  const context = await browser.newContext({
    viewport: { width, height }, colorScheme: scheme, javaScriptEnabled: script, acceptDownloads: true,
    reducedMotion: "reduce",
  });
  const page = await context.newPage();
  page.faults = [];
  page.on("console", (message) => { if (message.type() === "error") page.faults.push(`console: ${message.text()}`); });
  page.on("pageerror", (error) => page.faults.push(`exception: ${error.message}`));
  page.on("request", (request) => {
    const allowed = ["file:", "data:", "blob:"].includes(new URL(request.url()).protocol);
    if (!allowed) page.faults.push(`request: ${request.url()}`);
  });
  await page.goto(address(), { waitUntil: "load" });
  return page;
}
