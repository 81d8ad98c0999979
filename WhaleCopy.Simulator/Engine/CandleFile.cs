using System.Globalization;

namespace WhaleCopy.Simulator.Engine;

/// <summary>
/// Candles to replay, one a line: <c>open_time_ms,symbol,open,high,low,close</c>, sorted by time; a header line is skipped.
/// Each candle becomes four steps, the extreme farther from the close first, so that stops inside it are crossed.
/// </summary>
internal static class CandleFile
{
    private sealed record Candle(long TimeMs, CanonicalSymbol Symbol, decimal Open, decimal High, decimal Low, decimal Close);

    /// <summary>What is wrong with a file; null when it can be replayed.</summary>
    public static string? Problem(string path)
    {
        if (!File.Exists(path))
        {
            return "no such file";
        }

        var number = 0;
        foreach (var line in File.ReadLines(path))
        {
            number++;
            if (!IsHeader(number, line) && line.Length > 0 && Parse(line) is null)
            {
                return $"line {number}: expected open_time_ms,symbol,open,high,low,close";
            }
        }

        return number == 0 ? "the file is empty" : null;
    }

    public static IEnumerable<IReadOnlyList<(CanonicalSymbol Symbol, decimal Price)>> Read(string path)
    {
        var number = 0;
        var group = new List<Candle>();
        foreach (var line in File.ReadLines(path))
        {
            number++;
            if (IsHeader(number, line) || Parse(line) is not { } candle)
            {
                continue;
            }

            if (group.Count > 0 && group[0].TimeMs != candle.TimeMs)
            {
                foreach (var step in Steps(group))
                {
                    yield return step;
                }

                group.Clear();
            }

            group.Add(candle);
        }

        foreach (var step in Steps(group))
        {
            yield return step;
        }
    }

    private static IEnumerable<IReadOnlyList<(CanonicalSymbol Symbol, decimal Price)>> Steps(List<Candle> group)
    {
        for (var step = 0; step < 4 && group.Count > 0; step++)
        {
            yield return [.. group.Select(candle => (candle.Symbol, PriceAt(candle, step)))];
        }
    }

    private static decimal PriceAt(Candle candle, int step)
    {
        var lowFirst = candle.Close >= candle.Open;
        return step switch
        {
            0 => candle.Open,
            1 => lowFirst ? candle.Low : candle.High,
            2 => lowFirst ? candle.High : candle.Low,
            _ => candle.Close,
        };
    }

    private static bool IsHeader(int number, string line) => number == 1 && line.Length > 0 && !char.IsAsciiDigit(line[0]);

    private static Candle? Parse(string line)
    {
        var parts = line.Split(',');
        return parts.Length >= 6
            && long.TryParse(parts[0], NumberStyles.None, CultureInfo.InvariantCulture, out var time)
            && CanonicalSymbol.TryParse(parts[1]) is { } symbol
            && TryPrice(parts[2], out var open) && TryPrice(parts[3], out var high)
            && TryPrice(parts[4], out var low) && TryPrice(parts[5], out var close)
            ? new Candle(time, symbol, open, high, low, close)
            : null;
    }

    private static bool TryPrice(string text, out decimal price) =>
        decimal.TryParse(text, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out price) && price > 0;
}
