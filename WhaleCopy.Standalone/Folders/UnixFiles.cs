using System.Runtime.InteropServices;
using System.Runtime.Versioning;

namespace WhaleCopy.Standalone.Folders;

/// <summary>What .NET does not offer of Unix: owners and signals.</summary>
[UnsupportedOSPlatform("windows")]
internal static partial class UnixFiles
{
    public static void ChangeOwner(string path, uint uid, uint gid)
    {
        if (Chown(path, uid, gid) != 0)
        {
            throw new IOException($"cannot give {path} to user {uid}: {Marshal.GetLastPInvokeErrorMessage()}");
        }
    }

    /// <summary>True when everyone may pass through every folder of <paramref name="path"/> that exists.</summary>
    public static bool IsReachableByEveryone(string path)
    {
        for (var folder = new DirectoryInfo(path); folder is not null; folder = folder.Parent)
        {
            if (folder.Exists && !File.GetUnixFileMode(folder.FullName).HasFlag(UnixFileMode.OtherExecute))
            {
                return false;
            }
        }

        return true;
    }

    /// <summary>False when there is no such process any more.</summary>
    public static bool SendSignal(int processId, int signal) => Kill(processId, signal) == 0;

    [LibraryImport("libc", EntryPoint = "chown", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    private static partial int Chown(string path, uint uid, uint gid);

    [LibraryImport("libc", EntryPoint = "kill", SetLastError = true)]
    private static partial int Kill(int processId, int signal);
}
