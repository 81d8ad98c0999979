import { act, render, screen } from "@testing-library/react";
import { formatAge, formatAgo, formatClock, formatSeconds, secondsSince, useNow } from "./time";

const now = Date.parse("2026-03-01T12:00:00Z");
const before = (seconds: number) => new Date(now - seconds * 1000).toISOString();

describe("ages", () => {
  it.each([
    [0, "now"],
    [59, "59 s"],
    [60, "1 min"],
    [3599, "59 min"],
    [7200, "2 h"],
    [200_000, "2 d"],
  ])("%d seconds are %s", (seconds, expected) => {
    expect(formatAge(before(seconds), now)).toBe(expected);
  });

  it("reads a server clock ahead of ours as now, not as the future", () => {
    expect(secondsSince(before(-5), now)).toBe(0);
    expect(formatAgo(before(-5), now)).toBe("just now");
    expect(formatAgo(before(8), now)).toBe("8 s ago");
  });

  it.each([
    [380, "380 ms"],
    [15_049, "15 s"],
    [121_600, "122 s"],
  ])("%d milliseconds are %s", (milliseconds, expected) => {
    expect(formatSeconds(milliseconds)).toBe(expected);
  });

  it("shows clock times to the second", () => {
    expect(formatClock(new Date(2026, 2, 1, 12, 3, 20).getTime())).toBe("12:03:20");
  });
});

it("the clock ticks while somebody looks, and rests when nobody does", () => {
  vi.useFakeTimers({ now });
  const Age = () => <p>{formatAge(before(0), useNow())}</p>;
  const view = render(<Age />);
  expect(screen.getByText("now")).toBeInTheDocument();

  act(() => {
    vi.advanceTimersByTime(3000);
  });

  expect(screen.getByText("3 s")).toBeInTheDocument();
  view.unmount();
  expect(vi.getTimerCount()).toBe(0);
  vi.useRealTimers();
});
