import { useMutation, useQueryClient } from "@tanstack/react-query";
import { api, unwrap } from "@/lib/api/client";
import { profileQuery } from "@/lib/profile";

/** Pause: no new copies. Resume: copies again. Neither touches open positions. */
export function useSetCopying() {
  const queryClient = useQueryClient();
  return useMutation({
    mutationFn: (isOn: boolean) =>
      isOn ? unwrap(api.POST("/api/v1/users/me/resume")) : unwrap(api.POST("/api/v1/users/me/pause")),
    onSettled: () => queryClient.invalidateQueries(profileQuery),
  });
}
