using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace WhaleCopy.Data.Migrations
{
    /// <inheritdoc />
    public partial class AccountIndexes : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropIndex(
                name: "ix_trades_api_key_id",
                table: "trades");

            migrationBuilder.DropIndex(
                name: "ix_positions_api_key_id",
                table: "positions");

            migrationBuilder.CreateIndex(
                name: "ix_trades_account_in_flight",
                table: "trades",
                column: "api_key_id",
                filter: "status in ('PENDING', 'EXECUTING', 'UNKNOWN')");

            migrationBuilder.CreateIndex(
                name: "ix_reservations_user_id_settled_at",
                table: "reservations",
                columns: new[] { "user_id", "settled_at" });

            migrationBuilder.CreateIndex(
                name: "ix_positions_account_open",
                table: "positions",
                columns: new[] { "api_key_id", "market" },
                filter: "status in ('OPEN', 'CLOSING')");

            migrationBuilder.CreateIndex(
                name: "ix_orders_account_trades",
                table: "orders",
                columns: new[] { "api_key_id", "market", "symbol", "ended_at" },
                filter: "owner = 'TRADE'");
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropIndex(
                name: "ix_trades_account_in_flight",
                table: "trades");

            migrationBuilder.DropIndex(
                name: "ix_reservations_user_id_settled_at",
                table: "reservations");

            migrationBuilder.DropIndex(
                name: "ix_positions_account_open",
                table: "positions");

            migrationBuilder.DropIndex(
                name: "ix_orders_account_trades",
                table: "orders");

            migrationBuilder.CreateIndex(
                name: "ix_trades_api_key_id",
                table: "trades",
                column: "api_key_id");

            migrationBuilder.CreateIndex(
                name: "ix_positions_api_key_id",
                table: "positions",
                column: "api_key_id");
        }
    }
}
