namespace Lakebase.Schema;

/// <summary>What the mapping depends on beside the two schemas.</summary>
/// <param name="KeyColumns">The upsert key's columns, as the user named them; empty for modes without a key.</param>
/// <param name="ComplexTypes">What becomes of struct and map columns.</param>
internal sealed record MappingRequest(
    IReadOnlyList<string> KeyColumns, ComplexTypeHandling ComplexTypes = ComplexTypeHandling.Refuse)
{
    /// <summary>No key: insert and bulk-insert.</summary>
    public static readonly MappingRequest WithoutKey = new([]);
}
