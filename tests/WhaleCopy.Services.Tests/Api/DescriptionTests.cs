using System.Reflection;
using System.Text.Json;
using WhaleCopy.Api.OpenApi;
using WhaleCopy.Api.Problems;
using WhaleCopy.Core;
using WhaleCopy.Data.Entities;
using WhaleCopy.TestKit;

namespace WhaleCopy.Services.Tests.Api;

/// <summary>The OpenAPI document: committed, true, and good enough to generate types from.</summary>
[Collection(ApiGroup.Name)]
public sealed class DescriptionTests(ApiFixture api)
{
    private const string Committed = "WhaleCopy.Api/openapi/whalecopy.v1.json";

    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    [Fact]
    public async Task The_committed_document_is_what_the_Api_describes()
    {
        var described = await DescriptionFile.TextAsync(api.Services, Cancelled);

        Assert.True(
            described == await File.ReadAllTextAsync(Path.Combine(Repository.Root, Committed), Cancelled),
            $"{Committed} has drifted: dotnet run --project WhaleCopy.Api -- openapi openapi/whalecopy.v1.json");
        Assert.Equal(described.TrimEnd(), (await api.Anonymous().GetAsync("/openapi/v1.json")).ShouldBe(200).Text.ReplaceLineEndings("\n").TrimEnd());
    }

    [Fact]
    public async Task A_file_that_cannot_be_written_is_said_in_one_line()
    {
        using var errors = new StringWriter();
        var path = Path.Combine(Path.GetTempPath(), Guid.NewGuid().ToString("N"), "description.json");

        var code = await DescriptionFile.WriteAsync(path, TextWriter.Null, errors, Cancelled);

        Assert.Equal(1, code);
        var line = Assert.Single(errors.ToString().Split('\n', StringSplitOptions.RemoveEmptyEntries));
        Assert.StartsWith($"{path} cannot be written: ", line, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Every_value_has_a_type_and_money_is_never_a_number_in_an_answer()
    {
        var schemas = (await DocumentAsync()).GetProperty("components").GetProperty("schemas");
        foreach (var schema in schemas.EnumerateObject())
        {
            if (!schema.Value.TryGetProperty("properties", out var properties))
                continue;
            foreach (var property in properties.EnumerateObject())
            {
                var where = $"{schema.Name}.{property.Name}";
                var isTyped = property.Value.TryGetProperty("type", out var type);
                Assert.True(isTyped || property.Value.TryGetProperty("$ref", out _) || property.Value.TryGetProperty("oneOf", out _), where);
                var isInput = schema.Name.EndsWith("Request", StringComparison.Ordinal) || schema.Name.EndsWith("Patch", StringComparison.Ordinal);
                if (isTyped && !isInput)
                    Assert.DoesNotContain("number", type.GetRawText(), StringComparison.Ordinal);
            }
        }
    }

    [Fact]
    public async Task Every_answer_says_which_of_its_fields_are_always_there()
    {
        var schemas = (await DocumentAsync()).GetProperty("components").GetProperty("schemas");
        string[] inputs = ["Request", "Patch", "Problem", "NotificationSubject"];
        foreach (var schema in schemas.EnumerateObject().Where(schema => !Array.Exists(inputs, input => schema.Name.EndsWith(input, StringComparison.Ordinal))))
        {
            if (!schema.Value.TryGetProperty("properties", out var properties))
                continue;
            Assert.Equal(
                properties.EnumerateObject().Select(property => property.Name).Order(StringComparer.Ordinal),
                schema.Value.GetProperty("required").EnumerateArray().Select(name => name.GetString()!).Order(StringComparer.Ordinal));
        }
    }

    [Fact]
    public async Task Enums_are_spelled_as_everywhere()
    {
        var schemas = (await DocumentAsync()).GetProperty("components").GetProperty("schemas");
        Type[] enums = [typeof(Core.Venues.Market), typeof(Core.Trades.TradeStatus), typeof(Core.Users.EntryOrderPolicy), typeof(TaskState)];
        foreach (var type in enums)
        {
            var names = (IReadOnlyList<string>)typeof(WireName<>).MakeGenericType(type).GetProperty("All")!.GetValue(null)!;
            Assert.Equal(names, schemas.GetProperty(type.Name).GetProperty("enum").EnumerateArray().Select(name => name.GetString()!));
        }
    }

    [Fact]
    public async Task Every_operation_has_a_name_a_tag_and_its_refusals()
    {
        var names = new List<string>();
        foreach (var path in (await DocumentAsync()).GetProperty("paths").EnumerateObject())
        {
            foreach (var operation in path.Value.EnumerateObject())
            {
                names.Add(operation.Value.GetProperty("operationId").GetString()!);
                Assert.NotEmpty(operation.Value.GetProperty("tags").EnumerateArray());
                Assert.NotEmpty(operation.Value.GetProperty("summary").GetString()!);
                if (path.Name.StartsWith("/api/v1/", StringComparison.Ordinal))
                    Assert.True(operation.Value.GetProperty("responses").TryGetProperty("401", out _), path.Name);
            }
        }

        Assert.Equal(names.Count, names.Distinct().Count());
    }

    [Fact]
    public void Codes_of_problems_are_a_contract()
    {
        var kinds = typeof(ProblemKind).Assembly.GetTypes()
            .SelectMany(type => type.GetFields(BindingFlags.Static | BindingFlags.Public | BindingFlags.NonPublic))
            .Where(field => field.FieldType == typeof(ProblemKind))
            .Select(field => (ProblemKind)field.GetValue(null)!)
            .OrderBy(kind => kind.Code, StringComparer.Ordinal).ToList();

        Assert.Equal(kinds.Count, kinds.Select(kind => kind.Code).Distinct().Count());
        Assert.Equal(
            """
            401 INIT_DATA_EXPIRED
            401 INIT_DATA_INVALID
            401 SESSION_EXPIRED
            401 SESSION_INVALID
            401 UNAUTHENTICATED
            """,
            string.Join('\n', kinds.Where(kind => kind.Status == 401).Select(kind => $"{kind.Status} {kind.Code}")));
        Assert.Equal(
            """
            API_KEY_CHECK_UNAVAILABLE 503, API_KEY_INVALID 422, API_KEY_IN_USE 409, API_KEY_LIMIT 409, API_KEY_REFUSED 422, API_KEY_TAKEN 409,
            ALREADY_FOLLOWING 409, CONTENT_TOO_LARGE 413, DATABASE_UNAVAILABLE 503, FOLLOW_INVALID 422, FORBIDDEN 403, IDEMPOTENCY_KEY_REUSED 422,
            INTERNAL_ERROR 500, METHOD_NOT_ALLOWED 405, NOT_FOLLOWING 404, NOT_FOUND 404, POSITION_NOT_OPEN 409, PROTECTION_INVALID 422,
            RATE_LIMITED 429, SETTINGS_INVALID 422, SIGNAL_ALREADY_COPIED 409, SIGNAL_NOT_COPYABLE 422, STEP_UP_REQUIRED 403, TIER_WHALE_LIMIT 403,
            UNSUPPORTED_MEDIA_TYPE 415, USER_BANNED 403, VALIDATION_FAILED 400
            """.ReplaceLineEndings(" ").Split(", ").Order(StringComparer.Ordinal),
            kinds.Where(kind => kind.Status != 401).Select(kind => $"{kind.Code} {kind.Status}").Order(StringComparer.Ordinal));
    }

    private async Task<JsonElement> DocumentAsync() => JsonDocument.Parse(await DescriptionFile.TextAsync(api.Services, Cancelled)).RootElement;
}
