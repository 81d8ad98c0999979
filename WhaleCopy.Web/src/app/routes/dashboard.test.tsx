import { screen, waitFor, within } from "@testing-library/react";
import { delay, http, HttpResponse } from "msw";
import { accessibilityFaults } from "@/testing/axe";
import { balance, profile } from "@/testing/fixtures/account";
import { page } from "@/testing/fixtures/basics";
import { btcLong, filledTrade, signals, solShort, task, unknownTrade } from "@/testing/fixtures/copies";
import { problem } from "@/testing/handlers";
import { renderApp } from "@/testing/render";
import { server } from "@/testing/server";

const positions = () => screen.findByRole("list", { name: "Open positions" });
const card = (name: string) => screen.findByRole("article", { name });

describe("Dashboard, its five states", () => {
  it("loading: shows the shape of what is coming and says what it loads", async () => {
    server.use(
      http.get("*/api/v1/balance", () => delay("infinite")),
      http.get("*/api/v1/trades/positions", () => delay("infinite")),
    );
    await renderApp("/");

    expect(await screen.findByRole("status", { name: "Loading your balance" })).toBeInTheDocument();
    expect(screen.getByRole("status", { name: "Loading your positions" })).toBeInTheDocument();
    expect(await accessibilityFaults()).toEqual([]);
  });

  it("empty: says what to do next", async () => {
    server.use(
      http.get("*/api/v1/trades/positions", () => HttpResponse.json(page([]))),
      http.get("*/api/v1/signals", () => HttpResponse.json(page([]))),
    );
    const { user, router } = await renderApp("/");

    expect(await screen.findByRole("heading", { name: "No open positions" })).toBeInTheDocument();
    expect(await accessibilityFaults()).toEqual([]);
    await user.click(screen.getByRole("link", { name: "Find whales" }));
    expect(router.state.location.pathname).toBe("/whales");
  });

  it("error: says what happened, and recovers on a retry", async () => {
    server.use(
      http.get("*/api/v1/trades/positions", () =>
        problem(503, "DATABASE_DOWN", "The database does not answer", "Try again soon."),
      ),
    );
    const { user } = await renderApp("/");

    const alert = await screen.findByRole("alert");
    expect(within(alert).getByText(/The database does not answer\. Try again soon\./)).toBeInTheDocument();
    expect(await accessibilityFaults()).toEqual([]);

    server.resetHandlers();
    await user.click(within(alert).getByRole("button", { name: "Try again" }));
    expect(await card("BTCUSDT Long")).toBeInTheDocument();
  });

  it("stale: keeps what it had, says as of when, and mends itself", async () => {
    const { connection } = await renderApp("/");
    await card("BTCUSDT Long");
    await waitFor(() => {
      expect(screen.getByText("Live")).toBeInTheDocument();
    });

    connection.drop();
    expect(await screen.findByText(/^As of/)).toBeInTheDocument();
    expect(screen.getByText(/reconnecting/)).toBeInTheDocument();
    expect(screen.queryByText("Live")).not.toBeInTheDocument();
    expect(screen.getByRole("article", { name: "BTCUSDT Long" })).toBeInTheDocument();
    expect(await accessibilityFaults()).toEqual([]);

    server.use(http.get("*/api/v1/trades/positions", () => HttpResponse.json(page([solShort]))));
    connection.recover();
    await waitFor(() => {
      expect(screen.queryByRole("article", { name: "BTCUSDT Long" })).not.toBeInTheDocument();
    });
    expect(screen.queryByText(/^As of/)).not.toBeInTheDocument();
  });

  it("ready: shows balance, copying, positions with their protection, and recent signals", async () => {
    await renderApp("/");

    const btc = await card("BTCUSDT Long");
    expect(btc).toHaveTextContent("+8.05 USDT profit");
    expect(btc).toHaveTextContent("+5.36% profit");
    expect(btc).toHaveTextContent("Protected, stop at 54,016.30");
    expect(await within(btc).findByText(/Deep Current/)).toBeInTheDocument();
    const sol = await card("SOLUSDT Short");
    expect(sol).toHaveTextContent("\u22120.63 USDT loss");
    expect(sol).toHaveTextContent("Placing the stop");
    expect(await card("Balance")).toHaveTextContent("1,024.18");
    expect(screen.getByRole("list", { name: "Wallets" })).toHaveTextContent(/Binance USD-M futures924\.18, \d+ s ago/);
    expect(screen.getByRole("region", { name: "Copying" })).toHaveTextContent("Copying is on");
    expect(screen.getByRole("region", { name: /Recent signals/ })).toHaveTextContent("Opened long");
    expect(screen.getByRole("main")).toHaveTextContent("Simulated");
    expect(await accessibilityFaults()).toEqual([]);
  });
});

describe("Dashboard, live", () => {
  it("a position appears, changes and leaves without a reload", async () => {
    server.use(http.get("*/api/v1/trades/positions", () => HttpResponse.json(page([]))));
    const { connection } = await renderApp("/");
    await screen.findByRole("heading", { name: "No open positions" });

    connection.emit("position", btcLong);
    expect(await card("BTCUSDT Long")).toHaveTextContent("Protected");

    connection.emit("position", {
      ...btcLong,
      unrealized_pnl: "-2.50",
      unrealized_pnl_percent: "-1.66",
      protection: "UNPROTECTED",
    });
    await waitFor(() => {
      expect(screen.getByRole("article", { name: "BTCUSDT Long" })).toHaveTextContent("\u22122.50 USDT loss");
    });
    expect(screen.getByRole("article", { name: "BTCUSDT Long" })).toHaveTextContent("No stop at the exchange");

    connection.emit("position", { ...btcLong, status: "CLOSED", close_reason: "WHALE_EXIT" });
    expect(await screen.findByRole("heading", { name: "No open positions" })).toBeInTheDocument();
  });

  it("profit after a new price comes from the server", async () => {
    const { connection } = await renderApp("/");
    await card("BTCUSDT Long");
    server.use(
      http.get("*/api/v1/trades/positions", () =>
        HttpResponse.json(page([{ ...btcLong, current_price: "61000.00", unrealized_pnl: "19.64" }])),
      ),
    );

    connection.emit("price", {
      exchange: "BINANCE",
      market: "USD-M",
      symbol: "BTCUSDT",
      price: "61000.00",
      at: new Date().toISOString(),
    });

    await waitFor(() => {
      expect(screen.getByRole("article", { name: "BTCUSDT Long" })).toHaveTextContent("+19.64 USDT profit");
    });
  });

  it("a balance event shows the new balance", async () => {
    const { connection } = await renderApp("/");
    await card("Balance");

    connection.emit("balance", { ...balance, total_usdt: "2000.00" });

    await waitFor(() => {
      expect(screen.getByRole("article", { name: "Balance" })).toHaveTextContent("2,000.00");
    });
  });

  it("an order with an unknown outcome is said so until it is known", async () => {
    server.use(http.get("*/api/v1/trades", () => HttpResponse.json(page([unknownTrade]))));
    const { connection } = await renderApp("/");

    expect(await screen.findByText("Outcome of your ETHUSDT long order is not known yet")).toBeInTheDocument();
    expect(await accessibilityFaults()).toEqual([]);

    server.resetHandlers();
    connection.emit("trade", filledTrade);
    await waitFor(() => {
      expect(screen.queryByText(/not known yet/)).not.toBeInTheDocument();
    });
  });
});

describe("closing a position", () => {
  it("names the consequence, asks again, and tells how it went as the server reports it", async () => {
    const keys: (string | null)[] = [];
    let state = task("queued", { position_ids: [btcLong.id] });
    server.use(
      http.post("*/api/v1/trades/positions/501/close", ({ request }) => {
        keys.push(request.headers.get("Idempotency-Key"));
        return HttpResponse.json(state, { status: 202 });
      }),
      http.get("*/api/v1/tasks/t-1", () => HttpResponse.json(state)),
    );
    const { user } = await renderApp("/");
    const opener = within(await card("BTCUSDT Long")).getByRole("button", { name: "Close BTCUSDT Long" });
    await user.click(opener);

    const dialog = screen.getByRole("dialog", { name: "Close BTCUSDT long" });
    expect(dialog).toHaveTextContent("Sells 0.02 BTC");
    expect(dialog).toHaveTextContent("Simulated");
    expect(keys).toEqual([]);
    expect(await accessibilityFaults()).toEqual([]);
    await user.click(within(dialog).getByRole("button", { name: "Close at market, about 1,208.41\u00a0USDT" }));

    const progress = await screen.findByRole("list", { name: "Progress" });
    expect(keys).toHaveLength(1);
    expect(keys[0]).toMatch(/^[0-9a-f-]{36}$/);
    expect(progress).toHaveTextContent("Accepted by the copy engine, waiting");
    // Nothing is assumed: the card is as the server last told.
    expect(await positions()).toBeInTheDocument();

    state = task("done", { position_ids: [btcLong.id] });
    await waitFor(() => {
      expect(progress).toHaveTextContent("Closed at market, done");
    });
    await user.click(screen.getByRole("button", { name: "Done" }));
    expect(opener).toHaveFocus();
  });

  it("can be left by Escape without anything sent", async () => {
    const { user } = await renderApp("/");
    await user.click(within(await card("BTCUSDT Long")).getByRole("button", { name: "Close BTCUSDT Long" }));

    await user.click(screen.getByRole("button", { name: "Keep it open" }));

    expect(screen.queryByRole("dialog")).not.toBeInTheDocument();
  });

  it("repeats a request that got no answer with the same key", async () => {
    const keys: (string | null)[] = [];
    server.use(
      http.post("*/api/v1/trades/positions/501/close", ({ request }) => {
        keys.push(request.headers.get("Idempotency-Key"));
        return keys.length === 1 ? HttpResponse.error() : HttpResponse.json(task("queued"), { status: 202 });
      }),
    );
    const { user } = await renderApp("/");
    await user.click(within(await card("BTCUSDT Long")).getByRole("button", { name: "Close BTCUSDT Long" }));
    const confirm = () => screen.getByRole("button", { name: /^Close at market/ });

    await user.click(confirm());
    expect(await screen.findByText(/may or may not have started/)).toBeInTheDocument();
    await user.click(confirm());

    await screen.findByRole("list", { name: "Progress" });
    expect(keys).toHaveLength(2);
    expect(keys[0]).toBe(keys[1]);
  });

  it("takes a new key after a definite refusal, because nothing happened", async () => {
    const keys: (string | null)[] = [];
    server.use(
      http.post("*/api/v1/trades/positions/501/close", ({ request }) => {
        keys.push(request.headers.get("Idempotency-Key"));
        return problem(409, "POSITION_CLOSING", "It is being closed already");
      }),
    );
    const { user } = await renderApp("/");
    await user.click(within(await card("BTCUSDT Long")).getByRole("button", { name: "Close BTCUSDT Long" }));
    const confirm = () => screen.getByRole("button", { name: /^Close at market/ });

    await user.click(confirm());
    expect(await screen.findByText("It is being closed already.")).toBeInTheDocument();
    await user.click(confirm());

    await waitFor(() => {
      expect(keys).toHaveLength(2);
    });
    expect(keys[0]).not.toBe(keys[1]);
  });
});

describe("pausing", () => {
  it("asks, says what it leaves alone, and shows the server's word", async () => {
    let isPaused = false;
    server.use(
      http.get("*/api/v1/users/me", () => HttpResponse.json({ ...profile, is_paused: isPaused })),
      http.post("*/api/v1/users/me/pause", () => {
        isPaused = true;
        return HttpResponse.json({ ...profile, is_paused: true });
      }),
    );
    const { user } = await renderApp("/");
    const copying = await screen.findByRole("region", { name: "Copying" });

    await user.click(within(copying).getByRole("button", { name: "Pause" }));
    await user.click(screen.getByRole("button", { name: "Pause: copy nothing new" }));

    expect(await within(copying).findByText("Copying is paused")).toBeInTheDocument();
    expect(within(copying).getByRole("button", { name: "Resume" })).toBeInTheDocument();
  });
});

it("shows the latest signals by the second, as they come", async () => {
  server.use(http.get("*/api/v1/signals", () => HttpResponse.json(page(signals.slice(1)))));
  const { connection } = await renderApp("/");
  const recent = await screen.findByRole("region", { name: "Recent signals" });
  await within(recent).findByText("SOLUSDT");

  connection.emit("signal", signals[0]);

  expect(await within(recent).findByText("ETHUSDT")).toBeInTheDocument();
});
