import { X } from "lucide-react";
import { useEffect, useEffectEvent, useId, useLayoutEffect, useRef, useState, type ReactNode } from "react";
import { ModeBadge } from "@/components/mode-badge";
import { useBackButton } from "@/lib/telegram/buttons";

type SheetProps = {
  title: string;
  /** Called once the sheet has left the screen. */
  onClose: () => void;
  children: ReactNode;
  /** Stays at the bottom while the rest scrolls. */
  footer?: ReactNode;
  isTall?: boolean;
};

/**
 * A modal sheet from the bottom. The platform's dialog keeps the focus inside, makes the rest inert, closes on Escape and
 * gives the focus back to what opened it.
 */
export function Sheet({ title, onClose, children, footer, isTall = false }: SheetProps) {
  const dialog = useRef<HTMLDialogElement>(null);
  const heading = useRef<HTMLHeadingElement>(null);
  const [isLeaving, setIsLeaving] = useState(false);
  const titleId = useId();

  // A layout effect: its end runs while the dialog is still in the page, and only then does closing give the focus back.
  useLayoutEffect(() => {
    const element = dialog.current;
    element?.showModal();
    heading.current?.focus();
    return () => element?.close();
  }, []);

  const close = useEffectEvent(onClose);
  const leave = () => {
    setIsLeaving(true);
  };
  useBackButton(leave, true);

  useEffect(() => {
    if (!isLeaving) return;
    const running = dialog.current?.getAnimations() ?? [];
    let isCancelled = false;
    void Promise.allSettled(running.map((animation) => animation.finished)).then(() => {
      if (!isCancelled) close();
    });
    return () => {
      isCancelled = true;
    };
  }, [isLeaving]);

  return (
    // The backdrop belongs to the dialog: a click that reaches the dialog itself is outside of its content.
    // eslint-disable-next-line jsx-a11y/click-events-have-key-events, jsx-a11y/no-noninteractive-element-interactions -- Escape does the same
    <dialog
      ref={dialog}
      aria-labelledby={titleId}
      data-leaving={isLeaving || undefined}
      onCancel={(event) => {
        event.preventDefault();
        leave();
      }}
      onClick={(event) => {
        if (event.target === dialog.current) leave();
      }}
      className={`sheet fixed inset-x-0 bottom-0 top-auto m-0 mx-auto w-full max-w-xl overflow-hidden rounded-t-[1.75rem] bg-canvas text-text shadow-sheet ${isTall ? "h-[min(94dvh,var(--app-height))]" : "max-h-[min(92dvh,var(--app-height))]"}`}
    >
      <div className={`flex flex-col ${isTall ? "h-full" : "max-h-[min(92dvh,var(--app-height))]"}`}>
        <header className="relative flex items-center justify-between gap-3 px-5 pt-5 pb-2">
          <span aria-hidden="true" className="absolute top-2 left-1/2 h-1 w-9 -translate-x-1/2 rounded-full bg-fill-strong" />
          <h2 ref={heading} id={titleId} tabIndex={-1} className="min-w-0 text-lead font-bold tracking-tight">
            {title}
          </h2>
          <div className="flex items-center gap-2">
            <ModeBadge />
            <button
              type="button"
              aria-label="Close"
              onClick={leave}
              className="press -mr-1.5 grid size-11 place-items-center rounded-full"
            >
              <span className="grid size-8 place-items-center rounded-full bg-fill-strong">
                <X aria-hidden="true" className="size-4" strokeWidth={2.5} />
              </span>
            </button>
          </div>
        </header>
        {/* eslint-disable-next-line jsx-a11y/no-noninteractive-tabindex -- whoever has no pointer scrolls it with the keys */}
        <div tabIndex={0} className="min-h-0 flex-1 overflow-y-auto overscroll-contain px-4 pt-1 pb-5">{children}</div>
        {footer !== undefined && (
          <footer className="border-t border-separator bg-bar px-4 pt-3 pb-[calc(0.75rem+var(--safe-bottom))] empty:hidden">
            {footer}
          </footer>
        )}
        {footer === undefined && <div className="pb-(--safe-bottom)" />}
      </div>
    </dialog>
  );
}
