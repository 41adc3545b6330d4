using System.Runtime.InteropServices;

namespace Lakebase.TestSupport.Processes;

/// <summary>Signals that the tests send.</summary>
public enum Signal
{
    Interrupt = 2,
    Kill = 9,
    Terminate = 15,
}

/// <summary>Sends signals to processes and process groups.</summary>
public static partial class Signals
{
    public static void Send(this Signal signal, int processId)
    {
        if (Kill(processId, (int)signal) != 0)
        {
            throw new InvalidOperationException($"Signal {signal} to process {processId}: {Marshal.GetLastPInvokeErrorMessage()}");
        }
    }

    /// <summary>To all processes of a group, as a terminal does with Ctrl-C.</summary>
    public static void SendToGroup(this Signal signal, int groupId) => signal.Send(-groupId);

    [DllImport("libc", EntryPoint = "kill", SetLastError = true)]
    private static extern int Kill(int processId, int signal);
}
