using System;
using Microsoft.EntityFrameworkCore.Migrations;
using Npgsql.EntityFrameworkCore.PostgreSQL.Metadata;

#nullable disable

namespace WhaleCopy.Data.Migrations
{
    /// <inheritdoc />
    public partial class Funding : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.CreateTable(
                name: "funding_charges",
                columns: table => new
                {
                    id = table.Column<long>(type: "bigint", nullable: false)
                        .Annotation("Npgsql:ValueGenerationStrategy", NpgsqlValueGenerationStrategy.IdentityByDefaultColumn),
                    api_key_id = table.Column<long>(type: "bigint", nullable: false),
                    market = table.Column<string>(type: "text", nullable: false),
                    symbol = table.Column<string>(type: "text", nullable: false),
                    venue_charge_id = table.Column<string>(type: "text", nullable: false),
                    asset = table.Column<string>(type: "text", nullable: false),
                    amount = table.Column<decimal>(type: "numeric(38,18)", precision: 38, scale: 18, nullable: false),
                    amount_usdt = table.Column<decimal>(type: "numeric(38,18)", precision: 38, scale: 18, nullable: false),
                    booked_usdt = table.Column<decimal>(type: "numeric(38,18)", precision: 38, scale: 18, nullable: false),
                    charged_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false),
                    booked_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_funding_charges", x => x.id);
                    table.CheckConstraint("ck_funding_charges_market", "market in ('SPOT', 'USD-M', 'COIN-M')");
                    table.ForeignKey(
                        name: "fk_funding_charges_user_api_keys_api_key_id",
                        column: x => x.api_key_id,
                        principalTable: "user_api_keys",
                        principalColumn: "id",
                        onDelete: ReferentialAction.Restrict);
                });

            migrationBuilder.CreateTable(
                name: "funding_readings",
                columns: table => new
                {
                    api_key_id = table.Column<long>(type: "bigint", nullable: false),
                    market = table.Column<string>(type: "text", nullable: false),
                    read_until = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false),
                    next_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_funding_readings", x => new { x.api_key_id, x.market });
                    table.CheckConstraint("ck_funding_readings_market", "market in ('SPOT', 'USD-M', 'COIN-M')");
                    table.ForeignKey(
                        name: "fk_funding_readings_user_api_keys_api_key_id",
                        column: x => x.api_key_id,
                        principalTable: "user_api_keys",
                        principalColumn: "id",
                        onDelete: ReferentialAction.Restrict);
                });

            migrationBuilder.CreateIndex(
                name: "ix_positions_closed",
                table: "positions",
                column: "closed_at",
                filter: "closed_at is not null");

            migrationBuilder.CreateIndex(
                name: "ux_funding_charges_venue_charge",
                table: "funding_charges",
                columns: new[] { "api_key_id", "market", "venue_charge_id" },
                unique: true);
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropTable(
                name: "funding_charges");

            migrationBuilder.DropTable(
                name: "funding_readings");

            migrationBuilder.DropIndex(
                name: "ix_positions_closed",
                table: "positions");
        }
    }
}
