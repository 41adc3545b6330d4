namespace Lakebase.Managed.Wire;

/// <summary>The service's names of our enumerations: upper case with underscores, some with a prefix. Pure.</summary>
internal static class EnumNames
{
    private static readonly string[] StatePrefixes = ["SYNCED_TABLE_", "SYNCED_TABLED_", "SYNCED_"];

    /// <summary>The service's name: <c>StoredGenerated</c> is <c>STORED_GENERATED</c>.</summary>
    public static string Write<T>(T value, string prefix = "")
        where T : struct, Enum =>
        prefix + string.Concat(value.ToString().Select(
            (character, place) => place > 0 && char.IsUpper(character) ? $"_{character}" : $"{char.ToUpperInvariant(character)}"));

    /// <summary>The value; null for a name that is not known here.</summary>
    public static T? Read<T>(string? name)
        where T : struct, Enum =>
        name is not null
        && Array.Find(Enum.GetValues<T>(), value => string.Equals(Write(value), name, StringComparison.OrdinalIgnoreCase)) is var found
        && string.Equals(Write(found), name, StringComparison.OrdinalIgnoreCase)
            ? found
            : null;

    /// <summary>A state under either generation's prefix; one of the two misspells it.</summary>
    public static ManagedTableState ReadState(string? name)
    {
        string plain = StatePrefixes.FirstOrDefault(prefix => name?.StartsWith(prefix, StringComparison.OrdinalIgnoreCase) == true) is { } found
            ? name![found.Length..]
            : name ?? "";
        return Read<ManagedTableState>(plain) ?? ManagedTableState.Unknown;
    }
}
