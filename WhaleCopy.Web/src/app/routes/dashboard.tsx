import { Link } from "react-router";
import { Screen } from "@/components/ui/screen";
import { useBalance } from "@/features/balance/api/get-balance";
import { BalanceCard } from "@/features/balance/components/balance-card";
import { usePositions } from "@/features/positions/api/get-positions";
import { PositionsSection } from "@/features/positions/components/positions-section";
import { CopyingStatus } from "@/features/profile/components/copying-status";
import { useSignals } from "@/features/signals/api/get-signals";
import { RecentSignals } from "@/features/signals/components/recent-signals";

export function FindWhales() {
  return (
    <Link
      to="/whales"
      className="press inline-flex min-h-12 items-center rounded-control bg-accent px-5 text-body font-semibold text-on-accent"
    >
      Find whales
    </Link>
  );
}

export function DashboardRoute() {
  return (
    <Screen title="Dashboard" queries={[useBalance(), usePositions(), useSignals()]}>
      <BalanceCard />
      <CopyingStatus />
      <PositionsSection emptyAction={<FindWhales />} />
      <RecentSignals />
    </Screen>
  );
}
