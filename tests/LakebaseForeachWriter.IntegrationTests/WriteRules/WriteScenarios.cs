using FsCheck;
using FsCheck.Fluent;

namespace Lakebase.IntegrationTests.WriteRules;

/// <summary>Makes scenarios, and smaller ones of those that fail.</summary>
internal static class WriteScenarios
{
    private const int MostRows = 13;
    private const int Batches = 3;

    private static readonly string[] Uuids =
        [.. Enumerable.Range(0, 4).Select(i => new Guid(i, 0, 0, new byte[8]).ToString())];

    // In the order of most collations: none of them is the order of the bytes.
    private static readonly string[] Texts = ["a", "B", "b", "Ä"];
    private static readonly string[] Documents = ["null", "\"a\"", "9", "10"];

    /// <summary>Scenarios of one combination.</summary>
    public static Arbitrary<WriteScenario> Of(Gen<Combination> combinations)
    {
        Gen<WriteScenario> scenarios =
            from rules in combinations
            from batches in Gen.Choose(1, MostRows).SelectMany(count => Row(rules).ArrayOf(count)).ArrayOf(Batches)
            select new WriteScenario(rules, batches);
        return Arb.From(scenarios, Smaller);
    }

    /// <summary>A version, the higher the later for the server.</summary>
    public static object Version(VersionKind kind, int i) => kind switch
    {
        VersionKind.Numeric => (Int128)i - 2,
        VersionKind.Text => Texts[i],
        VersionKind.Uuid => Uuids[i],
        VersionKind.Jsonb => Documents[i],
        _ => (long)i - 2,
    };

    private static Gen<object?[]> Row(Combination rules) =>
        from key in Key(rules.Key)
        from a in OrNull(3, Gen.Choose(0, 2).Select(i => (object)i))
        from b in OrNull(2, Gen.Elements("x", "y", "z").Select(text => (object)text))
        from version in OrNull(4, Gen.Choose(0, 3).Select(i => Version(rules.Version, i)))
        from isDelete in Gen.Choose(0, 2).Select(i => i == 0 && rules.Deletes)
        select (object?[])[key, a, b, version, isDelete ? "delete" : "upsert"];

    private static Gen<object?> Key(KeyKind kind) => kind switch
    {
        KeyKind.Double => Gen.Elements<object?>(0.0, -0.0, 1.0, 2.0),
        KeyKind.Folded => Gen.Elements<object?>("a", "A", "b", "B", "c"),
        KeyKind.Whole => Gen.Elements<object?>(0, 1, 2, 3),
        KeyKind.NullsNotDistinct => Gen.Elements<object?>(0, 1, 2, null),

        // A null is an error there, so batches with one say little.
        _ => Gen.Frequency((40, Gen.Elements<object?>(0, 1, 2, 3)), (1, Gen.Constant<object?>(null))),
    };

    private static Gen<object?> OrNull(int oneOf, Gen<object> values) =>
        Gen.Choose(1, oneOf).SelectMany(i => i == 1 ? Gen.Constant<object?>(null) : values.Select(value => (object?)value));

    /// <summary>Without one of the batches, or without one of its rows.</summary>
    private static IEnumerable<WriteScenario> Smaller(WriteScenario scenario)
    {
        for (int i = 0; i < scenario.Batches.Length; i++)
        {
            if (scenario.Batches.Length > 1)
            {
                yield return scenario with { Batches = [.. scenario.Batches[..i], .. scenario.Batches[(i + 1)..]] };
            }

            object?[][] rows = scenario.Batches[i];
            for (int row = 0; row < rows.Length && rows.Length > 1; row++)
            {
                yield return scenario with
                {
                    Batches = [.. scenario.Batches[..i], [.. rows[..row], .. rows[(row + 1)..]], .. scenario.Batches[(i + 1)..]],
                };
            }
        }
    }
}
