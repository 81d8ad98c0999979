import { QueryClient, QueryObserver } from "@tanstack/react-query";
import { page } from "@/testing/fixtures/basics";
import { btcLong, solShort } from "@/testing/fixtures/copies";
import { positionsQuery } from "./api/get-positions";
import { onPositionEvent } from "./live";

type Page = ReturnType<typeof page<typeof btcLong>>;

/** The positions on the screen, over a server whose answers the test hands out one by one. */
function watched() {
  const queryClient = new QueryClient();
  const asked: ((answer: Page) => void)[] = [];
  const observer = new QueryObserver(queryClient, {
    queryKey: positionsQuery.queryKey,
    queryFn: () => new Promise<Page>((resolve) => asked.push(resolve)),
  });
  const end = observer.subscribe(() => undefined);
  const shown = () => queryClient.getQueryData(positionsQuery.queryKey)?.items.map((each) => each.id);
  return { queryClient, asked, shown, end };
}

it("puts a position on top that was not known, and takes a closed one away", async () => {
  const { queryClient, asked, shown, end } = watched();
  asked[0]?.(page([solShort]));
  await vi.waitFor(() => {
    expect(shown()).toEqual([solShort.id]);
  });

  onPositionEvent(queryClient, btcLong);
  expect(shown()).toEqual([btcLong.id, solShort.id]);
  onPositionEvent(queryClient, { ...solShort, status: "CLOSED" });
  expect(shown()).toEqual([btcLong.id]);
  expect(asked).toHaveLength(1);
  end();
});

it("is not undone by an answer that was on its way when the event came", async () => {
  const { queryClient, asked, shown, end } = watched();
  asked[0]?.(page([]));
  await vi.waitFor(() => {
    expect(shown()).toEqual([]);
  });
  void queryClient.invalidateQueries({ queryKey: positionsQuery.queryKey });
  await vi.waitFor(() => {
    expect(asked).toHaveLength(2);
  });

  onPositionEvent(queryClient, btcLong);
  asked[1]?.(page([]));
  await vi.waitFor(() => {
    expect(asked).toHaveLength(3);
  });
  expect(shown()).toEqual([btcLong.id]);
  asked[2]?.(page([btcLong]));
  await vi.waitFor(() => {
    expect(queryClient.isFetching()).toBe(0);
  });
  expect(shown()).toEqual([btcLong.id]);
  end();
});
