using Lakebase.Connections;
using Npgsql;

namespace Lakebase.Flushing;

/// <summary>
/// What goes before the first statement of a flush: the session gets its application name, and the table must be the one that the
/// statements were made for. It travels with them where one message holds all of the flush, which then does nothing if the table is another;
/// else it is a round trip of its own. A COPY that asserts its types mostly does without.
/// </summary>
/// <param name="plan">The plan that the statements come from.</param>
/// <param name="connection">The session.</param>
/// <param name="statement">What may travel; null: it must go by itself.</param>
/// <param name="isAboutTypesOnly">Whether the session has its name, and the way's length is known.</param>
internal sealed class SessionGuard(CheckedPlan plan, PooledConnection connection, NpgsqlBatchCommand? statement, bool isAboutTypesOnly)
{
    /// <summary>The statement that fails where the table is another one; null: call <see cref="RunAsync"/> instead.</summary>
    public NpgsqlBatchCommand? Statement { get; } = statement;

    /// <summary>Whether nothing is asked that a statement which asserts the table's types does not say itself.</summary>
    public bool IsAboutTypesOnly { get; } = isAboutTypesOnly;

    /// <summary>Asks the server, before anything else is sent. One round trip.</summary>
    /// <exception cref="StalePlanException">The table is another one.</exception>
    public async ValueTask RunAsync(CancellationToken cancellationToken)
    {
        if (!await plan.IsUpToDateAsync(connection, cancellationToken).ConfigureAwait(false))
        {
            throw new StalePlanException();
        }
    }

    /// <summary>Whether the error is <see cref="Statement"/>'s own.</summary>
    public static bool IsRefusal(PostgresException error) => SessionStart.SaysAltered(error);

    /// <summary>The message that <see cref="Statement"/> went with was answered without an error, and is committed.</summary>
    public void Passed() => plan.Trust(connection);
}
