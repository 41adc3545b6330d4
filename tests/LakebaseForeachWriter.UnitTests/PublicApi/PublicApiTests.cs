using System.Reflection;
using System.Runtime.CompilerServices;

namespace Lakebase.UnitTests.PublicApi;

/// <summary>
/// The public surface changes only on purpose: each assembly's types and members are compared with an approved text.
/// To approve a change, run the tests with LAKEBASE_APPROVE_API=1 and look at the diff.
/// </summary>
public class PublicApiTests
{
    public static TheoryData<string> Assemblies =>
    [
        "LakebaseForeachWriter", "LakebaseForeachWriter.Spark", "LakebaseForeachWriter.SparkRows", "LakebaseForeachWriter.SparkBridge",
        "LakebaseForeachWriter.SyncedTables", "LakebaseForeachWriter.Managed",
    ];

    [Theory]
    [MemberData(nameof(Assemblies))]
    public void PublicApi_OfEachAssembly_IsTheApprovedOne(string assembly)
    {
        string actual = PublicApiText.Of(Assembly.Load(assembly));
        string approved = Path.Combine(ThisFolder(), assembly + ".approved.txt");
        if (Environment.GetEnvironmentVariable("LAKEBASE_APPROVE_API") == "1")
        {
            File.WriteAllText(approved, actual);
        }

        Assert.Equal(File.Exists(approved) ? File.ReadAllText(approved) : "", actual);
    }

    private static string ThisFolder([CallerFilePath] string path = "") => Path.GetDirectoryName(path)!;
}
