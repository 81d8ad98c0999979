import { useMutation, useQuery } from "@tanstack/react-query";
import { lazy, Suspense, useEffect, type ReactNode } from "react";
import { OpenInTelegram } from "@/features/session/components/open-in-telegram";
import { SessionEnded } from "@/features/session/components/session-ended";
import { SignInFailed } from "@/features/session/components/sign-in-failed";
import { SigningIn } from "@/features/session/components/signing-in";
import { signInWith } from "@/features/session/api/sign-in";
import { forgetSession, useSessionState } from "@/lib/api/session";
import { serverFactsQuery } from "@/lib/mode";
import { rawInitData } from "@/lib/telegram/init";

// A chunk of its own, asked for only when a server says that it is not in production.
const DevSignIn = lazy(async () => ({ default: (await import("@/features/session/components/dev-sign-in")).DevSignIn }));

function TelegramSignIn() {
  const { mutate, isError, isPending, error } = useMutation({
    mutationFn: () =>
      signInWith(() => {
        const initData = rawInitData();
        return initData === undefined ? Promise.reject(new Error("No init data")) : Promise.resolve(initData);
      }),
  });
  useEffect(() => {
    mutate();
  }, [mutate]);
  if (!isError) return <SigningIn />;
  return (
    <SignInFailed
      error={error}
      isRetrying={isPending}
      onRetry={() => {
        mutate();
      }}
    />
  );
}

function BrowserSignIn() {
  const facts = useQuery(serverFactsQuery);
  if (facts.isPending) return <SigningIn />;
  if (facts.isError)
    return <SignInFailed error={facts.error} isRetrying={facts.isFetching} onRetry={() => void facts.refetch()} />;
  if (facts.data.isProduction) return <OpenInTelegram />;
  return (
    <Suspense fallback={<SigningIn />}>
      <DevSignIn />
    </Suspense>
  );
}

/** Shows the app to who is signed in, and the way in to everybody else. */
export function SessionGate({ children }: { children: ReactNode }) {
  const state = useSessionState();
  if (state === "signed-in") return children;
  if (state === "expired") return <SessionEnded onSignInAgain={forgetSession} />;
  return rawInitData() === undefined ? <BrowserSignIn /> : <TelegramSignIn />;
}
