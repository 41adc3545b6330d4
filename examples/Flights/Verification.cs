using Lakebase.Examples;
using Npgsql;

namespace Flights;

/// <summary>
/// Compares the table with the source, both by count and by a checksum: the sum, over all rows, of the first four bytes of the MD5
/// sum of the row's line in the file. Any lost, doubled or changed value changes it; the order of the rows does not.
/// </summary>
internal static class Verification
{
    /// <exception cref="SetupException">The table is not what the source is.</exception>
    public static async Task CheckAsync(Target target, Source source, CancellationToken cancellationToken)
    {
        // Writes each row as its line in the file was.
        string line = string.Join(", ", Source.Schema.Fields.Select(field => field.Name == "time_hour"
            ? $"""to_char("{field.Name}" AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS"Z"')"""
            : $"""coalesce("{field.Name}"::text, 'NA')"""));
        string fingerprint = $"('x' || left(md5(concat_ws(',', {line})), 8))::bit(32)::bigint";
        string sql = $"SELECT count(*), coalesce(sum({fingerprint}), 0) FROM {target.QuotedTable}";

        await using NpgsqlConnection connection = await target.OpenAsync(cancellationToken);
        await using var command = new NpgsqlCommand(sql, connection) { CommandTimeout = 300 };
        await using NpgsqlDataReader reader = await command.ExecuteReaderAsync(cancellationToken);
        await reader.ReadAsync(cancellationToken);
        (long rows, decimal checksum) = (reader.GetInt64(0), reader.GetDecimal(1));

        if (rows != source.Rows)
        {
            throw new SetupException($"The table holds {rows:N0} rows, the source {source.Rows:N0}.");
        }

        if (checksum != source.Checksum)
        {
            throw new SetupException(
                $"The table holds {rows:N0} rows, as it must, but their checksum is {checksum} instead of {source.Checksum}.");
        }

        Console.WriteLine($"Verified: {rows:N0} rows, checksum {checksum} in the database and in the source");
    }
}
