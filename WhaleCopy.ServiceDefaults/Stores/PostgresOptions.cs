namespace WhaleCopy.ServiceDefaults.Stores;

/// <summary>Where the database is, as read from <c>ConnectionStrings:whalecopy</c>.</summary>
public sealed class PostgresOptions
{
    /// <summary>Keyword form (<c>Host=…;Database=…</c>). Required; no default.</summary>
    public string ConnectionString { get; set; } = "";
}
