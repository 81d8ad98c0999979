import { useId } from "react";

type Option<T extends string> = { value: T; label: string; hint?: string };
type ChoiceProps<T extends string> = {
  label: string;
  isLabelHidden?: boolean;
  options: readonly Option<T>[];
  value: T | undefined;
  onChange: (value: T) => void;
};

/** A few options side by side, one of them chosen: radio buttons to the keyboard and to screen readers. */
export function Choice<T extends string>({ label, isLabelHidden = false, options, value, onChange }: ChoiceProps<T>) {
  const name = useId();
  return (
    <fieldset>
      <legend className={isLabelHidden ? "sr-only" : "mb-1.5 text-caption font-semibold"}>{label}</legend>
      <div className="grid auto-cols-fr grid-flow-col gap-1 rounded-control bg-fill p-1">
        {options.map((option) => (
          <label
            key={option.value}
            className="press flex min-h-11 cursor-pointer flex-col items-center justify-center rounded-[0.7rem] px-2 py-1.5 text-center text-hint has-checked:bg-surface has-checked:text-text has-checked:shadow-card has-focus-visible:ring-2 has-focus-visible:ring-accent-text"
          >
            <input
              type="radio"
              name={name}
              className="sr-only"
              checked={option.value === value}
              onChange={() => {
                onChange(option.value);
              }}
            />
            <span className="text-caption font-semibold">{option.label}</span>
            {option.hint !== undefined && <span className="text-micro text-hint">{option.hint}</span>}
          </label>
        ))}
      </div>
    </fieldset>
  );
}
