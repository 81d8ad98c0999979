namespace WhaleCopy.Core.Whales;

/// <summary>The times and thresholds of monitoring; the poller fills them from its options.</summary>
public sealed record WhaleBookOptions
{
    /// <summary>The defaults of domain.md.</summary>
    public static readonly WhaleBookOptions Default = new();

    /// <summary>Time between the snapshot that lost a key and the one that may confirm it (<c>Polling:CloseConfirmDelay</c>).</summary>
    public TimeSpan CloseConfirmDelay { get; init; } = TimeSpan.FromSeconds(3);

    /// <summary>Time without a Complete after which a whale is dark (<c>Polling:DarkAfter</c>).</summary>
    public TimeSpan DarkAfter { get; init; } = TimeSpan.FromMinutes(5);

    /// <summary>Least time over which three empty Completes end the dark (<c>Polling:DarkConfirm</c>).</summary>
    public TimeSpan DarkConfirm { get; init; } = TimeSpan.FromSeconds(60);

    /// <summary>After how long a whale whose sharing reads as disabled is looked at again.</summary>
    public TimeSpan SharingRecheck { get; init; } = TimeSpan.FromHours(24);

    /// <summary>Least change of a size against the last signalled one, in percent of it.</summary>
    public decimal MinChangePercent { get; init; } = PositionDiff.DefaultMinChangePercent;
}

/// <summary>What a step of monitoring needs to know besides the state and the answer.</summary>
public sealed record WhaleBookContext
{
    /// <summary>Our id of the whale.</summary>
    public required long WhaleId { get; init; }

    /// <summary>What his source can show.</summary>
    public required WhaleSource Source { get; init; }

    /// <summary>0 to 100, for the confidence of signals.</summary>
    public decimal WhaleScore { get; init; } = 50m;

    /// <summary>Times and thresholds.</summary>
    public WhaleBookOptions Options { get; init; } = WhaleBookOptions.Default;

    /// <summary>The source's size steps, where they are known.</summary>
    public SizeStepOf? SizeSteps { get; init; }
}
