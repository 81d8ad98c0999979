import { CloudOff, RotateCw } from "lucide-react";
import { problemOf } from "@/lib/api/problem";
import { Button } from "./button";

type ErrorStateProps = { what: string; error: unknown; isRetrying: boolean; onRetry: () => void };

/** What could not be shown, why, and a way to try again. */
export function ErrorState({ what, error, isRetrying, onRetry }: ErrorStateProps) {
  const problem = problemOf(error);
  return (
    <div role="alert" className="flex flex-col items-center rounded-card bg-surface px-6 py-9 text-center shadow-card">
      <span aria-hidden="true" className="grid size-14 place-items-center rounded-full bg-danger-tint text-danger">
        <CloudOff className="size-6" />
      </span>
      <p className="mt-4 text-lead font-bold">Could not load {what}</p>
      <p className="mt-1.5 max-w-72 text-body text-hint text-balance">
        {problem.title}. {problem.detail ?? ""}
      </p>
      <div className="mt-5">
        <Button look="tinted" isBusy={isRetrying} icon={<RotateCw aria-hidden="true" className="size-4" />} onClick={onRetry}>
          Try again
        </Button>
      </div>
    </div>
  );
}
