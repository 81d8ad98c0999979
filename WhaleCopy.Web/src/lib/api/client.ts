import createClient, { type Middleware } from "openapi-fetch";
import { env } from "@/config/env";
import { ProblemError, readProblem } from "./problem";
import type { paths } from "./schema";
import { replaceRefusedToken, sessionToken } from "./session";

// Signing in happens without a session, and /health tells what to sign in to.
const isOpen = (schemaPath: string) =>
  schemaPath === "/api/v1/auth/telegram" || schemaPath === "/dev/init-data" || schemaPath === "/health";

const authorization: Middleware = {
  async onRequest({ request, schemaPath }) {
    if (isOpen(schemaPath)) return;
    const token = await sessionToken();
    if (token !== undefined) request.headers.set("Authorization", `Bearer ${token}`);
  },
  async onResponse({ request, response, schemaPath, options }) {
    if (response.status !== 401 || isOpen(schemaPath)) return;
    const refused = request.headers.get("Authorization")?.replace("Bearer ", "");
    if (refused === undefined) return;
    const fresh = await replaceRefusedToken(refused);
    // A read is asked again; a command is not: it was refused unseen, and the person decides whether to repeat it.
    if (fresh === undefined || request.method !== "GET") return;
    const again = new Request(request, { headers: request.headers });
    again.headers.set("Authorization", `Bearer ${fresh}`);
    return options.fetch(again);
  },
};

export const api = createClient<paths>({
  baseUrl: env.apiBaseUrl,
  // Looked up at each call: tests install their interceptor after this module was loaded.
  fetch: (request) => globalThis.fetch(request),
});
api.use(authorization);

type Result<T> = { data?: T | undefined; error?: unknown; response: Response };

/** The body of a success, or a ProblemError. */
export async function unwrap<T>(call: Promise<Result<T>>): Promise<T> {
  const { data, error, response } = await call;
  if (!response.ok) throw new ProblemError(readProblem(error, response.status));
  return data as T;
}
