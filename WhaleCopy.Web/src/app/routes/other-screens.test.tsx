import { screen, within } from "@testing-library/react";
import { http, HttpResponse } from "msw";
import { accessibilityFaults } from "@/testing/axe";
import { health } from "@/testing/fixtures/account";
import { renderApp } from "@/testing/render";
import { server } from "@/testing/server";

it.each([
  ["Trades", "Every copy, from signal to fill"],
  ["Statistics", "What copying earned you"],
])("%s says plainly that it is not built, and what it will hold", async (name, title) => {
  const { user } = await renderApp("/");

  await user.click(await screen.findByRole("link", { name }));

  const part = await screen.findByRole("region", { name: title });
  expect(part).toHaveTextContent("Not built yet");
  expect(within(part).getAllByRole("listitem").length).toBeGreaterThan(2);
  expect(screen.getByRole("link", { name })).toHaveAttribute("aria-current", "page");
  expect(screen.getByRole("heading", { level: 1, name })).toHaveFocus();
  expect(await accessibilityFaults()).toEqual([]);
});

it("Settings shows profile, tier and the limits in force", async () => {
  await renderApp("/settings");

  const profile = await screen.findByRole("region", { name: "Profile" });
  expect(profile).toHaveTextContent("@demo");
  expect(profile).toHaveTextContent("Pro plan");
  const risk = screen.getByRole("region", { name: "Risk" });
  expect(risk).toHaveTextContent("Daily loss limit50.00 USDT");
  expect(risk).toHaveTextContent("5×, at most 20×");
  expect(await accessibilityFaults()).toEqual([]);
});

it.each([
  ["SIMULATED", "Simulated"],
  ["PAPER", "Paper"],
  ["LIVE", "Real money"],
])("every screen says whose money moves: %s", async (mode, text) => {
  server.use(http.get("*/health", () => HttpResponse.json({ ...health, exchanges_mode: mode })));
  const { user } = await renderApp("/");

  for (const tab of ["Whales", "Trades", "Alerts", "Statistics", "Settings", "Dashboard"]) {
    await user.click(await screen.findByRole("link", { name: tab }));
    expect(await screen.findByRole("heading", { level: 1, name: tab })).toBeInTheDocument();
    expect(await within(screen.getByRole("main")).findByText(text)).toBeInTheDocument();
  }
});

it("claims neither while it does not know", async () => {
  server.use(http.get("*/health", () => HttpResponse.error()));
  await renderApp("/trades");

  expect(await within(await screen.findByRole("main")).findByText("Mode not known")).toBeInTheDocument();
});

it("an address that does not exist leads to the dashboard", async () => {
  const { router } = await renderApp("/nothing-here");

  expect(await screen.findByRole("heading", { level: 1, name: "Dashboard" })).toBeInTheDocument();
  expect(router.state.location.pathname).toBe("/");
});
