using System.Globalization;
using Spectre.Console;
using Spectre.Console.Rendering;

namespace Lakebase.Cli.CommandLine;

/// <summary>What is being done, in as many lines as it takes: cut off, a narrow terminal would show nothing but its first words.</summary>
internal sealed class StepColumn : ProgressColumn
{
    protected override bool NoWrap => false;

    public override IRenderable Render(RenderOptions options, ProgressTask task, TimeSpan deltaTime) => new Text(task.Description);
}

/// <summary>The share that is done; nothing where it is not known, as 0 % would look like a standstill.</summary>
internal sealed class ShareColumn : ProgressColumn
{
    public override int? GetColumnWidth(RenderOptions options) => "100%".Length;

    public override IRenderable Render(RenderOptions options, ProgressTask task, TimeSpan deltaTime) =>
        new Text(task.IsIndeterminate ? "" : (task.Percentage / 100).ToString("0%", CultureInfo.InvariantCulture)).RightJustified();
}
