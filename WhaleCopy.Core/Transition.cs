namespace WhaleCopy.Core;

/// <summary>Where an event leads: to another status, nowhere, or into a bug.</summary>
public enum TransitionKind
{
    /// <summary>Not listed: a bug, and loud.</summary>
    Illegal,

    /// <summary>Already known: nothing changes.</summary>
    Stay,

    /// <summary>To <see cref="Transition{T}.Next"/>.</summary>
    Move,
}

/// <summary>One cell of a transition table.</summary>
/// <typeparam name="T">The status.</typeparam>
public readonly record struct Transition<T>
    where T : struct, Enum
{
    private readonly T _next;

    private Transition(TransitionKind kind, T next)
    {
        Kind = kind;
        _next = next;
    }

    /// <summary>Not listed.</summary>
    public static Transition<T> Illegal => default;

    /// <summary>Nothing changes.</summary>
    public static Transition<T> Stay => new(TransitionKind.Stay, default);

    /// <summary>What the cell says.</summary>
    public TransitionKind Kind { get; }

    /// <summary>True for a cell that is not listed.</summary>
    public bool IsIllegal => Kind == TransitionKind.Illegal;

    /// <summary>The next status.</summary>
    /// <exception cref="InvalidOperationException">The cell does not move.</exception>
    public T Next => Kind == TransitionKind.Move ? _next : throw new InvalidOperationException($"The transition is {Kind}.");

    /// <summary>A move.</summary>
    public static Transition<T> To(T next) => new(TransitionKind.Move, next);

    /// <summary>The status after the event.</summary>
    /// <param name="current">The status before it.</param>
    /// <param name="happened">The event, for the message.</param>
    /// <exception cref="IllegalTransitionException">The cell is not listed.</exception>
    public T From(T current, object happened) => Kind switch
    {
        TransitionKind.Move => _next,
        TransitionKind.Stay => current,
        TransitionKind.Illegal => throw new IllegalTransitionException($"{WireName<T>.Of(current)} knows no {happened}."),
    };

    /// <inheritdoc/>
    public override string ToString() => Kind == TransitionKind.Move ? WireName<T>.Of(_next) : Kind.ToString();
}

/// <summary>A transition that is not listed: a bug. The worker stops that account and an operator is told.</summary>
public sealed class IllegalTransitionException : InvalidOperationException
{
    /// <summary>Says which.</summary>
    public IllegalTransitionException(string message)
        : base(message)
    {
    }
}
