namespace Forge.Deploy;

/// <summary>Makes deploy targets of one kind from their descriptions.</summary>
/// <remarks>One instance serves the whole process; every member may be called at the same time as any other. Nothing here connects to anything.</remarks>
public interface IDeployTargetProvider
{
    /// <summary>Gets the kind by which descriptions choose this provider. Unique in a host, compared ordinally.</summary>
    string Kind { get; }

    /// <summary>Gets the settings that a description may have.</summary>
    IReadOnlyList<TargetSetting> Settings { get; }

    /// <summary>Checks a description.</summary>
    /// <param name="description">The description.</param>
    /// <returns>What is wrong, each in one sentence; none when a target can be made from it.</returns>
    IReadOnlyList<string> Check(TargetDescription description);

    /// <summary>Makes a target.</summary>
    /// <param name="description">A description without problems.</param>
    /// <returns>A target of that name.</returns>
    /// <exception cref="ArgumentException"><see cref="Check"/> has something to say of the description.</exception>
    IDeployTarget Create(TargetDescription description);
}
