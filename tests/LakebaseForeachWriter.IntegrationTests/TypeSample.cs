using Lakebase.Schema;

namespace Lakebase.IntegrationTests;

/// <summary>A value of a source type, and what PostgreSQL's own parser makes of it in a column.</summary>
/// <param name="Type">The source type.</param>
/// <param name="Value">The value, as tests append it.</param>
/// <param name="Text">Its text as input of a column; null where only its presence is checked.</param>
internal sealed record TypeSample(SourceType Type, object? Value, string? Text)
{
    /// <summary>Texts for single column types, without modifier.</summary>
    public IReadOnlyDictionary<string, string> Texts { get; init; } = new Dictionary<string, string>();

    private bool IsText => Type.Kind == SourceTypeKind.String || Type.Element?.Kind == SourceTypeKind.String;

    /// <summary>The same as the first element of an array, a null behind it.</summary>
    public TypeSample AsArray() => this with { Type = SourceType.ArrayOf(Type), Value = new[] { Value, null } };

    /// <summary>With the texts for columns of the types that tests make.</summary>
    public TypeSample WithUserTypes(Func<string, string> nameOf) => this with
    {
        Texts = IsText ? Texts.Concat(TypeSamples.UserTexts(nameOf)).ToDictionary()
            : Texts.TryGetValue("integer", out string? whole) ? Texts.Append(new(nameOf("positive"), whole)).ToDictionary()
            : Texts,
    };

    /// <summary>Whether there is a text that the column takes.</summary>
    public bool Fits(string column) => !IsText || Texts.ContainsKey(ElementOf(column)) || IsJsonOfArray(column);

    /// <summary>What to write into the column.</summary>
    public object? ValueFor(string column)
    {
        if (!IsText)
        {
            return Value;
        }

        object? text = Texts.GetValueOrDefault(ElementOf(column)) ?? "x";
        return Type.Kind == SourceTypeKind.Array ? new[] { text, null } : text;
    }

    /// <summary>The condition under which the column holds it.</summary>
    public string IsExpected(string column, string name)
    {
        if (Type.Kind is SourceTypeKind.Void)
        {
            return $"{name} IS NULL";
        }

        string? text = Texts.GetValueOrDefault(ElementOf(column)) ?? Text;
        if (text is null || IsJsonOfArray(column) || (Type.Kind == SourceTypeKind.Array && Type.Element!.Kind == SourceTypeKind.Void))
        {
            return $"{name} IS NOT NULL";
        }

        string element = ElementOf(column);
        string literal = $"CAST('{text.Replace("'", "''", StringComparison.Ordinal)}' AS {element})";
        return Type.Kind == SourceTypeKind.Array
            ? $"{name}::text = ARRAY[{literal}, CAST(NULL AS {element})]::text"
            : $"{name}::text = {literal}::text";
    }

    private bool IsJsonOfArray(string column) => Type.Kind == SourceTypeKind.Array
        && (column is "jsonb" or "json" or "text" || column.EndsWith("document\"", StringComparison.Ordinal));

    // The domain over an array of texts stands for the array.
    private string ElementOf(string column) => Type.Kind switch
    {
        SourceTypeKind.Array when column.EndsWith("words\"", StringComparison.Ordinal) => "text",
        SourceTypeKind.Array when column.EndsWith("[]", StringComparison.Ordinal) => column[..^2],
        _ => column,
    };
}
