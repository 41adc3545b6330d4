namespace Lakebase;

/// <summary>What becomes of struct and map columns, and of arrays that hold them.</summary>
public enum ComplexTypeHandling
{
    /// <summary>They are refused when the writer is made; the message names the column's path and the ways out.</summary>
    Refuse,

    /// <summary>
    /// They are written as JSON into <c>jsonb</c> (what a created table has), <c>json</c> or <c>text</c> columns. Every field of a struct
    /// is there, nulls included; a map is an object whose keys are texts; decimals are numbers with all their digits; dates and timestamps
    /// are ISO 8601 texts, instants in UTC with a <c>Z</c>; binary is base64; NaN and the infinities are texts.
    /// </summary>
    Json,
}
