using System.Text.Json;
using WhaleCopy.Simulator.Engine;
using WhaleCopy.Simulator.Http;

namespace WhaleCopy.Simulator.Control;

/// <summary>Lead traders: profile, open book, page size, and those that trade by themselves.</summary>
internal static class TraderControl
{
    public static void MapTraderControl(this RouteGroupBuilder group)
    {
        _ = group.MapPut("/traders/{exchange}/{uid}", PutTraderAsync);
        _ = group.MapPut("/traders/{exchange}/{uid}/positions", PutPositionsAsync);
        _ = group.MapPut("/traders/{exchange}/{uid}/pages", PutPagesAsync);
        _ = group.MapPost("/traders/script", StartScriptAsync);
        _ = group.MapDelete("/traders/script", StopScript);
    }

    private static async Task<IResult> PutTraderAsync(HttpContext http, string exchange, string uid, SimulatedWorld world)
    {
        var venue = ControlEndpoints.VenueOf(world, exchange);
        var fields = await Fields.ReadObjectAsync(http);
        var nickname = fields.Text("nickname");
        var sharing = fields.Flag("sharing");
        var equity = fields.NotNegative("equityUsdt");
        var roi = fields.Number("roi");
        var winRate = fields.NotNegative("winRate");
        var pnl = fields.Number("pnl");
        var followers = fields.Integer("followers", 0, 10_000_000);
        var hedgeMode = fields.Flag("hedgeMode");
        lock (venue.Gate)
        {
            var trader = venue.TraderOf(UidOf(uid));
            if (hedgeMode == false && TraderBook.HoldsBothSides(trader.Positions))
            {
                throw fields.Bad("hedgeMode", "must be true for a trader who holds both sides of an instrument");
            }

            trader.IsOneWay = hedgeMode is { } hedges ? !hedges : trader.IsOneWay;
            trader.Nickname = nickname ?? (trader.Nickname.Length > 0 ? trader.Nickname : uid);
            trader.IsSharing = sharing ?? trader.IsSharing;
            trader.EquityUsdt = equity ?? trader.EquityUsdt;
            trader.Roi = roi ?? trader.Roi;
            trader.WinRate = winRate ?? trader.WinRate;
            trader.Pnl = pnl ?? trader.Pnl;
            trader.Followers = followers ?? trader.Followers;
            world.Changed?.Invoke();
            return Results.Json(View(trader));
        }
    }

    private static async Task<IResult> PutPositionsAsync(HttpContext http, string exchange, string uid, SimulatedWorld world, string? history = null)
    {
        var venue = ControlEndpoints.VenueOf(world, exchange);
        var root = await Fields.ReadAsync(http);
        if (root.ValueKind != JsonValueKind.Array)
        {
            throw new BadInputException("body", "must be a JSON array of positions");
        }

        var writeHistory = history switch
        {
            null or "true" => true,
            "false" => false,
            _ => throw new BadInputException("history", "must be true or false"),
        };
        var rows = root.EnumerateArray().Select((item, i) => item.ValueKind == JsonValueKind.Object
            ? ReadRow(new Fields(item, $"[{i}]"))
            : throw new BadInputException($"[{i}]", "must be an object")).ToArray();
        lock (venue.Gate)
        {
            var trader = venue.TraderOf(UidOf(uid));
            if (trader.IsOneWay && TraderBook.HoldsBothSides(rows))
            {
                throw new BadInputException("body", "must hold one side of an instrument for a trader who is not in hedge mode");
            }

            TraderBook.Replace(venue, trader, rows, writeHistory, world.Changes);
            world.Changed?.Invoke();
            return Results.Json(trader.Positions.Select(View).ToArray());
        }
    }

    /// <summary>Bybit's uids are base64: routing leaves an encoded slash alone.</summary>
    private static string UidOf(string uid) => uid.Replace("%2F", "/", StringComparison.OrdinalIgnoreCase);

    private static TraderPositionInput ReadRow(Fields fields)
    {
        var symbol = fields.RequiredSymbol("symbol");
        var isNamed = Words.TryMarket(fields.RequiredText("market"), out var market);
        if (!isNamed || market == Market.Spot)
        {
            throw fields.Bad("market", "must be USD-M or COIN-M");
        }

        if (symbol.IsInverse != (market == Market.CoinM))
        {
            throw fields.Bad("symbol", "BTCUSDT and its like are USD-M, BTCUSD and its like COIN-M");
        }

        var isLong = fields.RequiredText("side") switch
        {
            "LONG" => true,
            "SHORT" => false,
            _ => throw fields.Bad("side", "must be LONG or SHORT"),
        };
        return new TraderPositionInput(
            symbol.Name,
            market,
            isLong,
            fields.RequiredPositive("size"),
            fields.RequiredPositive("entryPrice"),
            fields.RequiredPositive("leverage"),
            fields.Text("positionId"),
            fields.Instant("openedAt"));
    }

    private static async Task<IResult> PutPagesAsync(HttpContext http, string exchange, string uid, SimulatedWorld world)
    {
        var venue = ControlEndpoints.VenueOf(world, exchange);
        var fields = await Fields.ReadObjectAsync(http);
        var size = fields.Integer("pageSize", 1, 1000) ?? throw fields.Bad("pageSize", "is required");
        lock (venue.Gate)
        {
            venue.TraderOf(UidOf(uid)).PageSize = size;
            world.Changed?.Invoke();
        }

        return Results.Json(new { exchange = Words.Of(venue.Exchange), uid, pageSize = size });
    }

    private static async Task<IResult> StartScriptAsync(HttpContext http, ScriptedTraders script)
    {
        var fields = await Fields.ReadObjectAsync(http);
        var settings = new ScriptSettings(
            fields.Integer("seed", int.MinValue, int.MaxValue) ?? 1,
            fields.Integer("traders", 1, 100_000) ?? throw fields.Bad("traders", "is required"),
            fields.Integer("actionsPerMinute", 1, 1_000_000) ?? throw fields.Bad("actionsPerMinute", "is required"));
        var uids = script.Start(settings);
        return Results.Json(new
        {
            running = true,
            seed = settings.Seed,
            traders = settings.Traders,
            actionsPerMinute = settings.ActionsPerMinute,
            uids = uids.Select(uid => new { exchange = Words.Of(uid.Exchange), uid = uid.Uid }),
        });
    }

    private static IResult StopScript(ScriptedTraders script)
    {
        script.Stop();
        return Results.Json(new { running = false });
    }

    private static object View(Trader trader) => new
    {
        exchange = Words.Of(trader.Exchange),
        uid = trader.Uid,
        nickname = trader.Nickname,
        sharing = trader.IsSharing,
        hedgeMode = !trader.IsOneWay,
        equityUsdt = JsonMoney.Text(trader.EquityUsdt),
        roi = JsonMoney.Text(trader.Roi),
        winRate = JsonMoney.Text(trader.WinRate),
        pnl = JsonMoney.Text(trader.Pnl),
        followers = trader.Followers,
        pageSize = trader.PageSize,
        positions = trader.Positions.Select(View).ToArray(),
    };

    private static object View(TraderPosition row) => new
    {
        symbol = row.Symbol,
        market = Words.Of(row.Market),
        side = row.IsLong ? "LONG" : "SHORT",
        size = JsonMoney.Text(row.Size),
        entryPrice = JsonMoney.Text(row.EntryPrice),
        leverage = row.Leverage,
        positionId = row.PositionId,
        openedAt = row.OpenedAt,
    };
}
