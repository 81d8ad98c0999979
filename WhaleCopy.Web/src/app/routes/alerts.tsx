import { Screen } from "@/components/ui/screen";
import { useSignals } from "@/features/signals/api/get-signals";
import { SignalFeed } from "@/features/signals/components/signal-feed";
import { FindWhales } from "./dashboard";

export function AlertsRoute() {
  return (
    <Screen title="Alerts" queries={[useSignals()]}>
      <SignalFeed emptyAction={<FindWhales />} />
    </Screen>
  );
}
