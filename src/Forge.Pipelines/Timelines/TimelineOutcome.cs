namespace Forge.Pipelines.Timelines;

/// <summary>How a status is meant.</summary>
public enum TimelineOutcome
{
    /// <summary>It goes on.</summary>
    Running,

    /// <summary>It did what it was to do.</summary>
    Good,

    /// <summary>It did not.</summary>
    Bad,

    /// <summary>It was not needed or not reached.</summary>
    Neutral,
}
