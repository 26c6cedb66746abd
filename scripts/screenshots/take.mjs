// Pictures of a report for people to look at: three widths, two themes, and the print.
//
//     (cd tests/page && npm ci) && node scripts/screenshots/take.mjs out/report.html out/screenshots

import { mkdirSync } from "node:fs";
import { join } from "node:path";
import { launch, open } from "../../tests/page/browser.mjs";

const folder = process.argv[3] ?? "out/screenshots";
mkdirSync(folder, { recursive: true });
const browser = await launch();
for (const width of [360, 768, 1440]) {
  for (const scheme of ["light", "dark"]) {
    const page = await open(browser, { width, height: width === 360 ? 780 : 900, scheme });
    await page.screenshot({ path: join(folder, `top-${width}-${scheme}.png`) });
    for (const section of await page.locator("#verdict, .content > section").all()) {
      const id = await section.getAttribute("id");
      if (id === "sources") continue; // a long list; the top of it is enough
      await section.screenshot({ path: join(folder, `${id}-${width}-${scheme}.png`) });
    }
    await page.locator("#sources").evaluate((element) => element.scrollIntoView());
    await page.screenshot({ path: join(folder, `sources-${width}-${scheme}.png`) });
    await page.context().close();
  }
}
const page = await open(browser, { width: 794, height: 1123 });
await page.pdf({ path: join(folder, "report.pdf"), preferCSSPageSize: true, printBackground: true });
await browser.close();
console.log(`wrote ${folder}`);
