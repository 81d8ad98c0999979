using WhaleCopy.Standalone.Folders;

namespace WhaleCopy.Standalone.Postgres;

/// <summary>One cluster and how it is to be run.</summary>
internal sealed record EmbeddedPostgresSettings
{
    /// <summary>The cluster's folder; made when it does not exist.</summary>
    public required string Cluster { get; init; }

    public required PostgresBinaries Binaries { get; init; }

    /// <summary>Whom the server runs as; null: as ourselves.</summary>
    public required UnprivilegedUser? User { get; init; }

    /// <summary>Of the one role, <see cref="EmbeddedPostgres.Role"/>. Set when the cluster is made.</summary>
    public required string Password { get; init; }

    /// <summary>False for data that dies with the process anyway: nothing is flushed to disk then.</summary>
    public required bool IsDurable { get; init; }
}
