import { useState } from "react";
import { RiskPreview } from "@/components/risk-preview";
import { Choice } from "@/components/ui/choice";
import { PrimaryAction } from "@/components/ui/primary-action";
import { ProblemNote } from "@/components/ui/problem-note";
import { Sheet } from "@/components/ui/sheet";
import type { WhaleDetail } from "@/lib/api/types";
import { useProfile } from "@/lib/profile";
import { useClosingConfirmation } from "@/lib/telegram/buttons";
import { useSaveFollow } from "../api/save-follow";
import { checkFollow, draftOf, draftOfFollow, previewRisk, toFollowRequest, type FollowDraft, type Preset } from "../schema";
import { FollowFields } from "./follow-fields";

type FollowFormProps = { whale: WhaleDetail; onDone: () => void };

const presetOptions = [
  { value: "CAREFUL", label: "Careful", hint: "2×, stop 5 %" },
  { value: "BALANCED", label: "Balanced", hint: "5×, stop 10 %" },
  { value: "MIRROR", label: "Mirror", hint: "as the whale" },
] as const;

/** Follows a whale, or changes how: a preset, what it can be changed to, and what one copy risks. */
export function FollowForm({ whale, onDone }: FollowFormProps) {
  const profile = useProfile().data;
  const save = useSaveFollow(whale.id, whale.follow !== null);
  const showsEquity = whale.equity_usdt !== null;
  const [preset, setPreset] = useState<Preset | undefined>(whale.follow === null ? "BALANCED" : undefined);
  const [draft, setDraft] = useState<FollowDraft>(
    whale.follow === null ? draftOf("BALANCED", showsEquity) : draftOfFollow(whale.follow),
  );
  const [isDirty, setIsDirty] = useState(false);
  useClosingConfirmation(isDirty && !save.isSuccess);

  const errors = checkFollow(draft, profile?.settings);
  const isValid = Object.keys(errors).length === 0;
  const preview = isValid && profile !== undefined ? previewRisk(draft, profile) : undefined;
  const title = whale.follow === null ? `Follow ${whale.name}` : `Copying ${whale.name}`;

  return (
    <Sheet
      title={title}
      isTall
      onClose={onDone}
      footer={
        <PrimaryAction
          text={whale.follow === null ? title : "Save changes"}
          isEnabled={isValid}
          isBusy={save.isPending}
          onPress={() => {
            if (isValid) save.mutate(toFollowRequest(draft), { onSuccess: onDone });
          }}
        />
      }
    >
      <div className="grid grid-cols-1 gap-4">
        <Choice
          label="Start from"
          options={presetOptions}
          value={preset}
          onChange={(value) => {
            setPreset(value);
            setDraft(draftOf(value, showsEquity));
          }}
        />
        {preview !== undefined && <RiskPreview risk={preview.risk} stopPercent={preview.stopPercent} />}
        {draft.sizing === "EQUITY_RATIO" && (
          <p className="rounded-card bg-surface p-4 text-caption text-hint shadow-card">
            Each copy takes the same share of your balance as the whale takes of his, so its size is known only when he trades.
            Your limits hold all the same.
          </p>
        )}
        <FollowFields
          draft={draft}
          errors={errors}
          profile={profile}
          showsEquity={showsEquity}
          onChange={(part) => {
            setDraft({ ...draft, ...part });
            setPreset(undefined);
            setIsDirty(true);
          }}
        />
        {save.isError && <ProblemNote error={save.error} />}
      </div>
    </Sheet>
  );
}
