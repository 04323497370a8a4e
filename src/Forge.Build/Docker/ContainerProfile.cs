namespace Forge.Build.Docker;

/// <summary>How much a build may do inside of its container. Neither lets it out.</summary>
public enum ContainerProfile
{
    /// <summary>Builds run as root with the six capabilities that installing packages needs, and may write everywhere in their container.</summary>
    Compat,

    /// <summary>
    /// Builds run as nobody without any capability; only <c>/tmp</c> and the directory of the build can be written. Commands that install
    /// packages or run as another user fail. The host gives the source to nobody if it is the administrator; otherwise builds can read it but not change it.
    /// </summary>
    Strict,
}
