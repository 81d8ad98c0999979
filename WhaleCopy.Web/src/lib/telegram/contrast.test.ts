import { contrastRatio, isHexColor, mix, readable, readableFill, tintShare, type HexColor } from "./contrast";

function hex(index: number): HexColor {
  // A spread over the color cube without randomness: 512 colors.
  const channel = (shift: number) => (((index >> shift) & 7) * 36).toString(16).padStart(2, "0");
  return `#${channel(0)}${channel(3)}${channel(6)}`;
}

it("measures contrast as WCAG does", () => {
  expect(contrastRatio("#000000", "#ffffff")).toBeCloseTo(21, 5);
  expect(contrastRatio("#777777", "#ffffff")).toBeCloseTo(4.48, 2);
});

it("leaves a color alone that reads already", () => {
  expect(readable("#0a704b", ["#ffffff"], 4.5)).toBe("#0a704b");
});

it("makes every color readable on every surface, and on its own tint over it", () => {
  for (let color = 0; color < 512; color += 11) {
    for (let surface = 0; surface < 512; surface += 7) {
      const fixed = readable(hex(color), [hex(surface)]);
      const onSurface = contrastRatio(fixed, hex(surface));
      const onTint = contrastRatio(fixed, mix(fixed, hex(surface), tintShare));
      const isBestPossible = fixed === "#000000" || fixed === "#ffffff";
      expect(Math.min(onSurface, onTint) >= 4.5 || isBestPossible, `${hex(color)} on ${hex(surface)}`).toBe(true);
    }
  }
});

it("moves a button's fill, not its text", () => {
  const fill = readableFill("#5288c1", "#ffffff");

  expect(contrastRatio(fill, "#ffffff")).toBeGreaterThanOrEqual(4.5);
  expect(contrastRatio("#5288c1", fill)).toBeLessThan(1.35);
});

it.each(["#fff", "red", "#12345g", "#1234567", 7, undefined])("takes %j for no color", (value) => {
  expect(isHexColor(value)).toBe(false);
});
