import { useMainButton } from "@/lib/telegram/buttons";
import { Button } from "./button";

type PrimaryActionProps = {
  text: string;
  isEnabled?: boolean;
  isBusy?: boolean;
  onPress: () => void;
};

/** The one action of a form: Telegram's main button where there is one, else a button of ours in its place. */
export function PrimaryAction({ text, isEnabled = true, isBusy = false, onPress }: PrimaryActionProps) {
  const isNative = useMainButton({ text, isEnabled, isBusy, onPress });
  if (isNative) return null;
  return (
    <Button isWide isBusy={isBusy} disabled={!isEnabled} onClick={onPress}>
      {text}
    </Button>
  );
}
