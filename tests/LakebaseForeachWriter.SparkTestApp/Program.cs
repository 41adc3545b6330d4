using Lakebase.SparkTestApp;

// The first argument says what to do; the tests wait for the lines that it prints.
return args switch
{
    ["lines", var input, var output] => LinesJob.Run(input, output),
    ["follow", var input, var output] => LinesJob.Follow(input, output),
    ["endless", var output] => EndlessJob.Run(output, ownHandler: false),
    ["endless-with-handler", var output] => EndlessJob.Run(output, ownHandler: true),
    ["attempts", var output] => AttemptsJob.Run(output),
    ["delta-history", var folder, var rows, var versions] => DeltaHistoryJob.Run(folder, int.Parse(rows), int.Parse(versions)),
    ["throw"] => FailingJobs.Throw(),
    ["exit", var code] => FailingJobs.Exit(int.Parse(code)),
    ["fail-in-writer", var input] => FailingJobs.FailInWriter(input),
    _ => throw new ArgumentException($"Unknown arguments: {string.Join(' ', args)}"),
};
