using System.Security.Cryptography;
using System.Text;
using WhaleCopy.Api.Problems;
using WhaleCopy.Data.Entities;

namespace WhaleCopy.Api.Tasks;

/// <summary>The caller's name for a command, so that repeating it is safe. Absent: every request is a command of its own.</summary>
internal sealed record IdempotencyKey(string? Value)
{
    public const string HeaderName = "Idempotency-Key";
    public const int MaxLength = 200;

    public static ValueTask<IdempotencyKey> BindAsync(HttpContext context)
    {
        var header = context.Request.Headers[HeaderName];
        if (header.Count == 0)
            return ValueTask.FromResult(new IdempotencyKey((string?)null));
        var value = header.ToString();
        if (header.Count > 1 || value.Length is 0 or > MaxLength || value.Any(c => c is < '!' or > '~'))
            throw InvalidInputException.Of(HeaderName, "It is 1 to 200 visible ASCII characters.");
        return ValueTask.FromResult(new IdempotencyKey(value));
    }

    /// <summary>What a command is, as a hash: the same key with another one is refused.</summary>
    public static string HashOf(TaskKind kind, long target, string payload) =>
        Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(FormattableString.Invariant($"{kind}|{target}|{payload}"))));
}
