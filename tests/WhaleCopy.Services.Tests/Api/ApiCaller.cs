using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;

namespace WhaleCopy.Services.Tests.Api;

/// <summary>An answer of the Api.</summary>
public sealed record ApiAnswer(int Status, string Text, HttpResponseHeaders Headers, HttpContentHeaders ContentHeaders)
{
    public JsonElement Json => JsonDocument.Parse(Text).RootElement;

    /// <summary>The code of problem details.</summary>
    public string? Code => Json.GetProperty("code").GetString();

    public JsonElement Items => Json.GetProperty("items");

    public string? NextCursor => Json.GetProperty("next_cursor").GetString();

    public JsonElement this[string name] => Json.GetProperty(name);

    public ApiAnswer ShouldBe(int status)
    {
        Assert.True(Status == status, $"{Status}, not {status}: {Text}");
        return this;
    }

    public ApiAnswer ShouldRefuse(int status, string code)
    {
        ShouldBe(status);
        Assert.Equal("application/problem+json", ContentHeaders.ContentType?.MediaType);
        Assert.Equal(code, Code);
        Assert.Equal(status, this["status"].GetInt32());
        Assert.StartsWith("urn:whalecopy:problem:", this["type"].GetString(), StringComparison.Ordinal);
        return this;
    }

    /// <summary>The fields that a refusal names, in order.</summary>
    public IReadOnlyList<string> ErrorFields => [.. this["errors"].EnumerateObject().Select(error => error.Name).Order(StringComparer.Ordinal)];
}

/// <summary>Calls the Api over HTTP as one caller, and keeps what it answered.</summary>
public sealed class ApiCaller(ApiFixture api, Uri address, string? token = null, long userId = 0, long telegramId = 0)
{
    private static readonly HttpClient Http = new(new SocketsHttpHandler { AllowAutoRedirect = false });

    public long UserId { get; } = userId;

    public long TelegramId { get; } = telegramId;

    public string Token { get; } = token ?? "";

    public Uri Address { get; } = address;

    public ApiCaller As(string newToken, long newUserId, long newTelegramId) => new(api, Address, newToken, newUserId, newTelegramId);

    public Task<ApiAnswer> GetAsync(string path) => SendAsync(HttpMethod.Get, path);

    public Task<ApiAnswer> PostAsync(string path, object? body = null, string? idempotencyKey = null) =>
        SendAsync(HttpMethod.Post, path, body, idempotencyKey is null ? [] : [("Idempotency-Key", idempotencyKey)]);

    public Task<ApiAnswer> PatchAsync(string path, object body) => SendAsync(HttpMethod.Patch, path, body);

    public Task<ApiAnswer> DeleteAsync(string path) => SendAsync(HttpMethod.Delete, path);

    /// <param name="body">An object to serialise, or JSON text as it is.</param>
    public async Task<ApiAnswer> SendAsync(HttpMethod method, string path, object? body = null, params (string Name, string Value)[] headers)
    {
        using var request = new HttpRequestMessage(method, new Uri(Address, path));
        if (body is not null)
            request.Content = new StringContent(body as string ?? JsonSerializer.Serialize(body), Encoding.UTF8, "application/json");
        if (Token.Length > 0)
            request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", Token);
        foreach (var (name, value) in headers)
            Assert.True(request.Headers.TryAddWithoutValidation(name, value));
        using var response = await Http.SendAsync(request, TestContext.Current.CancellationToken);
        var text = await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken);
        api.Answers.Enqueue($"{response.Headers}{text}");
        return new ApiAnswer((int)response.StatusCode, text, response.Headers, response.Content.Headers);
    }
}
