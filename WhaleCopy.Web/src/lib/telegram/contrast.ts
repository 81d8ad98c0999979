/** Colors as Telegram gives them: "#rrggbb". Ratios and luminance as WCAG 2.2 defines them. */
export type HexColor = `#${string}`;
type Rgb = readonly [red: number, green: number, blue: number];

export function isHexColor(value: unknown): value is HexColor {
  return typeof value === "string" && /^#[0-9a-f]{6}$/i.test(value);
}

function toRgb(color: HexColor): Rgb {
  const value = Number.parseInt(color.slice(1), 16);
  return [(value >> 16) & 0xff, (value >> 8) & 0xff, value & 0xff];
}

function toHex(rgb: Rgb): HexColor {
  return `#${rgb.map((channel) => Math.round(channel).toString(16).padStart(2, "0")).join("")}`;
}

export function luminance(color: HexColor): number {
  const [red, green, blue] = toRgb(color).map((channel) => {
    const part = channel / 255;
    return part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4;
  }) as [number, number, number];
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
}

export function contrastRatio(one: HexColor, other: HexColor): number {
  const [dark, light] = [luminance(one), luminance(other)].sort((a, b) => a - b) as [number, number];
  return (light + 0.05) / (dark + 0.05);
}

/** `share` (0…1) of `color` over `base`, as color-mix(in srgb) computes it. */
export function mix(color: HexColor, base: HexColor, share: number): HexColor {
  const over = toRgb(color);
  const under = toRgb(base);
  return toHex([0, 1, 2].map((i) => (over[i] ?? 0) * share + (under[i] ?? 0) * (1 - share)) as unknown as Rgb);
}

/** Text in our colors also stands on a tint of itself this strong: chips, banners. Must match `--tint` in tokens.css. */
export const tintShare = 0.13;

/** `fill`, moved away from `text` as little as needed for it to read: a button keeps its theme's own text color. */
export function readableFill(fill: HexColor, text: HexColor, minimum = 4.5): HexColor {
  const away = luminance(text) > 0.4 ? "#000000" : "#ffffff";
  for (let share = 0; share < 1; share += 0.02) {
    const candidate = mix(away, fill, share);
    if (contrastRatio(candidate, text) >= minimum) return candidate;
  }
  return away;
}

/**
 * `color`, moved as little as needed toward black or white until it reads at `minimum` on every background and on its own
 * tint over it. Themes made by users promise no contrast; where even black and white fail, the better of the two.
 */
export function readable(color: HexColor, backgrounds: readonly HexColor[], minimum = 4.5): HexColor {
  const worst = (candidate: HexColor) =>
    Math.min(
      ...backgrounds.flatMap((background) => [
        contrastRatio(candidate, background),
        contrastRatio(candidate, mix(candidate, background, tintShare)),
      ]),
    );
  if (worst(color) >= minimum) return color;
  const ends = (["#000000", "#ffffff"] as const).toSorted((a, b) => worst(b) - worst(a));
  for (let share = 0.05; share <= 1; share += 0.05) {
    const candidate = mix(ends[0] ?? "#000000", color, share);
    if (worst(candidate) >= minimum) return candidate;
  }
  return ends[0] ?? "#000000";
}
