import { QueryClientProvider } from "@tanstack/react-query";
import { act, render } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { createMemoryRouter, RouterProvider } from "react-router";
import { routes } from "@/app/router";
import { signIn } from "@/lib/api/session";
import { LiveContext } from "@/lib/live";
import { createQueryClient } from "@/lib/query";
import { createFakeConnection, type FakeConnection } from "./fake-connection";

/** The connection as seen by React: what it does to the screen is done when a call returns. */
function within(connection: FakeConnection): Pick<FakeConnection, "emit" | "drop" | "recover"> {
  return {
    emit: (event, payload) => {
      act(() => {
        connection.emit(event, payload);
      });
    },
    drop: () => {
      act(connection.drop);
    },
    recover: () => {
      act(connection.recover);
    },
  };
}

/** The app behind the sign-in, at `path`, with a live connection that the test drives. */
export async function renderApp(path: string, connection = createFakeConnection()) {
  await signIn(() => Promise.resolve({ token: "session-token", expiresAt: Date.now() + 3_600_000 }));
  const queryClient = createQueryClient();
  // A test of the error state need not wait for the second and third try.
  queryClient.setDefaultOptions({ queries: { ...queryClient.getDefaultOptions().queries, retryDelay: 1 } });
  const router = createMemoryRouter(routes, { initialEntries: [path] });
  // Asynchronous: the live connection is up, or has failed, when this returns.
  const view = await act(() =>
    Promise.resolve(
      render(
        <LiveContext value={connection.hub}>
          <QueryClientProvider client={queryClient}>
            <RouterProvider router={router} />
          </QueryClientProvider>
        </LiveContext>,
      ),
    ),
  );
  return { ...view, user: userEvent.setup(), connection: within(connection), router, queryClient };
}
