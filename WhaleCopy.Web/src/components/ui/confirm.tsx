import type { ReactNode } from "react";
import { Button } from "./button";
import { Sheet } from "./sheet";

type ConfirmProps = {
  title: string;
  /** Names the consequence: "Close at market, about 412 USDT". */
  confirmText: ReactNode;
  onConfirm: () => void;
  onClose: () => void;
  isBusy?: boolean;
  isEnabled?: boolean;
  cancelText?: string;
  children: ReactNode;
};

/** A deliberate second step before something that cannot be taken back. */
export function Confirm({
  title,
  confirmText,
  onConfirm,
  onClose,
  isBusy = false,
  isEnabled = true,
  cancelText = "Keep it open",
  children,
}: ConfirmProps) {
  return (
    <Sheet
      title={title}
      onClose={onClose}
      footer={
        <div className="grid gap-2">
          <Button look="danger" isWide isBusy={isBusy} disabled={!isEnabled} onClick={onConfirm}>
            <span>{confirmText}</span>
          </Button>
          <Button look="quiet" isWide onClick={onClose}>
            {cancelText}
          </Button>
        </div>
      }
    >
      {children}
    </Sheet>
  );
}
