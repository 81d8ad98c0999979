using Microsoft.Extensions.Options;
using WhaleCopy.Api.Problems;

namespace WhaleCopy.Api.Identity;

/// <summary><see cref="TelegramInitData"/> with the configured bot and our clock.</summary>
internal sealed class InitDataVerifier(IOptions<TelegramOptions> options, TimeProvider timeProvider, ILogger<InitDataVerifier> logger)
{
    private readonly byte[] _key = TelegramInitData.KeyOf(options.Value.BotToken);

    public InitDataVerdict Verify(string initData)
    {
        var verdict = TelegramInitData.Verify(initData, _key, timeProvider.GetUtcNow(), options.Value.InitDataMaxAge, options.Value.ClockSkew);
        if (verdict is InitDataVerdict.Invalid invalid)
            Log.InitDataRefused(logger, invalid.Reason);
        return verdict;
    }

    /// <summary>InitData as Telegram would sign it now: for the demo and for tests.</summary>
    public string Sign(IReadOnlyDictionary<string, string> fields) => TelegramInitData.Sign(fields, _key);

    public static ProblemKind ProblemOf(InitDataVerdict verdict) =>
        verdict is InitDataVerdict.Expired ? IdentityProblems.InitDataExpired : IdentityProblems.InitDataInvalid;
}
