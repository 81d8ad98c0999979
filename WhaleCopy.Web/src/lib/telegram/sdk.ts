import { retrieveRawInitData } from "@tma.js/sdk-react";

const storedLaunchParameters = "tapps/launchParams";

/** The SDK keeps the launch parameters, init data among them, in session storage whenever it looks at them. We keep none. */
function forgetStoredInitData(): void {
  sessionStorage.removeItem(storedLaunchParameters);
}

/**
 * Runs a call of the SDK. Clients differ in what they support and the SDK throws where one does not: nothing of that may
 * break a screen, so a failed call answers undefined. Errors are dropped unread: their text can hold launch parameters.
 */
export function attempt<T>(call: () => T): T | undefined {
  try {
    return call();
  } catch {
    return undefined;
  } finally {
    forgetStoredInitData();
  }
}

/** The signed launch data, read from where Telegram put it; undefined outside Telegram. Never store or log the result. */
export function rawInitData(): string | undefined {
  return attempt(retrieveRawInitData);
}
