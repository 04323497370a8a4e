namespace Forge.Build.Output;

/// <summary>The ranges of a stream that are secret, in order, merged where they overlap or touch.</summary>
internal sealed class SecretHits
{
    private readonly List<(long Start, long End)> _ranges = [];
    private int _first;

    /// <summary>Adds a range. Most end behind all others.</summary>
    public void Add(long start, long end)
    {
        var index = _ranges.Count;
        while (index > _first && _ranges[index - 1].End >= start)
        {
            index--;
        }

        var after = index;
        while (after < _ranges.Count && _ranges[after].Start <= end)
        {
            start = Math.Min(start, _ranges[after].Start);
            end = Math.Max(end, _ranges[after].End);
            after++;
        }

        _ranges.RemoveRange(index, after - index);
        _ranges.Insert(index, (start, end));
    }

    /// <summary>Takes the first range, or what lies before a place of it.</summary>
    /// <returns>Whether a range begins before the place.</returns>
    public bool TryTake(long before, out long start, out long end)
    {
        (start, end) = _ranges.Count > _first ? _ranges[_first] : default;
        if (_ranges.Count == _first || start >= before)
        {
            _ranges.RemoveRange(0, _first);
            _first = 0;
            return false;
        }

        if (end > before)
        {
            _ranges[_first] = (before, end);
            end = before;
        }
        else
        {
            _first++;
        }

        return true;
    }
}
