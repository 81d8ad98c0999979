import { useId, type ComponentProps, type ReactNode } from "react";

type FieldProps = Omit<ComponentProps<"input">, "id" | "className"> & {
  label: string;
  unit?: string;
  hint?: ReactNode;
  error?: string | undefined;
};

export function Field({ label, unit, hint, error, ...input }: FieldProps) {
  const id = useId();
  const hintId = `${id}-hint`;
  const errorId = `${id}-error`;
  const described = [error === undefined ? "" : errorId, hint === undefined ? "" : hintId].filter((each) => each !== "");
  return (
    <div>
      <label htmlFor={id} className="mb-1.5 block text-caption font-semibold">
        {label}
      </label>
      <div
        className={`flex min-h-12 items-center gap-2 rounded-control bg-fill px-3.5 ring-inset focus-within:ring-2 focus-within:ring-accent-text ${error === undefined ? "" : "ring-2 ring-danger"}`}
      >
        <input
          {...input}
          id={id}
          aria-invalid={error !== undefined}
          aria-describedby={described.length === 0 ? undefined : described.join(" ")}
          className="min-w-0 flex-1 self-stretch bg-transparent text-lead font-semibold tabular-nums outline-none placeholder:font-normal placeholder:text-hint"
        />
        {unit !== undefined && (
          <span aria-hidden="true" className="text-caption font-semibold text-hint">
            {unit}
          </span>
        )}
      </div>
      {error !== undefined && (
        <p id={errorId} className="mt-1.5 text-caption font-medium text-danger">
          {error}
        </p>
      )}
      {hint !== undefined && (
        <p id={hintId} className="mt-1.5 text-caption text-hint">
          {hint}
        </p>
      )}
    </div>
  );
}
