using Microsoft.EntityFrameworkCore;
using WhaleCopy.Data;
using WhaleCopy.Data.Entities;

namespace WhaleCopy.Api.Signals;

/// <summary>Rows of signals as they are answered.</summary>
internal static class SignalShapes
{
    /// <summary>The signals with what was decided about them for the user; without a user nothing was.</summary>
    public static async Task<List<Signal>> ToAnswersAsync(
        IReadOnlyList<WhaleSignalRow> rows, long? userId, WhaleCopyDbContext database, CancellationToken cancellationToken)
    {
        var ids = rows.Select(row => row.Id).ToList();
        var decisions = userId is not { } user || ids.Count == 0
            ? []
            : await database.Decisions.AsNoTracking().Where(decision => decision.UserId == user && ids.Contains(decision.SignalId))
                .Select(decision => new
                {
                    decision.SignalId,
                    Answer = new SignalDecision
                    {
                        Outcome = decision.Outcome,
                        ReasonCode = decision.ReasonCode,
                        Reason = decision.Reason,
                        TradeId = database.Trades.Where(trade => trade.SignalId == decision.SignalId && trade.UserId == user)
                            .Select(trade => (long?)trade.Id).FirstOrDefault(),
                    },
                })
                .ToDictionaryAsync(row => row.SignalId, row => row.Answer, cancellationToken);
        return [.. rows.Select(row => ToAnswer(row, decisions.GetValueOrDefault(row.Id)))];
    }

    private static Signal ToAnswer(WhaleSignalRow row, SignalDecision? decision) => new()
    {
        Id = row.Id,
        WhaleId = row.WhaleId,
        WhaleName = row.Whale!.Name,
        Exchange = row.Whale.Exchange,
        TxHash = row.TxHash,
        Kind = row.Kind,
        Action = row.Action,
        Side = row.Side,
        Market = row.Market,
        CexSymbol = row.CexSymbol,
        CexAvailable = row.CexAvailable,
        Leverage = row.Leverage,
        IsCloseSignal = row.IsCloseSignal,
        Fraction = row.Fraction,
        AmountUsd = row.AmountUsd,
        PriceAtSignal = row.PriceAtSignal,
        Confidence = row.Confidence,
        ConfidenceScore = row.ConfidenceScore,
        Status = row.Status,
        LinkedSignalId = row.LinkedSignalId,
        DetectedAt = row.DetectedAt,
        ProcessedAt = row.ProcessedAt,
        Decision = decision,
    };
}
