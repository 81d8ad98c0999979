import { http, HttpResponse, type RequestHandler } from "msw";
import * as fixtures from "./fixtures";

/** A server on which everything works: tests replace what they are about. */
export const handlers: RequestHandler[] = [
  http.get("*/health", () => HttpResponse.json(fixtures.health)),
  http.post("*/api/v1/auth/telegram", () => HttpResponse.json(fixtures.auth())),
  http.post("*/dev/init-data", () => HttpResponse.json({ init_data: "user=demo&hash=00" })),
  http.get("*/api/v1/users/me", () => HttpResponse.json(fixtures.profile)),
  http.get("*/api/v1/balance", () => HttpResponse.json(fixtures.balance)),
  http.get("*/api/v1/trades/positions", () => HttpResponse.json(fixtures.page([fixtures.btcLong, fixtures.solShort]))),
  http.get("*/api/v1/trades", () => HttpResponse.json(fixtures.page([]))),
  http.get("*/api/v1/trades/:id", () => HttpResponse.json(fixtures.filledTrade)),
  http.get("*/api/v1/signals", () => HttpResponse.json(fixtures.page(fixtures.signals))),
  http.get("*/api/v1/whales", () => HttpResponse.json(fixtures.page(fixtures.whales))),
  http.get("*/api/v1/whales/:id", ({ params }) => {
    const found = fixtures.whales.find((whale) => whale.id.toString() === params["id"]);
    return found === undefined ? problem(404, "WHALE_NOT_FOUND", "No such whale") : HttpResponse.json(fixtures.detailOf(found));
  }),
  http.get("*/api/v1/whales/:id/positions", () => HttpResponse.json(fixtures.page(fixtures.whaleBook))),
  http.get("*/api/v1/tasks/:id", () => HttpResponse.json(fixtures.task("running"))),
];

/** A refusal as the API words it. */
export function problem(status: number, code: string, title: string, detail?: string) {
  return HttpResponse.json(
    { type: "about:blank", title, status, code, ...(detail === undefined ? {} : { detail }) },
    { status, headers: { "Content-Type": "application/problem+json" } },
  );
}
