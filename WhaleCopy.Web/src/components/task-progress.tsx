import { useQueries } from "@tanstack/react-query";
import { Check, CircleHelp, LoaderCircle, X } from "lucide-react";
import type { ReactNode } from "react";
import type { Task, Trade } from "@/lib/api/types";
import { useTask } from "@/lib/task";
import { tradeQuery } from "@/lib/trade";

type Step = { text: string; detail?: string | undefined; state: "done" | "waiting" | "todo" | "failed" | "unknown" };

const marks: Record<Step["state"], { icon: ReactNode; look: string; word: string }> = {
  done: { icon: <Check className="size-3.5" strokeWidth={3} />, look: "bg-profit-tint text-profit", word: "done" },
  waiting: {
    icon: <LoaderCircle className="spin size-3.5" strokeWidth={3} />,
    look: "bg-accent-tint text-accent-text",
    word: "waiting",
  },
  todo: { icon: null, look: "bg-fill text-hint", word: "to come" },
  failed: { icon: <X className="size-3.5" strokeWidth={3} />, look: "bg-danger-tint text-danger", word: "failed" },
  unknown: { icon: <CircleHelp className="size-3.5" strokeWidth={2.5} />, look: "bg-warn-tint text-warn", word: "not known" },
};

function outcome(task: Task | undefined, trades: readonly Trade[], doneText: string): Step {
  if (task?.status === "failed") return { text: "Not carried out", detail: task.reason ?? undefined, state: "failed" };
  if (trades.some((trade) => trade.status === "UNKNOWN")) {
    return {
      text: "Outcome not known yet",
      detail: "The exchange did not confirm. We keep asking; nothing is sent twice.",
      state: "unknown",
    };
  }
  const refused = trades.find((trade) => trade.status === "FAILED" || trade.status === "CANCELLED" || trade.status === "SKIPPED");
  if (refused !== undefined) return { text: "Not filled", detail: refused.reason ?? undefined, state: "failed" };
  if (task?.status === "done") return { text: doneText, detail: task.reason ?? undefined, state: "done" };
  return { text: doneText, state: task === undefined ? "todo" : "waiting" };
}

/** Requested, accepted, filled (or failed, or not known): as the server reports it, never guessed. */
export function TaskProgress({ taskId, doneText }: { taskId: string; doneText: string }) {
  const task = useTask(taskId);
  const trades = useQueries({ queries: (task.data?.trade_ids ?? []).map((id) => tradeQuery(id)) })
    .map((query) => query.data)
    .filter((trade) => trade !== undefined);
  const last = outcome(task.data, trades, doneText);
  const isStarted = task.data !== undefined && task.data.status !== "queued";
  const steps: Step[] = [
    { text: "Requested", state: "done" },
    { text: "Accepted by the copy engine", state: isStarted ? "done" : "waiting" },
    isStarted ? last : { ...last, state: "todo" },
  ];
  return (
    <ol aria-label="Progress" aria-live="polite" className="rounded-card bg-surface p-4 shadow-card">
      {steps.map(({ text, detail, state }, index) => (
        <li key={index} className="relative flex gap-3 pb-4 last:pb-0">
          {index < steps.length - 1 && (
            <span
              aria-hidden="true"
              className={`absolute top-7 bottom-1 left-3 w-0.5 -translate-x-1/2 rounded-full ${state === "done" ? "bg-profit-tint" : "bg-fill"}`}
            />
          )}
          <span aria-hidden="true" className={`grid size-6 shrink-0 place-items-center rounded-full ${marks[state].look}`}>
            {marks[state].icon}
          </span>
          <div className="min-w-0 pt-0.5">
            <p className={`text-body font-semibold ${state === "todo" ? "text-hint" : ""}`}>
              {text}
              <span className="sr-only">, {marks[state].word}</span>
            </p>
            {detail !== undefined && <p className="text-caption text-hint">{detail}</p>}
          </div>
        </li>
      ))}
    </ol>
  );
}
