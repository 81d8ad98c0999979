import { backButton, closingBehavior, mainButton } from "@tma.js/sdk-react";
import { useEffect, useEffectEvent } from "react";
import { currentLaunch } from "./init";
import { attempt } from "./sdk";

const isInTelegram = () => currentLaunch().kind === "telegram";

// Sheets stack over routes and both want the back button: the one opened last has it.
const backHandlers: (() => void)[] = [];

function showBackButton(): void {
  attempt(() => {
    if (backHandlers.length > 0) backButton.show.ifAvailable();
    else backButton.hide.ifAvailable();
  });
}

function callLatestBackHandler(): void {
  backHandlers.at(-1)?.();
}

/** Telegram's back button while mounted and `isActive`. */
export function useBackButton(onBack: () => void, isActive: boolean): void {
  const handle = useEffectEvent(onBack);
  useEffect(() => {
    if (!isActive || !isInTelegram()) return;
    const handler = () => {
      handle();
    };
    if (backHandlers.length === 0) attempt(() => backButton.onClick.ifAvailable(callLatestBackHandler));
    backHandlers.push(handler);
    showBackButton();
    return () => {
      backHandlers.splice(backHandlers.indexOf(handler), 1);
      if (backHandlers.length === 0) {
        attempt(() => {
          backButton.offClick.ifAvailable(callLatestBackHandler);
        });
      }
      showBackButton();
    };
  }, [isActive]);
}

export type MainButtonState = {
  readonly text: string;
  readonly isEnabled: boolean;
  readonly isBusy: boolean;
  readonly onPress: () => void;
};

/** Telegram's main button for the one action of a form. Answers false where there is none: draw a button then. */
export function useMainButton({ text, isEnabled, isBusy, onPress }: MainButtonState): boolean {
  const isNative = isInTelegram();
  const press = useEffectEvent(onPress);
  useEffect(() => {
    if (!isNative) return;
    const listener = () => {
      press();
    };
    attempt(() => mainButton.onClick.ifAvailable(listener));
    return () => {
      attempt(() => {
        mainButton.offClick.ifAvailable(listener);
      });
      attempt(() => {
        mainButton.setParams.ifAvailable({ isVisible: false, isLoaderVisible: false });
      });
    };
  }, [isNative]);
  useEffect(() => {
    if (!isNative) return;
    attempt(() => {
      mainButton.setParams.ifAvailable({ text, isEnabled: isEnabled && !isBusy, isLoaderVisible: isBusy, isVisible: true });
    });
  }, [isNative, text, isEnabled, isBusy]);
  return isNative;
}

/** Telegram asks before it closes the app while `isDirty`: a half-filled form is not lost by a swipe. */
export function useClosingConfirmation(isDirty: boolean): void {
  useEffect(() => {
    if (!isDirty || !isInTelegram()) return;
    attempt(() => {
      closingBehavior.enableConfirmation.ifAvailable();
    });
    return () => {
      attempt(() => {
        closingBehavior.disableConfirmation.ifAvailable();
      });
    };
  }, [isDirty]);
}
