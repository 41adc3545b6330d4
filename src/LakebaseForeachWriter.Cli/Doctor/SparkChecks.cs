using Microsoft.Spark.Launch;

namespace Lakebase.Cli.Doctor;

/// <summary>What a driver needs to start Spark on this machine: Java, Spark, and that they fit each other.</summary>
internal static class SparkChecks
{
    private const string Area = "spark";
    private const string Jar = "lakebase-foreachwriter-spark.jar";
    private const string Worker = "LakebaseForeachWriter.Worker.dll";

    private static readonly Version Oldest = new(3, 5);
    private static readonly Version Beyond = new(4, 4);

    /// <summary>All of them.</summary>
    /// <param name="environment">Looks an environment variable up.</param>
    /// <param name="folder">The tool's own folder.</param>
    public static IReadOnlyList<DoctorFinding> Run(Func<string, string?> environment, string folder)
    {
        (DoctorFinding javaFinding, JavaHome? java) = Java(environment);
        (DoctorFinding sparkFinding, SparkHome? spark) = Spark(environment);
        List<DoctorFinding> findings = [javaFinding, sparkFinding];
        if (java is not null && spark is not null)
        {
            findings.Add(Fit(java, spark));
        }

        findings.Add(Bridge(folder));
        return findings;
    }

    private static (DoctorFinding Finding, JavaHome? Java) Java(Func<string, string?> environment)
    {
        try
        {
            JavaHome java = JavaHome.Find(environment);
            return (DoctorFinding.Ok(Area, "Java", $"Java {java.MajorVersion}, {java.Executable}"), java);
        }
        catch (InvalidOperationException missing)
        {
            (string found, string whatToDo) = Split(missing.Message, "Install Java 17 and set JAVA_HOME.");
            return (DoctorFinding.Problem(Area, "Java", found, whatToDo), null);
        }
        catch (System.ComponentModel.Win32Exception broken)
        {
            return (
                DoctorFinding.Problem(Area, "Java", $"Java cannot be started: {broken.Message}", "Install Java 17 and set JAVA_HOME."), null);
        }
    }

    private static (DoctorFinding Finding, SparkHome? Spark) Spark(Func<string, string?> environment)
    {
        try
        {
            SparkHome spark = SparkHome.Find(environment);
            string found = $"Spark {spark.Version}, {spark.Folder}";
            return spark.Version >= Oldest && spark.Version < Beyond
                ? (DoctorFinding.Ok(Area, "Spark", found), spark)
                : (DoctorFinding.Problem(Area, "Spark", found, "Versions 3.5 to 4.3 are supported: set SPARK_HOME to one of them."), spark);
        }
        catch (InvalidOperationException missing)
        {
            (string found, string whatToDo) = Split(missing.Message, "Set SPARK_HOME to an unpacked Spark distribution.");
            return (DoctorFinding.Problem(Area, "Spark", found, whatToDo), null);
        }
    }

    private static DoctorFinding Fit(JavaHome java, SparkHome spark)
    {
        try
        {
            java.CheckFor(spark.Version);
            return DoctorFinding.Ok(Area, "Java for Spark", $"Spark {spark.Version} runs on Java {java.MajorVersion}.");
        }
        catch (InvalidOperationException misfit)
        {
            (string found, string whatToDo) = Split(misfit.Message, "Set JAVA_HOME to another Java.");
            return DoctorFinding.Problem(Area, "Java for Spark", found, whatToDo);
        }
    }

    private static DoctorFinding Bridge(string folder)
    {
        string[] missing = [.. new[] { Jar, Worker }.Where(file => !File.Exists(Path.Combine(folder, file)))];
        return missing.Length == 0
            ? DoctorFinding.Ok(Area, "bridge", "Jar and worker lie beside the tool.")
            : DoctorFinding.Problem(
                Area, "bridge", $"{string.Join(" and ", missing)} missing in {folder}.",
                "The tool was built on a machine without a JDK, or not copied whole: build it where there is one, or install its package.");
    }

    // The bridge's messages say first what is wrong, then what to do.
    private static (string Found, string WhatToDo) Split(string message, string otherwise)
    {
        int end = message.IndexOf(". ", StringComparison.Ordinal);
        return end < 0 ? (message, otherwise) : (message[..(end + 1)], message[(end + 2)..]);
    }
}
