using System.Collections.Concurrent;
using Forge.Deploy;

namespace Forge.Testing;

/// <summary>A router in memory. Records every weight, and fails when it is told to.</summary>
public sealed class FakeTrafficShifter(string name = "fake") : ITrafficShifter
{
    private readonly Lock _lock = new();
    private readonly Dictionary<string, Traffic> _services = new(StringComparer.Ordinal);
    private readonly ConcurrentQueue<TrafficWeight> _weights = [];

    /// <inheritdoc/>
    public string Name { get; } = name;

    /// <summary>Gets every weight that was set, in order.</summary>
    public IReadOnlyList<TrafficWeight> Weights => [.. _weights];

    /// <summary>Gets or sets what every call fails with, or null to succeed.</summary>
    public TrafficShiftException? Failure { get; set; }

    /// <summary>Gets or sets a value indicating whether requests in flight come to an end.</summary>
    public bool Drains { get; set; } = true;

    /// <summary>Makes a service known, with two releases of which stable takes every request.</summary>
    public FakeTrafficShifter Know(TrafficRoute route)
    {
        lock (_lock)
        {
            _services[route.Service] = new Traffic(route);
        }

        return this;
    }

    /// <inheritdoc/>
    public Task<TrafficWeight> GetCandidateWeightAsync(TrafficRoute route, CancellationToken cancellationToken)
    {
        lock (_lock)
        {
            return Task.FromResult(Find(route, cancellationToken).Weight);
        }
    }

    /// <inheritdoc/>
    public Task SetCandidateWeightAsync(TrafficRoute route, TrafficWeight weight, long epoch, CancellationToken cancellationToken)
    {
        lock (_lock)
        {
            var service = Find(route, cancellationToken);
            if (epoch < service.Epoch)
            {
                throw new TrafficShiftException($"The service '{route.Service}' has seen epoch {service.Epoch}; {epoch} may not move its traffic any more.", route);
            }

            service.Epoch = epoch;
            service.Weight = weight;
            _weights.Enqueue(weight);
        }

        return Task.CompletedTask;
    }

    /// <inheritdoc/>
    public Task<bool> DrainAsync(TrafficRoute route, TimeSpan timeout, CancellationToken cancellationToken)
    {
        lock (_lock)
        {
            var weight = Find(route, cancellationToken).Weight;
            return weight == TrafficWeight.None || weight == TrafficWeight.All
                ? Task.FromResult(Drains)
                : throw new TrafficShiftException($"Both releases of '{route.Service}' take requests: {weight} go to '{route.Candidate}'. Set 0 or 100 first.", route);
        }
    }

    private Traffic Find(TrafficRoute route, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        return Failure is not null
            ? throw Failure
            : _services.TryGetValue(route.Service, out var service) && service.Route == route
                ? service
                : throw new TrafficShiftException($"The router does not know the service '{route.Service}' with these releases.", route);
    }

    private sealed class Traffic(TrafficRoute route)
    {
        public TrafficRoute Route { get; } = route;

        public TrafficWeight Weight { get; set; }

        public long Epoch { get; set; }
    }
}
