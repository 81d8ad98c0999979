import { emitEvent, mockTelegramEnv } from "@tma.js/sdk-react";

// Development only: a stand-in for the Telegram client in a plain browser, opened with ?telegram=light or ?telegram=dark.
// It gives the theme and draws the main and back buttons. It signs nobody in: that is the server's /dev/init-data.
// A build test proves that none of this, this marker included, is in the production bundle.
const marker = "whalecopy-telegram-mock";

const themes = {
  light: {
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
  dark: {
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

function drawButton(id: string, text: string, isVisible: boolean, isEnabled: boolean, press: () => void): void {
  let button = document.getElementById(id) as HTMLButtonElement | null;
  if (button === null) {
    button = document.createElement("button");
    button.id = id;
    button.dataset["origin"] = marker;
    button.addEventListener("click", press);
    document.body.append(button);
  }
  button.textContent = text;
  button.hidden = !isVisible;
  button.disabled = !isEnabled;
}

/** Installs the stand-in when the address asks for it. Answers whether it did. */
export function mockTelegram(): boolean {
  const wanted = new URLSearchParams(window.location.search).get("telegram");
  if (wanted !== "light" && wanted !== "dark") return false;
  mockTelegramEnv({
    launchParams: {
      tgWebAppThemeParams: themes[wanted],
      tgWebAppVersion: "8.0",
      tgWebAppPlatform: "tdesktop",
    },
    onEvent({ name, params }) {
      const values = (params ?? {}) as { text?: string; is_visible?: boolean; is_active?: boolean };
      if (name === "web_app_setup_main_button") {
        drawButton(`${marker}-main`, values.text ?? "", values.is_visible ?? false, values.is_active ?? true, () => {
          emitEvent("main_button_pressed");
        });
      }
      if (name === "web_app_setup_back_button") {
        drawButton(`${marker}-back`, "Back", values.is_visible ?? false, true, () => {
          emitEvent("back_button_pressed");
        });
      }
    },
  });
  return true;
}
