using System.Net.Http.Headers;
using System.Text.Json;

namespace WhaleCopy.Standalone.Demo;

/// <summary>An answer of the API that is not a success.</summary>
internal sealed class ApiProblemException(int status, string? code, string message) : Exception(message)
{
    /// <summary>HTTP status.</summary>
    public int Status => status;

    /// <summary>The stable code of the problem.</summary>
    public string? Code => code;
}

/// <summary>One signed-in user of the public API, as the web app is one: the demo acts through it.</summary>
internal sealed class ApiUser : IDisposable
{
    private static readonly JsonSerializerOptions Json = new()
    {
        PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower,
        NumberHandling = System.Text.Json.Serialization.JsonNumberHandling.Strict,
    };

    private readonly HttpClient _http;

    private ApiUser(HttpClient http, long telegramId)
    {
        _http = http;
        TelegramId = telegramId;
    }

    /// <summary>Who is signed in.</summary>
    public long TelegramId { get; }

    /// <summary>The session: for the hub, and for a browser.</summary>
    public string Token => _http.DefaultRequestHeaders.Authorization?.Parameter ?? "";

    /// <summary>Signs in with initData of the development sign-in; the user is created on first sight.</summary>
    public static async Task<ApiUser> SignInAsync(Uri api, long telegramId, string username, CancellationToken cancellationToken)
    {
        var user = new ApiUser(new HttpClient { BaseAddress = api }, telegramId);
        try
        {
            var signed = await user.SendAsync(HttpMethod.Post, "/dev/init-data", new { telegram_id = telegramId, username }, cancellationToken);
            user._http.DefaultRequestHeaders.Add("X-Telegram-Init-Data", signed.GetProperty("init_data").GetString());
            var session = await user.SendAsync(HttpMethod.Post, "/api/v1/auth/telegram", body: null, cancellationToken);
            user._http.DefaultRequestHeaders.Remove("X-Telegram-Init-Data");
            user._http.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", session.GetProperty("token").GetString());
            return user;
        }
        catch
        {
            user.Dispose();
            throw;
        }
    }

    /// <summary>Gives the user a tier for 30 days (development only).</summary>
    public Task SetTierAsync(string tier, CancellationToken cancellationToken)
        => SendAsync(HttpMethod.Post, "/dev/tier", new { telegram_id = TelegramId, tier }, cancellationToken);

    /// <summary>Changes settings, such as <c>new { daily_loss_limit_usdt = 500m }</c>.</summary>
    public Task ChangeSettingsAsync(object settings, CancellationToken cancellationToken)
        => SendAsync(HttpMethod.Patch, "/api/v1/users/me/settings", settings, cancellationToken);

    /// <summary>Connects an exchange key; the venue is asked what it may do.</summary>
    public Task<JsonElement> AddKeyAsync(string exchange, string apiKey, string apiSecret, string? passphrase, CancellationToken cancellationToken)
        => SendAsync(HttpMethod.Post, "/api/v1/users/me/api-keys", new { exchange, api_key = apiKey, api_secret = apiSecret, passphrase }, cancellationToken);

    /// <summary>The whale with that uid, or null while nobody has discovered it.</summary>
    public async Task<JsonElement?> FindWhaleAsync(string exchange, string uid, CancellationToken cancellationToken)
        => (await ListAsync($"/api/v1/whales?exchange={exchange}&q={Uri.EscapeDataString(uid)}", cancellationToken))
            .Where(whale => whale.GetProperty("exchange_uid").GetString() == uid)
            .Select(whale => (JsonElement?)whale)
            .FirstOrDefault();

    /// <summary>Follows a whale, such as with <c>new { trade_size_usdt = 50m }</c>.</summary>
    public Task<JsonElement> FollowAsync(long whaleId, object terms, CancellationToken cancellationToken)
        => SendAsync(HttpMethod.Post, $"/api/v1/whales/{whaleId}/follow", terms, cancellationToken);

    /// <summary>The first page of a list.</summary>
    public async Task<IReadOnlyList<JsonElement>> ListAsync(string path, CancellationToken cancellationToken)
        => [.. (await GetAsync(path, cancellationToken)).GetProperty("items").EnumerateArray()];

    /// <summary>One answer.</summary>
    public Task<JsonElement> GetAsync(string path, CancellationToken cancellationToken) => SendAsync(HttpMethod.Get, path, body: null, cancellationToken);

    /// <summary>Any call; writes that start a trade take an idempotency key.</summary>
    /// <exception cref="ApiProblemException">The answer was not a success.</exception>
    public async Task<JsonElement> SendAsync(HttpMethod method, string path, object? body, CancellationToken cancellationToken, string? idempotencyKey = null)
    {
        using var request = new HttpRequestMessage(method, path);
        if (body is not null)
        {
            request.Content = JsonContent.Create(body, body.GetType(), options: Json);
        }

        if (idempotencyKey is not null)
        {
            request.Headers.Add("Idempotency-Key", idempotencyKey);
        }

        using var answer = await _http.SendAsync(request, cancellationToken);
        var text = await answer.Content.ReadAsStringAsync(cancellationToken);
        if (!answer.IsSuccessStatusCode)
        {
            throw Problem(method, path, (int)answer.StatusCode, text);
        }

        return text.Length == 0 ? default : JsonSerializer.Deserialize<JsonElement>(text);
    }

    /// <inheritdoc/>
    public void Dispose() => _http.Dispose();

    private static ApiProblemException Problem(HttpMethod method, string path, int status, string text)
    {
        string? code = null;
        try
        {
            var problem = JsonSerializer.Deserialize<JsonElement>(text);
            code = problem.ValueKind == JsonValueKind.Object && problem.TryGetProperty("code", out var value) ? value.GetString() : null;
        }
        catch (JsonException)
        {
            // Not a problem document: the text itself is all there is.
        }

        return new ApiProblemException(status, code, $"{method} {path.Split('?')[0]} answered {status}: {text}");
    }
}
