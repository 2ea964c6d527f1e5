namespace UserFunctions.Tests.Given;

/// <summary>A test of what only Linux offers: which certificates a process trusts is set by its environment there.</summary>
public sealed class LinuxFactAttribute : FactAttribute
{
    public LinuxFactAttribute() => Skip = OperatingSystem.IsLinux() ? null : "Only on Linux can a test tell a child process whom to trust.";
}
