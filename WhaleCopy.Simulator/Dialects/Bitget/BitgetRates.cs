using WhaleCopy.Simulator.Limits;

namespace WhaleCopy.Simulator.Dialects.Bitget;

/// <summary>Operation by operation, an account or an address; and one limit of the address over all of them.</summary>
internal static class BitgetRates
{
    private static readonly TimeSpan Second = TimeSpan.FromSeconds(1);

    public static readonly TimeSpan AddressWindow = TimeSpan.FromMinutes(1);
    public const int AddressLimit = 6000;

    public static readonly RateRule One = new(1, Second, RateScope.Account);
    public static readonly RateRule Five = new(5, Second, RateScope.Account);
    public static readonly RateRule Ten = new(10, Second, RateScope.Account);
    public static readonly RateRule TenByAddress = new(10, Second, RateScope.Address);
    public static readonly RateRule TwentyByAddress = new(20, Second, RateScope.Address);
}
