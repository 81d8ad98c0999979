import type { paths } from "./schema";

// Names for the API's own types, taken from the operations that answer them: no response is described by hand.
type Method = "get" | "post" | "patch" | "delete";
type Json<R> = R extends { content: { "application/json": infer Body } } ? Body : never;
type Answers<Operation> = Operation extends { responses: infer Responses }
  ? Json<Responses[keyof Responses & (200 | 201 | 202)]>
  : never;

/** Body of the success of an operation: Answer<"/api/v1/balance", "get">. */
export type Answer<Path extends keyof paths, M extends Method> = Answers<paths[Path][M]>;

/** Query parameters of an operation. */
export type QueryOf<Path extends keyof paths> = paths[Path] extends { get: { parameters: { query?: infer Query } } }
  ? NonNullable<Query>
  : never;

/** JSON body that an operation takes. */
export type BodyOf<Path extends keyof paths, M extends Method> = paths[Path][M] extends {
  requestBody?: { content: { "application/json": infer Body } } | undefined;
}
  ? Body
  : never;

type Item<Page> = Page extends { items: readonly (infer Each)[] } ? Each : Page extends readonly (infer Each)[] ? Each : never;

export type Profile = Answer<"/api/v1/users/me", "get">;
export type Balance = Answer<"/api/v1/balance", "get">;
export type Whale = Item<Answer<"/api/v1/whales", "get">>;
export type WhaleDetail = Answer<"/api/v1/whales/{id}", "get">;
export type WhalePosition = Item<Answer<"/api/v1/whales/{id}/positions", "get">>;
export type Follow = Answer<"/api/v1/whales/{id}/follow", "post">;
export type FollowRequest = BodyOf<"/api/v1/whales/{id}/follow", "post">;
export type Position = Item<Answer<"/api/v1/trades/positions", "get">>;
export type Trade = Item<Answer<"/api/v1/trades", "get">>;
export type Signal = Item<Answer<"/api/v1/signals", "get">>;
export type Task = Answer<"/api/v1/tasks/{id}", "get">;
export type Health = Answer<"/health", "get">;
