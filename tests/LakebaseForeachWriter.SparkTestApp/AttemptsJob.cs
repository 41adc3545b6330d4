using Microsoft.Spark.Sql;

namespace Lakebase.SparkTestApp;

/// <summary>Runs a batch whose tasks fail the first time.</summary>
internal static class AttemptsJob
{
    public static int Run(string output)
    {
        SparkSession spark = SparkSession.Builder().AppName("attempts").Config("spark.ui.enabled", false).GetOrCreate();
        spark.Range(0, 4, 1, 2).ForeachPartition(new SecondTimeWriter(output));
        Console.WriteLine("DONE");
        spark.Stop();
        return 0;
    }

    /// <summary>Leaves a file per attempt, named "partition attempt epoch run", with the rows that it got.</summary>
    [Serializable]
    private sealed class SecondTimeWriter(string folder) : IForeachWriter, IForeachTaskAware
    {
        private readonly string _folder = folder;

        [NonSerialized]
        private ForeachTask? _task;

        public void OnTask(ForeachTask task) => _task = task;

        public bool Open(long partitionId, long epochId) => true;

        public void Process(Row value)
        {
            string name = $"{_task!.PartitionId} {_task.AttemptNumber} {_task.EpochId} {_task.RunId}";
            File.AppendAllText(Path.Combine(_folder, name), $"{value.Get(0)}\n");
            if (_task.AttemptNumber == 0)
            {
                throw new InvalidOperationException("Not the first time.");
            }
        }

        public void Close(Exception? errorOrNull)
        {
        }
    }
}
