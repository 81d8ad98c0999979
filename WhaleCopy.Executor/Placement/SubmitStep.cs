using System.Security.Cryptography;
using Microsoft.Extensions.Options;
using WhaleCopy.Core;
using WhaleCopy.Core.Money;
using WhaleCopy.Core.Reconciliation;
using WhaleCopy.Core.Signals;
using WhaleCopy.Core.Sizing;
using WhaleCopy.Core.Trades;
using WhaleCopy.Core.Venues;
using WhaleCopy.Data.Entities;
using WhaleCopy.Data.Stores;
using WhaleCopy.Exchanges;
using WhaleCopy.Executor.Accounts;
using WhaleCopy.Executor.Exits;
using WhaleCopy.Executor.Protection;

namespace WhaleCopy.Executor.Placement;

/// <summary>
/// Sends one prepared trade, once. The attempt is committed with the time that the request is signed with before the first byte
/// leaves (I1), so whatever dies afterwards leaves a row to ask the venue about; what comes back is committed by
/// <see cref="OutcomeStep"/>, and what does not is Unknown, never failed (I2). Once begun it runs under its own deadline, not the
/// host's.
/// </summary>
internal sealed class SubmitStep(
    AccountDirectory directory,
    AccountReader accounts,
    AccountSettings settings,
    WalletManager wallets,
    SpotCoins coins,
    SharedExits shares,
    OrderTurns turns,
    AnswerLook look,
    VenueTraders traders,
    InstrumentCatalog catalog,
    EntryGates gates,
    OutcomeStep outcomes,
    TradeStore store,
    ExecutorInstance instance,
    IOptions<CopyingOptions> copying,
    CopyMeters meters,
    ILogger<SubmitStep> logger) : IAsyncDisposable
{
    private const int LargestGroup = 128;
    private const int Lanes = 2;

    // An entry older than this since it was decided has waited for something: its gates are asked again.
    private static readonly TimeSpan Waited = TimeSpan.FromSeconds(3);

    private readonly CopyingOptions _options = copying.Value;
    private readonly CommitGroup<OrderRow, bool> _attempts = new(
        meters.Activities,
        "store attempts",
        async attempts =>
        {
            var started = await store.StartAttemptsAsync(attempts, instance.Name, instance.Now, CancellationToken.None);
            return [.. attempts.Select(attempt => started.ContainsKey(attempt.OwnerId))];
        },
        LargestGroup,
        Lanes);

    /// <summary>Sends a trade that this executor holds.</summary>
    public async Task RunAsync(TradeRow trade)
    {
        using var activity = meters.Continue("place trade", trade.TraceParent);
        activity?.SetTag("trade.id", trade.Id).SetTag("venue", WireName<Venue>.Of(trade.Exchange)).SetTag("symbol", trade.Symbol);
        if (await PrepareAsync(trade) is not { } ready)
            return;
        await using var hold = ready.Coins;

        var attempt = Build(trade, ready);
        CrashPoint.Hit("before-attempt-commit");
        if (!await _attempts.AddAsync(attempt.Row))
            return; // withdrawn, or another executor's by now
        CrashPoint.Hit("after-attempt-commit");
        var outcome = await traders[trade.Exchange].PlaceAsync(ready.Credentials, attempt.Request, CancellationToken.None);
        CrashPoint.Hit("after-place");
        var answeredAt = instance.Now;
        activity?.SetTag("trade.attempt", attempt.Row.Attempt).SetTag("trade.outcome", outcome.GetType().Name.ToUpperInvariant());
        Notice(trade, ready, outcome);
        outcome = await look.CompleteAsync(outcome, ready.Credentials, attempt.Request);
        await outcomes.RecordAsync(new TradeResult.Placed(trade.Id, attempt.Request.ClientOrderId, outcome, answeredAt));
    }

    public ValueTask DisposeAsync() => _attempts.DisposeAsync();

    /// <summary>Everything that can be refused before anything is sent: the account, the instrument, leverage and margin mode.</summary>
    private async Task<Ready?> PrepareAsync(TradeRow trade)
    {
        if (await directory.FindAsync(trade.ApiKeyId, CancellationToken.None) is not { } key)
            return await UnsentAsync(trade, "KEY_REMOVED", "the exchange key was removed");
        var isEntry = trade.Kind is SignalKind.Open or SignalKind.Increase;
        try
        {
            var id = new InstrumentId(trade.Exchange, trade.Market, trade.Symbol);
            if (await catalog.FindAsync(id, CancellationToken.None) is not { } instrument)
                return await UnsentAsync(trade, "SYMBOL_NOT_TRADED", $"{trade.Symbol} is not traded there any more");
            var market = trade.Market == Market.Spot ? null : await MarketAsync(key, trade.Market);
            // A tap is planned beside the whale's signals, not in their order: a CLOSE that was planned before the tap was stored had
            // nothing to withdraw, and is seen here.
            if (isEntry && trade.Attempts == 0 && (trade.TaskId is not null || instance.Now - trade.DecidedAt > Waited)
                && await gates.AskAsync(trade, CancellationToken.None) is { } denial)
            {
                return await SkippedAsync(trade, denial);
            }

            if (isEntry && trade is { TransferUsdt: > 0m, Attempts: 0 })
            {
                switch (await wallets.EnsureAsync(trade, key, CancellationToken.None))
                {
                    case Funding.Missing missing:
                        return await UnsentAsync(trade, missing.Code, missing.Reason);
                    case Funding.Left:
                        return null;
                }
            }

            if (isEntry && trade.Market != Market.Spot)
            {
                CrashPoint.Hit("before-settings");
                var wanted = new InstrumentSettings(trade.Leverage, trade.MarginMode);
                switch (await settings.EnsureAsync(key, instrument, wanted, CancellationToken.None))
                {
                    case SettingOutcome.Refused { Meaning.IsForTheMoment: true } refused:
                        await turns.GiveBackAsync(trade, $"the venue refused the leverage for the moment: {refused.Message} ({refused.Code})");
                        return null;
                    case SettingOutcome.Refused refused:
                        return await UnsentAsync(
                            trade, "LEVERAGE_REFUSED", $"leverage {wanted.Leverage}x {WireName<MarginMode>.Of(wanted.MarginMode)} was refused: {refused.Message} ({refused.Code})");
                    case SettingOutcome.Unknown unknown:
                        // Set twice it is the same leverage: unlike an order, it may simply be set again.
                        await turns.GiveBackAsync(trade, $"leverage {wanted.Leverage}x could not be set: {unknown.Reason}");
                        return null;
                }
            }

            var credentials = directory.Open(key);
            if (await turns.TakeAsync(trade, credentials, instrument, !isEntry) is not { } turn)
                return null;
            var clock = await traders[trade.Exchange].ReadClockAsync(trade.Market, CancellationToken.None);
            var share = isEntry ? new ExitShare(trade.Quantity) : await shares.OfAsync(trade, instrument, credentials);
            if (share.Most <= 0m)
                return await UnsentAsync(trade, share.Code, share.Reason);
            var hold = await coins.FreeAsync(trade, key, instrument);
            if (hold.State == CoinsState.Free)
                return new Ready(credentials, instrument, market, isEntry, turn, clock, share.Most, hold);
            await hold.DisposeAsync();
            if (hold.State == CoinsState.Gone)
                return await UnsentAsync(trade, "NOT_HELD", "its stop fired, or the copy is smaller by now");
            await turns.GiveBackAsync(trade, "its stop is not cancelled yet");
            return null;
        }
        catch (VenueException exception) when (exception.Meaning == VenueErrorMeaning.RateLimited || (isEntry && exception.IsForTheMoment))
        {
            // An exit that fails is owed, and an operator is told of one that keeps failing.
            await turns.GiveBackAsync(trade, exception.Message, exception.RetryAfter);
            return null;
        }
        catch (VenueException exception)
        {
            return await UnsentAsync(trade, "VENUE_UNAVAILABLE", exception.Message);
        }
        catch (CryptographicException)
        {
            return await UnsentAsync(trade, "KEY_UNREADABLE", "the stored exchange key does not open: add it again");
        }
    }

    /// <summary>The attempt's row and its request, both with the start on the venue's clock.</summary>
    private Attempt Build(TradeRow trade, Ready ready)
    {
        var leg = ready.IsEntry ? OrderLeg.Entry : trade.CloseReason == CloseReason.ProtectionFailed ? OrderLeg.Emergency : OrderLeg.Exit;
        var number = trade.Attempts + 1;
        var id = ClientOrderId.Of(OrderOwner.Trade, trade.Uid, leg, 0, number);
        var trader = traders[trade.Exchange];
        var clock = ready.Clock;
        var now = instance.Now;
        var signedAt = Milliseconds(now + clock.Offset);
        var row = new OrderRow
        {
            Owner = OrderOwner.Trade,
            OwnerId = trade.Id,
            Leg = leg,
            Sequence = 0,
            Attempt = number,
            ClientOrderId = id.Value,
            UserId = trade.UserId,
            ApiKeyId = trade.ApiKeyId,
            Exchange = trade.Exchange,
            Market = trade.Market,
            Symbol = trade.Symbol,
            Side = trade.Side,
            PositionSide = trade.PositionSide,
            OrderType = trade.OrderType,
            Quantity = ready.Quantity,
            QuantityUnit = trade.QuantityUnit,
            LimitPrice = trade.LimitPrice,
            ReduceOnly = !ready.IsEntry,
            Status = OrderStatus.Sent,
            SignedAt = signedAt,
            ReceiveWindowMs = (int)_options.ReceiveWindow.TotalMilliseconds,
            FenceAt = Fence.EndOf(
                signedAt, _options.ReceiveWindow, clock.Error, _options.FenceMargin, trader.Capabilities.Of(trade.Market)?.FenceFloor ?? TimeSpan.Zero),
            SentAt = now,
            CreatedAt = now,
        };
        if (ready.Market is { PositionsSentAt: { } askedAt } market)
        {
            row.PositionBefore = VenueShows.Of(market, trade.Symbol, trade.PositionSide);
            row.PositionBeforeAt = askedAt + clock.Offset;
        }

        return new Attempt(row, new OrderRequest
        {
            Instrument = ready.Instrument,
            ClientOrderId = id,
            Side = trade.Side,
            PositionSide = trade.PositionSide,
            PositionMode = ready.Market?.PositionMode ?? PositionMode.OneWay,
            Type = trade.OrderType,
            Size = OrderSize.Of(ready.Quantity, trade.QuantityUnit),
            LimitPrice = trade.LimitPrice,
            ReduceOnly = !ready.IsEntry,
            MarginMode = trade.MarginMode,
            SignedAt = signedAt,
            ReceiveWindow = _options.ReceiveWindow,
            Turn = ready.Turn,
        });
    }

    private async ValueTask<AccountMarketRow> MarketAsync(UserApiKeyRow key, Market market) =>
        await accounts.FindAsync(key.Id, market, CancellationToken.None) is { PositionMode: not null } known
            ? known
            : await accounts.RefreshAsync(key, market, CancellationToken.None);

    private async Task<Ready?> UnsentAsync(TradeRow trade, string code, string reason)
    {
        // After a first attempt that was proven never accepted there is nothing at the venue either.
        PlacementLog.NotSent(logger, trade.Id, code, reason);
        var happened = trade.Attempts == 0 ? TradeEvent.FailedUnsent : TradeEvent.NeverAccepted;
        await outcomes.RecordAsync(new TradeResult.Unsent(trade.Id, happened, code, reason));
        return null;
    }

    private async Task<Ready?> SkippedAsync(TradeRow trade, Denial denial)
    {
        PlacementLog.NotSent(logger, trade.Id, denial.Code, denial.Sentence);
        await outcomes.RecordAsync(new TradeResult.Unsent(trade.Id, TradeEvent.SkippedUnsent, denial.Code, denial.Sentence));
        return null;
    }

    /// <summary>What an outcome says about what we believed of the account.</summary>
    private void Notice(TradeRow trade, Ready ready, PlacementOutcome outcome)
    {
        switch (outcome)
        {
            case PlacementOutcome.Rejected { IsForTheMoment: true } refused:
                PlacementLog.Refused(logger, trade.Id, refused.Code);
                break;
            case PlacementOutcome.Rejected rejected:
                PlacementLog.Refused(logger, trade.Id, rejected.Code);
                accounts.Forget(trade.ApiKeyId, trade.Market);
                settings.Forget(trade.ApiKeyId, ready.Instrument.Id);
                directory.Forget(trade.ApiKeyId);
                break;
            case PlacementOutcome.Unknown unknown:
                PlacementLog.OutcomeUnknown(logger, trade.Id, unknown.Reason);
                break;
        }
    }

    // Venues take whole milliseconds; the row and the request must say the same.
    private static DateTimeOffset Milliseconds(DateTimeOffset time) => new(time.Ticks - (time.Ticks % TimeSpan.TicksPerMillisecond), TimeSpan.Zero);

    private sealed record Ready(
        VenueCredentials Credentials,
        InstrumentSpec Instrument,
        AccountMarketRow? Market,
        bool IsEntry,
        PlacementTurn Turn,
        ClockReading Clock,
        decimal Quantity,
        CoinsHold Coins);

    private sealed record Attempt(OrderRow Row, OrderRequest Request);
}
