import { screen, waitFor, within } from "@testing-library/react";
import { delay, http, HttpResponse } from "msw";
import { accessibilityFaults } from "@/testing/axe";
import { page, secondsAgo } from "@/testing/fixtures/basics";
import { filledTrade, signals, task, unknownTrade } from "@/testing/fixtures/copies";
import { problem } from "@/testing/handlers";
import { renderApp } from "@/testing/render";
import { server } from "@/testing/server";

const feed = () => screen.findByRole("list", { name: "Signals" });
const eth = () => screen.findByRole("article", { name: "Opened long ETHUSDT" });

describe("Alerts, its five states", () => {
  it("loading", async () => {
    server.use(http.get("*/api/v1/signals", () => delay("infinite")));
    await renderApp("/alerts");

    expect(await screen.findByRole("status", { name: "Loading your alerts" })).toBeInTheDocument();
    expect(await accessibilityFaults()).toEqual([]);
  });

  it("empty", async () => {
    server.use(http.get("*/api/v1/signals", () => HttpResponse.json(page([]))));
    await renderApp("/alerts");

    expect(await screen.findByRole("heading", { name: "No signals yet" })).toBeInTheDocument();
    expect(screen.getByRole("link", { name: "Find whales" })).toBeInTheDocument();
    expect(await accessibilityFaults()).toEqual([]);
  });

  it("error, with a retry", async () => {
    server.use(http.get("*/api/v1/signals", () => problem(500, "INTERNAL", "Something broke")));
    const { user } = await renderApp("/alerts");

    const alert = await screen.findByRole("alert");
    expect(alert).toHaveTextContent("Something broke");
    server.resetHandlers();
    await user.click(within(alert).getByRole("button", { name: "Try again" }));
    expect(await feed()).toBeInTheDocument();
  });

  it("stale", async () => {
    const { connection } = await renderApp("/alerts");
    await feed();

    connection.drop();

    expect(await screen.findByText(/^As of/)).toBeInTheDocument();
    expect(await feed()).toBeInTheDocument();
  });

  it("ready: what happened, how sure, and what can be copied", async () => {
    await renderApp("/alerts");

    expect(await eth()).toHaveTextContent("High, 66.5");
    expect(within(await eth()).getByRole("button", { name: "Copy ETHUSDT Long" })).toBeInTheDocument();
    const reduced = screen.getByRole("article", { name: "Reduced short by 25% SOLUSDT" });
    expect(reduced).toHaveTextContent("Exits follow your own copies by themselves");
    expect(within(reduced).queryByRole("button")).not.toBeInTheDocument();
    expect(reduced).toHaveTextContent("Not copied: You hold no copy of this position.");
    expect(await accessibilityFaults()).toEqual([]);
  });
});

describe("the feed", () => {
  it("puts a new signal on top and renews one that is there", async () => {
    server.use(http.get("*/api/v1/signals", () => HttpResponse.json(page(signals.slice(1)))));
    const { connection } = await renderApp("/alerts");
    await feed();

    connection.emit("signal", signals[0]);
    await eth();
    expect(within(await feed()).getAllByRole("article")[0]).toHaveAccessibleName("Opened long ETHUSDT");

    connection.emit("signal", {
      ...signals[0],
      status: "PROCESSED",
      decision: { outcome: "COPIED", reason_code: "COPIED", reason: "Copied", trade_id: 7001 },
    });
    expect(await eth()).toHaveTextContent("Copied");
    expect(await eth()).toHaveTextContent("You hold a copy of it");
    expect(within(await eth()).queryByRole("button")).not.toBeInTheDocument();
    expect(within(await feed()).getAllByRole("article")).toHaveLength(signals.length);
  });

  it("does not offer what would be refused", async () => {
    server.use(
      http.get("*/api/v1/signals", () =>
        HttpResponse.json(
          page([
            { ...signals[0], id: 1, detected_at: secondsAgo(16 * 60) },
            { ...signals[0], id: 2, cex_symbol: "ODDUSDT", cex_available: false },
          ]),
        ),
      ),
    );
    await renderApp("/alerts");

    expect(await eth()).toHaveTextContent("Too old to copy");
    expect(screen.getByRole("article", { name: "Opened long ODDUSDT" })).toHaveTextContent("Not tradable at your exchanges");
    expect(screen.queryByRole("button", { name: /^Copy/ })).not.toBeInTheDocument();
  });
});

describe("copying by hand", () => {
  async function openCopy() {
    const app = await renderApp("/alerts");
    await app.user.click(within(await eth()).getByRole("button", { name: "Copy ETHUSDT Long" }));
    const dialog = await screen.findByRole("dialog", { name: "Copy ETHUSDT long" });
    await within(dialog).findByRole("region", { name: "What one copy risks" });
    return { ...app, dialog };
  }

  it("sends size and key, and shows requested, accepted, unknown, filled as the server reports them", async () => {
    const sent: { body: unknown; key: string | null }[] = [];
    let state = task("queued");
    let trade = unknownTrade;
    server.use(
      http.post("*/api/v1/signals/903/copy", async ({ request }) => {
        sent.push({ body: await request.json(), key: request.headers.get("Idempotency-Key") });
        return HttpResponse.json(
          { status: "queued", task_id: "t-1", signal_id: 903, estimated_execution: "< 5 seconds" },
          { status: 202 },
        );
      }),
      http.get("*/api/v1/tasks/t-1", () => HttpResponse.json(state)),
      http.get("*/api/v1/trades/7001", () => HttpResponse.json(trade)),
    );
    const { user, dialog } = await openCopy();
    expect(dialog).toHaveTextContent("400.00 USDT");
    const size = within(dialog).getByRole("textbox", { name: "Size" });
    await user.clear(size);
    await user.type(size, "25");
    expect(await accessibilityFaults()).toEqual([]);
    await user.click(within(dialog).getByRole("button", { name: "Copy this signal" }));

    const progress = await screen.findByRole("list", { name: "Progress" });
    expect(sent).toHaveLength(1);
    expect(sent[0]).toMatchObject({ body: { size_usdt: "25" } });
    expect(sent[0]?.key).toMatch(/^[0-9a-f-]{36}$/);
    expect(progress).toHaveTextContent("Requested, done");
    expect(progress).toHaveTextContent("Filled at the exchange, to come");

    state = task("running", { trade_ids: [7001] });
    await waitFor(() => {
      expect(progress).toHaveTextContent("Outcome not known yet, not known");
    });
    expect(await accessibilityFaults()).toEqual([]);

    trade = filledTrade;
    state = task("done", { trade_ids: [7001] });
    await waitFor(() => {
      expect(progress).toHaveTextContent("Filled at the exchange, done");
    });
  });

  it("tells why a copy was not carried out", async () => {
    server.use(
      http.post("*/api/v1/signals/903/copy", () =>
        HttpResponse.json(
          { status: "queued", task_id: "t-1", signal_id: 903, estimated_execution: "< 5 seconds" },
          { status: 202 },
        ),
      ),
      http.get("*/api/v1/tasks/t-1", () =>
        HttpResponse.json(
          task("failed", { reason_code: "SLIPPAGE", reason: "slippage 0.70 % > 0.50 %, whale 3,012, now 3,033" }),
        ),
      ),
    );
    const { user, dialog } = await openCopy();

    await user.click(within(dialog).getByRole("button", { name: "Copy this signal" }));

    const progress = await screen.findByRole("list", { name: "Progress" });
    await waitFor(() => {
      expect(progress).toHaveTextContent("slippage 0.70 % > 0.50 %, whale 3,012, now 3,033");
    });
  });

  it("shows a refusal where the action was", async () => {
    server.use(
      http.post("*/api/v1/signals/903/copy", () =>
        problem(409, "ALREADY_COPIED", "Already copied", "You hold a copy of this signal."),
      ),
    );
    const { user, dialog } = await openCopy();

    await user.click(within(dialog).getByRole("button", { name: "Copy this signal" }));

    expect(await within(dialog).findByRole("alert")).toHaveTextContent("Already copied. You hold a copy of this signal.");
  });

  it("does not send an amount that is none", async () => {
    const { user, dialog } = await openCopy();
    const size = within(dialog).getByRole("textbox", { name: "Size" });

    await user.clear(size);
    await user.type(size, "-5");

    expect(size).toHaveAccessibleDescription(/An amount above zero/);
    expect(within(dialog).getByRole("button", { name: "Copy this signal" })).toBeDisabled();
  });
});
