import { api, unwrap } from "@/lib/api/client";
import { signIn, type Session } from "@/lib/api/session";
import type { Answer } from "@/lib/api/types";

type Answered = Answer<"/api/v1/auth/telegram", "post">;

// A device's clock may be wrong by hours: a fresh session counts for this long at least, and a 401 ends it if need be.
const shortestSessionMs = 5 * 60_000;

function toSession(answer: Answered): Session {
  return { token: answer.token, expiresAt: Math.max(Date.parse(answer.expires_at), Date.now() + shortestSessionMs) };
}

/** Opens a session with what `readInitData` gives, now and at each renewal. */
export async function signInWith(readInitData: () => Promise<string>): Promise<void> {
  await signIn(async () => {
    const initData = await readInitData();
    return toSession(await unwrap(api.POST("/api/v1/auth/telegram", { body: { init_data: initData } })));
  });
}
