import { Button } from "@/components/ui/button";
import { problemOf } from "@/lib/api/problem";
import { Welcome } from "./welcome";

type SignInFailedProps = { error: unknown; isRetrying: boolean; onRetry: () => void };

/** Telegram's data was refused (then only a fresh start of the app helps), or the server could not be reached. */
export function SignInFailed({ error, isRetrying, onRetry }: SignInFailedProps) {
  const problem = problemOf(error);
  const isRefused = problem.status === 401 || problem.status === 403;
  return (
    <Welcome title={isRefused ? "Please reopen the app" : "Could not sign in"}>
      <p role="alert" className="mt-3 max-w-80 text-body text-hint text-balance">
        {isRefused
          ? "Telegram's sign-in for this window is no longer valid. Close WhaleCopy and open it again from the bot."
          : `${problem.title}. ${problem.detail ?? ""}`}
      </p>
      <div className="mt-7 w-full max-w-80">
        <Button look={isRefused ? "quiet" : "primary"} isWide isBusy={isRetrying} onClick={onRetry}>
          Try again
        </Button>
      </div>
    </Welcome>
  );
}
