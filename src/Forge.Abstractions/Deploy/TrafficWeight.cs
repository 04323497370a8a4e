namespace Forge.Deploy;

/// <summary>The candidate's share of new requests, in whole percent.</summary>
/// <remarks>Immutable. The default value is <see cref="None"/>.</remarks>
public readonly record struct TrafficWeight : IComparable<TrafficWeight>
{
    private const int Most = 100;

    private TrafficWeight(int percent) => Percent = percent;

    /// <summary>Gets the weight at which stable takes every new request.</summary>
    public static TrafficWeight None => default;

    /// <summary>Gets the weight at which the candidate takes every new request.</summary>
    public static TrafficWeight All => new(Most);

    /// <summary>Gets the share: 0 to 100 percent.</summary>
    public int Percent { get; }

    /// <summary>Tells whether one weight is less than another.</summary>
    /// <param name="left">The one.</param>
    /// <param name="right">The other.</param>
    /// <returns>Whether it is.</returns>
    public static bool operator <(TrafficWeight left, TrafficWeight right) => left.CompareTo(right) < 0;

    /// <summary>Tells whether one weight is at most another.</summary>
    /// <param name="left">The one.</param>
    /// <param name="right">The other.</param>
    /// <returns>Whether it is.</returns>
    public static bool operator <=(TrafficWeight left, TrafficWeight right) => left.CompareTo(right) <= 0;

    /// <summary>Tells whether one weight is more than another.</summary>
    /// <param name="left">The one.</param>
    /// <param name="right">The other.</param>
    /// <returns>Whether it is.</returns>
    public static bool operator >(TrafficWeight left, TrafficWeight right) => left.CompareTo(right) > 0;

    /// <summary>Tells whether one weight is at least another.</summary>
    /// <param name="left">The one.</param>
    /// <param name="right">The other.</param>
    /// <returns>Whether it is.</returns>
    public static bool operator >=(TrafficWeight left, TrafficWeight right) => left.CompareTo(right) >= 0;

    /// <summary>Makes a weight.</summary>
    /// <param name="percent">The share, 0 to 100.</param>
    /// <returns>The weight.</returns>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="percent"/> is less than 0 or more than 100.</exception>
    public static TrafficWeight FromPercent(int percent)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(percent, 0);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(percent, Most);
        return new TrafficWeight(percent);
    }

    /// <inheritdoc/>
    public int CompareTo(TrafficWeight other) => Percent.CompareTo(other.Percent);

    /// <summary>Returns the share as in <c>25 %</c>.</summary>
    /// <returns>The share with a percent sign.</returns>
    public override string ToString() => $"{Percent} %";
}
