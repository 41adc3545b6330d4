using Lakebase.Cli.Check;
using Lakebase.Cli.CommandLine;
using Microsoft.Spark.Sql.Types;

namespace Lakebase.UnitTests.Cli;

public sealed class SchemaTextTests
{
    [Theory]
    [InlineData("id BIGINT NOT NULL, name STRING", "struct<id:long,name:string>")]
    [InlineData("id: long, name: string", "struct<id:long,name:string>")]
    [InlineData("a TINYINT, b SMALLINT, c INT, d INTEGER, e LONG, f FLOAT, g REAL, h DOUBLE", "struct<a:byte,b:short,c:integer,d:integer,e:long,f:float,g:float,h:double>")]
    [InlineData("a DECIMAL(10,2), b dec(5), c NUMERIC", "struct<a:decimal(10,2),b:decimal(5,0),c:decimal(10,0)>")]
    [InlineData("a BOOLEAN, b BINARY, c DATE, d TIMESTAMP, e TIMESTAMP_NTZ", "struct<a:boolean,b:binary,c:date,d:timestamp,e:timestamp_ntz>")]
    [InlineData("a VARCHAR(10), b CHAR(3), c VARIANT, d TIME(6)", "struct<a:varchar(10),b:char(3),c:variant,d:time(6)>")]
    [InlineData("a ARRAY<MAP<STRING, STRUCT<x: INT, y: ARRAY<DATE>>>>", "struct<a:array<map<string,struct<x:integer,y:array<date>>>>>")]
    [InlineData("a INTERVAL DAY TO SECOND, b INTERVAL YEAR", "struct<a:interval day to second,b:interval year>")]
    [InlineData("`odd name, ``x``` INT COMMENT 'it''s, a, comment', `b` STRING", "struct<odd name, `x`:integer,b:string>")]
    [InlineData("struct<id:bigint,name:string>", "struct<id:long,name:string>")]
    [InlineData("größe INT,", "struct<größe:integer>")]
    public void Parse_Ddl_IsSparksType(string ddl, string expected) => Assert.Equal(expected, Simple(SchemaText.Parse(ddl)));

    [Fact]
    public void Parse_NotNull_IsKept() => Assert.Equal(
        [false, true], SchemaText.Parse("id BIGINT NOT NULL, name STRING").Fields.Select(field => field.IsNullable));

    [Fact]
    public void Parse_JsonOfAFrame_IsTheSame() => Assert.Equal(
        "struct<id:long,name:string>",
        Simple(SchemaText.Parse(
            """
             {"type":"struct","fields":[{"name":"id","type":"long","nullable":false,"metadata":{}},
                                        {"name":"name","type":"string","nullable":true,"metadata":{}}]}
            """)));

    [Theory]
    [InlineData("id", "column 'id' has no type")]
    [InlineData("id BIGNUM", "column 'id' has the type 'bignum', which Spark does not know")]
    [InlineData("id INT name STRING", "after column 'id' a comma was expected, not 'name'")]
    [InlineData("a ARRAY<INT", "in column 'a' '>' was expected")]
    [InlineData("a MAP<STRING>", "in column 'a' ',' was expected")]
    [InlineData("a INT NOT", "in column 'a' 'null' was expected")]
    [InlineData("a INT; DROP", "the character ';' has no place there")]
    [InlineData("", "it has no columns")]
    [InlineData("struct<a:int> b", "something follows")]
    [InlineData("a VARCHAR(", "was expected")]
    [InlineData("""{"type":"struct"}""", "'fields'")]
    [InlineData("""{"type":"array","elementType":"long","containsNull":true}""", "another type than a struct")]
    [InlineData("{", "cannot be read")]
    public void Parse_Unreadable_SaysWhere(string text, string expected) =>
        Assert.Contains(expected, Assert.Throws<UsageException>(() => SchemaText.Parse(text)).Message, StringComparison.Ordinal);

    [Fact]
    public void WriterOptions_FromJson_AreTheWritersTexts()
    {
        Dictionary<string, string> entries = WriterOptionsFile.Parse(
            """{ "Table": "t", "batch_size": 500, "CreateTable": true, "primary_keys": ["a", "b"], "host": null, /* later */ }""", "x.json");

        LakebaseWriterOptions options = LakebaseWriterOptions.FromDictionary(entries);

        Assert.Equal(("t", 500, true, null), (options.Table, options.BatchSize, options.CreateTable, options.Host));
        Assert.Equal(["a", "b"], options.PrimaryKeys);
    }

    [Theory]
    [InlineData("[]", "must hold one JSON object")]
    [InlineData("""{"table": {"name": "t"}}""", "'table' must be a text")]
    [InlineData("{\n \"password\": \"hush\", x }", "x.json is no JSON: line 2")]
    public void WriterOptions_WrongFile_IsRefusedWithoutItsValues(string text, string expected)
    {
        UsageException refused = Assert.Throws<UsageException>(() => WriterOptionsFile.Parse(text, "x.json"));

        Assert.Contains(expected, refused.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("hush", refused.Message, StringComparison.Ordinal);
    }

    private static string Simple(StructType type) => type.SimpleString;
}
