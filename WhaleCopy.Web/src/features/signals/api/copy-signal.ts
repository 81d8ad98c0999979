import { useMutation } from "@tanstack/react-query";
import { api, unwrap } from "@/lib/api/client";
import { isDefiniteRefusal, problemOf } from "@/lib/api/problem";
import type { Signal } from "@/lib/api/types";
import type { IdempotencyKey } from "@/lib/idempotency";
import type { DecimalString } from "@/lib/money";
import { hapticConfirm, hapticError } from "@/lib/telegram/haptics";

export type CopyIntent = { readonly id: Signal["id"]; readonly sizeUsdt: DecimalString | undefined };

/** Asks to copy a signal by hand. The answer is a task: what became of it is told by the task, not assumed. */
export function useCopySignal(key: IdempotencyKey) {
  return useMutation({
    mutationFn: ({ id, sizeUsdt }: CopyIntent) =>
      unwrap(
        api.POST("/api/v1/signals/{id}/copy", {
          params: { path: { id }, header: { "Idempotency-Key": key.current() } },
          body: sizeUsdt === undefined ? {} : { size_usdt: sizeUsdt },
        }),
      ),
    onSuccess: hapticConfirm,
    onError: (error) => {
      hapticError();
      if (isDefiniteRefusal(problemOf(error))) key.renew();
    },
  });
}
