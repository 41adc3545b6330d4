using System.Reflection;
using Microsoft.Spark.Sql;
using Microsoft.Spark.Sql.Expressions;
using Microsoft.Spark.Sql.Types;

namespace Lakebase.SparkTests;

// The bridge names Spark's functions in text: a name or an argument list that a version does not know shows up nowhere else.
public abstract partial class SparkSuite
{
    [Fact]
    public void Functions_EachOverload_IsKnownToSpark()
    {
        Assert.NotNull(Session);

        AssertKnown(typeof(Functions).GetMethods(BindingFlags.Public | BindingFlags.Static), null);
    }

    [Fact]
    public void Column_EachMethod_IsKnownToSpark()
    {
        Assert.NotNull(Session);
        Column column = Functions.When(Functions.Col("a"), 1); // Only such a column has further cases.

        AssertKnown(typeof(Column).GetMethods(BindingFlags.Public | BindingFlags.Instance | BindingFlags.Static), column);
    }

    private static void AssertKnown(IEnumerable<MethodInfo> methods, Column? target)
    {
        List<string> unknown = [];
        foreach (MethodInfo method in methods.Where(m => m.ReturnType == typeof(Column)))
        {
            try
            {
                method.Invoke(target, [.. method.GetParameters().Select(Plausible)]);
            }
            catch (TargetInvocationException e) when (e.InnerException is NotSupportedException)
            {
                // It says itself what to use instead.
            }
            catch (TargetInvocationException e)
            {
                unknown.Add($"{method}: {e.InnerException!.Message}");
            }
        }

        Assert.True(unknown.Count == 0, string.Join(Environment.NewLine, unknown));
    }

    // Values that Spark accepts before it knows the columns; some texts it reads at once.
    private static object Plausible(ParameterInfo parameter) => (Type.GetTypeCode(parameter.ParameterType), parameter.Name) switch
    {
        (TypeCode.String, "schema") => "a INT",
        (TypeCode.String, "to") => "string",
        (TypeCode.String, "windowDuration" or "slideDuration" or "startTime" or "gapDuration") => "1 minute",
        (TypeCode.String, _) => "a",
        (TypeCode.Int32, "numBits") => 256,
        (TypeCode.Int32, _) => 2,
        (TypeCode.Int64, _) => 2L,
        (TypeCode.Double, _) => 0.05,
        (TypeCode.Boolean, _) => true,
        (_, "schema") when parameter.ParameterType == typeof(Column) => Functions.Lit("a INT"),
        (_, "numBuckets") => Functions.Lit(2),
        _ when parameter.ParameterType == typeof(Column) => Functions.Col("a"),
        _ when parameter.ParameterType == typeof(Column[]) => new[] { Functions.Col("a"), Functions.Col("b") },
        _ when parameter.ParameterType == typeof(StructType) => new StructType([new StructField("a", new IntegerType())]),
        _ when parameter.ParameterType == typeof(Dictionary<string, string>) => new Dictionary<string, string>(),
        _ when parameter.ParameterType == typeof(WindowSpec) => Window.PartitionBy("a"),
        _ when parameter.ParameterType == typeof(IEnumerable<string>) || parameter.ParameterType == typeof(string[]) => new[] { "a", "b" },
        _ when parameter.ParameterType.IsArray => Array.CreateInstance(parameter.ParameterType.GetElementType()!, 1),
        _ => 1,
    };
}
