using Npgsql;

namespace Lakebase.Resilience;

/// <summary>What an error says about a commit that was on its way. Pure.</summary>
internal static class CommitOutcome
{
    /// <summary>
    /// Whether the rows may be in the table although the flush failed: the message that commits was sent, and the server did not answer
    /// that it rolled back. An error that ends the session (FATAL) is no such answer: a backend can be ended between its commit and its
    /// report.
    /// </summary>
    public static bool IsUnknown(Exception error, bool isCommitSent) => isCommitSent && !IsRolledBack(error);

    private static bool IsRolledBack(Exception error)
    {
        for (Exception? cause = error; cause is not null; cause = cause.InnerException)
        {
            if (cause is PostgresException server)
            {
                return server.InvariantSeverity == "ERROR";
            }
        }

        return false;
    }
}
