import { useEffect, useRef } from "react";
import { Outlet, useLocation } from "react-router";
import { LiveBridge } from "./live-bridge";
import { TabBar } from "./tab-bar";

/** Everything behind the sign-in: the scrolling screen, and the bar that stays at the stable bottom of the window. */
export function AppShell() {
  const scroller = useRef<HTMLDivElement>(null);
  const screen = useLocation().pathname.split("/")[1];
  useEffect(() => {
    scroller.current?.scrollTo({ top: 0 });
  }, [screen]);
  return (
    <div className="fixed inset-x-0 top-0 h-(--app-height) overflow-hidden">
      <LiveBridge />
      {/* The keyboard must be able to scroll a screen on which nothing can be pressed. */}
      {/* eslint-disable-next-line jsx-a11y/no-noninteractive-tabindex */}
      <div ref={scroller} tabIndex={0} className="h-full overflow-y-auto overscroll-contain -outline-offset-2">
        <Outlet />
      </div>
      <TabBar />
    </div>
  );
}
