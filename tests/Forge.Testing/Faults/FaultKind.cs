namespace Forge.Testing.Faults;

/// <summary>What a proxy does wrong.</summary>
public enum FaultKind
{
    /// <summary>Answers with <see cref="Fault.Status"/> and asks nobody.</summary>
    Error,

    /// <summary>Hands the request on, and answers with <see cref="Fault.Status"/> all the same.</summary>
    ErrorAfterwards,

    /// <summary>Hands nothing on and answers 200 with an error for a body.</summary>
    ErrorInBody,

    /// <summary>Hands nothing on and answers as if it had: 200, with a mark of change.</summary>
    Lie,

    /// <summary>Breaks the connection after <see cref="Fault.At"/> bytes of the request's body; the server gets none of it.</summary>
    CutRequest,

    /// <summary>Breaks the connection after <see cref="Fault.At"/> bytes of the answer's body.</summary>
    CutAnswer,

    /// <summary>Hands the request on and breaks the connection instead of answering.</summary>
    NoAnswer,

    /// <summary>Flips a bit in the body of the request.</summary>
    FlipRequest,

    /// <summary>Flips a bit in the body of the answer.</summary>
    FlipAnswer,

    /// <summary>Ends the answer early, with a length that says that this is all.</summary>
    ShortAnswer,

    /// <summary>Changes the mark of change in the answer.</summary>
    WrongTag,

    /// <summary>Answers in many small pieces, with a pause before each.</summary>
    Slow,

    /// <summary>Hands the request on and then says nothing for ever.</summary>
    Hang,

    /// <summary>Does for If-None-Match what the server does not: answers 412 when what the request writes is there.</summary>
    HeedCondition,
}
