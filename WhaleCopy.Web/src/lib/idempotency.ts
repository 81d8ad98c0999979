import { useState } from "react";

/** Random UUID. crypto.randomUUID needs a secure context; a phone on a developer's network address has none. */
export function randomKey(): string {
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  bytes[6] = ((bytes[6] ?? 0) & 0x0f) | 0x40;
  bytes[8] = ((bytes[8] ?? 0) & 0x3f) | 0x80;
  const hex = Array.from(bytes, (each) => each.toString(16).padStart(2, "0")).join("");
  return [hex.slice(0, 8), hex.slice(8, 12), hex.slice(12, 16), hex.slice(16, 20), hex.slice(20)].join("-");
}

export type IdempotencyKey = { readonly current: () => string; readonly renew: () => void };

function createIdempotencyKey(): IdempotencyKey {
  let key = randomKey();
  return {
    current: () => key,
    renew: () => {
      key = randomKey();
    },
  };
}

/**
 * The Idempotency-Key of one form: made when the form opens, so that a repeat after a lost answer gets the first result
 * and cannot trade twice. `renew` only after a definite refusal: then nothing happened, and the next try is a new intent.
 */
export function useIdempotencyKey(): IdempotencyKey {
  const [key] = useState(createIdempotencyKey);
  return key;
}
