using WhaleCopy.Simulator.Engine;
using WhaleCopy.Simulator.Http;

namespace WhaleCopy.Simulator.Control;

/// <summary>Prices, books, clocks, reset.</summary>
internal static class MarketControl
{
    public static void MapMarketControl(this RouteGroupBuilder group)
    {
        _ = group.MapPut("/market", PutMarketAsync);
        _ = group.MapPut("/prices/{symbol}", PutPriceAsync);
        _ = group.MapPut("/book/{symbol}", PutBookAsync);
        _ = group.MapPut("/clock/{exchange}", PutClockAsync);
        _ = group.MapPost("/reset", Reset);
    }

    private static async Task<IResult> PutMarketAsync(HttpContext http, MarketDriver driver)
    {
        var fields = await Fields.ReadObjectAsync(http);
        var mode = fields.RequiredText("mode") switch
        {
            "manual" => MarketMode.Manual,
            "random" => MarketMode.Random,
            "replay" => MarketMode.Replay,
            _ => throw fields.Bad("mode", "must be manual, random or replay"),
        };
        var current = driver.Settings;
        var file = fields.Text("file");
        if (mode == MarketMode.Replay)
        {
            file ??= current.File ?? throw fields.Bad("file", "is required to replay: the path of a file of candles");
            if (CandleFile.Problem(file) is { } problem)
            {
                throw fields.Bad("file", problem);
            }
        }

        var settings = new MarketSettings(
            mode,
            fields.Integer("seed", int.MinValue, int.MaxValue) ?? current.Seed,
            TimeSpan.FromMilliseconds(fields.Integer("tickMilliseconds", 10, 3_600_000) ?? current.Tick.TotalMilliseconds),
            file);
        driver.Apply(settings);
        return Results.Json(new
        {
            mode = mode switch
            {
                MarketMode.Manual => "manual",
                MarketMode.Random => "random",
                MarketMode.Replay => "replay",
            },
            seed = settings.Seed,
            tickMilliseconds = (int)settings.Tick.TotalMilliseconds,
            file = settings.File,
        });
    }

    private static async Task<IResult> PutPriceAsync(HttpContext http, string symbol, SimulatedWorld world)
    {
        var parsed = SymbolOf(symbol);
        var fields = await Fields.ReadObjectAsync(http);
        var quote = world.SetPrice(parsed, fields.RequiredPositive("price"));
        return Results.Json(View(parsed, quote));
    }

    private static async Task<IResult> PutBookAsync(HttpContext http, string symbol, SimulatedWorld world)
    {
        var parsed = SymbolOf(symbol);
        var fields = await Fields.ReadObjectAsync(http);
        var book = new BookOverride(
            fields.Positive("bid"),
            fields.Positive("ask"),
            fields.NotNegative("depth"),
            fields.Positive("mark"),
            fields.Positive("index"),
            fields.NotNegative("volume24h"));
        if (book is { Bid: { } bid, Ask: { } ask } && bid > ask)
        {
            throw fields.Bad("bid", "must not be above the ask");
        }

        return world.SetBook(parsed, book) is { } quote
            ? Results.Json(View(parsed, quote))
            : throw new BadInputException("symbol", "has no price yet: set it with PUT /sim/v1/prices first");
    }

    private static async Task<IResult> PutClockAsync(HttpContext http, string exchange, SimulatedWorld world)
    {
        var venue = ControlEndpoints.VenueOf(world, exchange);
        var fields = await Fields.ReadObjectAsync(http);
        var offset = fields.Integer("offsetMilliseconds", -86_400_000, 86_400_000) ?? throw fields.Bad("offsetMilliseconds", "is required");
        venue.ClockOffset = TimeSpan.FromMilliseconds(offset);
        world.Changed?.Invoke();
        return Results.Json(new { exchange = Words.Of(venue.Exchange), offsetMilliseconds = offset, time = venue.Now + venue.ClockOffset });
    }

    private static IResult Reset(
        SimulatedWorld world, MarketDriver driver, ScriptedTraders script, VenueGateway gateway)
    {
        script.Stop();
        driver.Apply(new MarketSettings(MarketMode.Manual, 1, TimeSpan.FromMilliseconds(500), null));
        gateway.Reset();
        world.Reset();
        return Results.Json(new { status = "ok", symbols = world.Prices().Select(price => price.Symbol), accounts = 0, traders = 0, faults = 0 });
    }

    private static CanonicalSymbol SymbolOf(string symbol) => CanonicalSymbol.TryParse(symbol)
        ?? throw new BadInputException("symbol", "must be a symbol such as BTCUSDT or BTCUSD");

    private static object View(CanonicalSymbol symbol, Quote quote) => new
    {
        symbol = symbol.Name,
        price = JsonMoney.Text(quote.Price),
        bid = JsonMoney.Text(quote.Bid),
        ask = JsonMoney.Text(quote.Ask),
        depth = quote.Depth is { } depth ? JsonMoney.Text(depth) : null,
        mark = JsonMoney.Text(quote.Mark),
        index = JsonMoney.Text(quote.Index),
        volume24h = JsonMoney.Text(quote.Volume24h),
    };
}
