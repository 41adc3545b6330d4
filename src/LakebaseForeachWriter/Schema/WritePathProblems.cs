namespace Lakebase.Schema;

/// <summary>What the path that the user asks for cannot do with a table. Pure.</summary>
internal static class WritePathProblems
{
    /// <summary>Throws where the mapping cannot be written as asked.</summary>
    /// <exception cref="SchemaMismatchException">It cannot; every problem is listed.</exception>
    public static void ThrowIfAny(TableMapping mapping, MappingRequest request)
    {
        List<string> problems = [];
        if (request.MustCopy && !mapping.CopiesDirectly)
        {
            IEnumerable<string> columns = mapping.Columns
                .Where(column => column.IsWritten && (!column.CopiesDirectly || column.Target.Identity == IdentityKind.Always))
                .Select(column => $"'{column.Target.Name}' ({column.Target.Type.Name})");
            problems.Add($"COPY cannot write into {string.Join(", ", columns)} directly. Set WritePath to Automatic, Unnest or Staged.");
        }

        if (request.OperationColumn is not null && mapping.ConflictIndex?.Predicate is not null)
        {
            problems.Add($"ConflictIndex '{mapping.ConflictIndex.Name}' covers only a part of the rows, so OperationColumn cannot tell which row "
                + "to delete. Use an index over all rows.");
        }

        if (problems.Count > 0)
        {
            throw new SchemaMismatchException($"The rows cannot be written to table {mapping.Table.Name} as asked:", problems);
        }
    }
}
