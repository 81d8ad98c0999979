// The main journey against a running server, in a real Chromium: sign in through the development sign-in, wait until a
// position is shown (without reloading the page), look at Whales and Alerts.
//
//   node e2e/journey.mjs http://localhost:5080 [--telegram-id 1] [--username demo] [--symbol BTCUSDT] [--timeout 60]
//                        [--screenshots DIRECTORY] [--theme light|dark]
//
// One line of JSON on standard output for each step: {"step":"sign-in","ok":true,"ms":812}. Exit code 0 when all went
// well, 1 when a step failed (its line carries "error"), 2 when the command line is wrong.
import { mkdir } from "node:fs/promises";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { launchChromium } from "./chromium.mjs";

function readCommandLine() {
  try {
    const { values, positionals } = parseArgs({
      allowPositionals: true,
      options: {
        "telegram-id": { type: "string", default: "1" },
        username: { type: "string", default: "demo" },
        symbol: { type: "string" },
        timeout: { type: "string", default: "60" },
        screenshots: { type: "string" },
        theme: { type: "string", default: "light" },
      },
    });
    const [address, ...rest] = positionals;
    if (address === undefined || rest.length > 0) throw new TypeError("Give exactly one address, such as http://localhost:5080");
    const timeoutMs = Number(values.timeout) * 1000;
    if (!(timeoutMs > 0)) throw new TypeError("--timeout is a number of seconds");
    return { ...values, address: new URL(address).origin, timeoutMs };
  } catch (error) {
    console.error(error instanceof Error ? error.message : String(error));
    process.exit(2);
  }
}

const options = readCommandLine();

/** @param {Record<string, unknown>} line */
const print = (line) => {
  console.log(JSON.stringify(line));
};

/** @param {unknown} error */
// eslint-disable-next-line no-control-regex -- Playwright colors its messages
const plain = (error) => (error instanceof Error ? error.message : String(error)).replace(/\u001b\[\d+m/g, "");

/**
 * @template T
 * @param {string} name
 * @param {() => Promise<T>} run
 */
async function step(name, run) {
  const start = performance.now();
  try {
    const result = await run();
    print({ step: name, ok: true, ms: Math.round(performance.now() - start), ...(typeof result === "object" ? result : {}) });
  } catch (error) {
    print({ step: name, ok: false, ms: Math.round(performance.now() - start), error: plain(error) });
    throw error;
  }
}

/** @type {Awaited<ReturnType<typeof launchChromium>> | undefined} */
let chromium;
try {
  await step("launch", async () => {
    chromium = await launchChromium();
    return { browser: chromium.source, version: chromium.browser.version() };
  });
  if (chromium === undefined) throw new Error("No browser");
  const context = await chromium.browser.newContext({
    viewport: { width: 390, height: 844 },
    deviceScaleFactor: 2,
    isMobile: true,
    hasTouch: true,
    colorScheme: options.theme === "dark" ? "dark" : "light",
  });
  const page = await context.newPage();
  page.setDefaultTimeout(options.timeoutMs);
  /** @type {string[]} */
  const faults = [];
  page.on("pageerror", (error) => faults.push(error.message));

  /** @param {string} name */
  const shoot = async (name) => {
    if (options.screenshots === undefined) return {};
    await mkdir(options.screenshots, { recursive: true });
    const path = join(options.screenshots, `${name}.png`);
    await page.screenshot({ path, animations: "disabled" });
    return { path };
  };
  /** @param {string} tab */
  const goTo = async (tab) => {
    await page.getByRole("navigation", { name: "Main" }).getByRole("link", { name: tab }).click();
    await page.getByRole("heading", { level: 1, name: tab }).waitFor();
  };

  await step("open", async () => {
    await page.goto(options.address);
    await page.getByRole("button", { name: "Sign in" }).waitFor();
    await shoot("sign-in");
  });
  await step("sign-in", async () => {
    await page.getByRole("textbox", { name: "Telegram id" }).fill(options["telegram-id"]);
    await page.getByRole("textbox", { name: "Username" }).fill(options.username);
    await page.getByRole("button", { name: "Sign in" }).click();
    await page.getByRole("heading", { level: 1, name: "Dashboard" }).waitFor();
  });
  // Set on this document: a reload would take it away.
  await page.evaluate(() => Object.assign(window, { journeyStarted: true }));
  await step("live", () => page.getByText("Live", { exact: true }).first().waitFor());
  await step("position", async () => {
    const positions = page.getByRole("list", { name: "Open positions" }).getByRole("article");
    const wanted = options.symbol === undefined ? positions.first() : positions.filter({ hasText: options.symbol }).first();
    await wanted.waitFor();
    if (!(await page.evaluate(() => "journeyStarted" in window))) throw new Error("The page was reloaded");
    return { position: await wanted.getAttribute("aria-label") };
  });
  await step("dashboard", async () => {
    await page.getByRole("article", { name: "Balance" }).waitFor();
    return shoot("dashboard");
  });
  await step("whales", async () => {
    await goTo("Whales");
    await page.getByRole("list", { name: "Whales" }).getByRole("link").first().waitFor();
    return shoot("whales");
  });
  await step("whale", async () => {
    await page.getByRole("list", { name: "Whales" }).getByRole("link").first().click();
    const sheet = page.getByRole("dialog");
    await sheet.getByRole("region", { name: "Copying him now" }).scrollIntoViewIfNeeded();
    await sheet.getByRole("heading", { name: /^Live book/ }).waitFor();
    const shot = await shoot("whale");
    await sheet.getByRole("button", { name: "Close" }).click();
    await sheet.waitFor({ state: "detached" });
    return shot;
  });
  await step("alerts", async () => {
    await goTo("Alerts");
    await page.getByRole("list", { name: "Signals" }).getByRole("article").first().waitFor();
    return shoot("alerts");
  });
  await step("no-faults", async () => {
    if (faults.length > 0) throw new Error(faults.join("; "));
  });
} catch {
  process.exitCode = 1;
} finally {
  await chromium?.browser.close();
}
