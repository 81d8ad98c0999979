using System.Globalization;

namespace WhaleCopy.Core.Sizing;

/// <summary>How numbers stand in sentences.</summary>
internal static class Plain
{
    public static string Price(decimal value) => value.ToString("#,0.############", CultureInfo.InvariantCulture);

    public static string Usdt(decimal value) => value.ToString("#,0.00##", CultureInfo.InvariantCulture) + " USDT";

    public static string Percent(decimal value) => value.ToString("0.00##", CultureInfo.InvariantCulture) + " %";

    public static string Size(Money.OrderSize size) =>
        size.Value.ToString("#,0.############", CultureInfo.InvariantCulture) + (size.Unit == Money.SizeUnit.Contracts ? " contracts" : "");

    public static string Seconds(TimeSpan value) =>
        ((decimal)value.Ticks / TimeSpan.TicksPerSecond).ToString("0.#", CultureInfo.InvariantCulture) + " s";
}
