import { useState } from "react";
import { Choice } from "@/components/ui/choice";
import { Confirm } from "@/components/ui/confirm";
import { ProblemNote } from "@/components/ui/problem-note";
import type { WhaleId } from "@/lib/whale";
import { useUnfollowWhale, type PositionsAfterUnfollow } from "../api/unfollow-whale";

type UnfollowSheetProps = { whaleId: WhaleId; whaleName: string; onDone: () => void };

const consequences: Record<PositionsAfterUnfollow, { button: string; text: string }> = {
  KEEP_MANAGED: {
    button: "Unfollow, keep open copies managed",
    text: "Nothing new is copied. Your open copies keep their stops and are still closed when the whale closes.",
  },
  CLOSE: {
    button: "Unfollow and close copies at market",
    text: "Nothing new is copied, and every open copy of this whale is closed at the best price the market gives now. This cannot be undone.",
  },
};

/** Ends a follow, and asks what becomes of its open copies. */
export function UnfollowSheet({ whaleId, whaleName, onDone }: UnfollowSheetProps) {
  const unfollow = useUnfollowWhale(whaleId);
  const [positions, setPositions] = useState<PositionsAfterUnfollow>("KEEP_MANAGED");
  return (
    <Confirm
      title={`Unfollow ${whaleName}?`}
      confirmText={consequences[positions].button}
      cancelText="Keep following"
      isBusy={unfollow.isPending}
      onClose={onDone}
      onConfirm={() => {
        unfollow.mutate(positions, { onSuccess: onDone });
      }}
    >
      <Choice
        label="Your open copies of this whale"
        options={[
          { value: "KEEP_MANAGED", label: "Keep managed" },
          { value: "CLOSE", label: "Close at market" },
        ]}
        value={positions}
        onChange={setPositions}
      />
      <p aria-live="polite" className="mt-4 text-body text-hint">
        {consequences[positions].text}
      </p>
      {unfollow.isError && (
        <div className="mt-4">
          <ProblemNote error={unfollow.error} />
        </div>
      )}
    </Confirm>
  );
}
