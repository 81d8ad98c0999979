import { hapticFeedback } from "@tma.js/sdk-react";
import { attempt } from "./sdk";

// On a confirmed action and on an error only: a phone that buzzes at everything says nothing.
export function hapticConfirm(): void {
  attempt(() => {
    hapticFeedback.notificationOccurred.ifAvailable("success");
  });
}

export function hapticError(): void {
  attempt(() => {
    hapticFeedback.notificationOccurred.ifAvailable("error");
  });
}
