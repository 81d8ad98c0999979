using System;
using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace WhaleCopy.Data.Migrations
{
    /// <inheritdoc />
    public partial class SearchAndCircuits : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropIndex(
                name: "ix_positions_follow_id",
                table: "positions");

            migrationBuilder.AlterDatabase()
                .Annotation("Npgsql:PostgresExtension:pg_trgm", ",,");

            migrationBuilder.CreateTable(
                name: "venue_circuits",
                columns: table => new
                {
                    instance = table.Column<string>(type: "text", nullable: false),
                    exchange = table.Column<string>(type: "text", nullable: false),
                    operation = table.Column<string>(type: "text", nullable: false),
                    is_open = table.Column<bool>(type: "boolean", nullable: false),
                    since = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false),
                    reported_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_venue_circuits", x => new { x.instance, x.exchange, x.operation });
                    table.CheckConstraint("ck_venue_circuits_exchange", "exchange in ('BINANCE', 'OKX', 'BYBIT', 'BITGET')");
                    table.CheckConstraint("ck_venue_circuits_operation", "operation in ('PUBLIC_READ', 'ACCOUNT_READ', 'WHALE_READ', 'ENTRY', 'EXIT')");
                });

            migrationBuilder.CreateTable(
                name: "whale_markets",
                columns: table => new
                {
                    market = table.Column<string>(type: "text", nullable: false),
                    whale_id = table.Column<long>(type: "bigint", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_whale_markets", x => new { x.market, x.whale_id });
                    table.CheckConstraint("ck_whale_markets_market", "market in ('SPOT', 'USD-M', 'COIN-M')");
                    table.ForeignKey(
                        name: "fk_whale_markets_whales_whale_id",
                        column: x => x.whale_id,
                        principalTable: "whales",
                        principalColumn: "id",
                        onDelete: ReferentialAction.Cascade);
                });

            migrationBuilder.CreateIndex(
                name: "ix_whales_data_status_score_id",
                table: "whales",
                columns: new[] { "data_status", "score", "id" },
                descending: new[] { false, true, true });

            migrationBuilder.CreateIndex(
                name: "ix_whales_exchange_score_id",
                table: "whales",
                columns: new[] { "exchange", "score", "id" },
                descending: new[] { false, true, true });

            migrationBuilder.CreateIndex(
                name: "ix_whales_rank_score_id",
                table: "whales",
                columns: new[] { "rank", "score", "id" },
                descending: new[] { false, true, true });

            migrationBuilder.CreateIndex(
                name: "ix_whales_search",
                table: "whales",
                columns: new[] { "name", "exchange_uid" })
                .Annotation("Npgsql:IndexMethod", "gin")
                .Annotation("Npgsql:IndexOperators", new[] { "gin_trgm_ops", "gin_trgm_ops" });

            migrationBuilder.CreateIndex(
                name: "ix_positions_follow_id_closed_at",
                table: "positions",
                columns: new[] { "follow_id", "closed_at" });

            migrationBuilder.CreateIndex(
                name: "ix_whale_markets_whale_id",
                table: "whale_markets",
                column: "whale_id");
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropTable(
                name: "venue_circuits");

            migrationBuilder.DropTable(
                name: "whale_markets");

            migrationBuilder.DropIndex(
                name: "ix_whales_data_status_score_id",
                table: "whales");

            migrationBuilder.DropIndex(
                name: "ix_whales_exchange_score_id",
                table: "whales");

            migrationBuilder.DropIndex(
                name: "ix_whales_rank_score_id",
                table: "whales");

            migrationBuilder.DropIndex(
                name: "ix_whales_search",
                table: "whales");

            migrationBuilder.DropIndex(
                name: "ix_positions_follow_id_closed_at",
                table: "positions");

            migrationBuilder.AlterDatabase()
                .OldAnnotation("Npgsql:PostgresExtension:pg_trgm", ",,");

            migrationBuilder.CreateIndex(
                name: "ix_positions_follow_id",
                table: "positions",
                column: "follow_id");
        }
    }
}
