import { useMutation, useQueryClient } from "@tanstack/react-query";
import { api, unwrap } from "@/lib/api/client";
import { hapticConfirm, hapticError } from "@/lib/telegram/haptics";
import type { WhaleId } from "@/lib/whale";

/** What becomes of the open copies of a whale that is no longer followed. */
export type PositionsAfterUnfollow = "KEEP_MANAGED" | "CLOSE";

export function useUnfollowWhale(id: WhaleId) {
  const queryClient = useQueryClient();
  return useMutation({
    mutationFn: (positions: PositionsAfterUnfollow) =>
      unwrap(api.DELETE("/api/v1/whales/{id}/follow", { params: { path: { id }, query: { positions } } })),
    onSuccess: hapticConfirm,
    onError: hapticError,
    onSettled: () =>
      Promise.all([
        queryClient.invalidateQueries({ queryKey: ["whales"] }),
        queryClient.invalidateQueries({ queryKey: ["positions"] }),
      ]),
  });
}
