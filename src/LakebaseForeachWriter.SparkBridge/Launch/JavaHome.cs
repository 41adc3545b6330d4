using System.Diagnostics;
using System.Text.RegularExpressions;

namespace Microsoft.Spark.Launch;

/// <summary>The Java that <c>spark-submit</c> will run with.</summary>
internal sealed partial record JavaHome(string Executable, int MajorVersion)
{
    /// <summary>Finds Java the way <c>spark-submit</c> does: <c>JAVA_HOME</c>, else <c>java</c> on the <c>PATH</c>.</summary>
    /// <exception cref="InvalidOperationException">There is none, or its version cannot be read.</exception>
    public static JavaHome Find(Func<string, string?> environment)
    {
        var home = environment("JAVA_HOME");
        if (!string.IsNullOrEmpty(home))
        {
            var java = Path.Combine(home, "bin", "java");
            return File.Exists(java)
                ? new JavaHome(java, ReadVersion(java))
                : throw new InvalidOperationException($"JAVA_HOME ({home}) has no bin/java. Point it to a Java 17 or 21, or unset it.");
        }

        var onPath = (environment("PATH") ?? "").Split(Path.PathSeparator, StringSplitOptions.RemoveEmptyEntries)
            .Select(folder => Path.Combine(folder, "java"))
            .FirstOrDefault(File.Exists);
        return onPath is null
            ? throw new InvalidOperationException(
                "No Java found: JAVA_HOME is not set and there is no java on the PATH. "
                + "Spark needs one; install Java 17 (it fits every supported Spark).")
            : new JavaHome(onPath, ReadVersion(onPath));
    }

    /// <summary>Checks that a Spark version runs on this Java.</summary>
    /// <exception cref="InvalidOperationException">It does not.</exception>
    public void CheckFor(Version spark)
    {
        int[] accepted = spark switch
        {
            { Major: < 4 } => [8, 11, 17],
            _ => [17, 21],
        };

        // Spark 3.5 to 4.1 fail on Java 25 (a security API that they call is gone); later ones may run there.
        var tolerated = spark >= new Version(4, 2) ? 25 : 0;
        if (!accepted.Contains(MajorVersion) && MajorVersion != tolerated)
        {
            throw new InvalidOperationException(
                $"Spark {spark} does not run on Java {MajorVersion} ({Executable}). "
                + $"It needs Java {string.Join(", ", accepted[..^1])} or {accepted[^1]}: set JAVA_HOME to one of them.");
        }
    }

    /// <summary>The major version in what <c>java -version</c> prints or a <c>release</c> file holds; null if there is none.</summary>
    public static int? ParseVersion(string text)
    {
        var match = VersionInText().Match(text);
        if (!match.Success)
        {
            return null;
        }

        // Java 8 still calls itself 1.8.
        var major = int.Parse(match.Groups[1].ValueSpan, System.Globalization.CultureInfo.InvariantCulture);
        return major == 1 && match.Groups[2].Success
            ? int.Parse(match.Groups[2].ValueSpan, System.Globalization.CultureInfo.InvariantCulture)
            : major;
    }

    // Every Java has a release file beside its bin; to ask the program itself takes a tenth of a second.
    private static int ReadVersion(string java)
    {
        var program = File.ResolveLinkTarget(java, returnFinalTarget: true)?.FullName ?? Path.GetFullPath(java);
        var release = Path.Combine(Path.GetDirectoryName(program)!, "..", "release");
        return (File.Exists(release) ? ParseVersion(File.ReadAllText(release)) : null) ?? AskForVersion(java);
    }

    private static int AskForVersion(string java)
    {
        using var process = new Process();
        process.StartInfo = new ProcessStartInfo(java, "-version") { RedirectStandardError = true, RedirectStandardOutput = true };
        process.Start();
        var text = process.StandardError.ReadToEnd() + process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        return ParseVersion(text)
            ?? throw new InvalidOperationException($"The version of {java} cannot be read from what '{java} -version' prints.");
    }

    [GeneratedRegex("""(?:version |JAVA_VERSION=)"(\d+)(?:\.(\d+))?""")]
    private static partial Regex VersionInText();
}
