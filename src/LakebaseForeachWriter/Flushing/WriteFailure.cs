using System.Globalization;
using Lakebase.Buffering;
using Lakebase.Connections;
using Lakebase.Resilience;
using Npgsql;

namespace Lakebase.Flushing;

/// <summary>Turns what went wrong into the exception that users see: what happened, to which table, what to do. Pure.</summary>
internal sealed class WriteFailure(LakebaseWriterOptions options, WriterContext context, ServerPlace place)
{
    /// <summary>The connection could not be opened, or the table not be read, before there was any batch.</summary>
    public LakebaseWriteException WhileOpening(Exception error, int attempts) =>
        Create(Describe(error) + Tries(attempts), error, rows: 0, attempts, isOutcomeUnknown: false);

    /// <summary>What went wrong, for the log.</summary>
    public string Reason(Exception error) => Describe(error);

    /// <summary>A batch could not be committed.</summary>
    public LakebaseWriteException WhileFlushing(Exception error, int rows, int attempts, bool isOutcomeUnknown)
    {
        string message = string.Create(
            CultureInfo.InvariantCulture,
            $"A batch of {rows} rows could not be written to {options.Table} (partition {context.Partition}, epoch {context.Epoch}): {Describe(error)}{Tries(attempts)}");
        message += error is RefusedRowException refused ? WhichRow(refused) : "";
        if (isOutcomeUnknown)
        {
            message += $" The connection was lost before the server confirmed the commit, so these rows may be in the table or not; mode {options.Mode} "
                + "does not write them again by itself. When Spark runs the epoch again they may be there twice: use Mode = Upsert or a "
                + "LedgerTable to rule that out.";
        }

        return Create(message, error, rows, attempts, isOutcomeUnknown);
    }

    /// <summary>The epoch's last batches were not committed in time.</summary>
    public LakebaseWriteException WhileClosing(long rows) => Create(
        string.Create(
            CultureInfo.InvariantCulture,
            $"{rows} rows were not committed to {options.Table} within CloseTimeout ({options.CloseTimeout}): partition {context.Partition}, epoch {context.Epoch}. ")
        + "The database is too slow for this stream: use larger batches, or raise CloseTimeout.",
        new TimeoutException("CloseTimeout has passed."),
        (int)Math.Min(rows, int.MaxValue),
        attempts: 1,
        isOutcomeUnknown: false);

    /// <summary>An earlier attempt committed more rows of the epoch than this one was given.</summary>
    public LakebaseWriteException WhileReplaying(long givenRows, long missingRows) => Create(
        string.Create(
            CultureInfo.InvariantCulture,
            $"The ledger {options.LedgerTable} says that an earlier attempt has written {givenRows + missingRows} rows of partition "
            + $"{context.Partition}, epoch {context.Epoch}, to {options.Table}, but this attempt was given only {givenRows}. The source does "
            + $"not bring the same rows in the same order again, as LedgerTable needs: leave it out, and use Mode = Upsert with a key."),
        new InvalidOperationException("The epoch has fewer rows than before."),
        (int)Math.Min(missingRows, int.MaxValue),
        attempts: 1,
        isOutcomeUnknown: false);

    private string WhichRow(RefusedRowException refused)
    {
        string row = string.Create(CultureInfo.InvariantCulture, $" It is row {refused.RowNumber} of this partition in this epoch.");
        return refused.DeadLetters == 0
            ? row
            : row + string.Create(
                CultureInfo.InvariantCulture,
                $" {refused.DeadLetters} rows before it were put aside, and MaxDeadLetters allows {options.MaxDeadLetters}.");
    }

    private static string Tries(int attempts) =>
        attempts == 1 ? "" : string.Create(CultureInfo.InvariantCulture, $" This was the last of {attempts} tries.");

    private LakebaseWriteException Create(string message, Exception error, int rows, int attempts, bool isOutcomeUnknown)
    {
        PostgresException? server = error as PostgresException ?? error.InnerException as PostgresException;
        return new LakebaseWriteException(message, RedactedServerError.Redact(error))
        {
            Table = options.Table,
            Mode = options.Mode,
            Partition = context.Partition,
            Epoch = context.Epoch,
            RowsInBatch = rows,
            Attempts = attempts,
            IsTransient = WriteErrorClassifier.Classify(error) is WriteErrorKind.Transient or WriteErrorKind.LostSessionState,
            IsOutcomeUnknown = isOutcomeUnknown,
            SqlState = server?.SqlState,
        };
    }

    private string Describe(Exception error) => error switch
    {
        _ when (error as PostgresException ?? error.InnerException as PostgresException) is { } server => DescribeServerError(server),
        Polly.Timeout.TimeoutRejectedException => $"it took longer than FlushTimeout ({options.FlushTimeout}). Check for locks on the table, or raise FlushTimeout.",
        NpgsqlException => ConnectFailure.Describe(error, place),
        RefusedRowException refused => Describe(refused.Refusal),
        _ => error.Message,
    };

    private string DescribeServerError(PostgresException server)
    {
        string text = RedactedServerError.Text(server);
        string state = server.SqlState;
        return state switch
        {
            "28P01" or "28000" or "3D000" or "53300" => ConnectFailure.Describe(server, place),
            "42501" => $"role '{place.Username}' may not do this at {place} ({state}: {text}). Grant INSERT on the table"
                + $"{(options.Mode == WriteMode.Upsert ? ", UPDATE and SELECT too" : "")}, and TEMPORARY on the database.",
            "42P01" => $"the table is gone ({state}: {text}). Create it again, or set CreateTable.",
            "42703" or "42804" or "22P03" => $"the table was altered while it was being written ({state}: {text}). Restart the query.",
            "42P10" => $"no unique index covers exactly the columns of PrimaryKeys ({state}: {text}). Create one.",
            "23505" when options.Mode != WriteMode.Upsert => $"a row with this key exists already ({state}: {text}). "
                + "If the rows are new versions of existing ones, use Mode = Upsert.",
            _ => $"{state}: {text}{Where(server)}.{Advice(state)}",
        };
    }

    private static string Where(PostgresException server) =>
        (server.ColumnName, server.ConstraintName) switch
        {
            ({ Length: > 0 } column, _) => $" (column '{column}')",
            (_, { Length: > 0 } constraint) => $" (constraint '{constraint}')",
            _ => "",
        };

    private string Advice(string state) => WriteErrorClassifier.Classify(state) switch
    {
        WriteErrorKind.Data => " Filter or convert such rows before they are written, or change the table"
            + (options.DeadLetterTable is null && options.DeadLetterFolder is null ? "; DeadLetterTable or DeadLetterFolder puts them aside." : "."),
        WriteErrorKind.ServerTimeout => " The server stopped the statement: check statement_timeout, locks on the table, or make the batches smaller.",
        _ => "",
    };
}
