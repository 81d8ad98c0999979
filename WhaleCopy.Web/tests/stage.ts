import type { Browser, BrowserContext, Page, WebSocketRoute } from "playwright-core";
import { preview, type PreviewServer } from "vite";
import { fileURLToPath } from "node:url";
import { launchChromium } from "../e2e/chromium.mjs";
import { auth, balance, health, profile } from "../src/testing/fixtures/account";
import { page } from "../src/testing/fixtures/basics";
import { btcLong, signals, solShort } from "../src/testing/fixtures/copies";
import { detailOf, whaleBook, whales } from "../src/testing/fixtures/whales";

const root = fileURLToPath(new URL("..", import.meta.url));

/** Telegram's own themes on iOS and on desktop, and none: a plain browser. */
export const themes = {
  "telegram-light": {
    bg_color: "#ffffff",
    secondary_bg_color: "#efeff4",
    section_bg_color: "#ffffff",
    text_color: "#000000",
    hint_color: "#8e8e93",
    subtitle_text_color: "#8e8e93",
    link_color: "#007aff",
    accent_text_color: "#007aff",
    button_color: "#007aff",
    button_text_color: "#ffffff",
    destructive_text_color: "#ff3b30",
  },
  "telegram-dark": {
    bg_color: "#17212b",
    secondary_bg_color: "#232e3c",
    section_bg_color: "#17212b",
    text_color: "#f5f5f5",
    hint_color: "#708499",
    subtitle_text_color: "#708499",
    link_color: "#6ab3f3",
    accent_text_color: "#6ab2f2",
    button_color: "#5288c1",
    button_text_color: "#ffffff",
    destructive_text_color: "#ec3942",
  },
} as const;
export type ThemeName = keyof typeof themes | "browser-light" | "browser-dark";

export type Answers = Readonly<Record<string, { status?: number; body: unknown } | "hang" | "cut">>;

const works: Answers = {
  "GET /health": { body: health },
  "POST /api/v1/auth/telegram": { body: auth() },
  "POST /dev/init-data": { body: { init_data: "user=demo&hash=00" } },
  "GET /api/v1/users/me": { body: profile },
  "GET /api/v1/balance": { body: balance },
  "GET /api/v1/trades/positions": { body: page([btcLong, solShort]) },
  "GET /api/v1/trades": { body: page([]) },
  "GET /api/v1/signals": { body: page(signals) },
  "GET /api/v1/whales": { body: page(whales) },
  "GET /api/v1/whales/42": { body: detailOf(whales[0]) },
  "GET /api/v1/whales/43": { body: detailOf(whales[1]) },
  "GET /api/v1/whales/44": { body: detailOf(whales[2]) },
  "GET /api/v1/whales/42/positions": { body: page(whaleBook) },
  "GET /api/v1/whales/43/positions": { body: page(whaleBook) },
};

/** The production build, served, in a real browser, with the API's answers and the hub played by the test. */
export class Stage {
  private constructor(
    private readonly server: PreviewServer,
    private readonly browser: Browser,
    readonly url: string,
  ) {}

  static async open(outDir: string): Promise<Stage> {
    const server = await preview({ root, logLevel: "warn", build: { outDir }, preview: { port: 0, host: "127.0.0.1" } });
    const address = server.resolvedUrls?.local[0];
    if (address === undefined) throw new Error("The preview server has no address");
    const { browser } = await launchChromium();
    return new Stage(server, browser, address.replace(/\/$/, ""));
  }

  async close(): Promise<void> {
    await this.browser.close();
    await this.server.close();
  }

  /** A phone at the sign-in. In a Telegram theme it carries launch parameters, as Telegram gives them. */
  async phone(theme: ThemeName, answers: Answers = {}, isHubUp = true): Promise<Phone> {
    const isDark = theme.endsWith("dark");
    const context = await this.browser.newContext({
      viewport: { width: 390, height: 844 },
      deviceScaleFactor: 2,
      hasTouch: true,
      isMobile: true,
      colorScheme: isDark ? "dark" : "light",
      timezoneId: "UTC",
      locale: "en-GB",
      // Pictures and sizes of screens that stand still.
      reducedMotion: "reduce",
    });
    const page = await context.newPage();
    const phone = new Phone(context, page);
    phone.answer({ ...works, ...answers });
    await phone.playServer();
    await phone.playHub(isHubUp);
    if (theme === "telegram-light" || theme === "telegram-dark") {
      await page.addInitScript("window.TelegramWebviewProxy = { postEvent() {} };");
      const parameters = new URLSearchParams({
        tgWebAppData: "user=%7B%22id%22%3A1%2C%22first_name%22%3A%22Demo%22%7D&auth_date=1700000000&signature=s&hash=00",
        tgWebAppThemeParams: JSON.stringify(themes[theme]),
        tgWebAppVersion: "8.0",
        tgWebAppPlatform: "ios",
      });
      await page.goto(`${this.url}/#${parameters.toString()}`);
    } else {
      await page.goto(this.url);
    }
    return phone;
  }
}

export class Phone {
  private socket: WebSocketRoute | undefined;
  private readonly answers: Answers = {};

  constructor(
    private readonly context: BrowserContext,
    readonly page: Page,
  ) {}

  close(): Promise<void> {
    return this.context.close();
  }

  /** What the server answers from now on. */
  answer(answers: Answers): void {
    Object.assign(this.answers, answers);
  }

  async playServer(): Promise<void> {
    await this.page.route(/\/(api|health|dev)(\/|$|\?)/, async (route) => {
      const request = route.request();
      const answer = this.answers[`${request.method()} ${new URL(request.url()).pathname}`];
      if (answer === "hang") return;
      if (answer === "cut") {
        await route.abort("connectionreset");
        return;
      }
      if (answer === undefined) {
        await route.fulfill({ status: 404, json: { code: "NOT_FOUND", title: "Not found", status: 404 } });
        return;
      }
      await route.fulfill({ status: answer.status ?? 200, json: answer.body });
    });
  }

  async playHub(isUp: boolean): Promise<void> {
    await this.page.route(/\/hubs\/live\/negotiate/, async (route) => {
      if (!isUp) {
        await route.abort("connectionrefused");
        return;
      }
      const transport = { transport: "WebSockets", transferFormats: ["Text", "Binary"] };
      await route.fulfill({
        json: { negotiateVersion: 1, connectionId: "c", connectionToken: "t", availableTransports: [transport] },
      });
    });
    await this.page.routeWebSocket(/\/hubs\/live/, (socket) => {
      this.socket = socket;
      socket.onMessage((message) => {
        // The handshake; pings need no answer.
        if (message.toString().includes('"protocol"')) socket.send("{}\u001e");
      });
    });
  }

  /** An event of the hub, in SignalR's JSON protocol. */
  emit(event: string, payload: unknown): void {
    if (this.socket === undefined) throw new Error("Nobody is connected to the hub");
    this.socket.send(`${JSON.stringify({ type: 1, target: event, arguments: [payload] })}\u001e`);
  }

  async signInInBrowser(): Promise<void> {
    await this.page.getByRole("button", { name: "Sign in" }).click();
  }

  async goTo(tab: string): Promise<void> {
    await this.page.getByRole("navigation", { name: "Main" }).getByRole("link", { name: tab }).click();
    await this.page.getByRole("heading", { level: 1, name: tab }).waitFor();
  }
}
