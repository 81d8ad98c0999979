using WhaleCopy.Simulator.Limits;

namespace WhaleCopy.Simulator.Dialects.Okx;

/// <summary>The limits of OKX's endpoints, as its pages state them: so many in two seconds.</summary>
internal static class OkxRates
{
    private static readonly TimeSpan Window = TimeSpan.FromSeconds(2);

    public static readonly RateRule FiveByAddress = new(5, Window, RateScope.Address);
    public static readonly RateRule TenByAddress = new(10, Window, RateScope.Address);
    public static readonly RateRule TwentyByAddress = new(20, Window, RateScope.Address);
    public static readonly RateRule FourByAccount = new(4, Window, RateScope.Account);
    public static readonly RateRule FiveByAccount = new(5, Window, RateScope.Account);
    public static readonly RateRule TenByAccount = new(10, Window, RateScope.Account);
    public static readonly RateRule TwelveByAccount = new(12, Window, RateScope.Account);
    public static readonly RateRule TwentyByAccount = new(20, Window, RateScope.Account);
    public static readonly RateRule FortyByAccount = new(40, Window, RateScope.Account);
    public static readonly RateRule SixtyByAccount = new(60, Window, RateScope.Account);
    public static readonly RateRule SixtyByInstrument = new(60, Window, RateScope.AccountAndInstrument);
    public static readonly RateRule OneASecond = new(1, TimeSpan.FromSeconds(1), RateScope.Account);
    public static readonly RateRule OneInFiveSeconds = new(1, TimeSpan.FromSeconds(5), RateScope.Address);
}
