using System.Security.Cryptography;
using System.Text;
using Lakebase.Schema;

namespace Lakebase.Flushing;

/// <summary>
/// The session's own table into which COPY writes rows that the target cannot take from COPY. Made once per physical connection: a table
/// per flush would bloat the system catalogue. Each transaction leaves it empty.
/// </summary>
internal sealed class StagingTable
{
    /// <summary>How the names of all staging tables begin.</summary>
    public const string NamePrefix = "lakebase_staging_";

    private const int HashBytes = 8;

    /// <summary>The staging table of a mapping. Mappings of the same table and columns share it.</summary>
    public StagingTable(TableMapping mapping)
    {
        string columns = string.Join(
            ", ", mapping.WrittenOrdinals.Select(i => $"{InsertSql.Column(i)} {mapping.Columns[i].StagingTypeName}"));
        byte[] hash = SHA256.HashData(Encoding.UTF8.GetBytes($"{mapping.Table.Name.ToSql()} {columns}"));
        Name = NamePrefix + Convert.ToHexString(hash.AsSpan(0, HashBytes)).ToLowerInvariant();
        CreateSql = $"CREATE TEMPORARY TABLE IF NOT EXISTS {Name} ({columns}) ON COMMIT DELETE ROWS";
        EmptySql = $"DELETE FROM {QualifiedName}";
        Copy = new CopyStatement($"COPY {QualifiedName} FROM STDIN (FORMAT BINARY)");
    }

    /// <summary>Its name, which needs no quotes.</summary>
    public string Name { get; }

    /// <summary>The name with the schema in which no other table can hide it.</summary>
    public string QualifiedName => $"pg_temp.{Name}";

    /// <summary>Makes the table.</summary>
    public string CreateSql { get; }

    /// <summary>Empties it within a transaction.</summary>
    public string EmptySql { get; }

    /// <summary>Fills it.</summary>
    public CopyStatement Copy { get; }
}
