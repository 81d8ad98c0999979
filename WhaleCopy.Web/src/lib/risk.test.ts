import { compare, decimal, multiply } from "./money";
import { cappedLeverage, copyRisk } from "./risk";

const d = decimal;

describe("leverage of a copy", () => {
  it.each([
    ["20", "20", "10", "8"],
    ["5", "20", "10", "5"],
    ["50", "20", "1", "20"],
    ["10", "20", "90", "1"],
    ["3", "2", "10", "2"],
  ])("wanted %s, at most %s, stop %s%% gives %s", (wanted, maximum, stop, expected) => {
    expect(cappedLeverage(d(wanted), d(maximum), d(stop))).toBe(expected);
  });

  it("never lets the stop lie beyond 80 % of the margin, unless one times does already", () => {
    for (let stop = 1; stop <= 99; stop++) {
      for (let wanted = 1; wanted <= 125; wanted += 4) {
        const leverage = cappedLeverage(d(`${wanted}`), d("125"), d(`${stop}`));
        const lossOfMargin = multiply(leverage, d(`${stop}`));
        expect(compare(lossOfMargin, d("80")) <= 0 || leverage === "1").toBe(true);
        expect(compare(leverage, d(`${wanted}`))).toBeLessThanOrEqual(0);
      }
    }
  });
});

it("a copy of 50 USDT at 5× with a stop at 10 % loses about 25 USDT", () => {
  expect(copyRisk(d("50"), d("5"), d("20"), d("10"))).toEqual({ margin: "50", leverage: "5", notional: "250", lossAtStop: "25" });
});
