import { http, HttpResponse, type RequestHandler } from "msw";
import { auth, balance, health, profile } from "./fixtures/account";
import { page } from "./fixtures/basics";
import { btcLong, filledTrade, signals, solShort, task } from "./fixtures/copies";
import { detailOf, whaleBook, whales } from "./fixtures/whales";

/** A server on which everything works: tests replace what they are about. */
export const handlers: RequestHandler[] = [
  http.get("*/health", () => HttpResponse.json(health)),
  http.post("*/api/v1/auth/telegram", () => HttpResponse.json(auth())),
  http.post("*/dev/init-data", () => HttpResponse.json({ init_data: "user=demo&hash=00" })),
  http.get("*/api/v1/users/me", () => HttpResponse.json(profile)),
  http.get("*/api/v1/balance", () => HttpResponse.json(balance)),
  http.get("*/api/v1/trades/positions", () => HttpResponse.json(page([btcLong, solShort]))),
  http.get("*/api/v1/trades", () => HttpResponse.json(page([]))),
  http.get("*/api/v1/trades/:id", () => HttpResponse.json(filledTrade)),
  http.get("*/api/v1/signals", () => HttpResponse.json(page(signals))),
  http.get("*/api/v1/whales", () => HttpResponse.json(page(whales))),
  http.get("*/api/v1/whales/:id", ({ params }) => {
    const found = whales.find((whale) => whale.id.toString() === params["id"]);
    return found === undefined ? problem(404, "WHALE_NOT_FOUND", "No such whale") : HttpResponse.json(detailOf(found));
  }),
  http.get("*/api/v1/whales/:id/positions", () => HttpResponse.json(page(whaleBook))),
  http.get("*/api/v1/tasks/:id", () => HttpResponse.json(task("running"))),
];

/** A refusal as the API words it. */
export function problem(status: number, code: string, title: string, detail?: string) {
  return HttpResponse.json(
    { type: "about:blank", title, status, code, ...(detail === undefined ? {} : { detail }) },
    { status, headers: { "Content-Type": "application/problem+json" } },
  );
}
