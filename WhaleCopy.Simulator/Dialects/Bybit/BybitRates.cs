using WhaleCopy.Simulator.Limits;

namespace WhaleCopy.Simulator.Dialects.Bybit;

/// <summary>So many a second and account; so many in five seconds an address.</summary>
internal static class BybitRates
{
    private static readonly TimeSpan Second = TimeSpan.FromSeconds(1);

    public static readonly TimeSpan AddressWindow = TimeSpan.FromSeconds(5);
    public const int AddressLimit = 600;

    public static readonly RateRule Five = new(5, Second, RateScope.Account);
    public static readonly RateRule Ten = new(10, Second, RateScope.Account);
    public static readonly RateRule Twenty = new(20, Second, RateScope.Account);
    public static readonly RateRule Fifty = new(50, Second, RateScope.Account);
}
