namespace Forge.Deploy.Planning;

/// <summary>How many hosts a deployment leaves healthy.</summary>
internal abstract record MinimumHealthyHosts
{
    private const int Whole = 100;

    /// <summary>Gets the minimum for a fleet of a size, fixed at the start of a deployment.</summary>
    /// <param name="fleet">How many hosts the deployment has; 1 or more.</param>
    public abstract int Of(int fleet);

    /// <summary>None: every host at once.</summary>
    public sealed record None : MinimumHealthyHosts
    {
        /// <inheritdoc/>
        public override int Of(int fleet) => 0;
    }

    /// <summary>Half of the fleet, rounded up.</summary>
    public sealed record Half : MinimumHealthyHosts
    {
        /// <inheritdoc/>
        public override int Of(int fleet) => fleet - (fleet / 2);
    }

    /// <summary>All but one: one host at a time.</summary>
    public sealed record AllButOne : MinimumHealthyHosts
    {
        /// <inheritdoc/>
        public override int Of(int fleet) => fleet - 1;
    }

    /// <summary>A number of hosts.</summary>
    /// <param name="Count">The number; 0 or more.</param>
    public sealed record HostCount(int Count) : MinimumHealthyHosts
    {
        /// <inheritdoc/>
        public override int Of(int fleet) => Count;
    }

    /// <summary>A share of the fleet, rounded up.</summary>
    /// <param name="Percent">The share; 0 to 99.</param>
    public sealed record FleetPercent(int Percent) : MinimumHealthyHosts
    {
        /// <inheritdoc/>
        public override int Of(int fleet) => ((fleet * Percent) + Whole - 1) / Whole;
    }
}
