namespace HpoActors.Objectives.Command;

/// <summary>Finds the file of a program as the system would, so that a missing one is a clear error. Windows finds it itself.</summary>
internal static class ProgramFile
{
    /// <summary>The file's full path, or null with what is wrong.</summary>
    /// <param name="program">A name to be looked for in PATH, or a path, relative to the working directory.</param>
    /// <param name="workingDirectory">Where the program will run.</param>
    /// <param name="problem">One line for the user.</param>
    public static string? Find(string program, string workingDirectory, out string? problem)
    {
        problem = null;
        if (OperatingSystem.IsWindows())
        {
            return program;
        }

        bool isPath = program.Contains('/');
        string[] folders = isPath ? [workingDirectory] : (Environment.GetEnvironmentVariable("PATH") ?? "/usr/bin:/bin").Split(':', StringSplitOptions.RemoveEmptyEntries);
        string? found = null;
        foreach (string folder in folders)
        {
            string file = Path.GetFullPath(Path.Combine(folder, program), workingDirectory);
            if (File.Exists(file))
            {
                if (IsExecutable(file))
                {
                    return file;
                }

                found ??= file;
            }
        }

        problem = found is not null ? $"the program {found} is not executable; make it so with chmod +x"
            : Directory.Exists(Path.GetFullPath(program, workingDirectory)) && isPath ? $"the program '{program}' is a folder"
            : isPath ? $"there is no program '{program}' (looked for {Path.GetFullPath(program, workingDirectory)})"
            : $"there is no program '{program}' in PATH";
        return null;
    }

    private static bool IsExecutable(string file) =>
        !OperatingSystem.IsWindows() && (File.GetUnixFileMode(file) & (UnixFileMode.UserExecute | UnixFileMode.GroupExecute | UnixFileMode.OtherExecute)) != 0;
}
