/** Runs `action` at once, then at most once in each `ms`; a call in between is not lost but made at the end of it. */
export function throttle(action: () => void, ms: number): { readonly call: () => void; readonly cancel: () => void } {
  let timer: ReturnType<typeof setTimeout> | undefined;
  let isWanted = false;
  const run = () => {
    isWanted = false;
    action();
    timer = setTimeout(() => {
      timer = undefined;
      if (isWanted) run();
    }, ms);
  };
  return {
    call: () => {
      if (timer === undefined) run();
      else isWanted = true;
    },
    cancel: () => {
      clearTimeout(timer);
      timer = undefined;
      isWanted = false;
    },
  };
}
