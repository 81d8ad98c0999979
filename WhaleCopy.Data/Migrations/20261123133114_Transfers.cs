using System;
using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace WhaleCopy.Data.Migrations
{
    /// <inheritdoc />
    public partial class Transfers : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.AddColumn<bool>(
                name: "can_transfer",
                table: "user_api_keys",
                type: "boolean",
                nullable: false,
                defaultValue: false);

            migrationBuilder.AddColumn<decimal>(
                name: "transfer_usdt",
                table: "trades",
                type: "numeric(38,18)",
                precision: 38,
                scale: 18,
                nullable: false,
                defaultValue: 0m);

            migrationBuilder.CreateTable(
                name: "transfers",
                columns: table => new
                {
                    trade_id = table.Column<long>(type: "bigint", nullable: false),
                    user_id = table.Column<long>(type: "bigint", nullable: false),
                    api_key_id = table.Column<long>(type: "bigint", nullable: false),
                    exchange = table.Column<string>(type: "text", nullable: false),
                    from_market = table.Column<string>(type: "text", nullable: false),
                    to_market = table.Column<string>(type: "text", nullable: false),
                    asset = table.Column<string>(type: "text", nullable: false),
                    amount = table.Column<decimal>(type: "numeric(38,18)", precision: 38, scale: 18, nullable: false),
                    status = table.Column<string>(type: "text", nullable: false),
                    venue_transfer_id = table.Column<string>(type: "text", nullable: true),
                    reason = table.Column<string>(type: "text", nullable: true),
                    sent_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false),
                    ended_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: true)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_transfers", x => x.trade_id);
                    table.CheckConstraint("ck_transfers_amount", "amount > 0 and from_market <> to_market");
                    table.CheckConstraint("ck_transfers_exchange", "exchange in ('BINANCE', 'OKX', 'BYBIT', 'BITGET')");
                    table.CheckConstraint("ck_transfers_from_market", "from_market in ('SPOT', 'USD-M', 'COIN-M')");
                    table.CheckConstraint("ck_transfers_status", "status in ('SENT', 'DONE', 'REFUSED', 'UNKNOWN')");
                    table.CheckConstraint("ck_transfers_to_market", "to_market in ('SPOT', 'USD-M', 'COIN-M')");
                    table.ForeignKey(
                        name: "fk_transfers_trades_trade_id",
                        column: x => x.trade_id,
                        principalTable: "trades",
                        principalColumn: "id",
                        onDelete: ReferentialAction.Restrict);
                    table.ForeignKey(
                        name: "fk_transfers_user_api_keys_api_key_id",
                        column: x => x.api_key_id,
                        principalTable: "user_api_keys",
                        principalColumn: "id",
                        onDelete: ReferentialAction.Restrict);
                });

            migrationBuilder.CreateIndex(
                name: "ix_transfers_api_key_id",
                table: "transfers",
                column: "api_key_id");

            migrationBuilder.CreateIndex(
                name: "ix_transfers_user_id_sent_at",
                table: "transfers",
                columns: new[] { "user_id", "sent_at" });
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropTable(
                name: "transfers");

            migrationBuilder.DropColumn(
                name: "can_transfer",
                table: "user_api_keys");

            migrationBuilder.DropColumn(
                name: "transfer_usdt",
                table: "trades");
        }
    }
}
