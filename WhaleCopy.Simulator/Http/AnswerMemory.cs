using System.Collections.Concurrent;

namespace WhaleCopy.Simulator.Http;

/// <summary>The last answer to each question, so that a fault can give it again.</summary>
internal sealed class AnswerMemory
{
    private const int MaximumAnswers = 20_000;
    private const int MaximumBytes = 256 * 1024;
    private static readonly string[] Volatile = ["timestamp=", "signature=", "recvWindow=", "timeStamp=", "t=", "_="];

    private readonly ConcurrentDictionary<string, StoredAnswer> _answers = new(StringComparer.Ordinal);

    public StoredAnswer? Find(Call call) => _answers.GetValueOrDefault(KeyOf(call));

    /// <summary>Keeps an answer; while a stale fault is in force, the one before it stays.</summary>
    public void Remember(Call call, ReadOnlyMemory<byte> body, bool isFrozen)
    {
        if (body.Length > MaximumBytes || !IsQuestion(call))
        {
            return;
        }

        var key = KeyOf(call);
        if (isFrozen)
        {
            _ = _answers.TryAdd(key, new StoredAnswer(call.Status, call.ContentType, body.ToArray()));
            return;
        }

        if (_answers.Count >= MaximumAnswers)
        {
            _answers.Clear();
        }

        _answers[key] = new StoredAnswer(call.Status, call.ContentType, body.ToArray());
    }

    public void Clear() => _answers.Clear();

    /// <summary>Reads only: the web interfaces ask with POST too.</summary>
    private static bool IsQuestion(Call call) =>
        call.Method == "GET" || (call.Method == "POST" && call.Dialect.ApiKeyHeader is null);

    private static string KeyOf(Call call)
    {
        var query = call.Query;
        if (query.Length > 0)
        {
            query = string.Join('&', query.Split('&').Where(pair => !Array.Exists(
                Volatile, name => pair.StartsWith(name, StringComparison.Ordinal))));
        }

        var key = call.Dialect.ApiKeyHeader is { } header ? call.Header(header) : null;
        var body = call.Method == "POST" ? Convert.ToBase64String(call.Body.Span) : "";
        return $"{call.Dialect.Prefix} {call.Method} {call.Path}?{query} {key} {body}";
    }
}

/// <summary>One answer as it was sent.</summary>
internal sealed record StoredAnswer(int Status, string ContentType, byte[] Body);
