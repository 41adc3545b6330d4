using Lakebase.Connections;
using Lakebase.DeadLetters;
using Lakebase.Diagnostics;
using Lakebase.Ledger;
using Lakebase.Schema;
using Microsoft.Extensions.Logging;
using Npgsql;

namespace Lakebase.Flushing;

/// <summary>Sees to it that the tables which the options name beside the target are there and can be used.</summary>
internal static class CompanionTables
{
    // $1 the name, $2 the columns, $3 the privileges; the last two answers are what is missing.
    private const string Sql = """
        SELECT t IS NOT NULL,
               ARRAY(SELECT c FROM unnest($2) c WHERE NOT EXISTS (
                   SELECT FROM pg_attribute a WHERE a.attrelid = t AND a.attname = c AND NOT a.attisdropped)),
               ARRAY(SELECT p FROM unnest($3) p WHERE NOT has_table_privilege(t, p))
        FROM (SELECT to_regclass($1)) AS companion(t)
        """;

    /// <summary>The tables that the options name.</summary>
    public static IReadOnlyList<CompanionTable> Of(LakebaseWriterOptions options)
    {
        List<CompanionTable> tables = [];
        if (options.LedgerTable is { } ledger)
        {
            tables.Add(LedgerTable.Describe(nameof(options.LedgerTable), QualifiedName.Parse(ledger)));
        }

        if (options.DeadLetterTable is { } deadLetters)
        {
            tables.Add(DeadLetterTable.Describe(nameof(options.DeadLetterTable), QualifiedName.Parse(deadLetters)));
        }

        return tables;
    }

    /// <summary>Makes the tables that are missing; says what is wrong with the others. One round trip for each, two to make it.</summary>
    public static async ValueTask<IReadOnlyList<string>> EnsureAsync(
        NpgsqlConnection connection, LakebaseWriterOptions options, ServerPlace place, ILogger logger, CancellationToken cancellationToken)
    {
        List<string> problems = [];
        foreach (CompanionTable table in Of(options))
        {
            if (await FindProblemAsync(connection, table, place, logger, cancellationToken).ConfigureAwait(false) is { } problem)
            {
                problems.Add(problem);
            }
        }

        return problems;
    }

    private static async ValueTask<string?> FindProblemAsync(
        NpgsqlConnection connection, CompanionTable table, ServerPlace place, ILogger logger, CancellationToken cancellationToken)
    {
        (bool exists, string[] missingColumns, string[] missingPrivileges) =
            await LookAsync(connection, table, cancellationToken).ConfigureAwait(false);
        if (!exists)
        {
            return await CreateAsync(connection, table, place, logger, cancellationToken).ConfigureAwait(false);
        }

        if (missingColumns.Length > 0)
        {
            return $"{table.Option} names {table.Name}, which lacks {string.Join(", ", missingColumns)}: "
                + "name another table, or drop it, and it is made anew.";
        }

        string lacking = string.Join(", ", missingPrivileges);
        return lacking.Length == 0
            ? null
            : $"Role '{place.Username}' lacks {lacking} on the {table.Option}. Grant it: "
                + $"GRANT {lacking} ON {table.Name.ToSql()} TO {SqlIdentifier.Quote(place.Username)}.";
    }

    private static async ValueTask<(bool Exists, string[] MissingColumns, string[] MissingPrivileges)> LookAsync(
        NpgsqlConnection connection, CompanionTable table, CancellationToken cancellationToken)
    {
        NpgsqlCommand command = new(Sql, connection);
        await using (command.ConfigureAwait(false))
        {
            command.Parameters.Add(new NpgsqlParameter<string> { TypedValue = table.Name.ToSql() });
            command.Parameters.Add(new NpgsqlParameter<string[]> { TypedValue = [.. table.Columns.Select(column => column.Name)] });
            command.Parameters.Add(new NpgsqlParameter<string[]> { TypedValue = [.. table.Privileges] });
            NpgsqlDataReader reader = await command.ExecuteReaderAsync(cancellationToken).ConfigureAwait(false);
            await using (reader.ConfigureAwait(false))
            {
                await reader.ReadAsync(cancellationToken).ConfigureAwait(false);
                return (reader.GetBoolean(0), reader.GetFieldValue<string[]>(1), reader.GetFieldValue<string[]>(2));
            }
        }
    }

    private static async ValueTask<string?> CreateAsync(
        NpgsqlConnection connection, CompanionTable table, ServerPlace place, ILogger logger, CancellationToken cancellationToken)
    {
        try
        {
            await TargetTableMaker.ExecuteAsync(connection, table.CreateSql, cancellationToken).ConfigureAwait(false);
            logger.TableCreated(table.Name.ToString(), place.ToString());
            return null;
        }
        catch (PostgresException refused)
            when (refused.SqlState is PostgresErrorCodes.InsufficientPrivilege or PostgresErrorCodes.InvalidSchemaName)
        {
            return $"{table.Option} names {table.Name}, which does not exist, and role '{place.Username}' cannot make it "
                + $"({refused.SqlState}: {refused.MessageText}). Make it: {table.CreateSql}; "
                + $"GRANT {string.Join(", ", table.Privileges)} ON {table.Name.ToSql()} TO {SqlIdentifier.Quote(place.Username)}.";
        }
    }
}
