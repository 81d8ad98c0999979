/** What went wrong, as a value: the API's ProblemDetails, or one of two causes that have no answer from the API. */
export type Problem = {
  /** Stable, machine readable: the API's `code`, or NETWORK (no answer), or UNREADABLE (an answer that is no problem document). */
  readonly code: string;
  readonly status: number;
  readonly title: string;
  readonly detail: string | undefined;
  /** Messages by field name, for forms. */
  readonly fields: Readonly<Record<string, readonly string[]>>;
};

export class ProblemError extends Error {
  readonly problem: Problem;

  constructor(problem: Problem) {
    super(problem.title);
    this.name = "ProblemError";
    this.problem = problem;
  }
}

const noAnswer: Problem = {
  code: "NETWORK",
  status: 0,
  title: "No connection",
  detail: "The server did not answer. Check your connection.",
  fields: {},
};

export function problemOf(error: unknown): Problem {
  if (error instanceof ProblemError) return error.problem;
  return noAnswer;
}

function text(value: unknown): string | undefined {
  return typeof value === "string" && value !== "" ? value : undefined;
}

function fieldsOf(value: unknown): Problem["fields"] {
  if (typeof value !== "object" || value === null) return {};
  return Object.fromEntries(
    Object.entries(value).map(([name, messages]) => [
      name,
      Array.isArray(messages) ? messages.filter((each) => typeof each === "string") : [],
    ]),
  );
}

/** Reads the body of a refused request. Never throws: an unreadable body is a problem of its own. */
export function readProblem(body: unknown, status: number): Problem {
  const record: Record<string, unknown> = typeof body === "object" && body !== null ? { ...body } : {};
  const code = text(record["code"]);
  return {
    code: code ?? "UNREADABLE",
    status,
    title: text(record["title"]) ?? (status >= 500 ? "The server has a problem" : "The request was refused"),
    detail: text(record["detail"]),
    fields: fieldsOf(record["errors"]),
  };
}

/** True when the server surely did not act on the request: it said no. No answer, or a failure inside, proves nothing. */
export function isDefiniteRefusal(problem: Problem): boolean {
  return problem.status >= 400 && problem.status < 500 && problem.status !== 408;
}
