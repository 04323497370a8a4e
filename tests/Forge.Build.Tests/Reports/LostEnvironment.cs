using System.Reflection;

namespace Forge.Build.Tests.Reports;

/// <summary>An environment that is gone, whatever it is asked.</summary>
public class LostEnvironment : DispatchProxy
{
    public static IBuildEnvironment Create() => Create<IBuildEnvironment, LostEnvironment>();

    protected override object? Invoke(MethodInfo? targetMethod, object?[]? args) => throw new BuildExecutorException("the engine is gone", "lost");
}
