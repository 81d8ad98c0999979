import { emitEvent } from "@tma.js/sdk-react";
import { currentLaunch, initTelegram, rawInitData } from "./init";
import { correctionsFor } from "./theme";

const initData = "user=%7B%22id%22%3A7%2C%22first_name%22%3A%22Ada%22%7D&auth_date=1700000000&signature=abc&hash=deadbeef";
const posted: { name: string; data: unknown }[] = [];

function openInTelegram(theme: Record<string, string>) {
  const parameters = new URLSearchParams({
    tgWebAppData: initData,
    tgWebAppThemeParams: JSON.stringify(theme),
    tgWebAppVersion: "8.0",
    tgWebAppPlatform: "ios",
    tgWebAppStartParam: "whale_42",
  });
  window.location.hash = parameters.toString();
  Object.assign(window, {
    TelegramWebviewProxy: {
      postEvent: (name: string, data: string) =>
        posted.push({ name, data: JSON.parse(data === "" ? "null" : ((data as string | undefined) ?? "null")) }),
    },
  });
}

afterEach(() => {
  window.location.hash = "";
  document.documentElement.removeAttribute("style");
  posted.length = 0;
  Reflect.deleteProperty(window, "TelegramWebviewProxy");
});

it("a plain browser is no Telegram: no init data, and the system's scheme", () => {
  expect(initTelegram()).toEqual({ kind: "browser" });
  expect(rawInitData()).toBeUndefined();
  expect(document.documentElement.dataset["theme"]).toBe("light");
});

it("in Telegram the theme is applied, followed, and the client told that we are ready", () => {
  openInTelegram({
    bg_color: "#17212b",
    section_bg_color: "#17212b",
    secondary_bg_color: "#232e3c",
    text_color: "#f5f5f5",
    hint_color: "#708499",
  });

  expect(initTelegram().kind).toBe("telegram");
  expect(currentLaunch().kind).toBe("telegram");
  const root = document.documentElement;
  expect(root.dataset["theme"]).toBe("dark");
  expect(root.style.getPropertyValue("--tg-theme-section-bg-color")).toBe("#17212b");
  expect(posted.at(-1)?.name).toBe("web_app_ready");

  emitEvent("theme_changed", { theme_params: { bg_color: "#ffffff", section_bg_color: "#ffffff", text_color: "#000000" } });
  expect(root.dataset["theme"]).toBe("light");
});

it("init data is read for the sign-in and stored nowhere", () => {
  openInTelegram({ bg_color: "#ffffff" });
  initTelegram();

  expect(rawInitData()).toBe(initData);
  expect(JSON.stringify([Object.entries(sessionStorage), Object.entries(localStorage)])).not.toContain("deadbeef");
});

describe("a person's own theme", () => {
  it("without a background is left to the fallbacks", () => {
    expect(correctionsFor({ text_color: "#ff0000" }).size).toBe(0);
  });

  it("that nobody could read is corrected", () => {
    const corrections = correctionsFor({
      bg_color: "#202020",
      text_color: "#303030",
      hint_color: "#252525",
      button_color: "#ffee00",
      button_text_color: "#ffffff",
    });

    expect(corrections.get("--wc-text")).not.toBe("#303030");
    expect(corrections.get("--wc-hint")).not.toBe("#252525");
    expect(corrections.get("--wc-accent")).not.toBe("#ffee00");
    expect(corrections.get("--wc-scheme")).toBe("dark");
  });
});
