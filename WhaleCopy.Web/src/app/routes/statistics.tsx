import { CalendarDays, ChartLine, Percent, TrendingDown } from "lucide-react";
import { Screen } from "@/components/ui/screen";
import { ToCome } from "@/components/ui/to-come";

const icon = "size-5";

export function StatisticsRoute() {
  return (
    <Screen title="Statistics">
      <ToCome
        title="What copying earned you"
        intro="Computed on the server from your fills. This screen will show:"
        items={[
          { icon: <ChartLine className={icon} />, text: "Your equity curve" },
          { icon: <CalendarDays className={icon} />, text: "Profit and loss by day, whale and symbol" },
          { icon: <Percent className={icon} />, text: "Win rate, and what fees and funding cost" },
          { icon: <TrendingDown className={icon} />, text: "The deepest drawdown, and when it was" },
        ]}
      />
    </Screen>
  );
}
