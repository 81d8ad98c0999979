import { act, render, screen } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { http, HttpResponse } from "msw";
import { accessibilityFaults } from "@/testing/axe";
import { auth, health } from "@/testing/fixtures/account";
import { problem } from "@/testing/handlers";
import { server } from "@/testing/server";
import { createQueryClient } from "@/lib/query";
import { api } from "@/lib/api/client";
import { Provider } from "./provider";

function open() {
  const queryClient = createQueryClient();
  queryClient.setDefaultOptions({ queries: { retry: false } });
  render(
    <Provider queryClient={queryClient}>
      <p>You are in</p>
    </Provider>,
  );
  return userEvent.setup();
}

function launchFromTelegram() {
  const parameters = new URLSearchParams({
    tgWebAppData: "user=%7B%22id%22%3A7%2C%22first_name%22%3A%22Ada%22%7D&auth_date=1700000000&signature=abc&hash=00ff",
    tgWebAppThemeParams: "{}",
    tgWebAppVersion: "8.0",
    tgWebAppPlatform: "ios",
  });
  window.location.hash = parameters.toString();
}

afterEach(() => {
  window.location.hash = "";
});

describe("in Telegram", () => {
  beforeEach(launchFromTelegram);

  it("signs in with init data, once, and by itself", async () => {
    const sent: unknown[] = [];
    server.use(
      http.post("*/api/v1/auth/telegram", async ({ request }) => {
        sent.push({ body: await request.text(), header: request.headers.get("X-Telegram-Init-Data") });
        return HttpResponse.json(auth());
      }),
    );
    open();

    expect(await screen.findByText("You are in")).toBeInTheDocument();
    expect(sent).toHaveLength(1);
    expect(JSON.stringify(sent)).toContain("hash=00ff");
  });

  it("asks to reopen the app when Telegram's data is refused", async () => {
    server.use(http.post("*/api/v1/auth/telegram", () => problem(401, "INIT_DATA_EXPIRED", "Init data expired")));
    open();

    expect(await screen.findByRole("heading", { name: "Please reopen the app" })).toBeInTheDocument();
    expect(await accessibilityFaults()).toEqual([]);
  });

  it("offers another try when the server does not answer", async () => {
    server.use(http.post("*/api/v1/auth/telegram", () => HttpResponse.error()));
    const user = open();
    await screen.findByRole("heading", { name: "Could not sign in" });

    server.resetHandlers();
    await user.click(screen.getByRole("button", { name: "Try again" }));

    expect(await screen.findByText("You are in")).toBeInTheDocument();
  });

  it("says that the session ended when it cannot be renewed", async () => {
    open();
    await screen.findByText("You are in");
    server.use(
      http.get("*/api/v1/balance", () => problem(401, "SESSION_ENDED", "Session ended")),
      http.post("*/api/v1/auth/telegram", () => problem(401, "INIT_DATA_EXPIRED", "Init data expired")),
    );

    await act(() => api.GET("/api/v1/balance"));

    expect(await screen.findByRole("heading", { name: "Your session has ended" })).toBeInTheDocument();
  });
});

describe("in a plain browser", () => {
  it("outside production offers the development sign-in", async () => {
    const sent: unknown[] = [];
    server.use(
      http.post("*/dev/init-data", async ({ request }) => {
        sent.push(await request.json());
        return HttpResponse.json({ init_data: "user=demo&hash=00" });
      }),
    );
    const user = open();

    await user.click(await screen.findByRole("button", { name: "Sign in" }));

    expect(await screen.findByText("You are in")).toBeInTheDocument();
    expect(sent).toEqual([{ telegram_id: 1, username: "demo" }]);
  });

  it("checks the id before it is sent", async () => {
    const user = open();
    const id = await screen.findByRole("textbox", { name: "Telegram id" });

    await user.clear(id);
    await user.type(id, "0");
    await user.click(screen.getByRole("button", { name: "Sign in" }));

    expect(id).toHaveAccessibleDescription("A whole number above zero");
    expect(screen.queryByText("You are in")).not.toBeInTheDocument();
    expect(await accessibilityFaults()).toEqual([]);
  });

  it("in production points to Telegram", async () => {
    server.use(http.get("*/health", () => HttpResponse.json({ ...health, environment: "Production", exchanges_mode: "LIVE" })));
    open();

    expect(await screen.findByRole("heading", { name: "Open WhaleCopy in Telegram" })).toBeInTheDocument();
    expect(screen.queryByRole("button", { name: "Sign in" })).not.toBeInTheDocument();
    expect(await accessibilityFaults()).toEqual([]);
  });

  it("points to Telegram where the endpoint does not exist after all", async () => {
    server.use(http.post("*/dev/init-data", () => problem(404, "NOT_FOUND", "Not found")));
    const user = open();

    await user.click(await screen.findByRole("button", { name: "Sign in" }));

    expect(await screen.findByRole("heading", { name: "Open WhaleCopy in Telegram" })).toBeInTheDocument();
  });
});
