import { Download, Filter, Ruler, Timer } from "lucide-react";
import { Screen } from "@/components/ui/screen";
import { ToCome } from "@/components/ui/to-come";

const icon = "size-5";

export function TradesRoute() {
  return (
    <Screen title="Trades">
      <ToCome
        title="Every copy, from signal to fill"
        intro="Your trades are recorded already. This screen will show them:"
        items={[
          { icon: <Filter className={icon} />, text: "By symbol, whale, status and day, with profit after fees" },
          { icon: <Timer className={icon} />, text: "A timeline for each copy: seen, decided, sent, filled" },
          { icon: <Ruler className={icon} />, text: "How far your entry and exit were from the whale's" },
          { icon: <Download className={icon} />, text: "Export to CSV" },
        ]}
      />
    </Screen>
  );
}
