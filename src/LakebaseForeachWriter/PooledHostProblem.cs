namespace Lakebase;

/// <summary>What options ask for that no transaction pooler can do. Pure.</summary>
internal static class PooledHostProblem
{
    /// <summary>The problem in words, or null.</summary>
    public static string? Find(LakebaseWriterOptions options, bool keepsSessions) => options.WritePath == WritePath.Staged && !keepsSessions
        ? "WritePath = Staged needs a temporary table, which is gone after a statement behind a transaction pooler (PgBouncer). "
            + "Use Automatic or Unnest, or connect to the server itself; PooledHost = Off says that there is no pooler."
        : null;
}
