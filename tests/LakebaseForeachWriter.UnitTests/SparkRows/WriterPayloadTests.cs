using System.Collections;
using System.Collections.Concurrent;
using System.Collections.ObjectModel;
using System.Globalization;
using System.Numerics;
using System.Runtime.Serialization;
using System.Text;
using Lakebase.SparkRows.Payload;
using Microsoft.Spark.Sql;
using Microsoft.Spark.Sql.Types;

namespace Lakebase.UnitTests.SparkRows;

public class WriterPayloadTests
{
    public static TheoryData<object> PlainValues => new()
    {
        (sbyte)-1, (byte)1, (short)-2, (ushort)2, 3, 3u, 4L, ulong.MaxValue, 1.5f, double.NaN, 1.50m, 'x', '\uD800', true,
        "2020-01-01T00:00:00Z", "", "\uD800 lone", Int128.MinValue, UInt128.MaxValue, (Half)1.5, BigInteger.Pow(10, 50), Guid.NewGuid(),
        new DateTime(2020, 1, 1, 0, 0, 0, DateTimeKind.Utc), new DateTime(2020, 1, 1, 0, 0, 0, DateTimeKind.Local), new DateTime(2020, 1, 1),
        new DateTimeOffset(2020, 1, 1, 0, 0, 0, TimeSpan.FromHours(5)), TimeSpan.FromTicks(1), new DateOnly(2020, 1, 1), new TimeOnly(1, 2),
        new Uri("https://example.org/%C3%A4?q=1"), new Uri("a/b", UriKind.Relative), new Version(1, 2, 3), CultureInfo.InvariantCulture,
        DayOfWeek.Friday, Colour.Blue, Huge.Top, new Date(2020, 1, 1), new Timestamp(2020, 1, 1, 0, 0, 0, 1),
        new DecimalType(5, 2), new StructType([new StructField("a", new IntegerType())]), (1, "a"), Tuple.Create(1, "a"), KeyValuePair.Create("k", 1),
    };

    [Theory]
    [MemberData(nameof(PlainValues))]
    public void Copy_OfAPlainValueInAnObjectField_KeepsTypeAndValue(object value)
    {
        object? copy = Copy(new Box { Value = value }).Value;

        Assert.Equal(value, copy);
        Assert.IsType(value.GetType(), copy);
        if (value is DateTime time)
        {
            Assert.Equal(time.Kind, ((DateTime)copy!).Kind);
        }
        else if (value is DateTimeOffset moment)
        {
            Assert.Equal(moment.Offset, ((DateTimeOffset)copy!).Offset);
        }
    }

    [Fact]
    public void Copy_OfAWriter_CopiesFieldsOfEveryVisibilityWithoutRunningAConstructor()
    {
        var writer = new DerivedWriter("base", "derived") { Property = "p" };
        int constructed = DerivedWriter.Constructed;

        var copy = (DerivedWriter)WriterPayload.Deserialize(WriterPayload.Serialize(writer));

        Assert.Equal(constructed, DerivedWriter.Constructed);
        Assert.Equal(("base", "derived", "p", 7), (copy.BaseName, copy.DerivedName, copy.Property, copy.ReadOnly));
        Assert.Null(copy.Connection);
    }

    [Fact]
    public void Serialize_OfEqualWriters_GivesEqualBytes()
    {
        byte[] first = WriterPayload.Serialize(new DerivedWriter("a", "b"));

        Assert.Equal(first, WriterPayload.Serialize(new DerivedWriter("a", "b")));
        Assert.NotEqual(first, WriterPayload.Serialize(new DerivedWriter("a", "c")));
    }

    [Fact]
    public void Copy_OfSharedReferencesAndCycles_KeepsThem()
    {
        var node = new Node { Name = "n" };
        node.Next = node;
        object shared = new();
        Box copy = Copy(new Box { Value = new object?[] { node, node, shared, shared, "s", null } });

        var items = (object?[])copy.Value!;
        var copied = (Node)items[0]!;
        Assert.NotSame(node, copied);
        Assert.Same(copied, copied.Next);
        Assert.Same(copied, items[1]);
        Assert.Same(items[2], items[3]);
        Assert.Null(items[5]);
    }

    public static TheoryData<IEnumerable> Collections => new()
    {
        new List<int> { 1, 2 }, new Queue<string>(["a", "b"]), new Stack<int>([1, 2, 3]), new LinkedList<int>([1, 2]), new HashSet<int> { 3, 1 },
        new SortedSet<int> { 3, 1 }, new Dictionary<string, object?> { ["a"] = 1, ["b"] = null }, new SortedDictionary<string, int> { ["b"] = 1, ["a"] = 2 },
        new SortedList<int, string> { [2] = "b", [1] = "a" }, new ConcurrentQueue<int>([1, 2]), new ConcurrentStack<int>([1, 2]), new ConcurrentBag<int> { 1, 2 },
        new ConcurrentDictionary<int, int> { [1] = 2 }, new Collection<string> { "a" }, new ReadOnlyCollection<int>([1, 2]), new ArrayList { 1, "a", null },
        new Hashtable { ["a"] = 1 }, new[] { 1, 2 }, new byte[] { 1, 2 }, Array.Empty<Uri>(), new int?[] { 1, null }, new[] { new[] { "a" }, [] },
        new[,] { { 1, 2, 3 }, { 4, 5, 6 } }, new int[2, 0, 3], new[] { Colour.Blue }, new List<(int, string)> { (1, "a") }, new Dictionary<Colour, List<int>> { [Colour.Red] = [1] },
    };

    [Theory]
    [MemberData(nameof(Collections))]
    public void Copy_OfACollection_KeepsTypeAndContents(IEnumerable collection)
    {
        var copy = (IEnumerable)Copy(new Box { Value = collection }).Value!;

        Assert.IsType(collection.GetType(), copy);
        Assert.Equal(collection.Cast<object?>(), copy.Cast<object?>());
        if (collection is Array { Rank: > 1 } array)
        {
            Assert.Equal(array.GetLength(1), ((Array)copy).GetLength(1));
        }
    }

    [Fact]
    public void Copy_OfCollectionExpressions_KeepsTheContents()
    {
        Expressions copy = Copy(new Expressions { Keys = ["id", "day"], One = [1], Spread = [.. Enumerable.Range(0, 3)] });

        Assert.Equal(["id", "day"], copy.Keys);
        Assert.Equal([1], copy.One);
        Assert.Equal([0, 1, 2], copy.Spread);
    }

    [Fact]
    public void Copy_OfComparers_KeepsThem()
    {
        var ignoring = new Dictionary<string, int>(StringComparer.OrdinalIgnoreCase) { ["A"] = 1 };
        var own = new HashSet<int>(new Modulo(10)) { 1 };
        var sorted = new SortedSet<string>(StringComparer.Ordinal) { "a" };
        var items = (object[])Copy(new Box { Value = new object[] { ignoring, own, sorted, StringComparer.InvariantCultureIgnoreCase, new Hashtable(StringComparer.OrdinalIgnoreCase) { ["A"] = 1 } } }).Value!;

        Assert.Equal(1, ((Dictionary<string, int>)items[0])["a"]);
        Assert.Contains(11, (HashSet<int>)items[1]);
        Assert.Equal(StringComparer.Ordinal, ((SortedSet<string>)items[2]).Comparer);
        Assert.Equal(StringComparer.InvariantCultureIgnoreCase, items[3]);
        Assert.Equal(1, ((Hashtable)items[4])["a"]);
        ((Dictionary<string, int>)items[0]).Add("b", 2);
    }

    [Fact]
    public void Copy_OfAHashSetInsideItsOwnElement_HashesFinishedElements()
    {
        var keyed = new Keyed { Name = "k" };
        keyed.Siblings = [keyed];

        Keyed copy = (Keyed)Copy(new Box { Value = keyed }).Value!;

        Assert.Contains(copy, copy.Siblings!);
        Assert.Contains(new Keyed { Name = "k" }, copy.Siblings!);
    }

    [Fact]
    public void Copy_OfRecordsStructsGenericsAndDerivedCollections_KeepsThem()
    {
        Assert.Equal(new Settings("t", [1]) { Retries = 2 }.Table, ((Settings)Copy(new Box { Value = new Settings("t", [1]) { Retries = 2 } }).Value!).Table);
        Assert.Equal(new Point(1, 2), Copy(new Box { Value = new Point(1, 2) }).Value);
        Assert.Equal("x", ((Generic<string>.Inner)Copy(new Box { Value = new Generic<string>.Inner { Item = "x" } }).Value!).Item);
        var named = (NamedList)Copy(new Box { Value = new NamedList { 1, 2 }.Called("l") }).Value!;
        Assert.Equal("l", named.Name);
        Assert.Equal([1, 2], named);
        Assert.Equal("abc", Copy(new Box { Value = new StringBuilder("abc") }).Value!.ToString());
    }

    [Fact]
    public void Serialize_OfWhatCannotBeCarried_NamesThePath()
    {
        string message = Refusal(new Outer { Client = new ClientHolder { Handler = new HttpClientHandler() } });
        Assert.Contains("Outer.Client.Handler is a System.Net.Http.HttpClientHandler", message, StringComparison.Ordinal);
        Assert.Contains("[NonSerialized]", message, StringComparison.Ordinal);

        Assert.Contains("Box.Value[1].Value is a System.IO.MemoryStream", Refusal(new Box { Value = new object[] { 1, new Box { Value = new MemoryStream() } } }), StringComparison.Ordinal);
        Assert.Contains("delegate", Refusal(new Box { Value = () => 1 }), StringComparison.Ordinal);
        Assert.Contains("Box.Value is a Plain, which is not marked [Serializable]", Refusal(new Box { Value = new Plain() }), StringComparison.Ordinal);
        Assert.Contains("Plain is not marked [Serializable]", Refusal(new Plain()), StringComparison.Ordinal);
        Assert.Contains("derives from Plain", Refusal(new OnPlain()), StringComparison.Ordinal);
        Assert.Contains("derives from System.IO.MemoryStream", Refusal(new Box { Value = new OwnStream() }), StringComparison.Ordinal);
        int captured = 5;
        Assert.Contains("delegate", Refusal(new Box { Value = (Func<int>)(() => captured) }), StringComparison.Ordinal);
        Assert.Contains("Box.Value", Refusal(new Box { Value = Enumerable.Range(0, 3).Where(i => i > captured) }), StringComparison.Ordinal);
        Assert.Contains("Box.Value", Refusal(new Box { Value = new { A = 1 } }), StringComparison.Ordinal);
        Assert.Contains("Box.Value", Refusal(new Box { Value = new List<HttpClient>() }), StringComparison.Ordinal);
        Assert.Contains("Box.Value", Refusal(new Box { Value = typeof(string) }), StringComparison.Ordinal);
        Assert.Contains("Box.Value", Refusal(new Box { Value = CancellationToken.None }), StringComparison.Ordinal);
    }

    [Fact]
    public void Serialize_OfAVeryLongChain_IsRefusedAndNotACrash()
    {
        Node? chain = null;
        for (int i = 0; i < 100_000; i++)
        {
            chain = new Node { Next = chain };
        }

        Assert.Contains("deep", Refusal(chain!), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("System.Diagnostics.Process", "System.Diagnostics.Process")]
    [InlineData("System.Private.CoreLib", "System.IO.FileInfo")]
    [InlineData("No.Such.Assembly", "A.B")]
    [InlineData("LakebaseForeachWriter.UnitTests", "No.Such.Type")]
    [InlineData("LakebaseForeachWriter.UnitTests", "Lakebase.UnitTests.SparkRows.WriterPayloadTests")]
    public void Deserialize_OfATypeThatMayNotBeNamed_IsRefused(string assembly, string type) =>
        Assert.Throws<SerializationException>(() => PayloadTypes.Resolve(assembly, type));

    [Fact]
    public void Deserialize_OfSomethingElse_IsRefused()
    {
        Assert.Throws<SerializationException>(() => WriterPayload.Deserialize("hello"u8));
        Assert.Throws<SerializationException>(() => WriterPayload.Deserialize([]));
        Assert.Throws<SerializationException>(() => WriterPayload.Deserialize(WriterPayload.Serialize(new Box())));
        byte[] whole = WriterPayload.Serialize(new DerivedWriter("a", "b"));
        for (int length = 0; length < whole.Length; length++)
        {
            byte[] cut = whole[..length];
            Assert.Throws<SerializationException>(() => WriterPayload.Deserialize(cut));
        }
    }

    [Fact]
    public void Deserialize_OfRandomDamage_IsAnObjectOrASerializationException()
    {
        int seed = Environment.TickCount;
        var random = new Random(seed);
        byte[] whole = WriterPayload.Serialize(new Box { Value = new object[] { new DerivedWriter("a", "b"), new Dictionary<string, int> { ["a"] = 1 }, new int[2, 2], new Node(), 1.5m, Colour.Red } });
        for (int i = 0; i < 20_000; i++)
        {
            byte[] damaged = (byte[])whole.Clone();
            for (int flips = random.Next(1, 4); flips > 0; flips--)
            {
                damaged[random.Next(4, damaged.Length)] = (byte)random.Next(256);
            }

            try
            {
                WriterPayload.DeserializeObject(damaged);
            }
            catch (SerializationException)
            {
                // The one way in which bytes may be refused.
            }
            catch (Exception e)
            {
                Assert.Fail($"seed {seed}, input {Convert.ToHexString(damaged)}: {e}");
            }
        }
    }

    private static T Copy<T>(T value) => (T)WriterPayload.DeserializeObject(WriterPayload.Serialize(value!))!;

    private static string Refusal(object value) => Assert.Throws<SerializationException>(() => WriterPayload.Serialize(value)).Message;

    private enum Colour : byte
    {
        Red = 1,
        Blue = 250,
    }

    private enum Huge : ulong
    {
        Top = ulong.MaxValue,
    }

    [Serializable]
    private sealed class Box
    {
        public object? Value;
    }

    [Serializable]
    private sealed class Node
    {
        public Node? Next;
        public string? Name;
    }

    [Serializable]
    private class BaseWriter(string name) : IForeachWriter
    {
        private readonly string _name = name;

        public string BaseName => _name;

        public bool Open(long partitionId, long epochId) => true;

        public void Process(Row value)
        {
        }

        public void Close(Exception errorOrNull)
        {
        }
    }

    [Serializable]
    private sealed class DerivedWriter : BaseWriter
    {
        public static int Constructed;
        public readonly int ReadOnly = 7;
        private readonly string _name;

        [NonSerialized]
        private Stream? _connection = new MemoryStream();

        public DerivedWriter(string baseName, string name) : base(baseName)
        {
            _name = name;
            Constructed++;
        }

        public string DerivedName => _name;

        public Stream? Connection => _connection;

        internal string? Property { get; init; }
    }

    [Serializable]
    private sealed class Expressions
    {
        public IReadOnlyList<string> Keys = [];
        public IEnumerable<int> One = [];
        public IReadOnlyCollection<int> Spread = [];
    }

    [Serializable]
    private sealed class Modulo(int by) : IEqualityComparer<int>
    {
        public bool Equals(int x, int y) => x % by == y % by;

        public int GetHashCode(int obj) => obj % by;
    }

    [Serializable]
    private sealed class Keyed
    {
        public HashSet<Keyed>? Siblings;
        public string? Name;

        public override bool Equals(object? obj) => obj is Keyed other && other.Name == Name;

        public override int GetHashCode() => Name!.GetHashCode(StringComparison.Ordinal);
    }

    [Serializable]
    private sealed record Settings(string Table, int[] Sizes)
    {
        public int Retries { get; init; }
    }

    [Serializable]
    private readonly record struct Point(int X, int Y);

    [Serializable]
    private sealed class Generic<T>
    {
        [Serializable]
        public sealed class Inner
        {
            public T? Item;
        }
    }

    [Serializable]
    private sealed class NamedList : List<int>
    {
        public string? Name;

        public NamedList Called(string name)
        {
            Name = name;
            return this;
        }
    }

    [Serializable]
    private sealed class Outer
    {
        public ClientHolder? Client { get; set; }
    }

    [Serializable]
    private sealed class ClientHolder
    {
        public object? Handler;
    }

    private class Plain;

    [Serializable]
    private sealed class OnPlain : Plain;

    [Serializable]
    private sealed class OwnStream : MemoryStream;
}
