import { CirclePause, CirclePlay } from "lucide-react";
import { useState } from "react";
import { Button } from "@/components/ui/button";
import { Confirm } from "@/components/ui/confirm";
import { ProblemNote } from "@/components/ui/problem-note";
import { Skeleton } from "@/components/ui/skeleton";
import type { Profile } from "@/lib/api/types";
import { hapticConfirm, hapticError } from "@/lib/telegram/haptics";
import { useProfile } from "@/lib/profile";
import { useSetCopying } from "../api/set-copying";

function explain(profile: Profile): { title: string; detail: string; isOn: boolean } {
  if (profile.is_panicked) {
    return { title: "Stopped by panic", detail: "Everything was closed. Nothing is copied until you resume.", isOn: false };
  }
  if (profile.is_paused)
    return { title: "Copying is paused", detail: "No new copies. Open positions stay managed.", isOn: false };
  if (!profile.settings.auto_copy_enabled) {
    return { title: "Automatic copying is off", detail: "Signals wait for you in Alerts.", isOn: false };
  }
  return { title: "Copying is on", detail: "Signals of whales you follow are copied for you.", isOn: true };
}

/** Whether signals are being copied, why not, and the switch for it. */
export function CopyingStatus() {
  const profile = useProfile();
  const setCopying = useSetCopying();
  const [isAsking, setIsAsking] = useState(false);
  if (profile.data === undefined)
    return profile.isError ? null : <Skeleton className="mt-3 h-[4.5rem] w-full" corners="rounded-card" />;
  const { title, detail, isOn } = explain(profile.data);
  const Icon = isOn ? CirclePlay : CirclePause;

  const set = (value: boolean) => {
    setCopying.mutate(value, { onSuccess: hapticConfirm, onError: hapticError });
    setIsAsking(false);
  };

  return (
    <section aria-label="Copying" className="mt-3 rounded-card bg-surface p-4 shadow-card">
      <div className="flex items-center gap-3">
        <Icon aria-hidden="true" className={`size-6 shrink-0 ${isOn ? "text-profit" : "text-warn"}`} strokeWidth={2.1} />
        <div role="status" className="min-w-0 flex-1">
          <p className="font-semibold">{title}</p>
          <p className="text-caption text-hint">{detail}</p>
        </div>
        {profile.data.is_paused ? (
          <Button
            look="tinted"
            size="small"
            isBusy={setCopying.isPending}
            onClick={() => {
              set(true);
            }}
          >
            Resume
          </Button>
        ) : (
          <Button
            look="quiet"
            size="small"
            isBusy={setCopying.isPending}
            onClick={() => {
              setIsAsking(true);
            }}
          >
            Pause
          </Button>
        )}
      </div>
      {setCopying.isError && (
        <div className="mt-3">
          <ProblemNote error={setCopying.error} />
        </div>
      )}
      {isAsking && (
        <Confirm
          title="Pause copying?"
          confirmText="Pause: copy nothing new"
          cancelText="Keep copying"
          onClose={() => {
            setIsAsking(false);
          }}
          onConfirm={() => {
            set(false);
          }}
        >
          <p className="text-body text-hint">
            New signals are no longer copied. Positions that are open stay open: their stops remain at the exchange, and they are
            still closed when the whale closes.
          </p>
        </Confirm>
      )}
    </section>
  );
}
