namespace Lakebase.Schema;

/// <summary>How a source type goes into a target type: the wire type and what PostgreSQL must do with it, or why it cannot go.</summary>
internal sealed record TypeChoice(WireType WireType, bool IsArray = false, bool NeedsCast = false, bool CopiesDirectly = true)
{
    /// <summary>Why the pair is refused, else null. The other properties mean nothing then.</summary>
    public string? Refusal { get; private init; }

    public static TypeChoice Refused(string reason) => new(WireType.Text) { Refusal = reason };
}
