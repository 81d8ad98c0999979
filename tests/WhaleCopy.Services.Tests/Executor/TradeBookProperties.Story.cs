using CsCheck;
using WhaleCopy.Core.Accounting;
using WhaleCopy.Core.Money;
using WhaleCopy.Core.Signals;
using WhaleCopy.Core.Trades;
using WhaleCopy.Core.Venues;
using WhaleCopy.Data.Entities;
using WhaleCopy.Data.Stores;
using WhaleCopy.Executor.Placement;

namespace WhaleCopy.Services.Tests.Executor;

/// <content>One copy, entered and left, through the engine's own settlement.</content>
public sealed partial class TradeBookProperties
{
    /// <summary>What the venue shows of an order at one look.</summary>
    private sealed record Look(OrderStatus Status, decimal FilledPart);

    /// <summary>One copy's rows, as the database keeps them between the transactions.</summary>
    private sealed class Story
    {
        private readonly InstrumentSpec _instrument;
        private readonly PositionSide _side;
        private readonly List<OrderRow> _orders = [];
        private readonly WhaleSignalRow _signal;

        public Story(Market market, PositionSide side)
        {
            _side = side;
            var unit = market == Market.CoinM ? SizeUnit.Contracts : SizeUnit.Base;
            var step = unit == SizeUnit.Contracts ? 1m : 0.001m;
            _instrument = new InstrumentSpec
            {
                Id = new InstrumentId(Venue.Binance, market, "BTC"),
                VenueSymbol = "BTC",
                BaseAsset = "BTC",
                QuoteAsset = "USDT",
                SettleAsset = "USDT",
                SizeUnit = unit,
                ContractSize = unit == SizeUnit.Contracts ? 100m : 1m,
                TickSize = 0.1m,
                SizeStep = step,
                MarketSizeStep = step,
                MinSize = step,
                MaxSize = 1e9m,
                MaxMarketSize = 1e9m,
                MinNotionalUsdt = 5m,
                MaxLeverage = 125,
                TakerFeeRate = 0.0005m,
                IsTradable = true,
            };
            _signal = new WhaleSignalRow
            {
                Id = 11,
                WhaleId = 7,
                TxHash = "hash",
                SnapshotNumber = 1,
                Kind = SignalKind.Open,
                Action = side.Entry(),
                Side = side,
                Market = market,
                CexSymbol = "BTC",
                Fraction = 1m,
                WhaleSizeChange = 1m,
                WhaleSize = 1m,
                WhaleSizeUnit = SizeUnit.Base,
                PriceAtSignal = 60_000m,
                AmountUsd = 60_000m,
                Confidence = SignalConfidence.High,
                ConfidenceScore = 70m,
                IsCloseSignal = false,
                DetectedAt = Now,
            };
            Reservation = new ReservationRow
            {
                TradeId = 1,
                UserId = 3,
                ApiKeyId = 5,
                Market = market,
                AmountUsdt = 123.456789m,
                WorstLossUsdt = 10m,
                Status = ReservationStatus.Held,
                CreatedAt = Now,
            };
        }

        public List<TradeRow> Trades { get; } = [];

        public List<LedgerEntry> Ledger { get; } = [];

        public ReservationRow Reservation { get; }

        public PositionRow? Position { get; private set; }

        public decimal EntryFilled => Trades[0].FilledQuantity;

        public decimal ExitsFilled => Trades.Skip(1).Sum(trade => trade.FilledQuantity);

        public void Enter(Look[] looks)
        {
            var trade = Add(SignalKind.Open, 33m * _instrument.SizeStep);
            Ledger.Add(Core.Accounting.Ledger.Reserve(trade.Uid, Reservation.AmountUsdt));
            Show(trade, looks, 60_000m);
        }

        /// <summary>One closer at a time, of what is held; what it missed is owed.</summary>
        public void Leave(decimal part, decimal price, Look[] looks)
        {
            if (Position is not { Status: PositionStatus.Open } open)
                return;
            var size = _instrument.Floor(OrderSize.Of(open.Quantity * part, open.QuantityUnit), OrderType.Market).Value;
            if (size == 0m)
                return;
            var kind = size == open.Quantity ? SignalKind.Close : SignalKind.Reduce;
            var trade = Add(kind, size);
            trade.PositionId = open.Id;
            if (kind == SignalKind.Close)
                open.Status = PositionStatus.Closing;
            Show(trade, looks, price);
        }

        private TradeRow Add(SignalKind kind, decimal quantity)
        {
            var trade = TradeOf(kind, quantity, _side, _instrument.Id.Market);
            trade.Id = Trades.Count + 1;
            Trades.Add(trade);
            _orders.Add(new OrderRow
            {
                Id = trade.Id,
                Owner = OrderOwner.Trade,
                OwnerId = trade.Id,
                Leg = OrderLeg.Entry,
                Sequence = 0,
                Attempt = 1,
                ClientOrderId = $"wc{trade.Id}",
                UserId = 3,
                ApiKeyId = 5,
                Exchange = Venue.Binance,
                Market = _instrument.Id.Market,
                Symbol = "BTC",
                Side = trade.Side,
                PositionSide = _side,
                OrderType = OrderType.Market,
                Quantity = quantity,
                QuantityUnit = trade.QuantityUnit,
                ReduceOnly = kind != SignalKind.Open,
                Status = OrderStatus.Sent,
                CreatedAt = Now,
            });
            return trade;
        }

        private void Show(TradeRow trade, Look[] looks, decimal price)
        {
            foreach (var look in looks)
            {
                var order = _orders.Single(row => row.OwnerId == trade.Id);
                var locked = new LockedTrades(Trades, _orders, [Reservation], [_signal], Position is null ? [] : [Position]);
                var book = new TradeBook(locked, new Queue<long>([1]), _ => _instrument, Now);
                var filled = _instrument.Floor(OrderSize.Of(trade.Quantity * look.FilledPart, trade.QuantityUnit), OrderType.Market);
                book.Shown(trade, order, new VenueOrder
                {
                    VenueOrderId = $"v{trade.Id}",
                    ClientOrderId = order.ClientOrderId,
                    Status = look.Status,
                    Filled = filled,
                    AveragePrice = filled.IsZero ? null : price,
                });
                book.Collect();
                Position ??= book.Changes.NewPositions.SingleOrDefault();
                Ledger.AddRange(book.Changes.Ledger.Select(row => new LedgerEntry(row.EntryKey, row.Kind, row.AmountUsdt)));
            }
        }
    }
}
