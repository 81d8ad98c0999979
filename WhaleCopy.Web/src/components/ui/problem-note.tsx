import { TriangleAlert } from "lucide-react";
import { problemOf } from "@/lib/api/problem";

/** A refused or unanswered action, shown where the action was. */
export function ProblemNote({ error, unansweredHint }: { error: unknown; unansweredHint?: string }) {
  const problem = problemOf(error);
  const detail = problem.code === "NETWORK" && unansweredHint !== undefined ? unansweredHint : problem.detail;
  return (
    <div role="alert" className="flex gap-2.5 rounded-control bg-danger-tint p-3 text-caption text-danger">
      <TriangleAlert aria-hidden="true" className="mt-0.5 size-4 shrink-0" />
      <p>
        <strong className="font-semibold">{problem.title}.</strong> {detail ?? ""}
      </p>
    </div>
  );
}
