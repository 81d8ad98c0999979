import { useMutation, useQueryClient } from "@tanstack/react-query";
import { api, unwrap } from "@/lib/api/client";
import { isDefiniteRefusal, problemOf } from "@/lib/api/problem";
import type { Position } from "@/lib/api/types";
import type { IdempotencyKey } from "@/lib/idempotency";
import { hapticConfirm, hapticError } from "@/lib/telegram/haptics";
import { positionsQuery } from "./get-positions";

/** Asks to close at market. Nothing changes on the screen before the server says so. */
export function useClosePosition(key: IdempotencyKey) {
  const queryClient = useQueryClient();
  return useMutation({
    mutationFn: (id: Position["id"]) =>
      unwrap(
        api.POST("/api/v1/trades/positions/{id}/close", {
          params: { path: { id }, header: { "Idempotency-Key": key.current() } },
          body: {},
        }),
      ),
    onSuccess: hapticConfirm,
    onError: (error) => {
      hapticError();
      if (isDefiniteRefusal(problemOf(error))) key.renew();
    },
    onSettled: () => queryClient.invalidateQueries(positionsQuery),
  });
}
