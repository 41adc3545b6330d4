using System.Reflection;
using Lakebase.Diagnostics;
using Microsoft.Extensions.Logging;

namespace Lakebase.UnitTests.Diagnostics;

public sealed class LogEventsTests
{
    [Fact]
    public void EventIds_OfAllMessages_AreUnique()
    {
        int[] ids = [.. typeof(LogMessages).GetMethods(BindingFlags.Static | BindingFlags.Public | BindingFlags.NonPublic)
            .Select(method => method.GetCustomAttribute<LoggerMessageAttribute>())
            .OfType<LoggerMessageAttribute>()
            .Select(message => message.EventId)];

        Assert.NotEmpty(ids);
        Assert.Equal(ids.Length, ids.Distinct().Count());
    }

    [Fact]
    public void EventIds_Once_Published_AreNeverRenumbered() =>
        Assert.Equal(
            "OptionsWarning=1000 Opened=1001 TargetMapped=1002 TableCreated=1003 TableAltered=1004 OpenRetrying=1005 ColumnsAdded=1006 PreflightWarning=1007 BatchWritten=1100 BatchRetrying=1101 BatchFailed=1102 BatchHalved=1103 CommitResolved=1104 RowsPutAside=1105 KeyExists=1106 InvalidValues=1110 Completed=1200 Aborted=1201 QueryProgress=1202 RowsReplayed=1203",
            string.Join(' ', typeof(LogEvents).GetFields().Select(field => $"{field.Name}={field.GetRawConstantValue()}")));
}
