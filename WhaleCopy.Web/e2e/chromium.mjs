// A Chromium to drive: one on the PATH first, else the one that the npm package brings (Linux x64).
import { accessSync, constants } from "node:fs";
import { delimiter, join } from "node:path";
import { chromium } from "playwright-core";

const names = ["chromium", "chromium-browser", "google-chrome-stable", "google-chrome", "chrome"];

/** @returns {string | undefined} */
function onPath() {
  for (const directory of (process.env.PATH ?? "").split(delimiter)) {
    for (const name of names) {
      const file = join(directory, name);
      try {
        accessSync(file, constants.X_OK);
        return file;
      } catch {
        // Not here: the next one.
      }
    }
  }
  return undefined;
}

const quiet = [
  "--no-sandbox",
  "--disable-gpu",
  "--no-first-run",
  "--disable-background-networking",
  "--disable-component-update",
  "--disable-sync",
];

/** Starts a headless Chromium, and tells which one it is. */
export async function launchChromium() {
  const installed = process.env.CHROMIUM_PATH ?? onPath();
  if (installed !== undefined) {
    return { browser: await chromium.launch({ executablePath: installed, headless: true, args: quiet }), source: installed };
  }
  const { default: packaged } = await import("@sparticuz/chromium");
  const executablePath = await packaged.executablePath();
  const browser = await chromium.launch({ executablePath, headless: true, args: [...packaged.args, ...quiet] });
  return { browser, source: "@sparticuz/chromium" };
}
