import { inject } from "vitest";
import { AxeBuilder } from "@axe-core/playwright";
import { mkdir } from "node:fs/promises";
import type { Page } from "playwright-core";
import { page as pageOf } from "../src/testing/fixtures/basics";
import { btcLong, task, unknownTrade } from "../src/testing/fixtures/copies";
import { Stage, type Answers, type Phone, type ThemeName } from "./stage";

// The production build in a real browser, at phone size: what jsdom cannot see. Colors and sizes above all.
// SCREENSHOTS=directory keeps a picture of each screen.
const screenshots = process.env.SCREENSHOTS;
const allThemes = ["browser-light", "browser-dark", "telegram-light", "telegram-dark"] as const satisfies readonly ThemeName[];
let stage: Stage;

beforeAll(async () => {
  stage = await Stage.open(inject("dist"));
});
afterAll(async () => {
  await stage.close();
});

/** Everything that axe knows for one theme; of the others only what a theme can change. */
function axe(page: Page, name: string): AxeBuilder {
  const builder = new AxeBuilder({ page });
  return name.startsWith(allThemes[0])
    ? builder.withTags(["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"])
    : builder.withRules(["color-contrast", "link-in-text-block"]);
}

async function look(page: Page, name: string): Promise<void> {
  if (screenshots !== undefined) {
    await mkdir(screenshots, { recursive: true });
    await page.screenshot({ path: `${screenshots}/${name}.png`, animations: "disabled" });
  }
  const { violations } = await axe(page, name).analyze();
  const faults = violations.flatMap(({ id, nodes }) => nodes.map((node) => `${id}: ${node.failureSummary ?? ""} ${node.html}`));
  expect(faults, name).toEqual([]);
  const overflow = await page.evaluate(() => document.documentElement.scrollWidth - window.innerWidth);
  expect(overflow, `${name} scrolls sideways`).toBeLessThanOrEqual(0);
}

async function signedIn(theme: ThemeName, answers: Answers = {}, isHubUp = true): Promise<Phone> {
  const phone = await stage.phone(theme, answers, isHubUp);
  if (theme.startsWith("browser")) await phone.signInInBrowser();
  await phone.page.getByRole("heading", { level: 1, name: "Dashboard" }).waitFor();
  return phone;
}

it.each(allThemes)("every screen and sheet is readable in the theme %s", async (theme) => {
  const phone = await signedIn(theme, { "GET /api/v1/trades": { body: pageOf([unknownTrade]) } });
  const { page } = phone;
  const shown = (name: string) => look(page, `${theme}-${name}`);
  await page.getByRole("article", { name: "BTCUSDT Long" }).waitFor();
  await page.getByText("Deep Current").first().waitFor();
  await shown("dashboard");
  await page.getByRole("button", { name: "Close BTCUSDT Long" }).click();
  await shown("close");
  await page.getByRole("button", { name: "Keep it open" }).click();

  await phone.goTo("Whales");
  await page.getByRole("link", { name: /Midnight Squid/ }).waitFor();
  await shown("whales");
  await page.getByRole("link", { name: /Kelp_Forest/ }).click();
  await page.getByRole("list", { name: "The whale's open positions" }).waitFor();
  await shown("whale");
  await page.getByRole("button", { name: "Follow Kelp_Forest" }).click();
  await page.getByRole("region", { name: "What one copy risks" }).waitFor();
  await shown("follow");
  await page.getByRole("dialog", { name: "Follow Kelp_Forest" }).getByRole("button", { name: "Close" }).click();
  await page.getByRole("dialog", { name: "Kelp_Forest", exact: true }).getByRole("button", { name: "Close" }).click();
  await page.getByRole("dialog").waitFor({ state: "detached" });

  await phone.goTo("Alerts");
  await shown("alerts");
  await page.getByRole("button", { name: "Copy ETHUSDT Long" }).click();
  await page.getByRole("region", { name: "What one copy risks" }).waitFor();
  await shown("copy");
  await page.getByRole("button", { name: "Close" }).click();
  for (const tab of ["Trades", "Statistics", "Settings"]) {
    await phone.goTo(tab);
    await shown(tab.toLowerCase());
  }
  await phone.close();
});

describe.each(["browser-light", "telegram-dark"] as const)("states in the theme %s", (theme) => {
  const failing = { status: 503, body: { code: "DATABASE_DOWN", title: "The database does not answer", status: 503 } };
  const reads = ["balance", "trades/positions", "signals"] as const;
  const all = (answer: Answers[string]): Answers => Object.fromEntries(reads.map((name) => [`GET /api/v1/${name}`, answer]));

  it.each([
    ["loading", all("hang")],
    ["empty", { "GET /api/v1/trades/positions": { body: pageOf([]) }, "GET /api/v1/signals": { body: pageOf([]) } }],
    ["error", all(failing)],
  ] as const)("%s", async (state, answers) => {
    const phone = await signedIn(theme, answers);
    const mark = {
      loading: phone.page.getByRole("status", { name: "Loading your positions" }),
      empty: phone.page.getByText("No open positions"),
      error: phone.page.getByText("Could not load your positions"),
    }[state];
    await mark.waitFor();
    await look(phone.page, `${theme}-dashboard-${state}`);
    await phone.close();
  });

  it("stale", async () => {
    const phone = await signedIn(theme, {}, false);
    await phone.page.getByText(/As of .*reconnecting/).waitFor();
    await look(phone.page, `${theme}-dashboard-stale`);
    await phone.close();
  });

  it("a copy whose outcome is not known", async () => {
    const phone = await signedIn(theme, {
      "POST /api/v1/signals/903/copy": {
        status: 202,
        body: { status: "queued", task_id: "t-1", signal_id: 903, estimated_execution: "< 5 seconds" },
      },
      "GET /api/v1/tasks/t-1": { body: task("running", { trade_ids: [unknownTrade.id] }) },
      [`GET /api/v1/trades/${unknownTrade.id}`]: { body: unknownTrade },
    });
    await phone.goTo("Alerts");
    await phone.page.getByRole("button", { name: "Copy ETHUSDT Long" }).click();
    if (theme.startsWith("browser")) {
      await phone.page.getByRole("button", { name: "Copy this signal" }).click();
      await phone.page.getByText("Outcome not known yet").waitFor();
      await look(phone.page, `${theme}-unknown`);
    } else {
      // In Telegram the action is Telegram's own main button, outside of the page.
      expect(await phone.page.getByRole("button", { name: "Copy this signal" }).count()).toBe(0);
    }
    await phone.close();
  });
});

it.each(["browser-light", "browser-dark"] as const)("the way in is readable in the theme %s", async (theme) => {
  const phone = await stage.phone(theme);
  await phone.page.getByRole("button", { name: "Sign in" }).waitFor();
  await look(phone.page, `${theme}-sign-in`);
  await phone.close();

  const production = await stage.phone(theme, {
    "GET /health": {
      body: { status: "healthy", app_name: "WhaleCopy", environment: "Production", version: "1", exchanges_mode: "LIVE" },
    },
  });
  await production.page.getByRole("heading", { name: "Open WhaleCopy in Telegram" }).waitFor();
  await look(production.page, `${theme}-open-in-telegram`);
  await production.close();
});

it("a position that the hub tells of appears without a reload, through SignalR's own client", async () => {
  const phone = await signedIn("browser-light", { "GET /api/v1/trades/positions": { body: pageOf([]) } });
  await phone.page.getByText("No open positions").waitFor();
  await phone.page.getByText("Live").waitFor();
  const loads = await phone.page.evaluate(() => performance.timeOrigin);

  phone.emit("position", btcLong);
  // From now on the server knows it too: a read that was under way is asked again.
  phone.answer({ "GET /api/v1/trades/positions": { body: pageOf([btcLong]) } });

  await phone.page.getByRole("article", { name: "BTCUSDT Long" }).waitFor();
  expect(await phone.page.evaluate(() => performance.timeOrigin)).toBe(loads);
  await phone.close();
});

it("a sheet keeps the focus inside, closes on Escape, and gives the focus back", async () => {
  const phone = await signedIn("browser-light");
  const { page } = phone;
  const opener = page.getByRole("button", { name: "Close BTCUSDT Long" });
  await opener.click();
  const dialog = page.getByRole("dialog", { name: "Close BTCUSDT long" });
  await dialog.waitFor();
  expect(await page.evaluate(() => document.activeElement?.textContent)).toBe("Close BTCUSDT long");

  for (let press = 0; press < 8; press++) {
    await page.keyboard.press("Tab");
    // The browser's own chrome may have its turn (then the body is active), the page behind never.
    expect(
      await page.evaluate(() => document.activeElement === document.body || document.activeElement?.closest("dialog") !== null),
    ).toBe(true);
  }
  await page.keyboard.press("Escape");

  await dialog.waitFor({ state: "detached" });
  expect(await opener.evaluate((element) => element === document.activeElement)).toBe(true);
  await phone.close();
});

it("in Telegram a reload signs in again, and nothing of the launch is stored", async () => {
  const phone = await signedIn("telegram-dark");
  await phone.goTo("Alerts");
  const stored = () => phone.page.evaluate(() => JSON.stringify([Object.entries(sessionStorage), Object.entries(localStorage)]));
  expect(await stored()).not.toContain("hash");
  expect(await stored()).not.toContain("session-token");

  await phone.page.reload();

  await phone.page.getByRole("heading", { level: 1, name: "Dashboard" }).waitFor();
  await phone.close();
});

it("what is pressed is at least 44 pixels high", async () => {
  const phone = await signedIn("browser-light");
  await phone.page.getByRole("article", { name: "BTCUSDT Long" }).waitFor();
  for (const tab of ["Dashboard", "Whales", "Alerts"]) {
    await phone.goTo(tab);
    const small = await phone.page.evaluate(() =>
      [...document.querySelectorAll<HTMLElement>("button, a, select, input:not(.sr-only)")]
        .map((element) => ({
          name: element.getAttribute("aria-label") ?? element.textContent,
          height: element.offsetHeight,
        }))
        .filter(({ height }) => height > 0 && height < 44),
    );
    expect(small, tab).toEqual([]);
  }
  await phone.close();
});
