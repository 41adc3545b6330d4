using Lakebase.Cli.CommandLine;

return await Tool.RunAsync(args, ToolEnvironment.OfProcess()).ConfigureAwait(false);
