namespace Forge.Build.Output;

/// <summary>Finds many byte strings in one pass (Aho and Corasick).</summary>
/// <remarks>
/// Immutable and safe for concurrent use. State 0 is the beginning, where nothing has been seen of any needle. A state keeps
/// its children in a list, because nearly all states have one: the size grows with the needles, not with the alphabet.
/// </remarks>
internal sealed class NeedleTrie
{
    private const int ByteValues = 256;

    private readonly int[] _fromStart = new int[ByteValues];
    private readonly byte[] _value;
    private readonly int[] _firstChild;
    private readonly int[] _nextSibling;
    private readonly int[] _depth;
    private readonly int[] _match;
    private readonly int[] _fallback;
    private readonly int[] _shortest;

    /// <summary>Initializes a new instance of the <see cref="NeedleTrie"/> class.</summary>
    /// <param name="needles">What to find: one at least, and none of them empty.</param>
    public NeedleTrie(IReadOnlyCollection<byte[]> needles)
    {
        var most = needles.Sum(needle => needle.Length) + 1;
        _value = new byte[most];
        _firstChild = new int[most];
        _nextSibling = new int[most];
        _depth = new int[most];
        _match = new int[most];
        _fallback = new int[most];
        _shortest = new int[most];
        AddAll(needles);
        Connect();
        Longest = needles.Max(needle => needle.Length);
    }

    /// <summary>Gets the length of the longest needle.</summary>
    public int Longest { get; }

    /// <summary>Gets the state after one more byte.</summary>
    public int Step(int state, byte value)
    {
        while (state != 0)
        {
            if (Child(state, value) is > 0 and var child)
            {
                return child;
            }

            state = _fallback[state];
        }

        return _fromStart[value];
    }

    /// <summary>Gets how many of the last bytes may be the beginning of a needle.</summary>
    public int Depth(int state) => _depth[state];

    /// <summary>Gets the length of the longest needle that ends here; 0 for none.</summary>
    public int Match(int state) => _match[state];

    /// <summary>Gets the state of the next shorter beginning.</summary>
    public int Fallback(int state) => _fallback[state];

    /// <summary>Gets the length of the shortest needle that begins like this.</summary>
    public int ShortestNeedle(int state) => _shortest[state];

    private int Child(int state, byte value)
    {
        if (state == 0)
        {
            return _fromStart[value];
        }

        var child = _firstChild[state];
        while (child != 0 && _value[child] != value)
        {
            child = _nextSibling[child];
        }

        return child;
    }

    private void AddAll(IReadOnlyCollection<byte[]> needles)
    {
        var states = 1;
        foreach (var needle in needles)
        {
            var state = 0;
            foreach (var value in needle)
            {
                var child = Child(state, value);
                if (child == 0)
                {
                    child = states++;
                    AddChild(state, value, child, needle.Length);
                }

                state = child;
                _shortest[state] = Math.Min(_shortest[state], needle.Length);
            }

            _match[state] = needle.Length;
        }
    }

    private void AddChild(int state, byte value, int child, int needleLength)
    {
        _value[child] = value;
        _depth[child] = _depth[state] + 1;
        _shortest[child] = needleLength;
        if (state == 0)
        {
            _fromStart[value] = child;
        }
        else
        {
            _nextSibling[child] = _firstChild[state];
            _firstChild[state] = child;
        }
    }

    // Breadth first, so that the shorter beginning is complete before a longer one refers to it.
    private void Connect()
    {
        var queue = new Queue<int>(_fromStart.Where(state => state > 0));
        while (queue.TryDequeue(out var state))
        {
            for (var child = _firstChild[state]; child != 0; child = _nextSibling[child])
            {
                _fallback[child] = Step(_fallback[state], _value[child]);
                _match[child] = Math.Max(_match[child], _match[_fallback[child]]);
                queue.Enqueue(child);
            }
        }
    }
}
