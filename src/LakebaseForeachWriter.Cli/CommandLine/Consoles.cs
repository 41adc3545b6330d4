using Spectre.Console;

namespace Lakebase.Cli.CommandLine;

/// <summary>Consoles over a stream: colours and tables for a terminal, the same words in plain lines for anything else.</summary>
internal static class Consoles
{
    // A file has no width; lines must not be cut where a program reads them.
    private const int PlainWidth = 4_000;

    /// <summary>The console of a stream.</summary>
    public static IAnsiConsole Create(TextWriter stream, bool isTerminal)
    {
        IAnsiConsole console = AnsiConsole.Create(new AnsiConsoleSettings
        {
            Out = new AnsiConsoleOutput(stream),
            Ansi = isTerminal ? AnsiSupport.Detect : AnsiSupport.No,
            ColorSystem = isTerminal ? ColorSystemSupport.Detect : ColorSystemSupport.NoColors,
            Interactive = InteractionSupport.No,
        });
        if (!isTerminal)
        {
            console.Profile.Width = PlainWidth;
        }

        return console;
    }

    /// <summary>The console of a terminal, for what is drawn over and over: bars move only where Spectre takes the console for one that
    /// somebody sits at.</summary>
    public static IAnsiConsole CreateLive(TextWriter terminal)
    {
        IAnsiConsole console = Create(terminal, isTerminal: true);
        console.Profile.Capabilities.Interactive = true;
        return console;
    }

    /// <summary>Writes something to a stream. In plain lines there are no blanks at their ends.</summary>
    public static void Write(TextWriter stream, bool isTerminal, Action<IAnsiConsole> write)
    {
        if (isTerminal)
        {
            write(Create(stream, isTerminal: true));
            return;
        }

        using StringWriter plain = new();
        write(Create(plain, isTerminal: false));
        stream.Write(string.Join('\n', plain.ToString().Split('\n').Select(line => line.TrimEnd())));
    }

    /// <summary>A table without lines, whose columns are as wide as they must be.</summary>
    public static Table Table(params string[] headings)
    {
        Table table = new Table().NoBorder();
        foreach (string heading in headings)
        {
            table.AddColumn(new TableColumn(new Text(heading, new Style(decoration: Decoration.Bold))).NoWrap().PadRight(3));
        }

        return table;
    }

    /// <summary>Names and values, one pair a line; pairs without a value are left out.</summary>
    public static void WritePairs(this IAnsiConsole console, params (string Name, string? Value)[] pairs)
    {
        Grid grid = new Grid().AddColumn(new GridColumn().NoWrap().PadRight(2)).AddColumn();
        foreach ((string name, string? value) in pairs.Where(pair => pair.Value is not null))
        {
            grid.AddRow(new Text(name, new Style(foreground: Color.Grey)), new Text(value!));
        }

        console.Write(grid);
    }

    /// <summary>Sentences with a word before each.</summary>
    public static void WriteList(this IAnsiConsole console, string color, string word, IReadOnlyList<string> sentences)
    {
        foreach (string sentence in sentences)
        {
            console.MarkupLine($"[{color}]{word}:[/] {Markup.Escape(sentence)}");
        }
    }
}
