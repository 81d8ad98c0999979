import { renderHook } from "@testing-library/react";
import { randomKey, useIdempotencyKey } from "./idempotency";

it("keys are version 4 UUIDs", () => {
  expect(randomKey()).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/);
});

it("a form keeps its key over renders, and gets a new one only when it asks", () => {
  const { result, rerender } = renderHook(() => useIdempotencyKey());
  const first = result.current.current();

  rerender();
  expect(result.current.current()).toBe(first);

  result.current.renew();
  expect(result.current.current()).not.toBe(first);
});
