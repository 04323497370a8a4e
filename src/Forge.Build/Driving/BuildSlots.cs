namespace Forge.Build.Driving;

/// <summary>Gives builds their turn: so many at once on this host, so many of one project, the longest waiting first.</summary>
/// <param name="most">How many builds may run at once.</param>
internal sealed class BuildSlots(int most)
{
    // As in the reference.
    private const int MostWaitingPerRunning = 5;

    private readonly Lock _lock = new();
    private readonly List<BuildTurn> _waiting = [];
    private readonly List<BuildTurn> _running = [];

    /// <summary>Takes a place.</summary>
    /// <param name="project">The project of the build.</param>
    /// <param name="limit">How many of the project may run at once; null for any number.</param>
    /// <param name="entry">How the build comes to its turn.</param>
    /// <returns>The place.</returns>
    /// <exception cref="BuildRefusedException">There is none.</exception>
    public BuildTurn Enter(string project, int? limit, BuildEntry entry)
    {
        var turn = new BuildTurn(project, limit ?? int.MaxValue, Leave);
        lock (_lock)
        {
            if (entry is BuildEntry.Running)
            {
                _running.Add(turn);
                turn.Come();
                return turn;
            }

            Check(turn, entry);
            _waiting.Add(turn);
            Admit();
            return turn;
        }
    }

    private static int Count(List<BuildTurn> turns, string project) => turns.Count(turn => turn.Project == project);

    private void Check(BuildTurn turn, BuildEntry entry)
    {
        var waiting = Count(_waiting, turn.Project);
        if (entry is BuildEntry.NoWait && Count(_running, turn.Project) + waiting >= turn.Limit)
        {
            throw new BuildRefusedException(
                $"Cannot have more than {turn.Limit} builds of '{turn.Project}' at one time. Wait for one to end, raise ConcurrentBuildLimit, or let builds wait with LimitBehavior.", turn.Project);
        }

        if (turn.Limit <= int.MaxValue / MostWaitingPerRunning && waiting >= turn.Limit * MostWaitingPerRunning)
        {
            throw new BuildRefusedException(
                $"{waiting} builds of '{turn.Project}' wait already, which is {MostWaitingPerRunning} times its limit of {turn.Limit}. Wait for one to end, or raise ConcurrentBuildLimit.", turn.Project);
        }
    }

    private void Leave(BuildTurn turn)
    {
        lock (_lock)
        {
            _waiting.Remove(turn);
            _running.Remove(turn);
            Admit();
        }
    }

    private void Admit()
    {
        foreach (var turn in _waiting.ToArray())
        {
            if (_running.Count < most && Count(_running, turn.Project) < turn.Limit)
            {
                _waiting.Remove(turn);
                _running.Add(turn);
                turn.Come();
            }
        }
    }
}
