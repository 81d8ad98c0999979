import { themeParams } from "@tma.js/sdk-react";
import { isHexColor, luminance, mix, readable, readableFill, type HexColor } from "./contrast";
import { attempt } from "./sdk";

export type ThemeColors = Readonly<Record<string, string | undefined>>;

// Ours: Telegram has no colors for profit and loss. The same values are in tokens.css for use outside Telegram.
const ours = {
  light: { profit: "#0a704b", loss: "#b32836", warn: "#875a00" },
  dark: { profit: "#34d399", loss: "#ff7a85", warn: "#f5b942" },
} as const satisfies Record<string, Record<string, HexColor>>;

function pick(colors: ThemeColors, ...names: string[]): HexColor | undefined {
  return names.map((name) => colors[name]).find(isHexColor);
}

/** CSS variables that correct a Telegram theme where it would not be readable. Empty when it names no background. */
export function correctionsFor(colors: ThemeColors): ReadonlyMap<string, string> {
  const surface = pick(colors, "section_bg_color", "bg_color");
  if (surface === undefined) return new Map();
  const canvas = pick(colors, "secondary_bg_color", "bg_color") ?? surface;
  const isDark = luminance(surface) < 0.25;
  const text = readable(pick(colors, "text_color") ?? (isDark ? "#ffffff" : "#000000"), [surface, canvas], 7);
  // Fields and quiet chips are a tint of the text over the surface (see --color-fill in tokens.css).
  const backgrounds = [surface, canvas, mix(text, surface, 0.06)];
  const accent = pick(colors, "accent_text_color", "link_color", "button_color") ?? text;
  const button = pick(colors, "button_color") ?? accent;
  const onAccent = pick(colors, "button_text_color") ?? "#ffffff";
  const own = isDark ? ours.dark : ours.light;
  return new Map([
    ["--wc-text", text],
    ["--wc-hint", readable(pick(colors, "subtitle_text_color", "hint_color") ?? text, backgrounds)],
    ["--wc-accent-text", readable(accent, backgrounds)],
    ["--wc-accent", readableFill(button, onAccent)],
    ["--wc-on-accent", onAccent],
    ["--wc-danger", readable(pick(colors, "destructive_text_color") ?? own.loss, backgrounds)],
    ["--wc-profit", readable(own.profit, backgrounds)],
    ["--wc-loss", readable(own.loss, backgrounds)],
    ["--wc-warn", readable(own.warn, backgrounds)],
    ["--wc-scheme", isDark ? "dark" : "light"],
  ]);
}

function apply(colors: ThemeColors): void {
  const root = document.documentElement;
  const corrections = correctionsFor(colors);
  for (const [name, value] of corrections) root.style.setProperty(name, value);
  root.dataset["theme"] = corrections.get("--wc-scheme") ?? systemScheme();
}

function systemScheme(): "dark" | "light" {
  return window.matchMedia("(prefers-color-scheme: dark)").matches ? "dark" : "light";
}

/** Outside Telegram: the system's scheme, followed as it changes. */
export function followSystemTheme(): void {
  const query = window.matchMedia("(prefers-color-scheme: dark)");
  const follow = () => {
    document.documentElement.dataset["theme"] = systemScheme();
  };
  follow();
  query.addEventListener("change", follow);
}

/** Inside Telegram: its variables (--tg-theme-*), our corrections, and both again whenever the person changes the theme. */
export function followTelegramTheme(): void {
  attempt(() => {
    themeParams.mount();
    themeParams.bindCssVars();
  });
  const state = attempt(() => themeParams.state());
  apply(state ?? {});
  attempt(() =>
    themeParams.state.sub(() => {
      apply(themeParams.state());
    }),
  );
}
