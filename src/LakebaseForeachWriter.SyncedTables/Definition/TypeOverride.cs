using System.Globalization;

namespace Lakebase.SyncedTables;

/// <summary>The types that a column can have in place of its own.</summary>
public enum PgSpecificType
{
    /// <summary><c>varchar(n)</c>, for STRING.</summary>
    Varchar,

    /// <summary><c>vector(n)</c> of the extension pgvector, for an ARRAY of numbers.</summary>
    Vector,

    /// <summary><c>halfvec(n)</c> of the extension pgvector, for an ARRAY of numbers.</summary>
    Halfvec,
}

/// <summary>Another type for a column of the target than its source's type stands for.</summary>
public sealed class TypeOverride
{
    /// <summary>The column.</summary>
    public string ColumnName { get; set; } = "";

    /// <summary>The type.</summary>
    public PgSpecificType PgType { get; set; }

    /// <summary>Characters of a varchar, dimensions of a vector.</summary>
    public int Size { get; set; }

    internal string ToSql() => string.Create(CultureInfo.InvariantCulture, $"{PgType.ToString().ToLowerInvariant()}({Size})");
}
