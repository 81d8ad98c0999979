type AvatarProps = { name: string; seed: number | string; size?: "regular" | "large" };

function hash(text: string): number {
  let value = 7;
  for (const character of text) value = (value * 31 + (character.codePointAt(0) ?? 0)) % 997;
  return value;
}

function initialsOf(name: string): string {
  const words = name
    .trim()
    .split(/[\s_\-.]+/)
    .filter((word) => word !== "");
  const letters = words.length > 1 ? words.slice(0, 2).map((word) => Array.from(word)[0] ?? "") : Array.from(name).slice(0, 2);
  return letters.join("").toUpperCase();
}

/** A drawn picture for a whale: two swells whose height and side come from its id, over its initials. */
export function Avatar({ name, seed, size = "regular" }: AvatarProps) {
  const value = hash(seed.toString());
  const lift = 18 + (value % 9);
  const drop = 28 + (value % 7);
  const isFlipped = value % 2 === 1;
  return (
    <span
      aria-hidden="true"
      className={`relative grid shrink-0 place-items-center overflow-hidden rounded-full bg-accent-tint font-bold text-accent-text ${size === "large" ? "size-16 text-lead" : "size-11 text-caption"}`}
    >
      <svg viewBox="0 0 48 48" className={`absolute inset-0 size-full ${isFlipped ? "-scale-x-100" : ""}`}>
        <path
          d={`M0 ${lift + 10} C14 ${lift - 4} 26 ${drop + 14} 48 ${lift + 4} V48 H0 Z`}
          className="fill-accent-text opacity-12"
        />
        <path
          d={`M0 ${drop + 10} C16 ${drop + 2} 30 ${drop + 16} 48 ${drop + 4} V48 H0 Z`}
          className="fill-accent-text opacity-14"
        />
      </svg>
      <span className="relative">{initialsOf(name)}</span>
    </span>
  );
}
