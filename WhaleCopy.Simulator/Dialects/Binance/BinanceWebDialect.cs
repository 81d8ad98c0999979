using System.Buffers;
using System.Text;
using System.Text.Json;
using WhaleCopy.Simulator.Engine;
using WhaleCopy.Simulator.Faults;
using WhaleCopy.Simulator.Http;

namespace WhaleCopy.Simulator.Dialects.Binance;

/// <summary>
/// The web site's own interfaces: copy-trade lead portfolios and the older futures leaderboard. A trader's uid is his
/// portfolio id and his encrypted uid. Shapes that the reference does not verify are listed in docs/exchanges/binance.md.
/// </summary>
internal sealed partial class BinanceWebDialect : Dialect
{
    private const string Friendly = "/bapi/futures/v1/friendly/future/copy-trade";
    private const string Public = "/bapi/futures/v1/public/future/copy-trade";

    public BinanceWebDialect(Venue venue)
        : base(venue, "/binance/web")
    {
        Serve(
        [
            new("GET", $"{Friendly}/lead-data/positions", Positions),
            new("GET", $"{Friendly}/lead-portfolio/detail", Detail),
            new("POST", $"{Friendly}/lead-portfolio/order-history", OrderHistory),
            new("POST", $"{Public}/lead-portfolio/position-history", PositionHistory),
            new("POST", $"{Friendly}/lead-portfolio/position-history", PositionHistory),
            new("GET", $"{Public}/lead-portfolio/performance", Performance),
            new("GET", $"{Friendly}/lead-portfolio/performance", Performance),
            new("POST", $"{Friendly}/home-page/query-list", QueryList),
            new("POST", "/bapi/futures/v1/public/future/leaderboard/getOtherPosition", OtherPosition),
            new("POST", "/bapi/futures/v2/public/future/leaderboard/getOtherPosition", OtherPosition),
            new("POST", "/bapi/futures/v3/public/future/leaderboard/getLeaderboardRank", LeaderboardRank),
            new("POST", "/bapi/futures/v2/public/future/leaderboard/getOtherLeaderboardBaseInfo", BaseInfo),
        ]);
    }

    public override bool Admit(Call call, Operation? route) => true;

    public override bool Authenticate(Call call, Operation route) => true;

    public override int PageOfCursor(string cursor) => cursor == "0" ? 1 : 2;

    public override void UnknownPath(Call call)
    {
        call.ResetAnswer();
        call.Status = StatusCodes.Status404NotFound;
        call.ContentType = "text/html";
        call.Output.Write("<html><head><title>404 Not Found</title></head><body></body></html>"u8);
    }

    public override void Refuse(Call call, FaultKind kind, int? status, string? code, int retryAfterSeconds)
    {
        call.Status = status ?? kind switch
        {
            FaultKind.RateLimit => StatusCodes.Status429TooManyRequests,
            FaultKind.Ban => StatusCodes.Status403Forbidden,
            FaultKind.Reject => StatusCodes.Status200OK,
            _ => StatusCodes.Status503ServiceUnavailable,
        };
        if (kind is FaultKind.RateLimit or FaultKind.Ban)
        {
            call.Http.Response.Headers.RetryAfter = retryAfterSeconds.ToString(System.Globalization.CultureInfo.InvariantCulture);
        }

        if (code is not null || kind == FaultKind.Reject)
        {
            WriteFailure(call, code ?? "000002", "illegal parameter");
            return;
        }

        // The firewall in front of the site answers pages, not JSON.
        call.ContentType = "text/html";
        call.Output.Write(Encoding.UTF8.GetBytes($"<html><head><title>{call.Status}</title></head><body></body></html>"));
    }

    private static void Begin(Call call)
    {
        call.Json.WriteStartObject();
        call.Json.WriteString("code"u8, "000000");
        call.Json.WriteNull("message"u8);
        call.Json.WriteNull("messageDetail"u8);
    }

    private static void End(Call call)
    {
        call.Json.WriteBoolean("success"u8, true);
        call.Json.WriteEndObject();
    }

    private static void WriteFailure(Call call, string code, string message)
    {
        call.Json.WriteStartObject();
        call.Json.WriteString("code"u8, code);
        call.Json.WriteString("message"u8, message);
        call.Json.WriteNull("messageDetail"u8);
        call.Json.WriteNull("data"u8);
        call.Json.WriteBoolean("success"u8, false);
        call.Json.WriteEndObject();
    }

    /// <summary>The trader a request names; null with the failure written where the parameter is missing.</summary>
    private bool TryTrader(Call call, string parameter, out Trader? trader)
    {
        trader = null;
        if (call.Parameter(parameter) is not { Length: > 0 } uid)
        {
            WriteFailure(call, "000002", "illegal parameter");
            return false;
        }

        trader = Venue.Traders.GetValueOrDefault(uid);
        return true;
    }

    private static bool IsCoinPortfolio(Trader trader) =>
        trader.Positions.Count > 0 && trader.Positions.TrueForAll(row => row.Market == Market.CoinM);

    private static int IntegerOf(Call call, string name, int fallback, int maximum) =>
        Call.TryLong(call.Parameter(name), out var value) && value > 0 ? (int)Math.Min(value, maximum) : fallback;

    private string SymbolOf(string canonical, Market market) =>
        Venue.FindCanonical(market, canonical)?.Spec.VenueSymbol ?? (market == Market.CoinM ? $"{canonical}_PERP" : canonical);

    private static void WriteAssets(Utf8JsonWriter json, string canonical)
    {
        var symbol = CanonicalSymbol.TryParse(canonical);
        json.WriteString("baseAsset"u8, symbol?.BaseAsset);
        json.WriteString("quoteAsset"u8, symbol?.QuoteAsset);
    }
}
