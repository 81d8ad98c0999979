using System.Text.RegularExpressions;
using Microsoft.Extensions.Options;

namespace WhaleCopy.Api.Identity;

/// <summary>The bot that the Mini App belongs to, section <c>Telegram</c>.</summary>
internal sealed class TelegramOptions
{
    public const string SectionName = "Telegram";

    /// <summary>The bot's token from BotFather: signs every initData. Required.</summary>
    public string BotToken { get; set; } = "";

    /// <summary>Where the Mini App is served; its origin may call the Api from a browser. Empty: only the Api's own origin.</summary>
    public string WebAppUrl { get; set; } = "";

    /// <summary>Telegram ids of those who may see and do what <c>/api/v1/ops</c> offers, from their next sign-in on; who is not here may not.</summary>
    public IList<long> Administrators { get; } = [];

    /// <summary>Oldest <c>auth_date</c> accepted. Telegram's desktop clients cache initData for a day.</summary>
    public TimeSpan InitDataMaxAge { get; set; } = TimeSpan.FromHours(24);

    /// <summary>How far <c>auth_date</c> may be ahead of our clock.</summary>
    public TimeSpan ClockSkew { get; set; } = TimeSpan.FromMinutes(1);

    /// <summary>Life of a session.</summary>
    public TimeSpan SessionLife { get; set; } = TimeSpan.FromMinutes(60);

    /// <summary>Oldest sign-in that counts as a step-up.</summary>
    public TimeSpan StepUpMaxAge { get; set; } = TimeSpan.FromMinutes(5);
}

/// <summary>Refuses missing and made-up tokens at start, naming the key to set.</summary>
internal sealed partial class TelegramOptionsValidator : IValidateOptions<TelegramOptions>
{
    public ValidateOptionsResult Validate(string? name, TelegramOptions options)
    {
        var failures = new List<string>();
        if (string.IsNullOrWhiteSpace(options.BotToken))
            failures.Add("Telegram:BotToken is missing. Set it to the token that BotFather gave the bot (Telegram__BotToken=123456789:…)");
        else if (!TokenShape().IsMatch(options.BotToken) || options.BotToken.Split(':')[1].Distinct().Count() < 10)
            failures.Add("Telegram:BotToken is too weak: it is no token of BotFather's (digits, a colon and at least 30 random characters)");
        if (options.WebAppUrl.Length > 0 && !(Uri.TryCreate(options.WebAppUrl, UriKind.Absolute, out var url) && url.Scheme is "http" or "https"))
            failures.Add("Telegram:WebAppUrl is not an http or https address");
        foreach (var administrator in options.Administrators.Where(id => id <= 0))
            failures.Add($"Telegram:Administrators has {administrator}; Telegram's ids are above 0");
        Within(failures, "InitDataMaxAge", options.InitDataMaxAge, TimeSpan.FromSeconds(1), TimeSpan.FromHours(24));
        Within(failures, "ClockSkew", options.ClockSkew, TimeSpan.Zero, TimeSpan.FromMinutes(5));
        Within(failures, "SessionLife", options.SessionLife, TimeSpan.FromSeconds(1), TimeSpan.FromHours(24));
        Within(failures, "StepUpMaxAge", options.StepUpMaxAge, TimeSpan.FromSeconds(1), TimeSpan.FromHours(1));
        return failures.Count == 0 ? ValidateOptionsResult.Success : ValidateOptionsResult.Fail(failures);
    }

    private static void Within(List<string> failures, string key, TimeSpan value, TimeSpan least, TimeSpan most)
    {
        if (value < least || value > most)
            failures.Add($"Telegram:{key} is {value}; it is from {least} to {most}");
    }

    [GeneratedRegex("^[0-9]{5,20}:[A-Za-z0-9_-]{30,}$", RegexOptions.CultureInvariant)]
    private static partial Regex TokenShape();
}
