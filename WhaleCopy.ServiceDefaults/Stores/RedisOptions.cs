namespace WhaleCopy.ServiceDefaults.Stores;

/// <summary>Where the cache is, as read from <c>ConnectionStrings:redis</c>.</summary>
public sealed class RedisOptions
{
    /// <summary>StackExchange form (<c>host:port,password=…</c>). Required; no default.</summary>
    public string ConnectionString { get; set; } = "";
}
