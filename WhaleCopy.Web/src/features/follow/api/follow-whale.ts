import { useMutation, useQueryClient } from "@tanstack/react-query";
import { api, unwrap } from "@/lib/api/client";
import type { FollowRequest } from "@/lib/api/types";
import { hapticConfirm, hapticError } from "@/lib/telegram/haptics";
import type { WhaleId } from "@/lib/whale-name";

export function useFollowWhale(id: WhaleId) {
  const queryClient = useQueryClient();
  return useMutation({
    mutationFn: (body: FollowRequest) => unwrap(api.POST("/api/v1/whales/{id}/follow", { params: { path: { id } }, body })),
    onSuccess: hapticConfirm,
    onError: hapticError,
    onSettled: () => queryClient.invalidateQueries({ queryKey: ["whales"] }),
  });
}
