import { Button } from "@/components/ui/button";
import { Welcome } from "./welcome";

/** The session could not be renewed. Nothing of the person's trading depends on it: copies go on. */
export function SessionEnded({ onSignInAgain }: { onSignInAgain: () => void }) {
  return (
    <Welcome title="Your session has ended">
      <p className="mt-3 max-w-80 text-body text-hint text-balance">
        Copying and your stops go on without this window. Sign in again to see them.
      </p>
      <div className="mt-7 w-full max-w-80">
        <Button isWide onClick={onSignInAgain}>
          Sign in again
        </Button>
      </div>
    </Welcome>
  );
}
