import { screen, waitFor, within } from "@testing-library/react";
import { delay, http, HttpResponse } from "msw";
import { accessibilityFaults } from "@/testing/axe";
import { page } from "@/testing/fixtures/basics";
import { whales } from "@/testing/fixtures/whales";
import { renderApp } from "@/testing/render";
import { server } from "@/testing/server";

const list = () => screen.findByRole("list", { name: "Whales" });

describe("Whales, its five states", () => {
  it("loading", async () => {
    server.use(http.get("*/api/v1/whales", () => delay("infinite")));
    await renderApp("/whales");

    expect(await screen.findByRole("status", { name: "Loading whales" })).toBeInTheDocument();
    expect(await accessibilityFaults()).toEqual([]);
  });

  it("empty", async () => {
    server.use(http.get("*/api/v1/whales", () => HttpResponse.json(page([]))));
    await renderApp("/whales");

    expect(await screen.findByRole("heading", { name: "No whales yet" })).toBeInTheDocument();
    expect(await accessibilityFaults()).toEqual([]);
  });

  it("error, with a retry", async () => {
    server.use(http.get("*/api/v1/whales", () => HttpResponse.error()));
    const { user } = await renderApp("/whales");

    const alert = await screen.findByRole("alert");
    expect(alert).toHaveTextContent("No connection");
    server.resetHandlers();
    await user.click(within(alert).getByRole("button", { name: "Try again" }));
    expect(await list()).toBeInTheDocument();
  });

  it("stale", async () => {
    const { connection } = await renderApp("/whales");
    await list();

    connection.drop();

    expect(await screen.findByText(/^As of/)).toBeInTheDocument();
    expect(await list()).toBeInTheDocument();
  });

  it("ready: how each has done, where the facts come from and how old they are", async () => {
    await renderApp("/whales");

    const first = within(await list()).getByRole("link", { name: "Deep Current, Binance" });
    expect(first).toHaveTextContent("+38.60% profit");
    expect(first).toHaveTextContent(/Unofficial source, seen \d+ s ago/);
    expect(first).toHaveTextContent("Following");
    expect(screen.getByRole("link", { name: /Midnight Squid/ })).toHaveTextContent("Source is dark, seen 31 min ago");
    expect(await accessibilityFaults()).toEqual([]);
  });
});

describe("finding a whale", () => {
  it("asks the server for search, filters and order", async () => {
    const asked: string[] = [];
    server.use(
      http.get("*/api/v1/whales", ({ request }) => {
        asked.push(new URL(request.url).search);
        return HttpResponse.json(page(whales));
      }),
    );
    const { user } = await renderApp("/whales");
    await list();

    await user.click(screen.getByRole("button", { name: "OKX" }));
    await user.click(screen.getByRole("button", { name: "Following" }));
    await user.selectOptions(screen.getByRole("combobox", { name: "Sort by" }), "Win rate");
    await user.type(screen.getByRole("searchbox", { name: "Search whales" }), "kelp");

    await waitFor(() => {
      const last = new URLSearchParams(asked.at(-1));
      expect(Object.fromEntries(last)).toMatchObject({ exchange: "OKX", followed: "true", sort: "win_rate", q: "kelp" });
    });
    expect(screen.getByRole("button", { name: "OKX", pressed: true })).toBeInTheDocument();
  });

  it("says when nothing matches, and clears the filters", async () => {
    server.use(
      http.get("*/api/v1/whales", ({ request }) => HttpResponse.json(page(request.url.includes("exchange") ? [] : whales))),
    );
    const { user } = await renderApp("/whales");
    await list();

    await user.click(screen.getByRole("button", { name: "Bybit" }));
    await screen.findByRole("heading", { name: "No whale matches" });
    await user.click(screen.getByRole("button", { name: "Clear filters" }));

    expect(await list()).toBeInTheDocument();
  });

  it("shows more where there is more", async () => {
    server.use(
      http.get("*/api/v1/whales", ({ request }) =>
        HttpResponse.json(
          new URL(request.url).searchParams.get("cursor") === "second"
            ? page(whales.slice(2))
            : { items: whales.slice(0, 2), next_cursor: "second" },
        ),
      ),
    );
    const { user } = await renderApp("/whales");

    await user.click(await screen.findByRole("button", { name: "Show more" }));

    expect(await screen.findByRole("link", { name: /Midnight Squid/ })).toBeInTheDocument();
    expect(screen.queryByRole("button", { name: "Show more" })).not.toBeInTheDocument();
  });
});
