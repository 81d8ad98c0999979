import { Welcome } from "./welcome";

export function SigningIn() {
  return (
    <Welcome title="WhaleCopy">
      <p role="status" className="mt-2 text-body text-hint">
        Signing you in…
      </p>
    </Welcome>
  );
}
