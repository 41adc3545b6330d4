namespace Lakebase.Cli.Doctor;

/// <summary>What one check found. Immutable.</summary>
/// <param name="Area">What it belongs to: <c>machine</c>, <c>spark</c>, <c>database</c> or <c>workspace</c>.</param>
/// <param name="Name">What was looked at.</param>
/// <param name="Status">How it is.</param>
/// <param name="Found">What was found, one sentence at most.</param>
/// <param name="WhatToDo">The way out; null where nothing is wrong.</param>
internal sealed record DoctorFinding(string Area, string Name, DoctorStatus Status, string Found, string? WhatToDo = null)
{
    /// <summary>It works.</summary>
    public static DoctorFinding Ok(string area, string name, string found) => new(area, name, DoctorStatus.Ok, found);

    /// <summary>It may become a problem.</summary>
    public static DoctorFinding Warning(string area, string name, string found, string whatToDo) =>
        new(area, name, DoctorStatus.Warning, found, whatToDo);

    /// <summary>It does not work.</summary>
    public static DoctorFinding Problem(string area, string name, string found, string whatToDo) =>
        new(area, name, DoctorStatus.Problem, found, whatToDo);

    /// <summary>It was not looked at.</summary>
    public static DoctorFinding Skipped(string area, string name, string found, string whatToDo) =>
        new(area, name, DoctorStatus.Skipped, found, whatToDo);
}

/// <summary>How something is.</summary>
internal enum DoctorStatus
{
    /// <summary>It works.</summary>
    Ok,

    /// <summary>It works, but may become a problem.</summary>
    Warning,

    /// <summary>It does not work.</summary>
    Problem,

    /// <summary>It was not looked at.</summary>
    Skipped,
}
