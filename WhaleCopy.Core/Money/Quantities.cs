using System.Globalization;

namespace WhaleCopy.Core.Money;

/// <summary>An amount of the base coin (BTC of BTCUSDT). Never negative in an order; the side says the direction.</summary>
/// <param name="Value">Coins.</param>
public readonly record struct BaseQuantity(decimal Value)
{
    /// <summary>No coins.</summary>
    public static readonly BaseQuantity Zero = new(0m);

    /// <inheritdoc/>
    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{Value} coins");
}

/// <summary>
/// A number of a venue's contracts. What one contract is worth is the instrument's business
/// (<see cref="Venues.InstrumentSpec.ContractSize"/>); only the instrument converts it to coins.
/// </summary>
/// <param name="Value">Contracts; fractions where the venue's step allows.</param>
public readonly record struct ContractCount(decimal Value)
{
    /// <summary>No contracts.</summary>
    public static readonly ContractCount Zero = new(0m);

    /// <inheritdoc/>
    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{Value} contracts");
}

/// <summary>What a venue counts an order's size in.</summary>
public enum SizeUnit
{
    /// <summary>Coins of the base asset.</summary>
    Base,

    /// <summary>The venue's contracts.</summary>
    Contracts,
}

/// <summary>
/// The size of an order or a position in the unit its venue counts in. Coins and contracts do not mix:
/// adding one to the other throws, because on some instruments the mistake is a factor of 10 to 1,000.
/// </summary>
public readonly record struct OrderSize : IComparable<OrderSize>
{
    private OrderSize(decimal value, SizeUnit unit)
    {
        Value = value;
        Unit = unit;
    }

    /// <summary>The number, in <see cref="Unit"/>.</summary>
    public decimal Value { get; }

    /// <summary>Coins or contracts.</summary>
    public SizeUnit Unit { get; }

    /// <summary>True where there is nothing to trade.</summary>
    public bool IsZero => Value == 0m;

    /// <summary>A size in coins.</summary>
    public static OrderSize Of(BaseQuantity quantity) => new(quantity.Value, SizeUnit.Base);

    /// <summary>A size in contracts.</summary>
    public static OrderSize Of(ContractCount count) => new(count.Value, SizeUnit.Contracts);

    /// <summary>A stored number with its unit.</summary>
    public static OrderSize Of(decimal value, SizeUnit unit) => new(value, unit);

    /// <summary>The coins.</summary>
    /// <exception cref="InvalidOperationException">The size is in contracts.</exception>
    public BaseQuantity AsBase() => Unit == SizeUnit.Base
        ? new BaseQuantity(Value)
        : throw new InvalidOperationException($"{this} is not in coins.");

    /// <summary>The contracts.</summary>
    /// <exception cref="InvalidOperationException">The size is in coins.</exception>
    public ContractCount AsContracts() => Unit == SizeUnit.Contracts
        ? new ContractCount(Value)
        : throw new InvalidOperationException($"{this} is not in contracts.");

    /// <summary>Sum of two sizes of one unit.</summary>
    public static OrderSize operator +(OrderSize left, OrderSize right) => new(left.Value + right.SameUnit(left).Value, left.Unit);

    /// <summary>Difference of two sizes of one unit.</summary>
    public static OrderSize operator -(OrderSize left, OrderSize right) => new(left.Value - right.SameUnit(left).Value, left.Unit);

    /// <summary>A fraction or multiple of a size.</summary>
    public static OrderSize operator *(OrderSize size, decimal factor) => new(size.Value * factor, size.Unit);

    /// <summary>Smaller.</summary>
    public static bool operator <(OrderSize left, OrderSize right) => left.CompareTo(right) < 0;

    /// <summary>Larger.</summary>
    public static bool operator >(OrderSize left, OrderSize right) => left.CompareTo(right) > 0;

    /// <summary>Smaller or equal.</summary>
    public static bool operator <=(OrderSize left, OrderSize right) => left.CompareTo(right) <= 0;

    /// <summary>Larger or equal.</summary>
    public static bool operator >=(OrderSize left, OrderSize right) => left.CompareTo(right) >= 0;

    /// <inheritdoc/>
    public int CompareTo(OrderSize other) => Value.CompareTo(other.SameUnit(this).Value);

    /// <inheritdoc/>
    public override string ToString() =>
        string.Create(CultureInfo.InvariantCulture, $"{Value} {(Unit == SizeUnit.Base ? "coins" : "contracts")}");

    private OrderSize SameUnit(OrderSize other) => Unit == other.Unit
        ? this
        : throw new InvalidOperationException($"{this} and {other} do not mix.");
}
