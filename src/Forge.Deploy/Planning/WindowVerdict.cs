namespace Forge.Deploy.Planning;

/// <summary>What becomes of a deployment, judged by its hosts.</summary>
internal enum WindowVerdict
{
    /// <summary>It goes on; perhaps some hosts can be started.</summary>
    Continue,

    /// <summary>The hosts of a zone have ended, and are watched for a while before it goes on.</summary>
    Watch,

    /// <summary>Every host has ended and enough have succeeded.</summary>
    Succeeded,

    /// <summary>No further host may be risked, or too few have succeeded.</summary>
    TooFewHealthy,

    /// <summary>The configuration allows no host to be touched at all.</summary>
    Impossible,
}
