import { throttle } from "./throttle";

it("runs at once, then once for all calls of the interval, and not after it was cancelled", () => {
  vi.useFakeTimers();
  const action = vi.fn();
  const throttled = throttle(action, 1000);

  throttled.call();
  throttled.call();
  throttled.call();
  expect(action).toHaveBeenCalledTimes(1);
  vi.advanceTimersByTime(1000);
  expect(action).toHaveBeenCalledTimes(2);

  throttled.call();
  throttled.cancel();
  vi.advanceTimersByTime(5000);
  expect(action).toHaveBeenCalledTimes(2);
  vi.useRealTimers();
});
