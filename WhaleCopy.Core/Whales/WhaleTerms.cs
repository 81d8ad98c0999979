using System.Text.Json.Serialization;

namespace WhaleCopy.Core.Whales;

/// <summary>What a whale is.</summary>
public enum WhaleType
{
    /// <summary>A lead trader of an exchange.</summary>
    CexTrader,

    /// <summary>A wallet on a chain.</summary>
    [JsonStringEnumMemberName("ONCHAIN_WALLET")]
    OnchainWallet,
}

/// <summary>Whether a whale's data come in.</summary>
public enum WhaleDataStatus
{
    /// <summary>They do.</summary>
    Active,

    /// <summary>Five empty answers in a row: he seems to share no more.</summary>
    SharingDisabled,

    /// <summary>The venue limits us.</summary>
    RateLimited,

    /// <summary>No Complete answer for too long, or his whole book vanished without proof.</summary>
    Dark,
}

/// <summary>How far a source of whales can be trusted.</summary>
public enum SourceTrust
{
    /// <summary>Documented by the venue and public.</summary>
    Official,

    /// <summary>What the venue shows a follower.</summary>
    FollowerView,

    /// <summary>The venue's web pages: may change or end without notice.</summary>
    Unofficial,
}

/// <summary>How closely a whale is polled.</summary>
public enum PollingTier
{
    /// <summary>Followed or copied, and active.</summary>
    Critical,

    /// <summary>High score, or always public.</summary>
    High,

    /// <summary>Active.</summary>
    Normal,

    /// <summary>Quiet.</summary>
    Low,
}

/// <summary>A whale's rank by score.</summary>
public enum WhaleRank
{
    /// <summary>Lowest.</summary>
    Bronze,

    /// <summary>Second.</summary>
    Silver,

    /// <summary>Third.</summary>
    Gold,

    /// <summary>Fourth.</summary>
    Platinum,

    /// <summary>Highest.</summary>
    Diamond,
}
