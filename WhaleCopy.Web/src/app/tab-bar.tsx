import { Bell, ChartPie, History, LayoutDashboard, Settings, Waves } from "lucide-react";
import { NavLink } from "react-router";

const tabs = [
  { to: "/", name: "Dashboard", Icon: LayoutDashboard },
  { to: "/whales", name: "Whales", Icon: Waves },
  { to: "/trades", name: "Trades", Icon: History },
  { to: "/alerts", name: "Alerts", Icon: Bell },
  { to: "/statistics", name: "Statistics", Icon: ChartPie },
  { to: "/settings", name: "Settings", Icon: Settings },
] as const;

export function TabBar() {
  return (
    <nav
      aria-label="Main"
      className="absolute inset-x-0 bottom-0 z-10 border-t border-separator bg-bar pb-(--safe-bottom) backdrop-blur-xl"
    >
      <ul className="mx-auto grid h-15 max-w-xl grid-cols-6 px-1">
        {tabs.map(({ to, name, Icon }) => (
          <li key={to} className="min-w-0">
            <NavLink
              to={to}
              end={to === "/"}
              className="press group flex h-full flex-col items-center justify-center gap-0.5 text-hint aria-[current=page]:text-accent-text"
            >
              <span className="grid h-7 w-12 place-items-center rounded-full transition-colors group-aria-[current=page]:bg-accent-tint">
                <Icon aria-hidden="true" className="size-5" strokeWidth={2.1} />
              </span>
              <span className="max-w-full truncate text-[0.625rem] leading-3.5 font-semibold">{name}</span>
            </NavLink>
          </li>
        ))}
      </ul>
    </nav>
  );
}
