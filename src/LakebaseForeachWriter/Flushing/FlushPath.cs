namespace Lakebase.Flushing;

/// <summary>The ways of a batch into the table.</summary>
internal enum FlushPath
{
    /// <summary>COPY into the table itself.</summary>
    Copy,

    /// <summary>One INSERT … SELECT FROM unnest.</summary>
    UnnestInsert,

    /// <summary>The same with ON CONFLICT.</summary>
    UnnestUpsert,

    /// <summary>COPY into a staging table, then INSERT … SELECT from it.</summary>
    StagedInsert,

    /// <summary>The same with ON CONFLICT.</summary>
    StagedUpsert,
}

/// <summary>The names that logs and metrics give to the paths; they are part of what users build dashboards on.</summary>
internal static class FlushPathNames
{
    public static string ToName(this FlushPath path) => path switch
    {
        FlushPath.Copy => "copy",
        FlushPath.UnnestInsert => "unnest-insert",
        FlushPath.UnnestUpsert => "unnest-upsert",
        FlushPath.StagedInsert => "staged-insert",
        FlushPath.StagedUpsert => "staged-upsert",
        _ => path.ToString(),
    };
}
