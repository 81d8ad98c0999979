import { http, HttpResponse } from "msw";
import { problem } from "@/testing/handlers";
import { balance } from "@/testing/fixtures/account";
import { server } from "@/testing/server";
import { api, unwrap } from "./client";
import { problemOf, ProblemError } from "./problem";
import { forgetSession, sessionToken, signIn } from "./session";

const hour = 3_600_000;
const inHours = (hours: number) => Date.now() + hours * hour;

/** An authenticator that gives tokens "t1", "t2", …, each ending after `lifetime`. */
function counting(lifetime: number) {
  let count = 0;
  return {
    calls: () => count,
    authenticate: () => Promise.resolve({ token: `t${++count}`, expiresAt: Date.now() + lifetime }),
  };
}

describe("the session", () => {
  it("is kept in memory only", async () => {
    await signIn(() => Promise.resolve({ token: "secret-token", expiresAt: inHours(1) }));

    expect(await sessionToken()).toBe("secret-token");
    expect(JSON.stringify([Object.entries(sessionStorage), Object.entries(localStorage)])).not.toContain("secret-token");
    expect(document.cookie).toBe("");
  });

  it("is renewed before it ends, once for many callers", async () => {
    const source = counting(30_000);
    await signIn(source.authenticate);

    const tokens = await Promise.all([sessionToken(), sessionToken(), sessionToken()]);

    expect(tokens).toEqual(["t2", "t2", "t2"]);
    expect(source.calls()).toBe(2);
  });

  it("is nobody's before the sign-in and after forgetting it", async () => {
    expect(await sessionToken()).toBeUndefined();
    await signIn(counting(hour).authenticate);
    forgetSession();
    expect(await sessionToken()).toBeUndefined();
  });
});

describe("a refused token", () => {
  it("is replaced, and the read asked again", async () => {
    await signIn(counting(hour).authenticate);
    server.use(
      http.get("*/api/v1/balance", ({ request }) =>
        request.headers.get("Authorization") === "Bearer t2"
          ? HttpResponse.json(balance)
          : problem(401, "SESSION_ENDED", "Session ended"),
      ),
    );

    const answer = await unwrap(api.GET("/api/v1/balance"));

    expect(answer.total_usdt).toBe(balance.total_usdt);
  });

  it("does not send a command a second time", async () => {
    await signIn(counting(hour).authenticate);
    let sent = 0;
    server.use(
      http.post("*/api/v1/users/me/pause", () => {
        sent++;
        return problem(401, "SESSION_ENDED", "Session ended");
      }),
    );

    await expect(unwrap(api.POST("/api/v1/users/me/pause"))).rejects.toBeInstanceOf(ProblemError);

    expect(sent).toBe(1);
    expect(await sessionToken()).toBe("t2");
  });

  it("ends the session where the renewal is refused too", async () => {
    let isFirst = true;
    await signIn(() => {
      if (!isFirst) return Promise.reject(new Error("refused"));
      isFirst = false;
      return Promise.resolve({ token: "t1", expiresAt: inHours(1) });
    });
    server.use(http.get("*/api/v1/balance", () => problem(401, "SESSION_ENDED", "Session ended")));

    await expect(unwrap(api.GET("/api/v1/balance"))).rejects.toBeInstanceOf(ProblemError);

    expect(await sessionToken()).toBeUndefined();
  });
});

describe("problems", () => {
  const failed = (call: Promise<unknown>) =>
    call.then(
      () => {
        throw new Error("It should have failed");
      },
      (error: unknown) => problemOf(error),
    );

  it("carry the API's code and words", async () => {
    server.use(http.get("*/api/v1/balance", () => problem(409, "KEY_EXPIRED", "Key expired", "Renew it at the exchange.")));

    expect(await failed(unwrap(api.GET("/api/v1/balance")))).toMatchObject({
      code: "KEY_EXPIRED",
      status: 409,
      title: "Key expired",
      detail: "Renew it at the exchange.",
    });
  });

  it("are recognisable when the answer is none of the API's", async () => {
    server.use(http.get("*/api/v1/balance", () => new HttpResponse("<h1>Bad gateway</h1>", { status: 502 })));

    expect(await failed(unwrap(api.GET("/api/v1/balance")))).toMatchObject({ code: "UNREADABLE", status: 502 });
  });

  it("say so when there was no answer", async () => {
    server.use(http.get("*/api/v1/balance", () => HttpResponse.error()));

    expect(await failed(unwrap(api.GET("/api/v1/balance")))).toMatchObject({ code: "NETWORK", status: 0 });
  });
});
