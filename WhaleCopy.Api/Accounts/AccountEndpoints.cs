using System.ComponentModel;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.EntityFrameworkCore;
using WhaleCopy.Api.Doorbells;
using WhaleCopy.Api.Identity;
using WhaleCopy.Api.Paging;
using WhaleCopy.Api.Problems;
using WhaleCopy.Contracts.Executor;
using WhaleCopy.Core.Venues;
using WhaleCopy.Data;
using WhaleCopy.Data.Entities;

namespace WhaleCopy.Api.Accounts;

internal static class AccountEndpoints
{
    public static void Map(IEndpointRouteBuilder routes)
    {
        routes.MapGet("/users/me/api-keys", ListAsync).WithName("listApiKeys").WithSummary("Connected keys, without their secrets")
            .Refuses(HttpProblems.InvalidInput);
        routes.MapPost("/users/me/api-keys", AddAsync).WithName("addApiKey").WithSummary("Connect a key")
            .WithDescription("The key is stored encrypted and checked at the exchange. One that can withdraw, or cannot trade, is refused and forgotten.")
            .RequireStepUp()
            .Refuses(
                HttpProblems.InvalidInput, AccountProblems.KeyInvalid, AccountProblems.KeyRefused, AccountProblems.KeyTaken, AccountProblems.TooManyKeys,
                AccountProblems.CheckUnavailable);
        routes.MapDelete("/users/me/api-keys/{id:long}", RemoveAsync).WithName("removeApiKey").WithSummary("Disconnect a key and wipe its secrets")
            .WithDescription(
                "Refused while copies are open or orders in flight with it, because they could no longer be closed or protected from here. "
                + "With force it is done all the same: stops that stand at the exchange stay there, and the rest is up to the user.")
            .RequireStepUp()
            .Refuses(HttpProblems.NotFound, AccountProblems.KeyInUse);
    }

    private static async Task<Ok<Page<ApiKeyAnswer>>> ListAsync(
        [AsParameters] PageQuery paging, CurrentUser me, WhaleCopyDbContext database, CancellationToken cancellationToken)
    {
        var before = paging.BeforeId;
        var rows = await database.UserApiKeys.AsNoTracking()
            .Where(row => row.UserId == me.Id && row.RemovedAt == null && row.Id < before && (row.IsActive || row.Health != ApiKeyHealth.Unchecked))
            .OrderByDescending(row => row.Id).Take(paging.Size + 1).ToListAsync(cancellationToken);
        return TypedResults.Ok(paging.ToPage(rows, ApiKeyAnswer.Of, row => $"{row.Id}"));
    }

    private static async Task<Results<Created<ApiKeyAnswer>, ProblemHttpResult>> AddAsync(
        ApiKeyRequest request, CurrentUser me, ApiKeyStore keys, ExecutorDoorbell executor, CancellationToken cancellationToken)
    {
        if (Check(request) is { Count: > 0 } errors)
            return Refusal.Of(AccountProblems.KeyInvalid, errors: errors);

        var (outcome, row) = await keys.InsertAsync(request, me.Id, cancellationToken);
        if (row is null)
            return Refusal.Of(outcome == KeyInsertion.Taken ? AccountProblems.KeyTaken : AccountProblems.TooManyKeys, "Create a new key at the exchange, or remove one here.");

        CheckApiKeyResponse? check = null;
        try
        {
            check = await executor.CheckApiKeyAsync(row.Id, cancellationToken);
        }
        finally
        {
            if (check is not { Verdict: CheckApiKeyResponse.Types.Verdict.Usable, CanWithdraw: false })
                await keys.DiscardAsync(row);
        }

        switch (check)
        {
            case { Verdict: CheckApiKeyResponse.Types.Verdict.Usable, CanWithdraw: false }:
                await keys.ActivateAsync(row, check);
                return TypedResults.Created($"/api/v1/users/me/api-keys/{row.Id}", ApiKeyAnswer.Of(row));
            case { Verdict: CheckApiKeyResponse.Types.Verdict.Usable }:
                return Refused("KEY_CAN_WITHDRAW", "This key can withdraw. Create one that can only trade.");
            case { Verdict: CheckApiKeyResponse.Types.Verdict.Refused }:
                return Refused(check.ReasonCode, check.Reason);
            default:
                return Refusal.Of(AccountProblems.CheckUnavailable, "Nothing was stored. Try again in a minute.");
        }
    }

    private static async Task<Results<NoContent, ProblemHttpResult>> RemoveAsync(
        long id,
        [Description("Remove it although positions or orders need it.")] bool? force,
        CurrentUser me,
        ApiKeyStore keys,
        CancellationToken cancellationToken) =>
        await keys.RemoveAsync(id, me.Id, force ?? false, cancellationToken) switch
        {
            null => Refusal.Of(HttpProblems.NotFound),
            { IsNone: true } => TypedResults.NoContent(),
            var use => Refusal.Of(
                AccountProblems.KeyInUse,
                FormattableString.Invariant($"{use.OpenPositions} open positions and {use.OrdersInFlight} orders in flight need it. Close them first, or force it and look after them at the exchange yourself.")),
        };

    private static ProblemHttpResult Refused(string reasonCode, string reason)
    {
        var refusal = Refusal.Of(AccountProblems.KeyRefused, reason);
        refusal.ProblemDetails.Extensions["reason_code"] = reasonCode;
        return refusal;
    }

    private static Dictionary<string, string[]> Check(ApiKeyRequest request)
    {
        var errors = new Dictionary<string, string[]>();
        if (!IsToken(request.ApiKey, 256) || request.ApiKey.Length < 8)
            errors["api_key"] = ["api_key is 8 to 256 characters without spaces."];
        if (string.IsNullOrWhiteSpace(request.ApiSecret) || request.ApiSecret.Length is < 8 or > 4096)
            errors["api_secret"] = ["api_secret is 8 to 4096 characters."];
        if (request.Exchange is Venue.Okx or Venue.Bitget && string.IsNullOrEmpty(request.Passphrase))
            errors["passphrase"] = ["This exchange's keys have a passphrase."];
        if (request.Passphrase is { Length: > 256 })
            errors["passphrase"] = ["passphrase is at most 256 characters."];
        if (request.Label is { Length: > 60 })
            errors["label"] = ["label is at most 60 characters."];
        return errors;
    }

    private static bool IsToken(string text, int maxLength) => text.Length > 0 && text.Length <= maxLength && text.All(c => c is > ' ' and <= '~');
}
