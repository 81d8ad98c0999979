import { queryOptions, useQuery } from "@tanstack/react-query";
import { api, unwrap } from "./api/client";
import type { Task } from "./api/types";

/** A copy, a close or a panic goes on after its request was answered: its task tells how it went. */
export function taskQuery(taskId: string) {
  return queryOptions({
    queryKey: ["tasks", taskId],
    queryFn: ({ signal }): Promise<Task> => unwrap(api.GET("/api/v1/tasks/{id}", { params: { path: { id: taskId } }, signal })),
    // Somebody is waiting for this on the screen: asked every second until it is settled, then never again.
    refetchInterval: ({ state }) => (state.data !== undefined && isSettled(state.data) ? false : 1000),
    staleTime: ({ state }) => (state.data !== undefined && isSettled(state.data) ? Infinity : 0),
  });
}

export function isSettled(task: Task): boolean {
  return task.status === "done" || task.status === "failed";
}

export function useTask(taskId: string) {
  return useQuery(taskQuery(taskId));
}
