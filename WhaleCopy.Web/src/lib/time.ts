import { useSyncExternalStore } from "react";

export type Instant = string;

/** Whole seconds from `at` to `now`, never negative: a server clock slightly ahead of ours reads as "now". */
export function secondsSince(at: Instant, now: number): number {
  return Math.max(0, Math.floor((now - Date.parse(at)) / 1000));
}

/** "now", "8 s", "3 min", "2 h", "5 d". */
export function formatAge(at: Instant, now: number): string {
  const seconds = secondsSince(at, now);
  if (seconds < 1) return "now";
  if (seconds < 60) return `${seconds} s`;
  if (seconds < 3600) return `${Math.floor(seconds / 60)} min`;
  if (seconds < 86_400) return `${Math.floor(seconds / 3600)} h`;
  return `${Math.floor(seconds / 86_400)} d`;
}

/** As formatAge with "ago", or "just now". */
export function formatAgo(at: Instant, now: number): string {
  const age = formatAge(at, now);
  return age === "now" ? "just now" : `${age} ago`;
}

/** A length of time as people read it: "400 ms", "15 s". */
export function formatSeconds(milliseconds: number): string {
  return milliseconds < 1000 ? `${milliseconds} ms` : `${Math.round(milliseconds / 1000)} s`;
}

/** "12:03:20" on this device's clock. */
export function formatClock(at: number): string {
  return new Intl.DateTimeFormat("en-GB", { hour: "2-digit", minute: "2-digit", second: "2-digit" }).format(at);
}

/** "21 Mar, 12:03" on this device's clock. */
export function formatDateTime(at: Instant): string {
  return new Intl.DateTimeFormat("en-GB", { day: "numeric", month: "short", hour: "2-digit", minute: "2-digit" }).format(
    Date.parse(at),
  );
}

// One ticking clock for every age on the screen: it runs only while something shows an age.
const listeners = new Set<() => void>();
let timer: ReturnType<typeof setInterval> | undefined;
let current = Date.now();

function subscribe(listener: () => void): () => void {
  listeners.add(listener);
  if (timer === undefined) {
    current = Date.now();
    timer = setInterval(() => {
      current = Date.now();
      for (const each of listeners) each();
    }, 1000);
  }
  return () => {
    listeners.delete(listener);
    if (listeners.size === 0) {
      clearInterval(timer);
      timer = undefined;
    }
  };
}

function read(): number {
  return timer === undefined ? (current = Math.floor(Date.now() / 1000) * 1000) : current;
}

/** Now in milliseconds, renewed every second. */
export function useNow(): number {
  return useSyncExternalStore(subscribe, read);
}
