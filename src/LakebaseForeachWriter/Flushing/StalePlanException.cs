using Npgsql;

namespace Lakebase.Flushing;

/// <summary>The statements of a flush were made for a table that was altered since. Nothing was written; with a new plan they can be made
/// anew.</summary>
/// <param name="cause">The server's refusal, if that is how it showed.</param>
internal sealed class StalePlanException(PostgresException? cause = null) : Exception("The table was altered since its plan was made.", cause);
