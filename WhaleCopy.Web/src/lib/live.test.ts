import { createFakeConnection } from "@/testing/fake-connection";
import { reconnectDelay } from "./live";

const settle = () => vi.advanceTimersByTimeAsync(0);

beforeEach(() => {
  vi.useFakeTimers();
});
afterEach(() => {
  vi.useRealTimers();
});

describe("the live hub", () => {
  it("hands events to those who listen, until they stop", async () => {
    const { hub, emit } = createFakeConnection();
    const seen: unknown[] = [];
    const end = hub.on("position", (payload) => seen.push(payload));
    hub.start();
    await settle();

    emit("position", { id: 1 });
    emit("signal", { id: 2 });
    end();
    emit("position", { id: 3 });

    expect(hub.state()).toBe("live");
    expect(seen).toEqual([{ id: 1 }]);
  });

  it("says that it reconnects, and asks for a resync once it is back", async () => {
    const { hub, drop, recover } = createFakeConnection();
    const states: string[] = [];
    let resyncs = 0;
    hub.subscribe(() => states.push(hub.state()));
    hub.onResync(() => resyncs++);
    hub.start();
    await settle();

    drop();
    recover();

    expect(states).toEqual(["connecting", "live", "reconnecting", "live"]);
    expect(resyncs).toBe(2);
  });

  it("keeps trying when the first start fails", async () => {
    const { hub, setReachable } = createFakeConnection();
    setReachable(false);
    hub.start();
    await settle();
    expect(hub.state()).toBe("reconnecting");

    setReachable(true);
    await vi.advanceTimersByTimeAsync(2_000);

    expect(hub.state()).toBe("live");
  });

  it("starts again when the server closes the connection", async () => {
    const { hub, close } = createFakeConnection();
    hub.start();
    await settle();

    close();
    expect(hub.state()).toBe("reconnecting");
    await vi.advanceTimersByTimeAsync(2_000);

    expect(hub.state()).toBe("live");
  });

  it("does nothing any more once it was stopped", async () => {
    const { hub, setReachable } = createFakeConnection();
    setReachable(false);
    hub.start();
    await settle();

    await hub.stop();

    expect(hub.state()).toBe("idle");
    expect(vi.getTimerCount()).toBe(0);
  });

  it("waits longer between tries, ten seconds at most, never in step with others", () => {
    const delays = [0, 1, 2, 3, 4, 50].map((retries) => reconnectDelay(retries, () => 0.5));

    expect(delays).toEqual([0, 1500, 2500, 5500, 10_500, 10_500]);
  });
});
