/** The mark: a fluke over a swell. */
export function WhaleMark({ className }: { className: string }) {
  return (
    <svg viewBox="0 0 64 64" aria-hidden="true" className={className} fill="none">
      <path
        d="M32 40c0-9-2.2-13.6-7.4-16.6-4.6-2.7-10.2-2.2-13.6-6.4 6.8-1.7 14.6-.4 21 6.6 6.4-7 14.2-8.3 21-6.6-3.4 4.2-9 3.7-13.6 6.4C34.200 26.400 32 31 32 40Z"
        className="fill-current"
      />
      <path
        d="M9 44c4.600 0 4.600 4.500 9.200 4.500s4.600-4.500 9.200-4.500 4.600 4.500 9.200 4.500 4.600-4.500 9.200-4.500 4.600 4.500 9.200 4.500"
        className="stroke-current"
        strokeWidth="4"
        strokeLinecap="round"
      />
    </svg>
  );
}
