import { backButton, closingBehavior, init, mainButton, miniApp, retrieveLaunchParams, viewport } from "@tma.js/sdk-react";
import { attempt, rawInitData } from "./sdk";
import { followSystemTheme, followTelegramTheme } from "./theme";

/** Where the app was opened. Init data is not part of it: ask `rawInitData` for the moment of signing in. */
export type Launch = { readonly kind: "telegram"; readonly startParam: string | undefined } | { readonly kind: "browser" };

let launch: Launch = { kind: "browser" };

export function currentLaunch(): Launch {
  return launch;
}

/** Prepares the Telegram client, in this order. Outside Telegram it only follows the system's theme. */
export function initTelegram(): Launch {
  const parameters = attempt(retrieveLaunchParams);
  if (parameters === undefined) {
    followSystemTheme();
    launch = { kind: "browser" };
    return launch;
  }
  const data = parameters.tgWebAppData;
  launch = { kind: "telegram", startParam: typeof data === "object" ? data.start_param : undefined };

  attempt(() =>
    init({
      // Styles sent by Telegram Web would need an inline-style exception in our content security policy.
      acceptCustomStyles: false,
      // Given, so that the SDK does not look for the launch parameters (and store them) a second time.
      version: parameters.tgWebAppVersion,
      isInlineMode: parameters.tgWebAppBotInline ?? false,
      themeParams: parameters.tgWebAppThemeParams,
    }),
  );
  // Before the first paint: the launch parameters carry the theme, so no client has to be asked.
  followTelegramTheme();
  attempt(() => {
    miniApp.mount();
  });
  // The header and the bottom bar continue our canvas; clients before 6.1 and 7.10 keep their own colors.
  attempt(() => {
    miniApp.setHeaderColor.ifAvailable("secondary_bg_color");
  });
  attempt(() => {
    miniApp.setBottomBarColor.ifAvailable("secondary_bg_color");
  });
  attempt(() => {
    backButton.mount.ifAvailable();
  });
  attempt(() => {
    mainButton.mount.ifAvailable();
  });
  attempt(() => {
    closingBehavior.mount.ifAvailable();
  });
  // Not awaited: some desktop clients never answer the viewport request, and the app must not wait for them.
  void attempt(() =>
    viewport.mount().then(
      () => {
        attempt(() => viewport.bindCssVars());
      },
      () => undefined,
    ),
  );
  attempt(() => {
    viewport.expand.ifAvailable();
  });
  // Last: hides Telegram's loading screen, so everything above is in place when we are seen.
  attempt(() => {
    miniApp.ready.ifAvailable();
  });
  return launch;
}

export { rawInitData };
