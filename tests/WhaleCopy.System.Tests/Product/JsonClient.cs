using System.Net;
using System.Net.Http.Json;
using System.Text.Json.Nodes;

namespace WhaleCopy.System.Tests.Product;

/// <summary>JSON over HTTP that says what was answered when it was not what the test expects.</summary>
internal sealed class JsonClient(HttpClient http) : IDisposable
{
    public Uri Address => http.BaseAddress!;

    public async Task<JsonNode> GetAsync(string path) => await ReadAsync(await http.GetAsync(path, Cancelled));

    public async Task<JsonNode> PostAsync(string path, object? body = null, string? idempotencyKey = null) =>
        await SendAsync(HttpMethod.Post, path, body, idempotencyKey);

    public async Task<JsonNode> PutAsync(string path, object body) => await SendAsync(HttpMethod.Put, path, body);

    public async Task<JsonNode> PatchAsync(string path, object body) => await SendAsync(HttpMethod.Patch, path, body);

    public async Task<JsonNode> DeleteAsync(string path) => await SendAsync(HttpMethod.Delete, path, null);

    /// <summary>The status and the body of an answer that may be a refusal.</summary>
    public async Task<(HttpStatusCode Status, JsonNode? Body)> TryAsync(HttpMethod method, string path, object? body = null)
    {
        using var answer = await http.SendAsync(Request(method, path, body, null), Cancelled);
        var text = await answer.Content.ReadAsStringAsync(Cancelled);
        return (answer.StatusCode, text.Length == 0 ? null : JsonNode.Parse(text));
    }

    public JsonClient With(string header, string value)
    {
        var client = new HttpClient { BaseAddress = http.BaseAddress };
        client.DefaultRequestHeaders.TryAddWithoutValidation(header, value);
        return new JsonClient(client);
    }

    public void Dispose() => http.Dispose();

    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    private async Task<JsonNode> SendAsync(HttpMethod method, string path, object? body, string? idempotencyKey = null) =>
        await ReadAsync(await http.SendAsync(Request(method, path, body, idempotencyKey), Cancelled));

    private static HttpRequestMessage Request(HttpMethod method, string path, object? body, string? idempotencyKey)
    {
        var request = new HttpRequestMessage(method, path) { Content = body is null ? null : JsonContent.Create(body) };
        if (idempotencyKey is not null)
            request.Headers.Add("Idempotency-Key", idempotencyKey);
        return request;
    }

    private static async Task<JsonNode> ReadAsync(HttpResponseMessage answer)
    {
        using (answer)
        {
            var text = await answer.Content.ReadAsStringAsync(Cancelled);
            Assert.True(answer.IsSuccessStatusCode, $"{answer.RequestMessage?.Method} {answer.RequestMessage?.RequestUri?.AbsolutePath}: {(int)answer.StatusCode} {text}");
            return text.Length == 0 ? new JsonObject() : JsonNode.Parse(text)!;
        }
    }
}
