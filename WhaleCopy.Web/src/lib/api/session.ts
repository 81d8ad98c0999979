import { useSyncExternalStore } from "react";

/** The API's short session. It lives in this module's memory and nowhere else: no storage, no cookie, no log. */
export type Session = { readonly token: string; readonly expiresAt: number };

/** How to get a session without asking the person: init data from Telegram, or the development sign-in. */
export type Authenticator = () => Promise<Session>;

export type SessionState = "signed-out" | "signed-in" | "expired";

const renewBeforeMs = 60_000;

let session: Session | undefined;
let authenticate: Authenticator | undefined;
let renewal: Promise<Session> | undefined;
let state: SessionState = "signed-out";
const listeners = new Set<() => void>();

function publish(next: SessionState): void {
  if (next === state) return;
  state = next;
  for (const each of listeners) each();
}

async function renew(by: Authenticator): Promise<Session> {
  try {
    const fresh = await by();
    session = fresh;
    publish("signed-in");
    return fresh;
  } finally {
    renewal = undefined;
  }
}

/** Signs in and remembers how, so that the session can be renewed in silence. Throws what the authenticator throws. */
export async function signIn(by: Authenticator): Promise<void> {
  authenticate = by;
  renewal = renew(by);
  await renewal;
}

/** The token to send now, renewed when it is about to end; undefined when nobody is signed in. */
export async function sessionToken(): Promise<string | undefined> {
  if (renewal !== undefined) return (await renewal).token;
  if (session === undefined || authenticate === undefined) return undefined;
  if (session.expiresAt - Date.now() > renewBeforeMs) return session.token;
  renewal = renew(authenticate);
  return (await renewal).token;
}

/** The API refused `token`: one silent renewal; where that fails too, the session is over. Answers the fresh token. */
export async function replaceRefusedToken(token: string): Promise<string | undefined> {
  if (authenticate === undefined || session === undefined) return undefined;
  if (session.token !== token) return session.token;
  try {
    renewal ??= renew(authenticate);
    return (await renewal).token;
  } catch {
    // Whatever the reason, this session cannot be continued from here; the person sees the "session ended" screen.
    session = undefined;
    publish("expired");
    return undefined;
  }
}

export function forgetSession(): void {
  session = undefined;
  authenticate = undefined;
  renewal = undefined;
  publish("signed-out");
}

export function useSessionState(): SessionState {
  return useSyncExternalStore(
    (listener) => {
      listeners.add(listener);
      return () => {
        listeners.delete(listener);
      };
    },
    () => state,
  );
}
