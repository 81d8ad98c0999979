import { useMutation, useQueryClient } from "@tanstack/react-query";
import { api, unwrap } from "@/lib/api/client";
import type { FollowRequest } from "@/lib/api/types";
import { hapticConfirm, hapticError } from "@/lib/telegram/haptics";
import type { WhaleId } from "@/lib/whale";

/** Follows a whale, or changes how he is followed. */
export function useSaveFollow(id: WhaleId, isFollowed: boolean) {
  const queryClient = useQueryClient();
  return useMutation({
    mutationFn: (body: FollowRequest) => {
      const params = { path: { id } };
      return isFollowed
        ? unwrap(api.PATCH("/api/v1/whales/{id}/follow", { params, body }))
        : unwrap(api.POST("/api/v1/whales/{id}/follow", { params, body }));
    },
    onSuccess: hapticConfirm,
    onError: hapticError,
    onSettled: () => queryClient.invalidateQueries({ queryKey: ["whales"] }),
  });
}
