import { screen, waitFor, within } from "@testing-library/react";
import { http, HttpResponse } from "msw";
import { accessibilityFaults } from "@/testing/axe";
import { follow, whales } from "@/testing/fixtures/whales";
import { problem } from "@/testing/handlers";
import { renderApp } from "@/testing/render";
import { server } from "@/testing/server";

const list = () => screen.findByRole("list", { name: "Whales" });

describe("a whale's sheet", () => {
  it("shows his book and what to think of the source; closing leads back to the list", async () => {
    const { user, router } = await renderApp("/whales");
    await user.click(within(await list()).getByRole("link", { name: "Deep Current, Binance" }));

    const sheet = await screen.findByRole("dialog", { name: "Deep Current" });
    const book = await within(sheet).findByRole("list", { name: "The whale's open positions" });
    expect(book).toHaveTextContent("BTCUSDTLong20×");
    expect(book).toHaveTextContent("+816.20 profit");
    expect(sheet).toHaveTextContent("Read from the exchange's web pages");
    expect(sheet).toHaveTextContent("The last two looks at him were 15 s apart.");
    const now = within(sheet).getByRole("region", { name: "Copying him now" });
    expect(now).toHaveTextContent("Price against his entries0.80% worse");
    expect(now).toHaveTextContent("Least balance for a copy120.00 USDT");
    expect(now).toHaveTextContent("worked out 20 min ago.");
    expect(within(sheet).queryByRole("list", { name: "Warnings" })).not.toBeInTheDocument();
    expect(await accessibilityFaults()).toEqual([]);

    await user.click(within(sheet).getByRole("button", { name: "Close" }));
    await waitFor(() => {
      expect(router.state.location.pathname).toBe("/whales");
    });
    expect(screen.queryByRole("dialog")).not.toBeInTheDocument();
  });

  it("warns in words of what his record shows, and says what is not known", async () => {
    const { user } = await renderApp("/whales");
    await user.click(within(await list()).getByRole("link", { name: /Midnight Squid/ }));

    const sheet = await screen.findByRole("dialog", { name: /Midnight Squid/ });
    const warnings = within(within(sheet).getByRole("list", { name: "Warnings" })).getAllByRole("listitem");
    expect(warnings.map((warning) => warning.textContent)).toEqual([
      "Doubles up after lossesRight after losing he often comes back at nearly twice the size.",
      "Something new",
    ]);
    const now = within(sheet).getByRole("region", { name: "Copying him now" });
    expect(now).toHaveTextContent("Price against his entries–unknown");
    expect(now).toHaveTextContent("Worked out hourly while he holds positions whose prices are known.");
    expect(await accessibilityFaults()).toEqual([]);
  });

  it.each([
    ["-1.25", "1.25% better"],
    ["0", "the same"],
  ])("says what a distance of %s from his entries means", async (percent, words) => {
    const [whale] = whales;
    server.use(
      http.get("*/api/v1/whales/:id", () =>
        HttpResponse.json({ ...whale, follow, stats: { ...whale.stats, entry_distance_percent: percent } }),
      ),
    );
    await renderApp("/whales/42");

    expect(await screen.findByRole("region", { name: "Copying him now" })).toHaveTextContent(`Price against his entries${words}`);
  });

  it("says so when there is no such whale", async () => {
    await renderApp("/whales/999");

    expect(await screen.findByText(/No such whale/)).toBeInTheDocument();
  });

  it("follows with a preset, shows what a copy risks, and sends what was chosen", async () => {
    const sent: unknown[] = [];
    server.use(
      http.post("*/api/v1/whales/43/follow", async ({ request }) => {
        sent.push(await request.json());
        return HttpResponse.json({ id: 1 }, { status: 201 });
      }),
    );
    const { user } = await renderApp("/whales/43");
    await user.click(await screen.findByRole("button", { name: "Follow Kelp_Forest" }));
    const form = await screen.findByRole("dialog", { name: "Follow Kelp_Forest" });

    const risk = await within(form).findByRole("region", { name: "What one copy risks" });
    expect(risk).toHaveTextContent("25.00 USDT, plus fees and slippage");
    await user.click(within(form).getByRole("radio", { name: /Careful/ }));
    expect(risk).toHaveTextContent("50.00 USDT");
    const size = within(form).getByRole("textbox", { name: "Size of each copy" });
    await user.clear(size);
    await user.type(size, "40,5");
    await user.click(within(form).getByRole("switch", { name: "Copy what is open now" }));
    expect(await accessibilityFaults()).toEqual([]);
    await user.click(within(form).getByRole("button", { name: "Follow Kelp_Forest" }));

    await waitFor(() => {
      expect(sent).toEqual([
        {
          auto_copy_enabled: true,
          copy_existing: true,
          copy_leverage: false,
          leverage: 2,
          sizing_mode: "FIXED_USDT",
          trade_size_usdt: "40.5",
          trade_size_percent: null,
          equity_multiplier: null,
          quantity_multiplier: null,
          stop_loss_percent: "5",
          take_profit_percent: null,
        },
      ]);
    });
    await waitFor(() => {
      expect(screen.queryByRole("dialog", { name: "Follow Kelp_Forest" })).not.toBeInTheDocument();
    });
  });

  it("changes an existing follow from what it is, and mirrors the whale's share where the source shows it", async () => {
    const sent: unknown[] = [];
    server.use(
      http.patch("*/api/v1/whales/42/follow", async ({ request }) => {
        sent.push(await request.json());
        return HttpResponse.json(follow);
      }),
    );
    const { user } = await renderApp("/whales/42");
    await user.click(await screen.findByRole("button", { name: "Change how Deep Current is copied" }));
    const form = await screen.findByRole("dialog", { name: "Copying Deep Current" });
    expect(within(form).getByRole("textbox", { name: "Size of each copy" })).toHaveValue("30");
    expect(within(form).getByRole("textbox", { name: "Stop loss" })).toHaveValue("8");
    expect(within(form).getByRole("radio", { name: "The whale's" })).toBeChecked();

    await user.click(within(form).getByRole("radio", { name: "As the whale" }));
    expect(form).toHaveTextContent("its size is known only when he trades");
    expect(within(form).queryByRole("region", { name: "What one copy risks" })).not.toBeInTheDocument();
    await user.click(within(form).getByRole("button", { name: "Save changes" }));

    await waitFor(() => {
      expect(sent).toEqual([
        expect.objectContaining({
          sizing_mode: "EQUITY_RATIO",
          equity_multiplier: "1",
          trade_size_usdt: null,
          copy_leverage: true,
          leverage: null,
        }),
      ]);
    });
  });

  it("does not offer to mirror what the source does not show", async () => {
    const { user } = await renderApp("/whales/43");
    await user.click(await screen.findByRole("button", { name: "Follow Kelp_Forest" }));
    const form = await screen.findByRole("dialog", { name: "Follow Kelp_Forest" });

    expect(within(form).queryByRole("radio", { name: "As the whale" })).not.toBeInTheDocument();
    expect(form).toHaveTextContent("This source does not show the whale's balance");
    await user.click(within(form).getByRole("radio", { name: /Mirror/ }));
    expect(within(form).getByRole("radio", { name: "Fixed" })).toBeChecked();
  });

  it("says what is wrong with an input where it is, and does not send it", async () => {
    const { user } = await renderApp("/whales/43");
    await user.click(await screen.findByRole("button", { name: "Follow Kelp_Forest" }));
    const form = await screen.findByRole("dialog", { name: "Follow Kelp_Forest" });
    const size = within(form).getByRole("textbox", { name: "Size of each copy" });
    await within(form).findByRole("region", { name: "What one copy risks" });

    await user.clear(size);
    await user.type(size, "500");

    expect(size).toHaveAccessibleDescription(/^Your limit is 100 USDT a trade/);
    expect(size).toBeInvalid();
    expect(within(form).getByRole("button", { name: "Follow Kelp_Forest" })).toBeDisabled();
    expect(await accessibilityFaults()).toEqual([]);
  });

  it("shows the server's refusal in the form", async () => {
    server.use(
      http.post("*/api/v1/whales/43/follow", () =>
        problem(403, "FOLLOW_LIMIT", "Your plan follows five whales", "Unfollow one first."),
      ),
    );
    const { user } = await renderApp("/whales/43");
    await user.click(await screen.findByRole("button", { name: "Follow Kelp_Forest" }));
    const form = await screen.findByRole("dialog", { name: "Follow Kelp_Forest" });

    await user.click(within(form).getByRole("button", { name: "Follow Kelp_Forest" }));

    expect(await within(form).findByRole("alert")).toHaveTextContent("Your plan follows five whales. Unfollow one first.");
  });

  it.each([
    ["Keep managed", "Unfollow, keep open copies managed", "KEEP_MANAGED"],
    ["Close at market", "Unfollow and close copies at market", "CLOSE"],
  ])("unfollows and asks about open copies: %s", async (choice, button, expected) => {
    const sent: (string | null)[] = [];
    server.use(
      http.delete("*/api/v1/whales/42/follow", ({ request }) => {
        sent.push(new URL(request.url).searchParams.get("positions"));
        return new HttpResponse(null, { status: 204 });
      }),
    );
    const { user } = await renderApp("/whales/42");
    await user.click(await screen.findByRole("button", { name: "Unfollow Deep Current" }));
    const dialog = await screen.findByRole("dialog", { name: "Unfollow Deep Current?" });

    await user.click(within(dialog).getByRole("radio", { name: choice }));
    await user.click(within(dialog).getByRole("button", { name: button }));

    await waitFor(() => {
      expect(sent).toEqual([expected]);
    });
    await waitFor(() => {
      expect(screen.queryByRole("dialog", { name: "Unfollow Deep Current?" })).not.toBeInTheDocument();
    });
  });
});
