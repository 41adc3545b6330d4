using System;
using System.IO;
using Microsoft.Spark.Sql;
using Microsoft.Spark.Sql.Streaming;

namespace SourceCompatibility
{
    /// <summary>Every partition and epoch writes a file of its own.</summary>
    internal sealed class ForeachToFiles
    {
        private readonly SparkSession _spark;

        public ForeachToFiles(SparkSession spark) => _spark = spark;

        public void Run(string input, string output)
        {
            DataFrame people = _spark.ReadStream().Schema("name STRING, age INT").Json(input);
            DataStreamWriter writer = people.WriteStream().Foreach(new FileWriter { WriteFolder = output });
            StreamingQuery query = writer.Trigger(Trigger.Once()).Start();
            query.AwaitTermination(30_000);
            if (query.IsActive())
            {
                query.Stop();
            }
        }

        [Serializable]
        private class FileWriter : IForeachWriter
        {
            [NonSerialized]
            private StreamWriter _stream;

            private long _partition;
            private long _epoch;

            internal string WriteFolder { get; set; }

            public bool Open(long partitionId, long epochId)
            {
                _partition = partitionId;
                _epoch = epochId;
                _stream = new StreamWriter(Path.Combine(WriteFolder, $"{_partition}-{_epoch}-{Guid.NewGuid()}.csv"));
                return true;
            }

            public void Process(Row row) => _stream.WriteLine($"{row.GetAs<string>("name")},{row.GetAs<int>(1)},{row.Size()},{row[0]}");

            public void Close(Exception errorOrNull)
            {
                _stream?.Dispose();
                if (errorOrNull != null)
                {
                    throw errorOrNull;
                }
            }
        }
    }
}
