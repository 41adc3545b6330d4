namespace Lakebase.Managed;

/// <summary>Another PostgreSQL type for a column than the service's own choice. Immutable.</summary>
/// <param name="Column">The source's column.</param>
/// <param name="Type">The type.</param>
/// <param name="Size">Its length or dimensions, 1 or more.</param>
public sealed record TypeOverride(string Column, OverriddenType Type, int Size);

/// <summary>The types that a <see cref="TypeOverride"/> can name.</summary>
public enum OverriddenType
{
    /// <summary><c>varchar(n)</c>.</summary>
    Varchar,

    /// <summary>pgvector's <c>vector(n)</c>.</summary>
    Vector,

    /// <summary>pgvector's <c>halfvec(n)</c>.</summary>
    Halfvec,
}
