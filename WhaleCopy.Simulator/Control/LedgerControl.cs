using System.Globalization;
using WhaleCopy.Simulator.Engine;
using WhaleCopy.Simulator.Http;

namespace WhaleCopy.Simulator.Control;

/// <summary>The venue's truth, for tests and benchmarks.</summary>
internal static class LedgerControl
{
    public static void MapLedgerControl(this RouteGroupBuilder group)
    {
        _ = group.MapGet("/accounts/{exchange}/{apiKey}/orders", (string exchange, string apiKey, SimulatedWorld world) =>
            OfAccount(world, exchange, apiKey, (_, account) => account.Entries.Select(OrderView.Of).ToArray()));
        _ = group.MapGet("/accounts/{exchange}/{apiKey}/positions", (string exchange, string apiKey, SimulatedWorld world) =>
            OfAccount(world, exchange, apiKey, PositionsOf));
        _ = group.MapGet("/accounts/{exchange}/{apiKey}/balances", (string exchange, string apiKey, SimulatedWorld world) =>
            OfAccount(world, exchange, apiKey, (_, account) => BalancesOf(account)));
        _ = group.MapGet("/accounts/{exchange}/{apiKey}/transfers", (string exchange, string apiKey, SimulatedWorld world) =>
            OfAccount(world, exchange, apiKey, (_, account) => account.Transfers.Select(View).ToArray()));
        _ = group.MapGet("/orders", AllOrders);
    }

    public static object[] PositionsOf(Venue venue, Account account) =>
    [
        .. account.Positions.Where(position => position.Quantity != 0).Select(position => (object)new
        {
            symbol = position.Spec.Symbol.Name,
            market = Words.Of(position.Spec.Market),
            side = position.IsLong ? "LONG" : "SHORT",
            quantity = JsonMoney.Text(Rounded(position.Spec.ToBase(position.Size, position.EntryPrice))),
            entryPrice = JsonMoney.Text(Rounded(position.EntryPrice)),
            leverage = position.Leverage,
            marginMode = Words.Of(position.Mode),
        }),
    ];

    public static SortedDictionary<string, SortedDictionary<string, string>> BalancesOf(Account account)
    {
        var view = new SortedDictionary<string, SortedDictionary<string, string>>(StringComparer.Ordinal)
        {
            ["spot"] = new(StringComparer.Ordinal),
            ["usdm"] = new(StringComparer.Ordinal),
            ["coinm"] = new(StringComparer.Ordinal),
        };
        foreach (var (wallet, assets) in account.Wallets)
        {
            foreach (var (asset, balance) in assets)
            {
                var shown = wallet == WalletKind.Unified ? account.DeclaredIn.GetValueOrDefault(asset, WalletKind.Spot) : wallet;
                var name = NameOf(shown);
                if (!view.TryGetValue(name, out var amounts))
                {
                    view[name] = amounts = new SortedDictionary<string, string>(StringComparer.Ordinal);
                }

                amounts[asset] = JsonMoney.Text(balance.Total);
            }
        }

        return view;
    }

    public static decimal Rounded(decimal value) => Math.Round(value, 10);

    private static string NameOf(WalletKind wallet) => wallet switch
    {
        WalletKind.Spot => "spot",
        WalletKind.UsdM => "usdm",
        WalletKind.CoinM => "coinm",
        WalletKind.Funding => "funding",
        WalletKind.Unified => "unified",
    };

    private static object View(Transfer transfer) => new
    {
        id = transfer.Id.ToString(CultureInfo.InvariantCulture),
        from = NameOf(transfer.From),
        to = NameOf(transfer.To),
        asset = transfer.Asset,
        amount = JsonMoney.Text(transfer.Amount),
        clientId = transfer.ClientId,
        type = transfer.VenueType,
        at = transfer.At,
    };

    private static IResult OfAccount(SimulatedWorld world, string exchange, string apiKey, Func<Venue, Account, object> read)
    {
        var venue = ControlEndpoints.VenueOf(world, exchange);
        var account = AccountControl.AccountOf(venue, apiKey);
        lock (venue.Gate)
        {
            return Results.Json(read(venue, account));
        }
    }

    private static IResult AllOrders(SimulatedWorld world, string? since = null)
    {
        var from = DateTimeOffset.MinValue;
        if (since is not null && since.LastIndexOf(' ') is > 10 and var space)
        {
            // A plus sign that nobody encoded.
            since = $"{since[..space]}+{since[(space + 1)..]}";
        }

        if (since is not null && !DateTimeOffset.TryParse(since, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out from))
        {
            throw new BadInputException("since", "must be an ISO 8601 instant");
        }

        var rows = new List<(DateTimeOffset At, long Id, object View)>();
        foreach (var venue in world.Venues)
        {
            lock (venue.Gate)
            {
                for (var i = FirstSince(venue.Ledger, from); i < venue.Ledger.Count; i++)
                {
                    var entry = venue.Ledger[i];
                    rows.Add((entry.ReceivedAt, entry.Id, OrderView.Of(entry)));
                }
            }
        }

        return Results.Json(rows.OrderBy(row => row.At).ThenBy(row => row.Id).Select(row => row.View));
    }

    /// <summary>The ledger is in the order of arrival: the first row not before an instant.</summary>
    private static int FirstSince(List<LedgerEntry> ledger, DateTimeOffset from)
    {
        int low = 0, high = ledger.Count;
        while (low < high)
        {
            var middle = (low + high) / 2;
            if (ledger[middle].ReceivedAt < from)
            {
                low = middle + 1;
            }
            else
            {
                high = middle;
            }
        }

        return low;
    }
}
