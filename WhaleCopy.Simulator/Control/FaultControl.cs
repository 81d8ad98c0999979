using System.Globalization;
using System.Text.Json;
using WhaleCopy.Simulator.Engine;
using WhaleCopy.Simulator.Faults;
using WhaleCopy.Simulator.Http;

namespace WhaleCopy.Simulator.Control;

/// <summary>Faults and statistics.</summary>
internal static class FaultControl
{
    private static readonly (string Word, FaultKind Kind)[] Kinds =
    [
        ("latency", FaultKind.Latency), ("status", FaultKind.Status), ("drop_before", FaultKind.DropBefore),
        ("drop_after", FaultKind.DropAfter), ("malformed", FaultKind.Malformed), ("truncated", FaultKind.Truncated),
        ("empty", FaultKind.Empty), ("stale", FaultKind.Stale), ("duplicate", FaultKind.Duplicate),
        ("rate_limit", FaultKind.RateLimit), ("ban", FaultKind.Ban), ("reject", FaultKind.Reject),
    ];

    private static readonly TimeSpan DefaultDelay = TimeSpan.FromSeconds(1);

    public static void MapFaultControl(this RouteGroupBuilder group)
    {
        _ = group.MapPost("/faults", PostFaultAsync);
        _ = group.MapGet("/faults", (FaultPlan plan, TimeProvider time) => Results.Json(ViewAll(plan, time)));
        _ = group.MapDelete("/faults", (FaultPlan plan, TimeProvider time) =>
        {
            plan.Clear();
            return Results.Json(ViewAll(plan, time));
        });
        _ = group.MapGet("/stats", Stats);
    }

    private static async Task<IResult> PostFaultAsync(HttpContext http, FaultPlan plan, TimeProvider time)
    {
        var root = await Fields.ReadAsync(http);
        if (root.ValueKind != JsonValueKind.Object)
        {
            throw new BadInputException("body", "must be a JSON object");
        }

        var fields = new Fields(root);
        var word = fields.RequiredText("kind");
        var kind = Array.FindIndex(Kinds, known => known.Word == word);
        if (kind < 0)
        {
            throw fields.Bad("kind", $"must be one of {string.Join(", ", Kinds.Select(known => known.Word))}");
        }

        var isAfter = fields.Text("phase") switch
        {
            null or "before" => false,
            "after" => true,
            _ => throw fields.Bad("phase", "must be before or after"),
        };
        var ratio = fields.Number("ratio") ?? 1;
        if (ratio is <= 0 or > 1)
        {
            throw fields.Bad("ratio", "must be above 0 and at most 1");
        }

        var spec = new FaultSpec(
            fields.RequiredExchange("exchange"),
            fields.RequiredText("path"),
            fields.Text("method"),
            Kinds[kind].Kind,
            fields.Integer("status", 100, 599),
            CodeOf(root, fields),
            fields.Integer("delayMilliseconds", 0, 600_000) is { } delay ? TimeSpan.FromMilliseconds(delay) : DefaultDelay,
            isAfter,
            fields.Text("apiKey"),
            fields.Integer("durationMilliseconds", 1, int.MaxValue) is { } duration ? TimeSpan.FromMilliseconds(duration) : null,
            fields.Integer("count", 1, int.MaxValue),
            (double)ratio,
            fields.Integer("page", 1, int.MaxValue));
        return Results.Json(View(plan.Add(spec), time.GetUtcNow()));
    }

    /// <summary>Codes are numbers on some venues and words on others.</summary>
    private static string? CodeOf(JsonElement root, Fields fields) =>
        !root.TryGetProperty("code", out var code) || code.ValueKind == JsonValueKind.Null
            ? null
            : code.ValueKind switch
            {
                JsonValueKind.String => code.GetString(),
                JsonValueKind.Number => code.GetRawText(),
                _ => throw fields.Bad("code", "must be a number or a string"),
            };

    private static object[] ViewAll(FaultPlan plan, TimeProvider time)
    {
        var now = time.GetUtcNow();
        return [.. plan.Faults.Select(fault => View(fault, now))];
    }

    private static object View(Fault fault, DateTimeOffset now)
    {
        var spec = fault.Spec;
        return new
        {
            id = fault.Id,
            exchange = Words.Of(spec.Exchange),
            path = spec.Path,
            method = spec.Method,
            kind = Array.Find(Kinds, known => known.Kind == spec.Kind).Word,
            status = spec.Status,
            code = spec.Code is { } code && int.TryParse(code, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var number)
                ? (object)number
                : spec.Code,
            delayMilliseconds = spec.Kind == FaultKind.Latency ? (int?)spec.Delay.TotalMilliseconds : null,
            phase = spec.IsAfter ? "after" : "before",
            apiKey = spec.ApiKey,
            durationMilliseconds = spec.Duration is { } duration ? (int?)duration.TotalMilliseconds : null,
            count = spec.Count,
            ratio = spec.Ratio,
            page = spec.Page,
            fired = fault.Fired,
            active = fault.IsActive(now),
        };
    }

    private static IResult Stats(RequestStatistics statistics, SimulatedWorld world)
    {
        var (total, last, mean) = statistics.Orders();
        return Results.Json(new
        {
            requests = statistics.Requests().Select(row => new
            {
                exchange = Words.Of(row.Exchange),
                method = row.Method,
                path = row.Path,
                // Zero stands for a connection that a fault cut.
                status = row.Status,
                count = row.Count,
            }),
            orders = total,
            ordersPerSecond = last,
            ordersPerSecondTenSecondMean = mean,
            accounts = world.Venues.Sum(venue => venue.Accounts.Count()),
            traders = world.Venues.Sum(venue => venue.Traders.Count),
        });
    }
}
