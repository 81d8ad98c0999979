import {
  absolute,
  compare,
  decimal,
  floorDivide,
  formatDecimal,
  multiply,
  normalize,
  parseDecimalInput,
  percentOf,
  shareForBar,
  signOf,
  smaller,
} from "./money";

describe("decimals", () => {
  it.each(["", "1e5", "0x10", "1,000", " 1", "NaN", "Infinity", "1.", ".5", "--1"])("refuses %j", (text) => {
    expect(() => decimal(text)).toThrow(TypeError);
  });

  it("keeps digits that a floating-point number loses", () => {
    const exact = decimal("12345678901234567890.123456789012345678");

    expect(multiply(exact, decimal("1"))).toBe(exact);
    expect(multiply(decimal("0.1"), decimal("3"))).toBe("0.3");
    expect(formatDecimal(decimal("9007199254740993"), "money")).toBe("9,007,199,254,740,993.00");
  });

  it.each([
    ["1", "1.000", 0],
    ["-0.00", "0", 0],
    ["0.1", "0.09999999999999999999", 1],
    ["-2", "-1.5", -1],
    ["9", "10", -1],
  ] as const)("compares %s with %s", (left, right, expected) => {
    expect(compare(decimal(left), decimal(right))).toBe(expected);
    expect(compare(decimal(right), decimal(left))).toBe(expected === 0 ? 0 : -expected);
  });

  it("normalizes zeros and the sign of zero", () => {
    expect(normalize(decimal("050.10"))).toBe("50.1");
    expect(normalize(decimal("-0.00"))).toBe("0");
    expect(normalize(decimal("0.500"))).toBe("0.5");
    expect(absolute(decimal("-3.2"))).toBe("3.2");
    expect(signOf(decimal("-0"))).toBe(0);
  });

  it("divides towards less: the whole number never overshoots", () => {
    expect(floorDivide(decimal("80"), decimal("10"))).toBe("8");
    expect(floorDivide(decimal("80"), decimal("9.99"))).toBe("8");
    expect(floorDivide(decimal("80"), decimal("81"))).toBe("0");
    expect(floorDivide(decimal("-1"), decimal("2"))).toBe("-1");
    expect(() => floorDivide(decimal("1"), decimal("0"))).toThrow(RangeError);
  });

  it("takes percentages and minima exactly", () => {
    expect(percentOf(decimal("33.33"), decimal("7.5"))).toBe("2.49975");
    expect(smaller(decimal("2"), decimal("10"))).toBe("2");
  });

  it("scales a bar between nothing and everything", () => {
    expect(shareForBar(decimal("25"), decimal("100"))).toBe(0.25);
    expect(shareForBar(decimal("200"), decimal("100"))).toBe(1);
    expect(shareForBar(decimal("-1"), decimal("100"))).toBe(0);
    expect(shareForBar(decimal("1"), decimal("0"))).toBe(0);
  });
});

describe("what people type", () => {
  it.each([
    ["50", "50"],
    ["50,5", "50.5"],
    [" 1 000.50 ", "1000.5"],
    [".5", "0.5"],
    ["5.", "5"],
    ["-3", "-3"],
  ])("reads %j as %s", (typed, expected) => {
    expect(parseDecimalInput(typed)).toBe(expected);
  });

  it.each(["", "abc", "1.2.3", "1,000.5", "5%"])("does not guess at %j", (typed) => {
    expect(parseDecimalInput(typed)).toBeUndefined();
  });
});

describe("what people see", () => {
  it.each([
    ["1234.5", "money", false, "1,234.50"],
    ["-3.184", "money", true, "\u22123.18"],
    ["3.185", "money", true, "+3.19"],
    ["0", "money", true, "0.00"],
    ["60420.50000000", "price", false, "60,420.50"],
    ["3012.456", "price", false, "3,012.46"],
    ["0.00001234", "price", false, "0.00001234"],
    ["0.1231200", "price", false, "0.12312"],
    ["0.02000", "quantity", false, "0.02"],
    ["1500", "quantity", false, "1,500"],
    ["12.5", "ratio", false, "12.5"],
  ] as const)("shows %s as %s", (value, style, signed, expected) => {
    expect(formatDecimal(decimal(value), style, signed)).toBe(expected);
  });
});
