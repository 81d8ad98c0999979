using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace WhaleCopy.Data.Migrations
{
    /// <inheritdoc />
    public partial class AppendOnlyLedger : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.Sql(
                """
                create function refuse_ledger_change() returns trigger language plpgsql as $$
                begin
                    raise exception 'ledger_entries is append-only: book a correcting entry' using errcode = 'restrict_violation';
                end $$;
                create trigger ledger_entries_append_only before update or delete on ledger_entries
                    for each statement execute function refuse_ledger_change();
                """);
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.Sql(
                """
                drop trigger ledger_entries_append_only on ledger_entries;
                drop function refuse_ledger_change();
                """);
        }
    }
}
