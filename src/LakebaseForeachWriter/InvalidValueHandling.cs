namespace Lakebase;

/// <summary>
/// What becomes of a value that its column cannot hold: a number out of range or with digits that would be lost, a text that is too long,
/// holds a NUL character or is no UTF-8, a date beyond PostgreSQL's calendar, a text that is no uuid.
/// </summary>
/// <remarks>
/// Key columns of an upsert, <see cref="LakebaseWriterOptions.VersionColumn"/> and <see cref="LakebaseWriterOptions.OperationColumn"/>
/// decide which row it is and whether it is written: there only <see cref="Fail"/> and <see cref="DeadLetter"/> exist, and the others
/// fail. What only the server can judge (a text for an enum, a <c>CHECK</c>, JSON that does not parse) fails whatever this says, or goes to
/// the dead letters where there is a place for them.
/// </remarks>
public enum InvalidValueHandling
{
    /// <summary>The task fails; the message names the column, the types and the reason, never the value.</summary>
    Fail,

    /// <summary>
    /// What comes nearest is written: the nearest number that the column holds, rounded half away from zero; a text cut at the column's
    /// length, with U+FFFD for every NUL and every ill-formed piece; <c>infinity</c> or <c>-infinity</c> for dates and times out of range.
    /// Where nothing comes near (a text that is no uuid) it is a null.
    /// </summary>
    Replace,

    /// <summary>A null is written; in a NOT NULL column the task fails. Inside an array or a JSON document only the element is
    /// null.</summary>
    Null,

    /// <summary>
    /// The row goes to <see cref="LakebaseWriterOptions.DeadLetterTable"/> or <see cref="LakebaseWriterOptions.DeadLetterFolder"/>, with a
    /// null in place of the value; the other rows of its batch are written.
    /// </summary>
    DeadLetter,
}
