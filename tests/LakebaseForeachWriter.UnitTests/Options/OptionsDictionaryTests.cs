using System.Reflection;

namespace Lakebase.UnitTests.Options;

public sealed class OptionsDictionaryTests
{
    [Fact]
    public void FromDictionary_ThePythonWritersNames_AreUnderstood()
    {
        LakebaseWriterOptions options = LakebaseWriterOptions.FromDictionary(new Dictionary<string, string>
        {
            ["username"] = "me",
            ["password"] = "secret",
            ["read_write_dns"] = "db.example.com",
            ["table"] = "public.t",
            ["mode"] = "bulk-insert",
            ["primary_keys"] = "id, region",
            ["batch_size"] = "500",
            ["batch_interval_ms"] = "250",
        });

        Assert.Equal(
            ("me", "secret", "db.example.com", "public.t", WriteMode.BulkInsert, 500, TimeSpan.FromMilliseconds(250)),
            (options.Username, options.Password, options.Host, options.Table, options.Mode, options.BatchSize, options.BatchInterval));
        Assert.Equal(["id", "region"], options.PrimaryKeys);
    }

    [Fact]
    public void FromDictionary_OptionsOwnNames_AreUnderstoodInAnyCase()
    {
        LakebaseWriterOptions options = LakebaseWriterOptions.FromDictionary(new Dictionary<string, string>
        {
            ["Table"] = "t",
            ["FLUSHTIMEOUT"] = "00:00:05",
            ["createTable"] = "True",
            ["Port"] = "5433",
            ["PrimaryKeys"] = "[\"a,b\", \"c\"]",
            ["ComplexTypes"] = "json",
            ["invalid_values"] = "replace",
            ["flush_mode"] = "when-idle",
            ["Retry-Delay-Ms"] = "20",
        });

        Assert.Equal(
            (TimeSpan.FromSeconds(5), true, 5433, ComplexTypeHandling.Json, TimeSpan.FromMilliseconds(20)),
            (options.FlushTimeout, options.CreateTable, options.Port, options.ComplexTypes, options.RetryDelay));
        Assert.Equal(["a,b", "c"], options.PrimaryKeys);
        Assert.Equal((InvalidValueHandling.Replace, FlushMode.WhenIdle), (options.InvalidValues, options.FlushMode));
    }

    [Fact]
    public void FromDictionary_SeveralMistakes_NamesEachAndNoValue()
    {
        LakebaseOptionsException error = Assert.Throws<LakebaseOptionsException>(() => LakebaseWriterOptions.FromDictionary(
            new Dictionary<string, string>
            {
                ["batch_sise"] = "s3cret",
                ["batch_size"] = "s3cret",
                ["mode"] = "2",
                ["flush_timeout"] = "5",
                ["flush_timeout_ms"] = "5000",
                ["close_timeout_ms"] = "9223372036854775807",
                ["primary_keys"] = "[1]",
                ["create_table"] = "s3cret",
                ["user"] = null!,
            }));

        string[] named = ["'batch_sise'", "'batch_size'", "'mode'", "'flush_timeout'", "'flush_timeout' and 'flush_timeout_ms'", "'close_timeout_ms'",
            "'primary_keys'", "'create_table'", "'user'"];
        Assert.Equal(named.Length, error.Problems.Count);
        Assert.All(named, name => Assert.Contains(error.Problems, problem => problem.StartsWith(name, StringComparison.Ordinal)));
        Assert.DoesNotContain("s3cret", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void FromDictionary_EveryOption_CanBeGivenAsText()
    {
        foreach (PropertyInfo option in typeof(LakebaseWriterOptions).GetProperties(BindingFlags.Public | BindingFlags.Instance))
        {
            LakebaseOptionsException error = Assert.Throws<LakebaseOptionsException>(
                () => LakebaseWriterOptions.FromDictionary(new Dictionary<string, string> { [option.Name] = null! }));

            Assert.StartsWith($"'{option.Name}' has no value", error.Problems[0], StringComparison.Ordinal);

            // A type whose text nobody reads would throw something else.
            Exception? unread = Record.Exception(
                () => LakebaseWriterOptions.FromDictionary(new Dictionary<string, string> { [option.Name] = "[" }));
            Assert.True(unread is null or LakebaseOptionsException, option.Name);
        }
    }
}
