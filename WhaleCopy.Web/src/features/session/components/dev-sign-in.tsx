import { useMutation } from "@tanstack/react-query";
import { useState, type SubmitEvent } from "react";
import { Button } from "@/components/ui/button";
import { Field } from "@/components/ui/field";
import { ProblemNote } from "@/components/ui/problem-note";
import { problemOf } from "@/lib/api/problem";
import { devInitData } from "../api/dev-init-data";
import { signInWith } from "../api/sign-in";
import { OpenInTelegram } from "./open-in-telegram";
import { Welcome } from "./welcome";

/** Signs in without Telegram at a server outside production. Fetched only from such a server (see session-gate). */
export function DevSignIn() {
  const [telegramId, setTelegramId] = useState("1");
  const [username, setUsername] = useState("demo");
  const isIdValid = /^[1-9]\d{0,15}$/.test(telegramId);
  const signIn = useMutation({
    mutationFn: () => signInWith(() => devInitData({ telegramId: Number(telegramId), username })),
  });
  const submit = (event: SubmitEvent) => {
    event.preventDefault();
    if (isIdValid) signIn.mutate();
  };

  if (signIn.isError && problemOf(signIn.error).status === 404) return <OpenInTelegram />;
  return (
    <Welcome title="Welcome to WhaleCopy">
      <p className="mt-2 max-w-80 text-body text-hint text-balance">
        This is a development server: choose who you are. In Telegram you are signed in by your account.
      </p>
      <form onSubmit={submit} className="mt-7 grid w-full max-w-88 gap-4 rounded-card bg-surface p-4 text-left shadow-card">
        <Field
          label="Telegram id"
          inputMode="numeric"
          autoComplete="off"
          value={telegramId}
          error={isIdValid ? undefined : "A whole number above zero"}
          onChange={(event) => {
            setTelegramId(event.target.value.trim());
          }}
        />
        <Field
          label="Username"
          autoComplete="off"
          value={username}
          onChange={(event) => {
            setUsername(event.target.value);
          }}
        />
        {signIn.isError && <ProblemNote error={signIn.error} />}
        <Button type="submit" isWide isBusy={signIn.isPending}>
          Sign in
        </Button>
      </form>
    </Welcome>
  );
}
