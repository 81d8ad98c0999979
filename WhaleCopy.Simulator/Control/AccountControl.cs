using System.Globalization;
using WhaleCopy.Simulator.Engine;

namespace WhaleCopy.Simulator.Control;

/// <summary>Users' accounts and what happens to them behind our back.</summary>
internal static class AccountControl
{
    private static readonly string[] KnownPermissions = ["read", "spot", "futures", "transfer", "copy", "withdraw"];
    private static readonly string[] DefaultPermissions = ["read", "spot", "futures"];

    public static void MapAccountControl(this RouteGroupBuilder group)
    {
        _ = group.MapPost("/accounts", PostAccountAsync);
        _ = group.MapPost("/accounts/bulk", PostBulkAsync);
        _ = group.MapPost("/accounts/{exchange}/{apiKey}/actions", PostActionAsync);
    }

    public static Account AccountOf(Venue venue, string apiKey) => venue.FindAccount(apiKey)
        ?? throw new BadInputException("apiKey", $"no such account at {Words.Of(venue.Exchange)}");

    public static object View(Venue venue, Account account) => new
    {
        exchange = Words.Of(account.Exchange),
        apiKey = account.ApiKey,
        permissions = account.Permissions.Order(StringComparer.Ordinal).ToArray(),
        hedgeMode = account.HedgeMarkets.Count > 0,
        revoked = account.IsRevoked,
        balances = LedgerControl.BalancesOf(account),
        positions = LedgerControl.PositionsOf(venue, account),
    };

    private static async Task<IResult> PostAccountAsync(HttpContext http, SimulatedWorld world)
    {
        var fields = await Fields.ReadObjectAsync(http);
        var venue = world.VenueOf(fields.RequiredExchange("exchange"));
        var apiKey = fields.RequiredText("apiKey");
        var apiSecret = fields.RequiredText("apiSecret");
        var passphrase = fields.Text("passphrase") ?? "";
        if (passphrase.Length == 0 && venue.Exchange is Exchange.Okx or Exchange.Bitget && !fields.Has("passphrase"))
        {
            throw fields.Bad("passphrase", "is required on this exchange");
        }

        var terms = ReadTerms(fields);
        lock (venue.Gate)
        {
            var account = venue.PutAccount(apiKey, apiSecret, passphrase);
            Apply(venue, account, terms);
            return Results.Json(View(venue, account));
        }
    }

    private static async Task<IResult> PostBulkAsync(HttpContext http, SimulatedWorld world)
    {
        var fields = await Fields.ReadObjectAsync(http);
        var venue = world.VenueOf(fields.RequiredExchange("exchange"));
        var count = fields.Integer("count", 1, 100_000) ?? throw fields.Bad("count", "is required");
        var prefix = fields.RequiredText("prefix");
        var terms = ReadTerms(fields);
        var made = new List<object>(count);
        lock (venue.Gate)
        {
            for (var i = 1; i <= count; i++)
            {
                var apiKey = string.Create(CultureInfo.InvariantCulture, $"{prefix}-{i}");
                var account = venue.PutAccount(apiKey, $"{apiKey}-secret", $"{apiKey}-pass");
                Apply(venue, account, terms);
                made.Add(new { apiKey, apiSecret = account.ApiSecret, passphrase = account.Passphrase });
            }
        }

        return Results.Json(new { exchange = Words.Of(venue.Exchange), count, prefix, accounts = made });
    }

    private sealed record AccountTerms(
        List<(WalletKind Wallet, string Asset, decimal Amount)> Balances,
        HashSet<string> Permissions,
        bool IsHedge,
        HashSet<string>? Addresses);

    private static AccountTerms ReadTerms(Fields fields) => new(
        ReadBalances(fields),
        ReadPermissions(fields) ?? [.. DefaultPermissions],
        fields.Flag("hedgeMode") ?? false,
        fields.Texts("ipAddresses")?.ToHashSet(StringComparer.Ordinal));

    private static void Apply(Venue venue, Account account, AccountTerms terms)
    {
        account.Permissions = [.. terms.Permissions];
        account.Addresses = terms.Addresses;
        venue.SetHedge(account, Market.UsdM, terms.IsHedge);
        venue.SetHedge(account, Market.CoinM, terms.IsHedge);
        venue.SetBalances(account, terms.Balances);
    }

    private static HashSet<string>? ReadPermissions(Fields fields)
    {
        if (fields.Texts("permissions") is not { } permissions)
        {
            return null;
        }

        foreach (var permission in permissions)
        {
            if (!KnownPermissions.Contains(permission))
            {
                throw fields.Bad("permissions", $"'{permission}' is not one of {string.Join(", ", KnownPermissions)}");
            }
        }

        return [.. permissions];
    }

    private static List<(WalletKind Wallet, string Asset, decimal Amount)> ReadBalances(Fields fields)
    {
        var amounts = new List<(WalletKind, string, decimal)>();
        if (fields.Object("balances") is not { } balances)
        {
            return amounts;
        }

        foreach (var name in balances.Names())
        {
            var wallet = name switch
            {
                "spot" => WalletKind.Spot,
                "usdm" => WalletKind.UsdM,
                "coinm" => WalletKind.CoinM,
                "funding" => WalletKind.Funding,
                _ => throw balances.Bad(name, "must be spot, usdm, coinm or funding"),
            };
            if (balances.Object(name) is not { } assets)
            {
                continue;
            }

            foreach (var asset in assets.Names())
            {
                amounts.Add((wallet, asset.ToUpperInvariant(), assets.NotNegative(asset) ?? 0));
            }
        }

        return amounts;
    }

    private static async Task<IResult> PostActionAsync(HttpContext http, string exchange, string apiKey, SimulatedWorld world)
    {
        var venue = ControlEndpoints.VenueOf(world, exchange);
        var account = AccountOf(venue, apiKey);
        var fields = await Fields.ReadObjectAsync(http);
        var action = fields.RequiredText("action");
        lock (venue.Gate)
        {
            switch (action)
            {
                case "permissions":
                    account.Permissions = ReadPermissions(fields) ?? throw fields.Bad("permissions", "is required");
                    break;
                case "revoke":
                    account.IsRevoked = true;
                    break;
                case "close" or "order":
                    Trade(venue, account, fields, isClose: action == "close");
                    break;
                case "liquidate" or "adl" or "funding":
                    ActOnPosition(venue, account, fields, action);
                    break;
                default:
                    throw fields.Bad("action", "must be close, order, liquidate, adl, funding, permissions or revoke");
            }

            world.Changed?.Invoke();
            return Results.Json(View(venue, account));
        }
    }

    private static void Trade(Venue venue, Account account, Fields fields, bool isClose)
    {
        var book = BookOf(venue, fields);
        var isLong = IsLong(fields) ?? (isClose && book.Spec.Market != Market.Spot
            ? account.Positions.Find(held => ReferenceEquals(held.Book, book) && held.Quantity != 0)?.IsLong ?? true
            : throw fields.Bad("side", "is required"));
        var quantity = fields.Positive("quantity");
        if (!isClose && quantity is null)
        {
            throw fields.Bad("quantity", "is required");
        }

        if (isClose && book.Spec.Market != Market.Spot && Venue.HeldPosition(account, book, isLong) is null)
        {
            throw fields.Bad("symbol", "the account holds no such position");
        }

        var placement = venue.ActAsUser(account, book, isLong, quantity, isClose);
        if (!placement.IsAccepted)
        {
            placement.Entry.RejectCode = placement.Refusal.ToString();
            throw fields.Bad("quantity", $"the venue refused the order: {placement.Refusal}");
        }
    }

    private static void ActOnPosition(Venue venue, Account account, Fields fields, string action)
    {
        var book = BookOf(venue, fields);
        var position = (IsLong(fields) is { } isLong
            ? Venue.HeldPosition(account, book, isLong)
            : account.Positions.Find(held => ReferenceEquals(held.Book, book) && held.Quantity != 0))
            ?? throw fields.Bad("symbol", "the account holds no such position");
        if (action == "funding")
        {
            venue.Fund(position, fields.Number("quantity") ?? Venue.UsualFunding(position));
            return;
        }

        var coins = fields.Positive("quantity");
        var quantity = coins is { } given
            ? Math.Min(position.Size, book.Spec.FloorToStep(book.Spec.FromBase(given, book.Quote.Price)))
            : position.Size;
        if (quantity <= 0)
        {
            throw fields.Bad("quantity", "is below one step of the instrument");
        }

        var isLiquidation = action == "liquidate";
        var clientId = isLiquidation ? $"autoclose-{venue.NowMs}{venue.NextId() % 1000}" : $"adl_autoclose{venue.NextId()}";
        _ = venue.CloseByVenue(position, quantity, clientId, isLiquidation);
    }

    private static bool? IsLong(Fields fields) => fields.Text("side") switch
    {
        null => null,
        "LONG" => true,
        "SHORT" => false,
        _ => throw fields.Bad("side", "must be LONG or SHORT"),
    };

    private static InstrumentBook BookOf(Venue venue, Fields fields)
    {
        var symbol = fields.RequiredSymbol("symbol");
        var market = symbol.IsInverse ? Market.CoinM : Market.UsdM;
        if (fields.Text("market") is { } named && !Words.TryMarket(named, out market))
        {
            throw fields.Bad("market", "must be SPOT, USD-M or COIN-M");
        }

        return venue.FindCanonical(market, symbol.Name) ?? throw fields.Bad("symbol", "has no price yet");
    }
}
