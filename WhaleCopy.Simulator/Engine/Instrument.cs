namespace WhaleCopy.Simulator.Engine;

/// <summary>
/// One market of one symbol at one venue. Quantities inside the engine are in <see cref="Kind"/>'s unit;
/// a venue that counts in contracts converts at its edge with <see cref="ContractSize"/>.
/// </summary>
internal sealed class Instrument
{
    public required Exchange Exchange { get; init; }
    public required Market Market { get; init; }
    public required CanonicalSymbol Symbol { get; init; }
    public required string VenueSymbol { get; init; }
    public required ContractKind Kind { get; init; }
    public required string SettleAsset { get; init; }

    /// <summary>Engine units in one contract of the venue; 1 where the venue counts in the engine's unit.</summary>
    public required decimal ContractSize { get; init; }

    public required decimal Step { get; init; }
    public required decimal MinimumQuantity { get; init; }
    public required decimal MaximumQuantity { get; init; }
    public required decimal MaximumMarketQuantity { get; init; }
    public required decimal Tick { get; init; }
    public required decimal MinimumNotional { get; init; }
    public required int MaximumLeverage { get; init; }
    public required decimal MaintenanceRate { get; init; }
    public required decimal TakerFee { get; init; }
    public required decimal MakerFee { get; init; }

    public string BaseAsset => Symbol.BaseAsset;
    public string QuoteAsset => Symbol.QuoteAsset;
    public bool IsSpot => Kind == ContractKind.Spot;

    /// <summary>Worth in the margin asset (quote coin for linear, base coin for inverse).</summary>
    public decimal Value(decimal quantity, decimal price) => Kind switch
    {
        ContractKind.InverseUsd => quantity / price,
        ContractKind.InverseBase => quantity,
        _ => quantity * price,
    };

    /// <summary>Worth in USD or the quote coin.</summary>
    public decimal Notional(decimal quantity, decimal price) =>
        Kind == ContractKind.InverseUsd ? quantity : quantity * price;

    /// <summary>Profit in the margin asset of a signed quantity (long positive).</summary>
    public decimal Profit(decimal signedQuantity, decimal entry, decimal exit) => Kind switch
    {
        ContractKind.InverseUsd => signedQuantity * ((1 / entry) - (1 / exit)),
        ContractKind.InverseBase => signedQuantity * (exit - entry) / exit,
        _ => signedQuantity * (exit - entry),
    };

    /// <summary>The entry price of two parts of one position.</summary>
    public decimal AveragePrice(decimal quantityA, decimal priceA, decimal quantityB, decimal priceB)
    {
        if (quantityA == 0)
        {
            return priceB;
        }

        return Kind == ContractKind.InverseUsd
            ? (quantityA + quantityB) / ((quantityA / priceA) + (quantityB / priceB))
            : ((quantityA * priceA) + (quantityB * priceB)) / (quantityA + quantityB);
    }

    public decimal ToBase(decimal quantity, decimal price) => Kind == ContractKind.InverseUsd ? quantity / price : quantity;

    public decimal FromBase(decimal coins, decimal price) => Kind == ContractKind.InverseUsd ? coins * price : coins;

    public decimal FloorToStep(decimal quantity) => Math.Floor(quantity / Step) * Step;
}
